package io.chronolink.information;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** A mail server that takes each mail and then answers as it is told to; an empty answer hangs up without a word. */
final class RudeMailServer implements AutoCloseable {

    private final ServerSocket socket;
    private final Thread accepting;
    private final List<String> answers;
    private final List<String> received = new CopyOnWriteArrayList<>();

    /** The answers to the mails, the last of them to all that follow. */
    RudeMailServer(int port, List<String> answers) throws IOException {
        this.answers = answers;
        socket = new ServerSocket(port, 50, InetAddress.getLoopbackAddress());
        accepting = start(this::serve);
    }

    private static Thread start(Runnable work) {
        Thread thread = new Thread(work, "rude-mail-server");
        thread.setDaemon(true);
        thread.start();
        return thread;
    }

    /** The mails as they came, headers included. */
    List<String> received() {
        return received;
    }

    private void serve() {
        while (!socket.isClosed()) {
            try {
                Socket client = socket.accept();
                start(() -> talk(client));
            } catch (IOException e) {
                return;
            }
        }
    }

    private void talk(Socket client) {
        try (client) {
            converse(client);
        } catch (IOException e) {
            // Whoever hangs up has said all.
        }
    }

    private void converse(Socket client) throws IOException {
        BufferedReader in =
                new BufferedReader(new InputStreamReader(client.getInputStream(), StandardCharsets.US_ASCII));
        say(client, "220 here");
        for (String line = in.readLine(); line != null; line = in.readLine()) {
            if (!line.equals("DATA")) {
                say(client, line.startsWith("QUIT") ? "221 bye" : "250 fine");
                continue;
            }
            say(client, "354 go on");
            StringBuilder mail = new StringBuilder();
            for (line = in.readLine(); line != null && !line.equals("."); line = in.readLine()) {
                mail.append(line).append('\n');
            }
            received.add(mail.toString());
            String answer = answers.get(Math.min(received.size(), answers.size()) - 1);
            if (answer.isEmpty()) {
                return;
            }
            say(client, answer);
        }
    }

    private static void say(Socket client, String line) throws IOException {
        OutputStream out = client.getOutputStream();
        out.write((line + "\r\n").getBytes(StandardCharsets.US_ASCII));
        out.flush();
    }

    @Override
    public void close() throws IOException, InterruptedException {
        socket.close();
        // As long as it listens, the port is not free.
        accepting.join();
    }
}
