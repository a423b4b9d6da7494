package io.chronolink.recurrence;

import java.time.Instant;
import java.util.Objects;

/**
 * One window of a {@link Recurrence}.
 *
 * @param index its place in the rule, counted from 0 in start order. Excluded starts keep their number, so that
 *     cancelling one occurrence renames none of the others
 * @param interval when it takes place
 */
public record Occurrence(long index, Interval interval) {

    /** @throws IllegalArgumentException if the index is negative */
    public Occurrence {
        Objects.requireNonNull(interval, "interval");
        if (index < 0) {
            throw new IllegalArgumentException("negative index: " + index);
        }
    }

    /** When it starts. */
    public Instant start() {
        return interval.startInclusive();
    }

    /** The first instant after it. */
    public Instant end() {
        return interval.endExclusive();
    }
}
