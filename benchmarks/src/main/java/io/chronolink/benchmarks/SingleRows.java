package io.chronolink.benchmarks;

import io.chronolink.events.Service;
import io.chronolink.stack.Stack;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/**
 * One request after another for the main record of each service, against the bare SQL of the same work. What bare SQL
 * makes is a copy of the first record, in the same tables, and one row for an outbox.
 */
final class SingleRows {

    private static final int CALLS = 1_000;

    /** So many calls of each kind right after the start are told apart. */
    private static final int COLD = 200;

    /** Of one kind of call, in milliseconds. */
    private static final class Times {

        final Measure cold = new Measure();
        final Measure warm = new Measure();
        final Measure bare = new Measure();
        double cpuBefore;
        double cpu;
    }

    /** A service that is measured, from its start to its end. */
    private final class Trial implements AutoCloseable {

        private final Service service;
        private final Connection database;
        private final SingleCalls.Kind main;
        private final Times created = new Times();
        private final Times read = new Times();

        Trial(Service service) throws Exception {
            this.service = service;
            stack.service(service).start();
            this.database = platform.database(service);
            Sql.makeBareOutbox(database);
            this.main = calls.of(service, database);
        }

        void cold(int number) throws Exception {
            Measure.timed(true, created.cold, () -> main.create().run(number));
            Measure.timed(true, read.cold, () -> main.read().run(number));
        }

        void create(int number, boolean counts) throws Exception {
            take(created, main.create(), main.bareCreate(), number, counts);
        }

        void read(int number, boolean counts) throws Exception {
            take(read, main.read(), main.bareRead(), number, counts);
        }

        private void take(Times times, SingleCalls.Call product, SingleCalls.Call bare, int number, boolean counts)
                throws Exception {
            if (counts && times.bare.size() == 0) {
                times.cpuBefore = cpuSeconds();
            }
            Measure.timed(counts, times.bare, () -> bare.run(number));
            Measure.timed(counts, times.warm, () -> product.run(number));
            if (times.bare.size() == CALLS) {
                times.cpu = cpuSeconds() - times.cpuBefore;
            }
        }

        private double cpuSeconds() throws IOException {
            return Proc.isThere() ? Proc.cpuSeconds(stack.service(service).pid()) : Double.NaN;
        }

        void print() {
            row(service.wireName() + ": create " + main.name(), created);
            row(service.wireName() + ": read " + main.name(), read);
        }

        private void row(String name, Times times) {
            double p99 = times.warm.quantile(0.99);
            double bareP99 = times.bare.quantile(0.99);
            report.row(
                    name,
                    times.bare.median(),
                    times.warm.median(),
                    times.warm.median() / times.bare.median(),
                    bareP99,
                    p99,
                    p99 / bareP99,
                    times.cold.median(),
                    times.cpu / CALLS * 1_000,
                    "≤ 2.5");
        }

        @Override
        public void close() throws SQLException {
            database.close();
            stack.service(service).stop();
        }
    }

    private final Stack stack;
    private final Platform platform;
    private final Report report;
    private final SingleCalls calls;

    /** Rows for a stack, which is left without any service. */
    SingleRows(Stack stack, Report report) {
        this.stack = stack;
        this.platform = new Platform(stack);
        this.report = report;
        this.calls = new SingleCalls(platform);
    }

    /**
     * Each service is measured just started and alone: the others would take the processor to apply what is made. Stacks
     * of several trees take turns call by call.
     *
     * @param warmUp how many calls of each kind do not count, beside the first ones
     */
    static void print(List<SingleRows> trees, int warmUp) throws Exception {
        trees.forEach(tree -> tree.begin(warmUp));
        for (Service service : Service.values()) {
            List<Trial> trials = new ArrayList<>();
            try {
                for (SingleRows tree : trees) {
                    trials.add(tree.new Trial(service));
                }
                for (int i = 0; i < COLD; i++) {
                    for (Trial trial : trials) {
                        trial.cold(i);
                    }
                }
                for (int i = 0; i < warmUp + CALLS; i++) {
                    for (Trial trial : trials) {
                        trial.create(COLD + i, i >= warmUp);
                    }
                }
                for (int i = 0; i < warmUp + CALLS; i++) {
                    for (Trial trial : trials) {
                        trial.read(COLD + i, i >= warmUp);
                    }
                }
                trials.forEach(Trial::print);
            } finally {
                for (Trial trial : trials) {
                    trial.close();
                }
            }
        }
        trees.forEach(tree -> tree.report.end());
    }

    private void begin(int warmUp) {
        for (Service service : Service.values()) {
            stack.service(service).stop();
        }
        report.table(
                "Single request, after " + warmUp + " calls",
                "bare SQL p50 ms",
                "p50 ms",
                "p50 ÷ bare",
                "bare SQL p99 ms",
                "p99 ms",
                "p99 ÷ bare",
                "p50 ms of the first " + COLD,
                "CPU ms of the service",
                "aim of p50 ÷ bare");
    }
}
