package io.chronolink.kit.events;

import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * On whose behalf an event is published.
 *
 * @param tenant owner of the record
 * @param operationId the operation that caused it, directly or in a reaction
 * @param traceparent W3C trace context of the request, or null
 */
public record Cause(
        String tenant, UUID operationId, @Nullable String traceparent) {}
