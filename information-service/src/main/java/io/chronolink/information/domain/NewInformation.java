package io.chronolink.information.domain;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A notice to be made.
 *
 * @param validFrom from when on it is shown, unless its link says so; null for now
 * @param details what is only kept for the clients
 */
public record NewInformation(
        String title,
        String text,
        State state,
        @Nullable UUID parentId,
        @Nullable UUID linkId,
        @Nullable Instant validFrom,
        JsonNode details) {}
