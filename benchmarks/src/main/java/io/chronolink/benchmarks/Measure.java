package io.chronolink.benchmarks;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Figures of one kind of work; those of what is timed are milliseconds. */
final class Measure {

    /** Work that is timed. */
    interface Work {
        void run() throws Exception;
    }

    private final List<Double> figures = new ArrayList<>();

    /** Does the work, and adds how long it took if that counts: warming up does not. */
    static void timed(boolean counts, Measure measure, Work work) throws Exception {
        long from = System.nanoTime();
        work.run();
        if (counts) {
            measure.add((System.nanoTime() - from) / 1e6);
        }
    }

    void add(double figure) {
        figures.add(figure);
    }

    int size() {
        return figures.size();
    }

    double median() {
        return quantile(0.5);
    }

    /** Between two figures in proportion; not a number if there is none. */
    double quantile(double share) {
        if (figures.isEmpty()) {
            return Double.NaN;
        }
        List<Double> sorted = figures.stream().sorted().toList();
        double place = share * (sorted.size() - 1);
        double below = sorted.get((int) Math.floor(place));
        double above = sorted.get((int) Math.ceil(place));
        return below + (above - below) * (place - Math.floor(place));
    }

    /** The median and, of more than one figure, the least to the most. */
    @Override
    public String toString() {
        return figures.size() == 1
                ? text(median())
                : text(median()) + " (" + text(quantile(0)) + " to " + text(quantile(1)) + ")";
    }

    /** Three digits, or all of a greater number's integer part; – for what is not a number. */
    static String text(Number number) {
        double value = number.doubleValue();
        if (!Double.isFinite(value)) {
            return "–";
        }
        return String.format(Locale.ROOT, value < 9.995 ? "%.2f" : value < 99.95 ? "%.1f" : "%.0f", value);
    }
}
