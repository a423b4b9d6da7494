package io.chronolink.events;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What period-service tells: topic {@link Topics#ENTITY_PERIOD}. */
public sealed interface EntityPeriodEvent extends Event {

    /** The entity's id in the period API, unique inside its tenant. */
    String entityId();

    /** The entity's type, such as {@code OFFICE} or {@code TIME_PROFILE}. */
    String entityType();

    @Override
    default boolean mayBelongTo(String tenant) {
        return RecordIds.entity(tenant, entityId()).equals(id());
    }

    /** When it is valid: disjoint, in order; empty means never. */
    List<Validity> effective();

    /**
     * When an entity is valid.
     *
     * @param start inclusive, null for "always has been"
     * @param end exclusive, null for "without end"
     */
    record Validity(@Nullable Instant start, @Nullable Instant end) {}

    /**
     * The effective validity of an entity changed.
     *
     * @param effective disjoint, in order; empty means never valid
     */
    record EntityPeriodsChanged(
            UUID id,
            long version,
            @Nullable UUID linkId,
            String entityId,
            String entityType,
            String entityName,
            List<Validity> effective)
            implements EntityPeriodEvent {}

    /**
     * The effective validity of an entity began.
     *
     * @param at the boundary, not the moment of the telling
     */
    record EntityBecameActive(
            UUID id,
            long version,
            @Nullable UUID linkId,
            String entityId,
            String entityType,
            String entityName,
            List<Validity> effective,
            Instant at)
            implements EntityPeriodEvent {}

    /**
     * The effective validity of an entity ended.
     *
     * @param at the boundary, not the moment of the telling
     */
    record EntityBecameInactive(
            UUID id,
            long version,
            @Nullable UUID linkId,
            String entityId,
            String entityType,
            String entityName,
            List<Validity> effective,
            Instant at)
            implements EntityPeriodEvent {}
}
