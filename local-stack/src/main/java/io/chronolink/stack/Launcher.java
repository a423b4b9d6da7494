package io.chronolink.stack;

import io.chronolink.events.Service;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Behind {@code ./run}: starts the whole stack in {@code .local}, plays the demo, and serves until it is stopped. */
public final class Launcher {

    private static final int USAGE = 2;
    private static final int HIGHEST_OFFSET = 46_000;
    private static final long BYTES_NEEDED = 500L * 1024 * 1024;
    private static final Duration PREDECESSOR_ENDS_WITHIN = Duration.ofSeconds(30);

    private final PrintStream out;
    private final Path directory;
    private final Path repository;
    private volatile boolean stopping;

    /** What the command line asks for. */
    private record Options(boolean once, boolean demo, boolean clean, Optional<Path> timetable) {}

    private Launcher(PrintStream out, Path repository) {
        this.out = out;
        this.repository = repository;
        this.directory = repository.resolve(".local");
    }

    /** Takes the options of {@code ./run}, which has looked through them before; the property {@code chronolink.home} names the repository. */
    public static void main(String[] arguments) {
        var out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        var home = Path.of(System.getProperty("chronolink.home", "")).toAbsolutePath();
        int code;
        try {
            code = new Launcher(out, home).run(List.of(arguments), System.getenv("PORT_OFFSET"));
        } catch (StackException e) {
            System.err.println(e.getMessage());
            code = 1;
        } catch (IOException e) {
            System.err.println("Cannot write to " + home.resolve(".local") + ": " + e.getMessage());
            code = 1;
        }
        System.exit(code);
    }

