package io.chronolink.recording.outside;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.chronolink.kit.web.Failure;
import io.chronolink.recording.Caller;
import io.chronolink.recording.domain.Devices;
import io.chronolink.recording.domain.Recorder.Command;
import io.chronolink.recording.domain.Recorder.Recording;
import io.chronolink.recording.domain.RecorderException;
import io.chronolink.recording.domain.Share;
import io.chronolink.stack.ChronolinkTestResource;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.junit.QuarkusTest;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A device that is a real server, and misbehaves. */
@QuarkusTest
@QuarkusTestResource(
        value = ChronolinkTestResource.class,
        initArgs = @ResourceArg(name = "service", value = "recording"))
class HttpRecorderTest {

    private static final Duration TIMEOUT = Duration.ofMillis(300);

    private final Queue<String> heard = new ConcurrentLinkedQueue<>();
    private final CountDownLatch end = new CountDownLatch(1);
    private HttpServer server;
    private URI device;
    private HttpRecorder recorder;

    @BeforeEach
    void open() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(Executors.newCachedThreadPool());
        server.start();
        device = URI.create("http://localhost:" + server.getAddress().getPort() + "/cam");
        recorder = recorder("http://localhost:" + server.getAddress().getPort());
    }

    @AfterEach
    void close() {
        end.countDown();
        server.stop(0);
    }

    @Test
    void theDeviceHearsWhatIsToBeRecordedUnderAnIdThatStaysTheSame() {
        Queue<JsonNode> bodies = new ConcurrentLinkedQueue<>();
        server.createContext("/cam/start", exchange -> {
            bodies.add(Caller.json(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8)));
            answer(exchange, 204);
        });
        Recording recording = recording(device);

        recorder.tell(Command.START, recording);
        recorder.tell(Command.START, recording);

        assertThat(bodies).hasSize(2).containsOnly(Caller.json("""
                {"id":"%s","record_id":7,"name":"Lecture","room":{"id":3,"name":"Lab"},"start_at":1000,"stop_at":1600,
                 "author":1,"template":{"17":"Student"},"share":{"users":[13],"groups":[]}}
                """.formatted(recording.id())));
        assertThat(heard).containsOnly("/cam/start " + recording.id() + "-start");
    }

    @Test
    void anErrorIsNotTheLastWord() {
        AtomicInteger calls = new AtomicInteger();
        server.createContext("/cam/stop", exchange -> answer(exchange, calls.incrementAndGet() < 3 ? 500 : 200));

        recorder.tell(Command.STOP, recording(device));

        assertThat(calls).hasValue(3);
    }

    @ParameterizedTest
    @ValueSource(strings = {"slow", "hangs in its answer", "resets", "refuses", "answers 500", "points elsewhere"})
    void aDeviceThatDoesNotDoItIsGivenUpInTimeAndThenLeftInPeace(String how) throws Exception {
        AtomicInteger calls = new AtomicInteger();
        try (ServerSocket socket = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            URI bad = misbehaving(how, calls, socket);
            HttpRecorder tested = recorder("http://localhost:" + bad.getPort());

            Instant begin = Instant.now();
            for (int telling = 0; telling < 2; telling++) {
                assertThatThrownBy(() -> tested.tell(Command.START, recording(bad)))
                        .isInstanceOf(RecorderException.class);
            }
            // Six calls of at most a time-out each, and four pauses of at most 300 ms; much less than forever.
            assertThat(Duration.between(begin, Instant.now())).isLessThan(Duration.ofSeconds(10));

            int before = calls.get();
            assertThatThrownBy(() -> tested.tell(Command.START, recording(bad)))
                    .hasMessage("it failed too often of late");
            assertThat(calls).as("not called again").hasValue(before);
            if (!how.equals("refuses")) {
                assertThat(before).isEqualTo(6);
            }
            assertThat(heard).doesNotContain("elsewhere");
        }
        // Nobody else is held up by it.
        server.createContext("/cam/start", exchange -> answer(exchange, 200));
        assertThatCode(() -> recorder.tell(Command.START, recording(device))).doesNotThrowAnyException();
    }

    @Test
    void onlyDevicesOfOriginsThatTheOperatorNamesAreSpokenTo() {
        Devices devices = new Devices(Optional.of(List.of("https://recorders.example.org", "http://10.0.0.5:8000")));

        assertThat(devices.checked("https://recorders.example.org/room/7")).isNotNull();
        assertThat(devices.checked("HTTP://10.0.0.5:8000")).isNotNull();
        assertThat(devices.checked(null)).isNull();
        for (String url : List.of(
                "http://recorders.example.org/",
                "https://recorders.example.org:444/",
                "https://recorders.example.org.evil.org/",
                "https://recorders.example.org@evil.org/",
                "https://evil@recorders.example.org/",
                "https://recorders.example.org/?to=x",
                "http://10.0.0.5/",
                "file:///etc/passwd",
                "//recorders.example.org/",
                "mailto:x@recorders.example.org",
                "no url",
                "")) {
            assertThatThrownBy(() -> devices.checked(url)).as(url).isInstanceOf(Failure.class);
        }
        assertThatThrownBy(() -> recorder.tell(Command.START, recording(URI.create("http://127.0.0.1:1/"))))
                .hasMessage("its origin is not allowed");
        recorder.tell(Command.START, recording(null));
    }

    private URI misbehaving(String how, AtomicInteger calls, ServerSocket socket) throws IOException {
        switch (how) {
            case "resets" -> {
                Thread thread = new Thread(() -> reset(socket, calls));
                thread.setDaemon(true);
                thread.start();
                return URI.create("http://localhost:" + socket.getLocalPort());
            }
            case "refuses" -> {
                socket.close();
                return URI.create("http://localhost:" + socket.getLocalPort());
            }
            default -> {
                server.createContext("/bad/start", exchange -> {
                    calls.incrementAndGet();
                    switch (how) {
                        case "slow" -> await();
                        case "hangs in its answer" -> {
                            exchange.sendResponseHeaders(200, 10);
                            exchange.getResponseBody().write('x');
                            exchange.getResponseBody().flush();
                            await();
                        }
                        case "points elsewhere" -> {
                            exchange.getResponseHeaders().add("Location", "/elsewhere");
                            answer(exchange, 307);
                        }
                        default -> answer(exchange, 500);
                    }
                });
                server.createContext("/elsewhere", exchange -> {
                    heard.add("elsewhere");
                    answer(exchange, 200);
                });
                return URI.create("http://localhost:" + server.getAddress().getPort() + "/bad/");
            }
        }
    }

    private static void reset(ServerSocket socket, AtomicInteger calls) {
        while (!socket.isClosed()) {
            try (Socket client = socket.accept()) {
                // A call may be made on a new connection once, where the first broke before an answer.
                client.getInputStream().read();
                calls.incrementAndGet();
                client.setSoLinger(true, 0);
            } catch (IOException e) {
                // The client has gone, or the test is over.
            }
        }
    }

    private void await() {
        try {
            end.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void answer(HttpExchange exchange, int status) throws IOException {
        heard.add(exchange.getRequestURI() + " " + exchange.getRequestHeaders().getFirst("Idempotency-Key"));
        exchange.sendResponseHeaders(status, -1);
        exchange.close();
    }

    private static HttpRecorder recorder(String origin) {
        return new HttpRecorder(new Devices(Optional.of(List.of(origin))), TIMEOUT);
    }

    private static Recording recording(@Nullable URI device) {
        return new Recording(
                UUID.randomUUID(),
                "t",
                device,
                7,
                3,
                "Lab",
                "Lecture",
                Instant.ofEpochSecond(1000),
                Instant.ofEpochSecond(1600),
                1,
                Map.of("17", "Student"),
                new Share(List.of(13L), List.of()));
    }
}
