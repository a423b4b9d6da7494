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
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** All rows, one after another, on a stack of their own. */
public final class Benchmarks {

    /** The setting with another tree to measure in turn with this one. */
    static final String BEFORE = "bench.before";

    /** The setting with the rows that are wanted. */
    static final String ROWS = "bench.rows";

    /** The setting with a file that figures are written to. */
    static final String FIGURES = "bench.figures";

    /** The row of single requests. */
    static final String SINGLES = "singles";

    /** What is measured unless {@link #ROWS} names some of it, in this order: what needs a fresh stack comes first. */
    private static final String ALL =
            "start,idle,cpu,propagation,spread,profile,schedule,information,period,recording," + SINGLES;

    private static final int WARM_UPS = 2;
    private static final int REPETITIONS = Integer.getInteger("bench.repetitions", 5);
    /** Single requests of each kind that do not count. */
    static final int CALLS = Integer.getInteger("bench.warm-up", 3_000);

    private static final int PAIRS = Integer.getInteger("bench.pairs", 3);
    private static final int AT_REST = 250;
    private static final int PACED = 3_000;
    private static final Duration IDLE = Duration.ofSeconds(10);
    private static final int FIRST_WITH_AOT_CACHE = 25;

    private Benchmarks() {}

    /**
     * Runs all rows; the only argument is the directory of the project. With {@code -Dbench.before=DIR} those of another
     * tree too, whose services are packaged as well.
     */
    public static void main(String[] arguments) throws Exception {
        PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        Path repository = Path.of(arguments[0]).toAbsolutePath();
        List<String> rows = List.of(System.getProperty(ROWS, ALL).split(","));
        if (!List.of(ALL.split(",")).containsAll(rows)) {
            throw new IllegalArgumentException("The rows " + rows + " are not all of " + ALL);
        }
        String before = System.getProperty(BEFORE);
        if (before == null) {
            Report report = new Report(out);
            print(rows, repository, report);
            String figures = System.getProperty(FIGURES);
            if (figures != null) {
                report.write(Path.of(figures));
            }
        } else {
            new BeforeAfter(out, Path.of(before).toAbsolutePath(), repository).print(rows, PAIRS);
        }
    }

    /** A stack with all services of a tree and, as users have them, the class archives that {@code ./run} has made. */
    static Stack.Builder stack(Path repository, Path directory) {
        return Stack.builder()
                .repository(repository)
                .cache(repository.resolve(".local"))
                .directory(directory)
                .freePorts()
                .services(Service.values());
    }

    /** A stack that runs: fast instead of durable, and with a directory that goes with it. */
    static Stack disposableStack(Path repository) throws IOException {
        return stack(repository, Files.createTempDirectory("chronolink-benchmarks"))
                .disposable()
                .start();
    }

    private static void print(List<String> rows, Path repository, Report report) throws Exception {
        report.say("Java " + Runtime.version() + ", " + Runtime.getRuntime().availableProcessors()
                + " processors; milliseconds, median (least to most) of " + REPETITIONS + " interleaved repetitions");
        if (rows.contains("start")) {
            new StartRows(repository, report).print();
            if (rows.size() == 1) {
                return;
            }
        }
        try (Stack stack = disposableStack(repository)) {
            Platform platform = new Platform(stack);
            if (rows.contains("idle")) {
                idle(stack, report);
            }
            if (rows.contains("cpu")) {
                new CpuRows(stack, platform, report, WARM_UPS, REPETITIONS).print();
            }
            PropagationRows propagation =
                    new PropagationRows(platform, stack.bootstrapServers(), report, WARM_UPS, REPETITIONS);
            if (rows.contains("propagation")) {
                propagation.warmUp(PACED, 100);
                propagation.single("Single change, all else at rest", AT_REST, 0);
                propagation.single("Single change of 100 a second", PACED, 100);
            }
            if (rows.contains("spread")) {
                propagation.bulk();
            }
            if (rows.contains("profile")) {
                ProfileRows profiles = new ProfileRows(platform, report, WARM_UPS, REPETITIONS);
                profiles.againstCopy();
                profiles.againstUnnest();
                profiles.list();
            }
            if (rows.contains("schedule")) {
                new ScheduleRows(platform, report, WARM_UPS, REPETITIONS).print();
            }
            if (rows.contains("information")) {
                new InformationRows(platform, report, WARM_UPS, REPETITIONS).print();
            }
            if (rows.contains("period")) {
                new PeriodRows(platform, report, REPETITIONS).print();
            }
            if (rows.contains("recording")) {
                new RecordingRows(platform, report, WARM_UPS, REPETITIONS).print();
            }
            if (rows.contains(SINGLES)) {
                SingleRows.print(List.of(new SingleRows(stack, report)), CALLS);
            }
        }
    }

    /** Memory and CPU time of services that have just started and have nothing to do. */
    private static void idle(Stack stack, Report report) throws IOException, InterruptedException {
        report.table("Idle service", "RSS MB", "CPU % of a core", "aim");
        if (!Proc.isThere()) {
            report.row("any", Proc.ELSEWHERE);
            report.end();
            return;
        }
        Thread.sleep(IDLE.toMillis());
        String aim = Runtime.version().feature() < FIRST_WITH_AOT_CACHE ? "≤ 230 / 1" : "≤ 190 / 1";
        Map<Service, Double> before = new EnumMap<>(Service.class);
        for (Service service : Service.values()) {
            before.put(service, Proc.cpuSeconds(stack.service(service).pid()));
        }
        Thread.sleep(IDLE.toMillis());
        for (Service service : Service.values()) {
            Part part = stack.service(service);
            double used = Proc.cpuSeconds(part.pid()) - before.getOrDefault(service, 0.0);
            report.row(part.name(), Proc.residentMegabytes(part.pid()), used / IDLE.toSeconds() * 100, aim);
        }
        report.end();
    }
}
