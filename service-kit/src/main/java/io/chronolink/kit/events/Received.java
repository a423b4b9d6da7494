package io.chronolink.kit.events;

import io.chronolink.events.Event;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * An event as it arrived.
 *
 * @param eventId its own id
 * @param tenant owner of the record
 * @param operationId the operation that caused it
 * @param time when the change took place
 * @param traceparent W3C trace context, or null
 */
public record Received<E extends Event>(
        UUID eventId,
        E event,
        String tenant,
        UUID operationId,
        Instant time,
        @Nullable String traceparent) {

    /** The same in another trace context. */
    Received<E> in(@Nullable String context) {
        return new Received<>(eventId, event, tenant, operationId, time, context);
    }

    /** The cause of what the receiver publishes in turn. */
    public Cause cause() {
        return new Cause(tenant, operationId, traceparent);
    }
}
