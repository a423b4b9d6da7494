package io.chronolink.recording.domain;

import io.chronolink.events.Timing;
import io.chronolink.links.Timings;
import io.chronolink.recurrence.Interval;
import io.chronolink.recurrence.Occurrence;
import io.chronolink.recurrence.RecordingRule;
import io.chronolink.recurrence.Recurrence;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The recordings of a schedule as the API speaks of them: from the next one on, in the dialect's own rule.
 *
 * @param skipThrough instances up to this day, by the wall clock of the recurrence, were deleted; null for none
 */
public record Series(Recurrence recurrence, @Nullable LocalDate skipThrough) {

    /** The recordings of a schedule. */
    public static Series of(Schedule schedule) {
        return of(schedule.timing(), schedule.skipThrough());
    }

    static Series of(Timing timing, @Nullable LocalDate skipThrough) {
        return new Series(Timings.recurrence(timing), skipThrough);
    }

    static Series of(Recurrence recurrence) {
        return new Series(recurrence, null);
    }

    /** The recording that runs at that time, or else the next one, or else, when all are over, the first. */
    public Interval shownAt(Instant now) {
        return recurrence
                .occurrenceAt(now)
                .filter(running -> !isSkipped(running))
                .or(() -> next(now))
                .or(() -> recurrence.next(Instant.EPOCH))
                .map(Occurrence::interval)
                .orElseGet(() -> Interval.lasting(
                        recurrence.start().atZone(recurrence.zone()).toInstant(), recurrence.duration()));
    }

    /** The first recording that starts later than the instant and was not deleted. */
    Optional<Occurrence> next(Instant after) {
        Instant before = notSkipped().minusNanos(1);
        return recurrence.next(after.isBefore(before) ? before : after);
    }

    /** The recordings that start in a time, its end excluded. */
    List<Interval> starting(Instant from, Instant until) {
        Instant first = from.isBefore(notSkipped()) ? notSkipped() : from;
        return recurrence.occurrences(first, until, Recurrence.MAX_LIMIT).list().stream()
                .map(Occurrence::interval)
                .filter(during -> !during.startInclusive().isBefore(first))
                .toList();
    }

    /** The day of an instant by the wall clock that the recordings follow. */
    LocalDate dayOf(Instant instant) {
        return LocalDate.ofInstant(instant, recurrence.zone());
    }

    private boolean isSkipped(Occurrence occurrence) {
        return occurrence.start().isBefore(notSkipped());
    }

    private Instant notSkipped() {
        return skipThrough == null
                ? Instant.EPOCH
                : skipThrough.plusDays(1).atStartOfDay(recurrence.zone()).toInstant();
    }

    /** The rule in the dialect's words; empty if it cannot say it. */
    public Optional<RecordingRule> rule() {
        return RecordingRule.of(recurrence);
    }

    Timing timing() {
        return Timings.of(recurrence);
    }

    /** The same rule from another start on. */
    Series from(Instant start, ZoneId zone, Duration duration) {
        return Series.of(rule().map(rule -> rule.from(start, zone, duration))
                .orElseGet(() -> Recurrence.builder(start, zone, duration)
                        .durationKind(recurrence.durationKind())
                        .rrule(recurrence.rrule())
                        .lastStart(recurrence.lastStart())
                        .build()));
    }

    /** The same start and rule by another wall clock; a weekday or a day of the month moves along with the start. */
    Series in(ZoneId zone) {
        return restarted(zone, recurrence.duration());
    }

    /** The same start and rule, but longer or shorter. */
    Series lasting(Duration duration) {
        return restarted(recurrence.zone(), duration);
    }

    private Series restarted(ZoneId zone, Duration duration) {
        Instant start = recurrence.start().atZone(recurrence.zone()).toInstant();
        Set<DayOfWeek> ownDay = Set.of(recurrence.start().getDayOfWeek());
        Series restarted = rule().filter(rule -> rule.days().equals(ownDay))
                .map(rule -> new RecordingRule(rule.type(), Set.of(), rule.endAfter(), rule.endBy()))
                .map(rule -> Series.of(rule.from(start, zone, duration)))
                .orElseGet(() -> from(start, zone, duration));
        return new Series(restarted.recurrence(), skipThrough);
    }
}
