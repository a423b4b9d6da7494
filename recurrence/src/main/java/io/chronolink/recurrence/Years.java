package io.chronolink.recurrence;

import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneId;

/** The years 1 to 9999, in which recurrences start. */
final class Years {

    static final LocalDate LAST_DATE = LocalDate.ofEpochDay(DateSequence.LAST_DAY);

    /** Nothing that happens lies earlier; every zone's local times of this instant can still be computed with. */
    static final Instant EARLIEST = Instant.parse("-50000-01-01T00:00:00Z");

    /** Nothing that happens lies later. */
    static final Instant LATEST = Instant.parse("+50000-01-01T00:00:00Z");

    private static final LocalDate FIRST_DATE = LocalDate.of(1, 1, 1);

    private Years() {}

    /** @throws InvalidRecurrenceException naming the field, if the instant lies outside these years */
    static LocalDateTime local(String field, Instant instant, ZoneId zone) {
        LocalDateTime local = LocalDateTime.ofInstant(within(instant), zone);
        require(field, local.toLocalDate());
        return local;
    }

    /** @throws InvalidRecurrenceException naming the field, if the date lies outside these years */
    static void require(String field, LocalDate date) {
        if (date.isBefore(FIRST_DATE) || date.isAfter(LAST_DATE)) {
            throw new InvalidRecurrenceException(field, field + " must lie in the years 1 to 9999");
        }
    }

    /** The instant, or the nearest that can be computed with. */
    static Instant within(Instant instant) {
        return instant.isBefore(EARLIEST) ? EARLIEST : instant.isAfter(LATEST) ? LATEST : instant;
    }
}
