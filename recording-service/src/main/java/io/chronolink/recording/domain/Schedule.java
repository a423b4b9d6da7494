package io.chronolink.recording.domain;

import io.chronolink.events.Timing;
import io.chronolink.links.LinkKey;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Map;
import java.util.UUID;
import org.jdbi.v3.core.mapper.Nested;
import org.jdbi.v3.json.Json;
import org.jspecify.annotations.Nullable;

/**
 * A recording schedule as answers show it.
 *
 * @param number its id in the API
 * @param room number of the room
 * @param author number of the user that will own the recordings
 * @param linkId the link that it follows, or null
 * @param template values of metadata fields by the field's id, or null
 * @param timing when it records; of the link as soon as that is known
 * @param skipThrough instances up to this day of the timing's zone were deleted one by one; null for none
 * @param started whether a recording of it is running
 */
public record Schedule(
        String tenant,
        UUID id,
        long number,
        String name,
        long room,
        String roomName,
        long author,
        String authorName,
        @Nullable UUID linkId,
        @Json @Nullable Map<String, String> template,
        @Nested("share") Share share,
        Instant createdAt,
        Timing timing,
        @Nullable LocalDate skipThrough,
        boolean started) {

    @Nullable
    LinkKey link() {
        return linkId == null ? null : new LinkKey(tenant, linkId);
    }
}
