package io.chronolink.information.domain;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.UUID;
import org.jdbi.v3.core.mapper.Nested;
import org.jdbi.v3.core.mapper.PropagateNull;
import org.jdbi.v3.json.Json;
import org.jspecify.annotations.Nullable;

/**
 * A notice as it is stored.
 *
 * @param details what is only kept for the clients
 * @param parent the notice it hangs under, or null
 * @param createdBy who made it
 * @param changedBy who changed it last; null for the platform itself
 */
public record Information(
        UUID id,
        long version,
        @Nullable UUID linkId,
        int stateId,
        String title,
        String text,
        Instant validFrom,
        @Json JsonNode details,
        boolean deleted,
        Instant createdAt,
        String createdBy,
        Instant changedAt,
        @Nullable String changedBy,
        @Nested("parent") @Nullable Parent parent) {

    /** What a notice tells of the one above it. */
    public record Parent(@PropagateNull UUID id, String title, boolean deleted) {}
}
