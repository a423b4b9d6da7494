package io.chronolink.recurrence;

import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;

/**
 * A half-open span of time {@code [startInclusive, endExclusive)}; adjacent intervals do not overlap.
 *
 * <p>Start and end may be equal: such an interval is empty, contains nothing and overlaps nothing.
 */
public record Interval(Instant startInclusive, Instant endExclusive) {

    /** @throws IllegalArgumentException if the end lies before the start */
    public Interval {
        Objects.requireNonNull(startInclusive, "startInclusive");
        Objects.requireNonNull(endExclusive, "endExclusive");
        if (endExclusive.isBefore(startInclusive)) {
            throw new IllegalArgumentException(
                    "interval ends before it starts: " + startInclusive + " / " + endExclusive);
        }
    }

    /** The interval between two instants, the second one excluded. */
    public static Interval between(Instant startInclusive, Instant endExclusive) {
        return new Interval(startInclusive, endExclusive);
    }

    /** The interval that starts at an instant and lasts an elapsed (not wall-clock) time, which must not be negative. */
    public static Interval lasting(Instant startInclusive, Duration elapsed) {
        return new Interval(startInclusive, startInclusive.plus(elapsed));
    }

    /** The interval between two unix times in seconds, the second one excluded. */
    public static Interval ofEpochSeconds(long startInclusive, long endExclusive) {
        return new Interval(Instant.ofEpochSecond(startInclusive), Instant.ofEpochSecond(endExclusive));
    }

    /** Whether nothing lies inside. */
    public boolean isEmpty() {
        return startInclusive.equals(endExclusive);
    }

    /** Elapsed time from start to end. */
    public Duration duration() {
        return Duration.between(startInclusive, endExclusive);
    }

    /** Whether the instant lies inside; the end does not. */
    public boolean contains(Instant instant) {
        return !instant.isBefore(startInclusive) && instant.isBefore(endExclusive);
    }

    /** Whether some instant lies in both. */
    public boolean overlaps(Interval other) {
        return !isEmpty()
                && !other.isEmpty()
                && startInclusive.isBefore(other.endExclusive)
                && other.startInclusive.isBefore(endExclusive);
    }

    /** What both have in common; empty if they do not overlap. */
    public Optional<Interval> intersect(Interval other) {
        if (!overlaps(other)) {
            return Optional.empty();
        }
        Instant start = startInclusive.isAfter(other.startInclusive) ? startInclusive : other.startInclusive;
        Instant end = endExclusive.isBefore(other.endExclusive) ? endExclusive : other.endExclusive;
        return Optional.of(new Interval(start, end));
    }
}
