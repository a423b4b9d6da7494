package io.chronolink.period.domain;

import io.chronolink.events.RecordIds;
import java.util.UUID;

/** An entity's name in the platform; its id alone is unique only inside the tenant. */
record EntityKey(String tenant, String id) {

    static EntityKey of(EntityFact fact) {
        return new EntityKey(fact.cause().tenant(), fact.entityId());
    }

    /** The Kafka key of its events. */
    UUID recordId() {
        return RecordIds.entity(tenant, id);
    }
}
