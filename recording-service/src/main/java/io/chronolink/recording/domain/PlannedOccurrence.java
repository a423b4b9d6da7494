package io.chronolink.recording.domain;

import io.chronolink.recurrence.Interval;
import java.util.UUID;
import org.jdbi.v3.core.mapper.Nested;

/**
 * One recording of a schedule.
 *
 * @param room number of the room
 * @param state such as {@code planned} or {@code suspended}
 */
public record PlannedOccurrence(UUID id, @Nested Interval during, String state, long room, String roomName) {}
