package io.chronolink.recurrence;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
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
    private final LocalDateTime start;
    private final ZoneId zone;
    private final Duration duration;
    private final DurationKind durationKind;
    private final @Nullable String rrule;
    private final Set<LocalDateTime> excludedStarts;
    private final @Nullable LocalDateTime lastStart;

    /** The offset of a start that was given as an instant: which of two equal local times it is. */
    private final @Nullable ZoneOffset startOffset;

    private final Expansion expansion;

    private Recurrence(Builder builder) {
        this.start = builder.start;
        this.zone = builder.zone;
        this.duration = builder.duration;
        this.durationKind = builder.durationKind;
        this.rrule = builder.rrule;
        this.excludedStarts = builder.excludedStarts;
        this.lastStart = builder.lastStart;
        this.startOffset = builder.startOffset;
        this.expansion = new Expansion(this);
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
        LocalDateTime local = Years.local("start", start, zone);
        return new Builder(local, zone, duration, zone.getRules().getOffset(start));
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

    @Nullable
    ZoneOffset startOffset() {
        return startOffset;
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
        return expansion.isUnbounded();
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
        return expansion.occurrences(fromInclusive, toExclusive, Math.min(limit, MAX_LIMIT));
    }

    /** Whether some occurrence contains the instant. */
    public boolean activeAt(Instant instant) {
        return expansion.at(instant, false) != null;
    }

    /** The occurrence that contains the instant; of several the one that started first. */
    public Optional<Occurrence> occurrenceAt(Instant instant) {
        Expansion.Walk walk = expansion.at(instant, true);
        return walk == null ? Optional.empty() : Optional.of(walk.occurrence());
    }

    /** The first occurrence that starts later than the instant. */
    public Optional<Occurrence> next(Instant after) {
        return expansion.next(after);
    }

    /** When the first occurrence starts; empty if there is none, as all are excluded or the end comes first. */
    public Optional<Instant> firstStart() {
        return expansion.firstStart();
    }

    /**
     * When the last occurrence ends (the first instant after it).
     *
     * @return empty if there is no occurrence at all, or if there is no last one: see {@link #isUnbounded()}
     */
    public Optional<Instant> lastEnd() {
        return expansion.lastEnd();
    }

    /**
     * The occurrences that start inside an interval, as a recurrence of their own with the same length and wall-clock
     * time; their indices count from 0 again.
     *
     * @return empty if none starts there
     */
    public Optional<Recurrence> startingIn(Interval interval) {
        return expansion.startsIn(interval).map(this::part);
    }

    private Recurrence part(Expansion.Starts starts) {
        LocalDateTime first = starts.first();
        Builder builder = new Builder(first, zone, duration, first.equals(start) ? startOffset : null)
                .durationKind(durationKind)
                .excludedStarts(excludedStarts);
        if (rrule != null) {
            // The last one is known by now, and counting from another start would find a later one.
            builder.rrule(COUNT.matcher(rrule).replaceAll("")).lastStart(starts.last());
        }
        return builder.build();
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
                && expansion.resolve(start).equals(that.expansion.resolve(that.start));
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
            Years.require("start", start.toLocalDate());
            if (duration.isNegative() || duration.compareTo(MAX_DURATION) > 0) {
                throw new InvalidRecurrenceException("duration", "duration must be between zero and 10000 years");
            }
            if (excludedStarts.size() > MAX_EXCLUDED_STARTS) {
                throw new InvalidRecurrenceException(
                        "excludedStarts", "more than " + MAX_EXCLUDED_STARTS + " excluded starts");
            }
            Recurrence recurrence = new Recurrence(this);
            if (!recurrence.expansion.hasMatch()) {
                throw new InvalidRecurrenceException(
                        "rrule", "the rule never matches, or not within its first 1000 steps");
            }
            return recurrence;
        }
    }
}