    private int run(List<String> arguments, @Nullable String portOffset) throws IOException {
        Options options;
        int offset;
        try {
            options = parse(arguments);
            offset = offset(portOffset);
        } catch (IllegalArgumentException e) {
            System.err.println(e.getMessage());
            return USAGE;
        }
        long from = System.nanoTime();
        Optional<Demo> demo = options.demo() ? ServiceLoader.load(Demo.class).findFirst() : Optional.empty();
        if (options.demo() && demo.isEmpty()) {
            if (options.once()) {
                throw new StackException("There is no demo to play.");
            }
            out.println("There is no demo to play.");
        }
        makeDirectory();
        var builder = Stack.builder()
                .directory(directory)
                .repository(repository)
                .services(Service.values())
                .portOffset(offset)
                .progress(out);
        // Open, and so locked, until this process ends.
        var lock = FileChannel.open(
                directory.resolve("lock"),
                StandardOpenOption.CREATE,
                StandardOpenOption.READ,
                StandardOpenOption.WRITE);
        boolean crashedBefore = take(lock);
        checkPorts(builder.ports(), offset, crashedBefore);
        lock.truncate(0);
        lock.write(
                StandardCharsets.US_ASCII.encode(
                        Long.toString(ProcessHandle.current().pid())),
                0);
        if (options.clean()) {
            clean();
        }
        var stack = builder.build();
        Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(stack, lock), "stop"));
        stack.start();
        watch(stack);
        Disk.writeSecret(directory.resolve("stack.env"), environment(stack));
        for (Service service : Service.values()) {
            Disk.writeSecret(environments().resolve(service.wireName() + ".env"), lines(stack.environment(service)));
        }
        out.printf(Locale.ROOT, "All ready after %.1f s%n", (System.nanoTime() - from) / 1e9);
        boolean held = demo.isEmpty() || demo.get().play(stack, options.timetable(), out);
        if (options.once()) {
            return held ? 0 : 1;
        }
        out.println("Serving. Addresses and a token: " + directory.resolve("stack.env") + ", logs: "
                + directory.resolve("log") + ". Ctrl-C stops.");
        while (true) {
            Part.pause();
        }
    }

    private static Options parse(List<String> arguments) {
        boolean once = false;
        boolean demo = true;
        boolean clean = false;
        Optional<Path> timetable = Optional.empty();
        for (var rest = arguments.iterator(); rest.hasNext(); ) {
            String argument = rest.next();
            switch (argument) {
                case "--once" -> once = true;
                case "--no-demo" -> demo = false;
                case "--clean" -> clean = true;
                case "--timetable" -> {
                    if (!rest.hasNext()) {
                        throw new IllegalArgumentException("--timetable needs a file");
                    }
                    timetable = Optional.of(Path.of(rest.next()));
                }
                default -> throw new IllegalArgumentException("Unknown option: " + argument);
            }
        }
        return new Options(once, demo, clean, timetable);
    }

    private static int offset(@Nullable String text) {
        try {
            int offset = text == null || text.isBlank() ? 0 : Integer.parseInt(text.strip());
            if (offset >= 0 && offset <= HIGHEST_OFFSET) {
                return offset;
            }
        } catch (NumberFormatException e) {
            // said below
        }
        throw new IllegalArgumentException("PORT_OFFSET must be a number from 0 to " + HIGHEST_OFFSET + ": " + text);
    }

    private void makeDirectory() throws IOException {
        if (Files.isRegularFile(directory)) {
            throw new StackException("Cannot write to " + directory + ": it is a file, not a directory");
        }
        try {
            Files.createDirectories(directory);
        } catch (AccessDeniedException e) {
            throw new StackException("Cannot write to " + directory + ": no permission", e);
        }
        if (!Files.isWritable(directory)) {
            throw new StackException("Cannot write to " + directory + ": no permission");
        }
        long free = Files.getFileStore(directory).getUsableSpace();
        if (free < BYTES_NEEDED) {
            throw new StackException("The disk is full: %d MB are free at %s, %d MB are needed"
                    .formatted(free >> 20, directory, BYTES_NEEDED >> 20));
        }
    }

    /** Takes the directory for this process; tells whether the process that had it before did not end in order. */
    private boolean take(FileChannel lock) throws IOException {
        FileLock taken = lock.tryLock();
        var content = ByteBuffer.allocate(32);
        lock.read(content, 0);
        var predecessor = new String(content.array(), 0, content.position(), StandardCharsets.US_ASCII).strip();
        if (taken == null) {
            throw new StackException("Another ./run (process " + predecessor + ") uses " + directory + ".");
        }
        lock.truncate(0);
        lock.write(
                StandardCharsets.US_ASCII.encode(
                        Long.toString(ProcessHandle.current().pid())),
                0);
        return !predecessor.isEmpty();
    }

    /** Drops data, keys and logs; unpacked programs and class archives hold nothing of it. */
    private void clean() throws IOException {
        for (String data : List.of("postgresql", "kafka", "keys", "log", "env")) {
            Disk.delete(directory.resolve(data));
        }
        Files.deleteIfExists(directory.resolve("stack.env"));
    }

    private void checkPorts(Map<String, Integer> ports, int offset, boolean crashedBefore) {
        var message = taken(ports, offset);
        if (!message.isEmpty() && crashedBefore) {
            out.println("Waiting for the parts of the last run, which was killed, to end");
            long from = System.nanoTime();
            while (!message.isEmpty() && System.nanoTime() - from < PREDECESSOR_ENDS_WITHIN.toNanos()) {
                Part.pause();
                message = taken(ports, offset);
            }
        }
        if (!message.isEmpty()) {
            throw new StackException(message);
        }
    }

    private static String taken(Map<String, Integer> ports, int offset) {
        var message = new StringBuilder();
        ports.forEach((part, port) -> {
            if (!Ports.isFree(port)) {
                message.append("port %d is taken (%s). ".formatted(port, part));
            }
        });
        if (!message.isEmpty()) {
            message.append("Stop what uses it, or run PORT_OFFSET=")
                    .append(offset + 1000)
                    .append(" ./run");
        }
        return message.toString();
    }

    private void watch(Stack stack) {
        var watcher = new Thread(
                () -> {
                    while (true) {
                        for (Part part : stack.parts()) {
                            if (!stopping && !part.isAlive()) {
                                System.err.println(part.obituary());
                                System.exit(1);
                            }
                        }
                        Part.pause();
                    }
                },
                "watch");
        watcher.setDaemon(true);
        watcher.start();
    }

    private void stop(Stack stack, FileChannel lock) {
        stopping = true;
        if (stack.parts().stream().anyMatch(Part::isAlive)) {
            out.println("Stopping");
        }
        try {
            Files.deleteIfExists(directory.resolve("stack.env"));
            Disk.delete(environments());
            stack.close();
            lock.truncate(0);
        } catch (IOException e) {
            System.err.println("Stopped, but not tidied up: " + e.getMessage());
        }
    }

    /** What each service was started with, for one in dev mode that takes part beside it. */
    private Path environments() {
        return directory.resolve("env");
    }

    private static String lines(Map<String, String> variables) {
        return new TreeMap<>(variables)
                .entrySet().stream()
                        .map(variable -> variable.getKey() + "=" + variable.getValue() + "\n")
                        .collect(Collectors.joining());
    }

    private static String environment(Stack stack) {
        var lines = new StringBuilder();
        for (Service service : Service.values()) {
            lines.append(service.name())
                    .append("_URL=")
                    .append(stack.url(service))
                    .append('\n');
        }
        var token = stack.tokens().administrator();
        return lines + "KAFKA_BOOTSTRAP_SERVERS=" + stack.bootstrapServers() + "\nTOKEN=" + token + "\n";
    }
}
