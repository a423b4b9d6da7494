package io.chronolink.profile.messaging;

import io.chronolink.events.EntityPeriodEvent;
import io.chronolink.events.Topic;
import io.chronolink.events.Topics;
import io.chronolink.kit.events.Batch;
import io.chronolink.kit.events.TopicConsumer;
import io.chronolink.kit.validity.ValidityReplica;
import io.chronolink.profile.domain.TimeProfiles;
import jakarta.inject.Singleton;
import java.util.Set;

/** Knows when the entities of profiles are valid, so that they let nobody in at other times. */
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
        validity.apply(batch, Set.of(TimeProfiles.ENTITY_TYPE)).forEach(event -> batch.changed(event.cause(), 1));
    }

    @Override
    public void forget() {
        validity.forget();
    }

    @Override
    public void restore(Batch<EntityPeriodEvent> batch) {
        validity.apply(batch, Set.of(TimeProfiles.ENTITY_TYPE));
    }
}
