package io.chronolink.benchmarks;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Figures of one kind of work, in milliseconds. */
final class Measure {

    /** Work that is timed. */
    interface Work {
        void run() throws Exception;
    }

    private final List<Double> millis = new ArrayList<>();

    void time(Work work) throws Exception {
        long from = System.nanoTime();
        work.run();
        add((System.nanoTime() - from) / 1e6);
    }

    void add(double milliseconds) {
        millis.add(milliseconds);
    }

    double median() {
        return quantile(0.5);
    }

    double quantile(double share) {
        List<Double> sorted = millis.stream().sorted().toList();
        return sorted.get((int) Math.min(sorted.size() - 1L, Math.round(share * (sorted.size() - 1))));
    }

    /** Prints the bare work over the product's: 1 means that the product costs nothing. */
    static void printRatio(PrintStream out, String work, Measure bare, Measure product, String aim) {
        out.printf(
                Locale.ROOT,
                "| %s | %.0f (%.0f to %.0f) | %.0f (%.0f to %.0f) | %.2f | %s |%n",
                work,
                bare.median(),
                bare.quantile(0),
                bare.quantile(1),
                product.median(),
                product.quantile(0),
                product.quantile(1),
                bare.median() / product.median(),
                aim);
    }
}
