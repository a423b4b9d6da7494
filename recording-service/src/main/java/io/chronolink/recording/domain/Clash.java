package io.chronolink.recording.domain;

import io.chronolink.recurrence.Interval;
import org.jdbi.v3.core.mapper.Nested;

/**
 * A recording that finds its room taken by another one.
 *
 * @param wanted when it takes place
 * @param schedule number of the schedule that has the room
 * @param taken when that records
 */
public record Clash(
        @Nested("wanted") Interval wanted,
        long schedule,
        String scheduleName,
        @Nested("taken") Interval taken) {}
