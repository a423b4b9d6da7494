package io.chronolink.links;

import io.chronolink.events.Timing;
import io.chronolink.recurrence.DurationKind;
import io.chronolink.recurrence.InvalidRecurrenceException;
import io.chronolink.recurrence.Recurrence;
import java.time.Duration;
import java.time.ZoneId;

/** Between the contract's {@link Timing} and the model that computes with it. */
public final class Timings {

    private Timings() {}

    /** A recurrence as events tell it. */
    public static Timing of(Recurrence recurrence) {
        return new Timing(
                recurrence.start(),
                recurrence.zone().getId(),
                recurrence.duration().toSeconds(),
                recurrence.durationKind() == DurationKind.WALL_CLOCK,
                recurrence.rrule(),
                recurrence.lastStart(),
                recurrence.firstStart().orElse(null),
                recurrence.lastEnd().orElse(null));
    }

    /**
     * The recurrence that an event tells.
     *
     * @throws InvalidRecurrenceException for a rule that this version does not take
     * @throws java.time.DateTimeException for a zone that this Java does not know
     */
    public static Recurrence recurrence(Timing timing) {
        return Recurrence.builder(
                        timing.start(), ZoneId.of(timing.zone()), Duration.ofSeconds(timing.durationSeconds()))
                .durationKind(timing.wallClockDuration() ? DurationKind.WALL_CLOCK : DurationKind.ELAPSED)
                .rrule(timing.rrule())
                .lastStart(timing.lastStart())
                .build();
    }
}
