package io.chronolink.recurrence;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Where the occurrences of a recurrence lie on the time line. */
final class Expansion {

    /** More than the largest jump of any zone's offset at either end of a window: a search begins so much earlier. */
    private static final Duration SLACK = Duration.ofDays(3);

    /**
     * Local starts, the first and the last of some.
     *
     * @param last a bound of them, inclusive; null where they go on for ever
     */
    record Starts(LocalDateTime first, @Nullable LocalDateTime last) {}

    private final Recurrence of;
    private final LocalDateTime start;
    private final ZoneId zone;
    private final Duration duration;
    private final DateSequence dates;
    private final @Nullable LocalDateTime lastLocalStart;
    private final @Nullable Instant lastStartInstant;

    /** @throws InvalidRecurrenceException for a rule that is not RFC 5545, too large or finer than daily */
    Expansion(Recurrence of) {
        this.of = of;
        this.start = of.start();
        this.zone = of.zone();
        this.duration = of.duration();
        if (of.rrule() == null) {
            this.dates = ArithmeticDates.single(start.toLocalDate());
            this.lastLocalStart = earlier(start, of.lastStart());
            this.lastStartInstant = null;
        } else {
            CheckedRule rule = CheckedRule.parse(of.rrule());
            this.dates = rule.datesFrom(start.toLocalDate());
            this.lastLocalStart =
                    earlier(of.lastStart(), earlier(rule.untilLocal(), lastCounted(dates, start, rule.count())));
            this.lastStartInstant = rule.untilInstant();
        }
    }

    /** Whether the rule matches any date at all. */
    boolean hasMatch() {
        return dates.from(start.toLocalDate().toEpochDay()).next() != DateSequence.NONE;
    }

    boolean isUnbounded() {
        return lastLocalStart == null && lastStartInstant == null;
    }

    Occurrences occurrences(Instant fromInclusive, Instant toExclusive, int limit) {
        List<Occurrence> found = new ArrayList<>();
        Walk walk = walkFrom(before(fromInclusive, duration), true);
        while (walk.advance() && walk.start.isBefore(toExclusive)) {
            Interval interval = walk.interval();
            boolean inside = interval.endExclusive().isAfter(fromInclusive)
                    || interval.isEmpty() && !walk.start.isBefore(fromInclusive);
            if (inside && found.size() == limit) {
                return new Occurrences(found, true);
            }
            if (inside) {
                found.add(new Occurrence(walk.index, interval));
            }
        }
        return new Occurrences(found, walk.gaveUp());
    }

    Optional<Occurrence> next(Instant after) {
        Walk walk = walkFrom(before(after, Duration.ZERO), true);
        while (walk.advance()) {
            if (walk.start.isAfter(after)) {
                return Optional.of(walk.occurrence());
            }
        }
        return Optional.empty();
    }

    Optional<Instant> firstStart() {
        Walk walk = walkFrom(start, false);
        return walk.advance() ? Optional.of(walk.start) : Optional.empty();
    }

    Optional<Instant> lastEnd() {
        if (isUnbounded()) {
            return Optional.empty();
        }
        LocalDateTime latest = latestLocalStart();
        // Looks back further and further, as how far apart starts lie depends on the rule and the exclusions.
        for (long days = 8; ; days *= 8) {
            LocalDateTime from = start.plusDays(days).isAfter(latest) ? start : latest.minusDays(days);
            Walk walk = walkFrom(from, false);
            LocalDateTime local = null;
            Instant last = null;
            while (walk.advance()) {
                local = walk.local;
                last = walk.start;
            }
            if (local != null && last != null) {
                return Optional.of(endOf(local, last));
            }
            if (from.equals(start)) {
                return Optional.empty();
            }
        }
    }

    /** The local starts of those that start inside an interval; empty if none does. */
    Optional<Starts> startsIn(Interval interval) {
        Walk first = walkFrom(before(interval.startInclusive(), Duration.ZERO), false);
        do {
            if (!first.advance() || !first.start.isBefore(interval.endExclusive())) {
                return Optional.empty();
            }
        } while (first.start.isBefore(interval.startInclusive()));
        LocalDateTime last = lastLocalStart;
        if (interval.endExclusive().isBefore(Years.LATEST)) {
            LocalDateTime bound = before(interval.endExclusive(), Duration.ZERO);
            Walk end = walkFrom(bound, false);
            while (end.advance() && end.start.isBefore(interval.endExclusive())) {
                bound = end.local;
            }
            last = earlier(last, bound);
        }
        return Optional.of(new Starts(first.local, last));
    }

