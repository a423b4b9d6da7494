package io.chronolink.benchmarks;

import io.chronolink.stack.Stack;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;

/** How long a stack takes to be ready, as {@code ./run} starts it: durable, and on the data of the last time. */
final class StartRows {

    private static final int STARTS = 3;

    private final Path repository;
    private final Report report;

    StartRows(Path repository, Report report) {
        this.repository = repository;
        this.report = report;
    }

    /** The first start does not count: it makes the databases and, unless {@code ./run} has, the class archives. */
    void print() throws IOException {
        Path directory = Files.createTempDirectory("chronolink-start");
        Measure seconds = new Measure();
        Measure cpuSeconds = new Measure();
        try {
            for (int start = 0; start <= STARTS; start++) {
                long from = System.nanoTime();
                try (Stack stack = Benchmarks.stack(repository, directory).start()) {
                    if (start > 0) {
                        seconds.add((System.nanoTime() - from) / 1e9);
                        cpuSeconds.add(Proc.isThere() ? Cpu.of(stack).all() : Double.NaN);
                    }
                }
            }
        } finally {
            delete(directory);
        }
        report.table("Start on a built tree until ready", "s", "CPU s", "aim");
        report.row("PostgreSQL, Kafka and the five services", seconds, cpuSeconds, "≤ 35");
        report.end();
    }

    private static void delete(Path directory) throws IOException {
        List<Path> files;
        try (var all = Files.walk(directory)) {
            files = all.sorted(Comparator.reverseOrder()).toList();
        }
        for (Path file : files) {
            Files.delete(file);
        }
    }
}
