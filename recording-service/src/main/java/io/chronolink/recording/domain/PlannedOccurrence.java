package io.chronolink.recording.domain;

import io.chronolink.recurrence.Interval;
import java.util.UUID;
import org.jdbi.v3.core.mapper.Nested;

/**
 * One recording of a schedule.
 *
 * @param room number of the room
 */
public record PlannedOccurrence(UUID id, @Nested Interval during, OccurrenceState state, long room, String roomName) {}
