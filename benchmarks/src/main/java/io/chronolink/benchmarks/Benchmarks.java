package io.chronolink.benchmarks;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.chronolink.events.Headers;
import io.chronolink.events.Service;
import io.chronolink.events.Topics;
import io.chronolink.stack.EventProbe;
import io.chronolink.stack.EventProbe.Seen;
import io.chronolink.stack.Part;
import io.chronolink.stack.Stack;
import java.io.IOException;
import java.io.PrintStream;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;

/** All rows, one after another, on a stack of their own. */
public final class Benchmarks {

    /** What {@code -Dbench.rows} may name. */
    private static final String ALL = "idle,profile,schedule,information,period,recording";

    private static final int WARM_UPS = 2;
    private static final int REPETITIONS = 5;
    private static final int SINGLES = 300;
    private static final Duration IDLE = Duration.ofSeconds(10);

    private final Stack stack;
    private final PrintStream out;
    private final Platform platform;
    private final ObjectMapper json = new ObjectMapper();

    private Benchmarks(Stack stack, PrintStream out) {
        this.stack = stack;
        this.platform = new Platform(stack);
        this.out = out;
    }

    /** Runs all rows; the only argument is the directory of the project. */
    public static void main(String[] arguments) throws Exception {
        PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        Path directory = Files.createTempDirectory("chronolink-benchmarks");
        try (Stack stack = Stack.builder()
                .repository(Path.of(arguments[0]))
                // With the class archives that ./run has made, as users have them
                .cache(Path.of(arguments[0]).resolve(".local"))
                .directory(directory)
                .freePorts()
                .services(Service.values())
                .disposable()
                .start()) {
            Benchmarks benchmarks = new Benchmarks(stack, out);
            out.printf(
                    "Java %s, %d processors; milliseconds, median (least to most) of %d interleaved repetitions%n%n",
                    Runtime.version(), Runtime.getRuntime().availableProcessors(), REPETITIONS);
            List<String> rows = List.of(System.getProperty("bench.rows", ALL).split(","));
            if (rows.contains("idle")) {
                benchmarks.memory();
                benchmarks.latency();
            }
            if (rows.contains("profile")) {
                ProfileRows profiles = new ProfileRows(benchmarks.platform, out, WARM_UPS, REPETITIONS);
                profiles.againstCopy();
                profiles.againstUnnest();
                profiles.list();
            }
            if (rows.contains("schedule")) {
                new ScheduleRows(benchmarks.platform, out, WARM_UPS, REPETITIONS).print();
            }
            if (rows.contains("information")) {
                new InformationRows(benchmarks.platform, out, WARM_UPS, REPETITIONS).print();
            }
            if (rows.contains("period")) {
                new PeriodRows(benchmarks.platform, out, REPETITIONS).print();
            }
            if (rows.contains("recording")) {
                new RecordingRows(benchmarks.platform, out, WARM_UPS, REPETITIONS).print();
            }
        }
    }

    /** From the moment an event is written in its transaction to the moment its consumer's receipt is. */
    private void latency() throws Exception {
        String tenant = "single-" + UUID.randomUUID();
        String token = platform.token(tenant);
        for (int i = 0; i < SINGLES; i++) {
            byte[] one =
                    json.writeValueAsBytes(Map.of("list_items", List.of(ProfileRows.profile(tenant, 0, "name " + i))));
            HttpResponse<byte[]> answer =
                    platform.post(Service.PROFILE, "/api/v1/access/timeprofile/items/link", token, one);
            String operation = answer.headers().firstValue("Operation-Id").orElseThrow();
            platform.get(Service.PROFILE, "/operations/" + operation + "?wait=30s", token);
        }
        Map<String, Instant> written = new HashMap<>();
        Map<String, Measure> applied = new HashMap<>();
        try (EventProbe probe = new EventProbe(stack.bootstrapServers())) {
            for (Seen event : probe.all(Topics.TIME_PROFILE)) {
                if (tenant.equals(event.headers().get(Headers.TENANT))) {
                    written.put(operation(event), time(event));
                }
            }
            int seen = 0;
            for (Seen receipt : probe.all(Topics.OPERATION_RECEIPTS)) {
                Instant start = written.get(operation(receipt));
                JsonNode data = json.readTree(String.valueOf(receipt.data()));
                if (start != null && data.path("applied").has(Topics.TIME_PROFILE.name()) && seen++ > SINGLES / 5) {
                    applied.computeIfAbsent(data.path("service").asText(), service -> new Measure())
                            .add(Duration.between(start, time(receipt)).toNanos() / 1e6);
                }
            }
        }
        out.println("| Single change, idle: written to applied in | p50 ms | p99 ms | aim |");
        out.println("| --- | --- | --- | --- |");
        applied.entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .forEach(entry -> out.printf(
                        Locale.ROOT,
                        "| %s | %.1f | %.1f | ≤ 3 / 10 |%n",
                        entry.getKey(),
                        entry.getValue().median(),
                        entry.getValue().quantile(0.99)));
        out.println();
    }

    private void memory() throws Exception {
        Thread.sleep(IDLE.toMillis());
        out.println("| Idle memory of | RSS MB | aim |");
        out.println("| --- | --- | --- |");
        for (Service service : Service.values()) {
            Part part = stack.service(service);
            out.printf(Locale.ROOT, "| %s | %d | ≤ 200 |%n", part.name(), residentMegabytes(part.pid()));
        }
        out.println();
    }

    private static long residentMegabytes(long pid) throws IOException {
        for (String line : Files.readAllLines(Path.of("/proc", Long.toString(pid), "status"))) {
            if (line.startsWith("VmRSS:")) {
                return Long.parseLong(line.replaceAll("\\D", "")) / 1024;
            }
        }
        return -1;
    }

    private static String operation(Seen event) {
        return String.valueOf(event.headers().get(Headers.OPERATION_ID));
    }

    private static Instant time(Seen event) {
        return Instant.parse(String.valueOf(event.headers().get(Headers.TIME)));
    }
}
