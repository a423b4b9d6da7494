package io.chronolink.events;

import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What recording-service tells of schedules: topic {@link Topics#RECORDING_SCHEDULE}. */
public sealed interface RecordingScheduleEvent extends Event {

    /**
     * A recording schedule was created or changed.
     *
     * @param number the schedule's id in the recording API, at least 1
     * @param roomRecordId id of the {@link RoomEvent.RoomSaved} it records in
     * @param room the room's id in the recording API
     * @param timing when it records
     */
    record RecordingScheduleSaved(
            UUID id,
            long version,
            @Nullable UUID linkId,
            long number,
            String name,
            UUID roomRecordId,
            long room,
            Timing timing)
            implements RecordingScheduleEvent {}

    /** A recording schedule was deleted; a tombstone follows. */
    record RecordingScheduleDeleted(
            UUID id, long version, @Nullable UUID linkId, long number, String name) implements RecordingScheduleEvent {}
}
