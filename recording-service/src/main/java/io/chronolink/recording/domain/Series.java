package io.chronolink.recording.domain;

import io.chronolink.events.Timing;
import io.chronolink.kit.links.Timings;
import io.chronolink.recurrence.Interval;
import io.chronolink.recurrence.Occurrence;
import io.chronolink.recurrence.RecordingRule;
import io.chronolink.recurrence.Recurrence;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The recordings of a schedule as the API speaks of them: from the next one on, in the dialect's own rule. */
public record Series(Recurrence recurrence) {

    private static final DateTimeFormatter UNTIL = DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmss'Z'", Locale.ROOT);

    /** The recordings that a contract's timing stands for. */
    public static Series of(Timing timing) {
        return new Series(Timings.recurrence(timing));
    }

    /** The recording that runs at that time, or else the next one, or else, when all are over, the first. */
    public Interval shownAt(Instant now) {
        return recurrence
                .occurrenceAt(now)
                .or(() -> recurrence.next(now))
                .or(() -> recurrence.next(Instant.EPOCH))
                .map(Occurrence::interval)
                .orElseGet(() -> Interval.lasting(
                        recurrence.start().atZone(recurrence.zone()).toInstant(), recurrence.duration()));
    }

    /** The rule in the dialect's words; empty if it cannot say it. */
    public Optional<RecordingRule> rule() {
        return RecordingRule.of(recurrence);
    }

    /** The type that comes nearest to the rule. */
    public RecordingRule.Type nearestType() {
        return RecordingRule.nearest(recurrence);
    }

    /** The exact rule as RFC 5545 says it, or null for a single recording. */
    public @Nullable String rrule() {
        String rule = recurrence.rrule();
        LocalDateTime last = recurrence.lastStart();
        if (rule == null || last == null || rule.contains("COUNT=") || rule.contains("UNTIL=")) {
            return rule;
        }
        return rule + ";UNTIL=" + UNTIL.format(last.atZone(recurrence.zone()).withZoneSameInstant(ZoneOffset.UTC));
    }

    Timing timing() {
        return Timings.of(recurrence);
    }

    /** The same rule from another start on. */
    Series from(Instant start, ZoneId zone, Duration duration) {
        return rule().map(rule -> new Series(rule.from(start, zone, duration)))
                .orElseGet(() -> new Series(Recurrence.builder(start, zone, duration)
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
        return rule().filter(rule -> rule.days().equals(ownDay))
                .map(rule -> new RecordingRule(rule.type(), Set.of(), rule.endAfter(), rule.endBy()))
                .map(rule -> new Series(rule.from(start, zone, duration)))
                .orElseGet(() -> from(start, zone, duration));
    }
}
