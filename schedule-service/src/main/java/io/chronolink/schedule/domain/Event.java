package io.chronolink.schedule.domain;

import io.chronolink.kit.web.Failure;
import io.chronolink.recurrence.DurationKind;
import io.chronolink.recurrence.InvalidRecurrenceException;
import io.chronolink.recurrence.Recurrence;
import io.chronolink.recurrence.ScheduleRule;
import java.time.Duration;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;

/**
 * When a period happens: BroadWorks' event (docs/dialects/schedule.md#advanced-periods), which both the simple and the
 * advanced API show in their way.
 *
 * @param endDate the day of the first end; of an event of whole days the last of them
 * @param startTime null for whole days
 * @param stopTime null for whole days
 * @param rule how it repeats, or null
 * @param rrule for derived periods only: an RFC 5545 rule that the dialect has no words for
 * @param zone for derived periods only: the zone of the link, whatever that of the group is
 */
public record Event(
        LocalDate startDate,
        LocalDate endDate,
        @Nullable LocalTime startTime,
        @Nullable LocalTime stopTime,
        @Nullable ScheduleRule rule,
        @Nullable String rrule,
        @Nullable ZoneId zone) {

    /** The start of periods that were made without a date: as good as always. */
    static final LocalDate ALWAYS = LocalDate.EPOCH;

    /** The same times on another day, with another rule. */
    Event on(LocalDate newStartDate, @Nullable ScheduleRule newRule) {
        LocalDate newEndDate = newStartDate.plusDays(ChronoUnit.DAYS.between(startDate, endDate));
        return new Event(newStartDate, newEndDate, startTime, stopTime, newRule, rrule, zone);
    }

    /** Whether it lasts whole days. */
    public boolean isAllDay() {
        return startTime == null;
    }

    /** The local start of the first one, or where the search for it begins. */
    LocalDateTime start() {
        return startDate.atTime(startTime == null ? LocalTime.MIDNIGHT : startTime);
    }

    /** The local end of the first one, exclusive. */
    LocalDateTime end() {
        return stopTime == null ? endDate.plusDays(1).atStartOfDay() : endDate.atTime(stopTime);
    }

    /** The wall-clock length. */
    Duration length() {
        return Duration.between(start(), end());
    }

    /** When it happens, by the wall clock of its own zone or else of the given one. */
    public Recurrence recurrence(ZoneId otherwise) {
        return in(zone == null ? otherwise : zone);
    }

    private Recurrence in(ZoneId where) {
        if (rule != null) {
            return rule.from(start(), where, length());
        }
        return Recurrence.builder(start(), where, length())
                .durationKind(DurationKind.WALL_CLOCK)
                .rrule(rrule)
                .build();
    }

    /**
     * The same with a start that matches the rule: it moves to the first match, and the end along with it.
     *
     * @throws Failure naming what is wrong, also if it never happens
     */
    Event checked() {
        if (!end().isAfter(start())) {
            throw Fields.invalid("the end must be later than the start");
        }
        try {
            return in(ZoneOffset.UTC)
                    .firstStart()
                    .map(first -> on(first.atOffset(ZoneOffset.UTC).toLocalDate(), rule))
                    .orElseThrow(() -> Fields.invalid("recurrence never happens"));
        } catch (InvalidRecurrenceException e) {
            throw Fields.invalid(String.valueOf(e.getMessage()));
        }
    }
}
