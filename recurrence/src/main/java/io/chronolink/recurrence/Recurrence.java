package io.chronolink.recurrence;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A window of local time that happens once or repeats by an RFC 5545 rule; immutable, valid by construction.
 *
 * <p>The rule is expanded over local dates; each occurrence starts at the wall-clock time of {@link #start()} on such a
 * date. The start itself is an occurrence only if it matches the rule; otherwise the first match after it is the first.
 * Local times become instants thus:
 *
 * <ul>
 *   <li>a time in a gap (clocks put forward) moves forward by the length of the gap: 02:30 becomes 03:30;
 *   <li>of a time that occurs twice (clocks put back) the first one counts, except for a start that was given as the
 *       second one by {@link #builder(Instant, ZoneId, Duration)};
 *   <li>starts that become the same instant (a zone that skips a whole day) count once;
 *   <li>the end follows by {@link DurationKind}.
 * </ul>
 *
 * <p>Windows may last longer than a day and overlap each other. Every operation answers for every recurrence that can
 * be built, never throws, and takes a bounded number of steps; nothing is found beyond the year 9999. An occurrence of
 * no length is never active and is listed where its start lies.
 */
public final class Recurrence {

    /** No expansion lists more occurrences than this, whatever limit is asked for. */
    public static final int MAX_LIMIT = 100_000;

    /** At most as many excluded starts. */
    public static final int MAX_EXCLUDED_STARTS = 10_000;

    private static final Duration MAX_DURATION = Duration.ofDays(3_652_425);
    private static final Pattern COUNT = Pattern.compile("(?i);COUNT=[0-9]+|^COUNT=[0-9]+;");
    private static final LocalDate MIN_DATE = LocalDate.of(1, 1, 1);
    private static final LocalDate MAX_DATE = LocalDate.ofEpochDay(DateSequence.LAST_DAY);

    /** More than the largest jump of any zone's offset at either end of a window: a search begins so much earlier. */
    private static final Duration SLACK = Duration.ofDays(3);

    private static final Instant EARLIEST = Instant.parse("-50000-01-01T00:00:00Z");
    private static final Instant LATEST = Instant.parse("+50000-01-01T00:00:00Z");

    private final LocalDateTime start;
    private final ZoneId zone;
    private final Duration duration;
    private final DurationKind durationKind;
    private final @Nullable String rrule;
    private final Set<LocalDateTime> excludedStarts;
    private final @Nullable LocalDateTime lastStart;

    /** The offset of a start that was given as an instant: which of two equal local times it is. */
    private final @Nullable ZoneOffset startOffset;

    private final DateSequence dates;
    private final @Nullable LocalDateTime lastLocalStart;
    private final @Nullable Instant lastStartInstant;

    private Recurrence(Builder builder) {
        this.start = builder.start;
        this.zone = builder.zone;
        this.duration = builder.duration;
        this.durationKind = builder.durationKind;
        this.rrule = builder.rrule;
        this.excludedStarts = builder.excludedStarts;
        this.lastStart = builder.lastStart;
        this.startOffset = builder.startOffset;
        if (rrule == null) {
            this.dates = ArithmeticDates.single(start.toLocalDate());
            this.lastLocalStart = earlier(start, lastStart);
            this.lastStartInstant = null;
        } else {
            CheckedRule rule = CheckedRule.parse(rrule);
            this.dates = rule.datesFrom(start.toLocalDate());
            this.lastLocalStart = earlier(lastStart, earlier(rule.untilLocal(), lastCounted(rule.count())));
            this.lastStartInstant = rule.untilInstant();
        }
    }

    /** Begins a recurrence that starts at a local time of a zone. */
    public static Builder builder(LocalDateTime start, ZoneId zone, Duration duration) {
        return new Builder(start, zone, duration, null);
    }

    /**
     * Begins a recurrence whose first start is an instant; the following ones keep its wall-clock time in the zone.
     *
     * @throws InvalidRecurrenceException if the start lies outside the years 1 to 9999
     */
    public static Builder builder(Instant start, ZoneId zone, Duration duration) {
        LocalDateTime local = local("start", start, zone);
        return new Builder(local, zone, duration, zone.getRules().getOffset(start));
    }

    /** @throws InvalidRecurrenceException naming the field, if the instant lies outside the years 1 to 9999 */
    static LocalDateTime local(String field, Instant instant, ZoneId zone) {
        if (!instant.isBefore(EARLIEST) && !instant.isAfter(LATEST)) {
            LocalDateTime local = LocalDateTime.ofInstant(instant, zone);
            if (isInRange(local.toLocalDate())) {
                return local;
            }
        }
        throw outOfRange(field);
    }

    private static boolean isInRange(LocalDate date) {
        return !date.isBefore(MIN_DATE) && !date.isAfter(MAX_DATE);
    }

    private static InvalidRecurrenceException outOfRange(String field) {
        return new InvalidRecurrenceException(field, field + " must lie in the years 1 to 9999");
    }

    /** Where the expansion begins, in local time; an occurrence itself only if it matches the rule. */
    public LocalDateTime start() {
        return start;
    }

    /** The zone whose wall clock the local times are read from. */
    public ZoneId zone() {
        return zone;
    }

    /** The length of each occurrence, zero or more. */
    public Duration duration() {
        return duration;
    }

    /** How the end of an occurrence is computed. */
    public DurationKind durationKind() {
        return durationKind;
    }

    /** The RFC 5545 rule as given, without "RRULE:"; null if the window happens once. */
    public @Nullable String rrule() {
        return rrule;
    }

    /** Local starts that are left out; they still count for COUNT and keep their index. */
    public Set<LocalDateTime> excludedStarts() {
        return excludedStarts;
    }

    /** The last local time at which an occurrence may start, inclusive; null if only the rule says. */
    public @Nullable LocalDateTime lastStart() {
        return lastStart;
    }

    /** The day of {@link #lastStart()}; the day before, where that cuts off its day's start; null without one. */
    @Nullable
    LocalDate lastDay() {
        if (lastStart == null) {
            return null;
        }
        LocalDate day = lastStart.toLocalDate();
        return lastStart.toLocalTime().isBefore(start.toLocalTime()) ? day.minusDays(1) : day;
    }

    /** Whether it goes on for ever: it repeats and neither COUNT, UNTIL nor a last start ends it. */
    public boolean isUnbounded() {
        return lastLocalStart == null && lastStartInstant == null;
    }

    /**
     * The occurrences that overlap a window, in start order.
     *
     * @param limit how many to list, at least 0; more than {@link #MAX_LIMIT} means that
     * @return truncated if more than listed overlap the window
     * @throws IllegalArgumentException if the limit is negative
     */
    public Occurrences occurrences(Instant fromInclusive, Instant toExclusive, int limit) {
        if (limit < 0) {
            throw new IllegalArgumentException("negative limit: " + limit);
        }
        int bound = Math.min(limit, MAX_LIMIT);
        List<Occurrence> found = new ArrayList<>();
        Walk walk = walkFrom(before(fromInclusive, duration), true);
        while (walk.advance() && walk.start.isBefore(toExclusive)) {
            Interval interval = walk.interval();
            boolean inside = interval.endExclusive().isAfter(fromInclusive)
                    || interval.isEmpty() && !walk.start.isBefore(fromInclusive);
            if (inside && found.size() == bound) {
                return new Occurrences(found, true);
            }
            if (inside) {
                found.add(new Occurrence(walk.index, interval));
            }
        }
        return new Occurrences(found, walk.gaveUp());
    }

    /** Whether some occurrence contains the instant. */
    public boolean activeAt(Instant instant) {
        return walkTo(instant, false) != null;
    }

    /** The occurrence that contains the instant; of several the one that started first. */
    public Optional<Occurrence> occurrenceAt(Instant instant) {
        Walk walk = walkTo(instant, true);
        return walk == null ? Optional.empty() : Optional.of(walk.occurrence());
    }

    /** The first occurrence that starts later than the instant. */
    public Optional<Occurrence> next(Instant after) {
        Walk walk = walkFrom(before(after, Duration.ZERO), true);
        while (walk.advance()) {
            if (walk.start.isAfter(after)) {
                return Optional.of(walk.occurrence());
            }
        }
        return Optional.empty();
    }

    /** When the first occurrence starts; empty if there is none, as all are excluded or the end comes first. */
    public Optional<Instant> firstStart() {
        Walk walk = walkFrom(start, false);
        return walk.advance() ? Optional.of(walk.start) : Optional.empty();
    }

    /**
     * When the last occurrence ends (the first instant after it).
     *
     * @return empty if there is no occurrence at all, or if there is no last one: see {@link #isUnbounded()}
     */
    public Optional<Instant> lastEnd() {
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

    /**
     * The occurrences that start inside an interval, as a recurrence of their own with the same length and wall-clock
     * time; their indices count from 0 again.
     *
     * @return empty if none starts there
     */
    public Optional<Recurrence> startingIn(Interval interval) {
        Walk first = walkFrom(before(interval.startInclusive(), Duration.ZERO), false);
        do {
            if (!first.advance() || !first.start.isBefore(interval.endExclusive())) {
                return Optional.empty();
            }
        } while (first.start.isBefore(interval.startInclusive()));
        LocalDateTime last = lastLocalStart;
        if (interval.endExclusive().isBefore(LATEST)) {
            LocalDateTime bound = before(interval.endExclusive(), Duration.ZERO);
            Walk end = walkFrom(bound, false);
            while (end.advance() && end.start.isBefore(interval.endExclusive())) {
                bound = end.local;
            }
            last = earlier(last, bound);
        }
        Builder builder = new Builder(first.local, zone, duration, first.local.equals(start) ? startOffset : null)
                .durationKind(durationKind)
                .excludedStarts(excludedStarts)
                .lastStart(rrule == null ? null : last);
        // The last one is known by now, and counting from another start would find a later one.
        return Optional.of(
                builder.rrule(rrule == null ? null : COUNT.matcher(rrule).replaceAll(""))
                        .build());
    }

    private LocalDateTime latestLocalStart() {
        LocalDateTime latest = MAX_DATE.atTime(start.toLocalTime());
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

    private @Nullable LocalDateTime lastCounted(@Nullable Integer count) {
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
        Instant within = instant.isBefore(EARLIEST) ? EARLIEST : instant.isAfter(LATEST) ? LATEST : instant;
        return LocalDateTime.ofInstant(within.minus(length).minus(SLACK), zone);
    }

    private @Nullable Walk walkTo(Instant instant, boolean counting) {
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

    private Instant resolve(LocalDateTime local) {
        return ZonedDateTime.ofLocal(local, zone, local.equals(start) ? startOffset : null)
                .toInstant();
    }

    private Instant endOf(LocalDateTime localStart, Instant startInstant) {
        if (durationKind == DurationKind.ELAPSED) {
            return startInstant.plus(duration);
        }
        Instant end = resolve(localStart.plus(duration));
        if (end.isAfter(startInstant) || duration.isZero()) {
            return end.isBefore(startInstant) ? startInstant : end;
        }
        return resolve(LocalDateTime.ofInstant(startInstant, zone).plus(duration));
    }

    /** One pass over the starts, without the excluded, the doubled and those after the end. */
    private final class Walk {

        private final DateSequence.Cursor cursor;
        private long index;
        private @Nullable Instant previous;
        private LocalDateTime local = Recurrence.this.start;
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
                local = LocalDate.ofEpochDay(day).atTime(Recurrence.this.start.toLocalTime());
                if (lastLocalStart != null && local.isAfter(lastLocalStart)) {
                    return false;
                }
                start = resolve(local);
                if (lastStartInstant != null && start.isAfter(lastStartInstant)) {
                    return false;
                }
                if (!excludedStarts.contains(local) && !start.equals(previous)) {
                    previous = start;
                    return true;
                }
            }
        }

        private Interval interval() {
            return new Interval(start, endOf(local, start));
        }

        private Occurrence occurrence() {
            return new Occurrence(index, interval());
        }

        private boolean gaveUp() {
            return cursor.gaveUp();
        }
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Recurrence that
                && start.equals(that.start)
                && zone.equals(that.zone)
                && duration.equals(that.duration)
                && durationKind == that.durationKind
                && Objects.equals(rrule, that.rrule)
                && excludedStarts.equals(that.excludedStarts)
                && Objects.equals(lastStart, that.lastStart)
                && resolve(start).equals(that.resolve(that.start));
    }

    @Override
    public int hashCode() {
        return Objects.hash(start, zone, duration, durationKind, rrule, excludedStarts, lastStart);
    }

    @Override
    public String toString() {
        return "Recurrence[" + start + " " + zone + " " + durationKind + " " + duration
                + (rrule == null ? "" : " " + rrule)
                + (excludedStarts.isEmpty() ? "" : " except " + excludedStarts)
                + (lastStart == null ? "" : " last start " + lastStart) + "]";
    }

    /** Collects the parts of a {@link Recurrence}; by default it happens once and lasts an elapsed time. */
    public static final class Builder {

        private final LocalDateTime start;
        private final ZoneId zone;
        private final Duration duration;
        private final @Nullable ZoneOffset startOffset;
        private DurationKind durationKind = DurationKind.ELAPSED;
        private @Nullable String rrule;
        private Set<LocalDateTime> excludedStarts = Set.of();
        private @Nullable LocalDateTime lastStart;

        private Builder(LocalDateTime start, ZoneId zone, Duration duration, @Nullable ZoneOffset startOffset) {
            this.start = Objects.requireNonNull(start, "start");
            this.zone = Objects.requireNonNull(zone, "zone");
            this.duration = Objects.requireNonNull(duration, "duration");
            this.startOffset = startOffset;
        }

        /** How ends are computed; {@link DurationKind#ELAPSED} unless told. */
        public Builder durationKind(DurationKind kind) {
            this.durationKind = Objects.requireNonNull(kind, "kind");
            return this;
        }

        /**
         * The RFC 5545 rule, without "RRULE:", or null for a window that happens once. UNTIL is inclusive and may be
         * a date, a local time or a time in UTC.
         */
        public Builder rrule(@Nullable String rule) {
            this.rrule = rule;
            return this;
        }

        /** Local starts to leave out; those that match no occurrence have no effect. */
        public Builder excludedStarts(Set<LocalDateTime> starts) {
            this.excludedStarts = Set.copyOf(starts);
            return this;
        }

        /** The last local time at which an occurrence may start, inclusive; null for no such bound. */
        public Builder lastStart(@Nullable LocalDateTime inclusive) {
            this.lastStart = inclusive;
            return this;
        }

        /**
         * Checks and builds.
         *
         * @throws InvalidRecurrenceException if the start lies outside the years 1 to 9999, the duration is negative
         *     or longer than ten thousand years, too many starts are excluded, or the rule is not RFC 5545, too large,
         *     finer than daily, or has no match
         */
        public Recurrence build() {
            LocalDate date = start.toLocalDate();
            if (!isInRange(date)) {
                throw outOfRange("start");
            }
            if (duration.isNegative() || duration.compareTo(MAX_DURATION) > 0) {
                throw new InvalidRecurrenceException("duration", "duration must be between zero and 10000 years");
            }
            if (excludedStarts.size() > MAX_EXCLUDED_STARTS) {
                throw new InvalidRecurrenceException(
                        "excludedStarts", "more than " + MAX_EXCLUDED_STARTS + " excluded starts");
            }
            Recurrence recurrence = new Recurrence(this);
            if (recurrence.dates.from(date.toEpochDay()).next() == DateSequence.NONE) {
                throw new InvalidRecurrenceException(
                        "rrule", "the rule never matches, or not within its first 1000 steps");
            }
            return recurrence;
        }
    }
}
