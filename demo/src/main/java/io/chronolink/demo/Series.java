package io.chronolink.demo;

import java.nio.charset.StandardCharsets;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.UUID;

/**
 * One line of a timetable: something that takes place every week, or every few weeks, in a room.
 *
 * @param eventId the line's name, unique in its file
 * @param start local time; an end that is not later lies on the next day
 * @param firstDate date of the first time it takes place
 * @param lastDate date of the last time
 * @param weekInterval weeks from one time to the next, at least 1
 */
record Series(
        String eventId,
        String title,
        String room,
        DayOfWeek weekday,
        LocalTime start,
        LocalTime end,
        LocalDate firstDate,
        LocalDate lastDate,
        int weekInterval,
        ZoneId zone) {

    /** The same link for the same line and tenant, whenever it is read. */
    UUID linkId(String tenant) {
        return UUID.nameUUIDFromBytes((tenant + "/" + eventId).getBytes(StandardCharsets.UTF_8));
    }

    /** The room's building: what the room's name begins with. */
    String building() {
        int space = room.indexOf(' ');
        return space < 0 ? room : room.substring(0, space);
    }

    Instant firstStart() {
        return firstDate.atTime(start).atZone(zone).toInstant();
    }

    /** When the last time it takes place begins. */
    Instant lastStart() {
        return lastDate.atTime(start).atZone(zone).toInstant();
    }

    Duration duration() {
        Duration duration = Duration.between(start, end);
        return end.isAfter(start) ? duration : duration.plusDays(1);
    }

    Series laterBy(Duration time) {
        return new Series(
                eventId,
                title,
                room,
                weekday,
                start.plus(time),
                end.plus(time),
                firstDate,
                lastDate,
                weekInterval,
                zone);
    }

    Series movedByWeeks(long weeks) {
        return new Series(
                eventId,
                title,
                room,
                weekday,
                start,
                end,
                firstDate.plusWeeks(weeks),
                lastDate.plusWeeks(weeks),
                weekInterval,
                zone);
    }
}
