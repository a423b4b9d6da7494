package io.chronolink.events;

import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A fact about one record, with the record's full public state. Facts are in the past tense; their
 * names on the wire are written down in {@link EventTypes}.
 */
public sealed interface Event
        permits TimeProfileEvent,
                GroupScheduleEvent,
                TenantEvent,
                EntityPeriodEvent,
                InformationEvent,
                RecordingScheduleEvent,
                RoomEvent,
                OperationReceipt {

    /** The record's own UUID: the Kafka key, so that compaction keeps the record's last state. */
    UUID id();

    /**
     * The record's version, at least 1, raised by every change of the record and never lowered, not
     * even when the record is deleted and created anew. A consumer applies an event only if its
     * version is newer than the one it has.
     */
    long version();

    /**
     * Whether the data leaves open that the record is that tenant's. An event whose data says otherwise must not be
     * applied.
     */
    default boolean mayBelongTo(String tenant) {
        return true;
    }

    /** The link that the record is bound to, or null. */
    default @Nullable UUID linkId() {
        return null;
    }
}
