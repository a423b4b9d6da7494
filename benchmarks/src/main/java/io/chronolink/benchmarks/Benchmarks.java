package io.chronolink.benchmarks;

import io.chronolink.events.Service;
import io.chronolink.stack.Part;
import io.chronolink.stack.Stack;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;

/** All rows, one after another, on a stack of their own. */
public final class Benchmarks {

    /** What is measured unless {@code -Dbench.rows} names some of it. */
    private static final String ALL = "idle,propagation,spread,profile,schedule,information,period,recording";

    private static final int WARM_UPS = 2;
    private static final int REPETITIONS = 5;
    private static final int SINGLES = 250;
    private static final int PACED = 3_000;
    private static final Duration IDLE = Duration.ofSeconds(10);

    private final Stack stack;
    private final PrintStream out;
    private final Platform platform;

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
            }
            PropagationRows propagation =
                    new PropagationRows(benchmarks.platform, stack.bootstrapServers(), out, WARM_UPS, REPETITIONS);
            if (rows.contains("propagation")) {
                propagation.warmUp(PACED, 100);
                propagation.single("Single change, all else at rest", SINGLES, 0);
                propagation.single("Single change of 100 a second", PACED, 100);
            }
            if (rows.contains("spread")) {
                propagation.bulk();
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
}