    private LocalDateTime latestLocalStart() {
        LocalDateTime latest = Years.LAST_DATE.atTime(start.toLocalTime());
        if (lastLocalStart != null && lastLocalStart.isBefore(latest)) {
            latest = lastLocalStart;
        }
        if (lastStartInstant != null) {
            LocalDateTime byInstant =
                    LocalDateTime.ofInstant(lastStartInstant, zone).plusDays(1);
            latest = byInstant.isBefore(latest) ? byInstant : latest;
        }
        return latest;
    }

    private static @Nullable LocalDateTime lastCounted(
            DateSequence dates, LocalDateTime start, @Nullable Integer count) {
        if (count == null) {
            return null;
        }
        DateSequence.Cursor cursor = dates.from(start.toLocalDate().toEpochDay());
        long last = DateSequence.LAST_DAY;
        for (int i = 0; i < count; i++) {
            long day = cursor.next();
            if (day == DateSequence.NONE) {
                break;
            }
            last = day;
        }
        return LocalDate.ofEpochDay(last).atTime(start.toLocalTime());
    }

    private static @Nullable LocalDateTime earlier(@Nullable LocalDateTime one, @Nullable LocalDateTime other) {
        if (one == null || other == null) {
            return one == null ? other : one;
        }
        return one.isBefore(other) ? one : other;
    }

    /** A local time before which no occurrence starts that reaches the instant. */
    private LocalDateTime before(Instant instant, Duration length) {
        return LocalDateTime.ofInstant(Years.within(instant).minus(length).minus(SLACK), zone);
    }

    /** The pass, standing at the first occurrence that contains the instant, or null. */
    @Nullable
    Walk at(Instant instant, boolean counting) {
        Walk walk = walkFrom(before(instant, duration), counting);
        while (walk.advance() && !walk.start.isAfter(instant)) {
            if (walk.interval().contains(instant)) {
                return walk;
            }
        }
        return null;
    }

    private Walk walkFrom(LocalDateTime lower, boolean counting) {
        return new Walk(
                Math.max(lower.toLocalDate().toEpochDay(), start.toLocalDate().toEpochDay()), counting);
    }

    /** The instant of a local start. */
    Instant resolve(LocalDateTime local) {
        return ZonedDateTime.ofLocal(local, zone, local.equals(start) ? of.startOffset() : null)
                .toInstant();
    }

    private Instant endOf(LocalDateTime localStart, Instant startInstant) {
        if (of.durationKind() == DurationKind.ELAPSED) {
            return startInstant.plus(duration);
        }
        Instant end = resolve(localStart.plus(duration));
        if (end.isAfter(startInstant) || duration.isZero()) {
            return end.isBefore(startInstant) ? startInstant : end;
        }
        return resolve(LocalDateTime.ofInstant(startInstant, zone).plus(duration));
    }

    /** One pass over the starts, without the excluded, the doubled and those after the end. */
    final class Walk {

        private final DateSequence.Cursor cursor;
        private long index;
        private @Nullable Instant previous;
        private LocalDateTime local = Expansion.this.start;
        private Instant start = Instant.MIN;

        private Walk(long fromDay, boolean counting) {
            this.cursor = dates.from(fromDay);
            this.index = (counting ? dates.countBefore(fromDay) : 0) - 1;
        }

        private boolean advance() {
            while (true) {
                long day = cursor.next();
                if (day == DateSequence.NONE) {
                    return false;
                }
                index++;
                local = LocalDate.ofEpochDay(day).atTime(Expansion.this.start.toLocalTime());
                if (lastLocalStart != null && local.isAfter(lastLocalStart)) {
                    return false;
                }
                start = resolve(local);
                if (lastStartInstant != null && start.isAfter(lastStartInstant)) {
                    return false;
                }
                if (!of.excludedStarts().contains(local) && !start.equals(previous)) {
                    previous = start;
                    return true;
                }
            }
        }

        private Interval interval() {
            return new Interval(start, endOf(local, start));
        }

        Occurrence occurrence() {
            return new Occurrence(index, interval());
        }

        private boolean gaveUp() {
            return cursor.gaveUp();
        }
    }
}
