package io.chronolink.recording.domain;

import io.chronolink.events.RecordingScheduleEvent.RecordingScheduleDeleted;
import io.chronolink.events.RecordingScheduleEvent.RecordingScheduleSaved;
import io.chronolink.events.Timing;
import io.chronolink.kit.links.LinkKey;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A recording schedule.
 *
 * @param number its id in the API
 * @param author number of the user that will own the recordings
 * @param linkId the link that it follows, or null
 * @param template values of metadata fields by the field's id, or null
 * @param timing when it records; of the link as soon as that is known
 * @param skipThrough instances up to this day of the timing's zone were deleted one by one; null for none
 * @param plannedUntil up to here its occurrences are there; null while it waits for its link
 * @param started whether a recording of it is running
 */
public record Schedule(
        UUID id,
        String tenant,
        long number,
        String name,
        Room room,
        long author,
        String authorName,
        @Nullable UUID linkId,
        @Nullable Map<String, String> template,
        Share share,
        Instant createdAt,
        Timing timing,
        @Nullable LocalDate skipThrough,
        @Nullable Instant plannedUntil,
        boolean started,
        long version) {

    @Nullable
    LinkKey link() {
        return linkId == null ? null : new LinkKey(tenant, linkId);
    }

    Schedule at(Timing other) {
        return new Schedule(
                id,
                tenant,
                number,
                name,
                room,
                author,
                authorName,
                linkId,
                template,
                share,
                createdAt,
                other,
                skipThrough,
                plannedUntil,
                started,
                version);
    }

    Schedule skipping(LocalDate through) {
        return new Schedule(
                id,
                tenant,
                number,
                name,
                room,
                author,
                authorName,
                linkId,
                template,
                share,
                createdAt,
                timing,
                through,
                plannedUntil,
                started,
                version);
    }

    Schedule nextVersion() {
        return new Schedule(
                id,
                tenant,
                number,
                name,
                room,
                author,
                authorName,
                linkId,
                template,
                share,
                createdAt,
                timing,
                skipThrough,
                plannedUntil,
                started,
                version + 1);
    }

    RecordingScheduleSaved saved() {
        return new RecordingScheduleSaved(id, version, linkId, number, name, room.id(), room.number(), timing);
    }

    RecordingScheduleDeleted deleted() {
        return new RecordingScheduleDeleted(id, version, linkId, number, name);
    }
}
