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

    /** Does the work, and adds how long it took if that counts: warming up does not. */
    static void timed(boolean counts, Measure measure, Work work) throws Exception {
        long from = System.nanoTime();
        work.run();
        if (counts) {
            measure.add((System.nanoTime() - from) / 1e6);
        }
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
                "| %s | %s | %s | %.2f | %s |%n",
                work,
                bare,
                product,
                bare.median() / product.median(),
                aim);
    }

    /** Prints how many times the bare work the product takes. */
    static void printTimes(PrintStream out, String work, Measure bare, Measure product, double quantile, String aim) {
        out.printf(
                Locale.ROOT,
                "| %s | %s | %s | %.1f | %s |%n",
                work,
                text(bare.quantile(quantile)),
                text(product.quantile(quantile)),
                product.quantile(quantile) / bare.quantile(quantile),
                aim);
    }

    /** The median, and the least to the most. */
    @Override
    public String toString() {
        return text(median()) + " (" + text(quantile(0)) + " to " + text(quantile(1)) + ")";
    }

    private static String text(double milliseconds) {
        return String.format(Locale.ROOT, milliseconds < 10 ? "%.1f" : "%.0f", milliseconds);
    }
}
