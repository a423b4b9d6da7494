package io.chronolink.schedule.messaging;

import io.chronolink.events.EntityPeriodEvent;
import io.chronolink.events.Topic;
import io.chronolink.events.Topics;
import io.chronolink.kit.events.Batch;
import io.chronolink.kit.events.TopicConsumer;
import io.chronolink.kit.validity.ValidityReplica;
import io.chronolink.schedule.domain.Schedules;
import jakarta.inject.Singleton;

/** Knows when tenants, groups and schedules are valid, which limits what is open; no record of this service changes. */
@Singleton
class EntityPeriodConsumer implements TopicConsumer<EntityPeriodEvent> {

    private final ValidityReplica validity;

    EntityPeriodConsumer(ValidityReplica validity) {
        this.validity = validity;
    }

    @Override
    public Topic topic() {
        return Topics.ENTITY_PERIOD;
    }

    @Override
    public void apply(Batch<EntityPeriodEvent> batch) {
        validity.apply(batch, Schedules.ENTITY_TYPES);
    }

    @Override
    public void forget() {
        validity.forget();
    }

    @Override
    public void restore(Batch<EntityPeriodEvent> batch) {
        validity.apply(batch, Schedules.ENTITY_TYPES);
    }
}
