package io.chronolink.period.domain;

import io.chronolink.events.EntityType;
import io.chronolink.kit.events.Cause;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What an event of another service says about an entity. */
public sealed interface EntityFact {

    /** The operation behind it, with the tenant that owns the entity. */
    Cause cause();

    /** The entity's id, unique inside the tenant. */
    String entityId();

    EntityType type();

    /** The entity's name; an event that does not tell it says what to show until one does. */
    String name();

    /** The version of the record that the event tells of. */
    long version();

    /**
     * The record exists and looks like this.
     *
     * @param parents ids of the entities above it, the link's among them
     * @param from when its derived period starts, null for always
     * @param to when its derived period ends, exclusive, null for never
     * @param closed whether its derived period has ended, at the instant that a {@link Closed} tells
     */
    record Stated(
            Cause cause,
            String entityId,
            EntityType type,
            String name,
            long version,
            @Nullable UUID linkId,
            List<String> parents,
            @Nullable Instant from,
            @Nullable Instant to,
            boolean closed)
            implements EntityFact {}

    /** The record was closed before and is open from that instant on. */
    record Opened(Cause cause, String entityId, EntityType type, String name, long version, Instant at)
            implements EntityFact {}

    /** The record was open before and is closed from that instant on. */
    record Closed(Cause cause, String entityId, EntityType type, String name, long version, Instant at)
            implements EntityFact {}

    /** The record was deleted at that instant; what it was before stays known. */
    record Deleted(Cause cause, String entityId, EntityType type, String name, long version, Instant at)
            implements EntityFact {}
}
