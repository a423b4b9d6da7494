package io.chronolink.recording.domain;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A room that recordings take place in.
 *
 * @param number its id in the API
 * @param zone IANA name, or null for the tenant's
 * @param exclusive whether overlapping recordings are refused
 * @param deviceUrl where its recording device takes orders, or null if it has none
 * @param cameras objects with id, name and type
 */
public record Room(
        UUID id,
        String tenant,
        long number,
        String name,
        @Nullable String zone,
        boolean exclusive,
        boolean isIo,
        @Nullable Long ioCameraId,
        @Nullable Long ioUserId,
        @Nullable String deviceUrl,
        JsonNode cameras) {}
