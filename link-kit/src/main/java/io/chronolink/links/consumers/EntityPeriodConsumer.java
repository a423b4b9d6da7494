package io.chronolink.links.consumers;

import io.chronolink.events.EntityPeriodEvent;
import io.chronolink.events.Topic;
import io.chronolink.events.Topics;
import io.chronolink.kit.events.Batch;
import io.chronolink.kit.events.Cause;
import io.chronolink.kit.events.Received;
import io.chronolink.kit.events.TopicConsumer;
import io.chronolink.links.ValidityFollower;
import io.chronolink.links.ValidityReplica;
import java.util.List;
import java.util.function.Function;

/** Knows when the entities that the service cares for are valid, and lets records follow that. */
public final class EntityPeriodConsumer implements TopicConsumer<EntityPeriodEvent> {

    private final ValidityReplica validity;
    private final ValidityFollower follower;

    public EntityPeriodConsumer(ValidityReplica validity, ValidityFollower follower) {
        this.validity = validity;
        this.follower = follower;
    }

    @Override
    public Topic topic() {
        return Topics.ENTITY_PERIOD;
    }

    @Override
    public void apply(Batch<EntityPeriodEvent> batch) {
        List<Received<EntityPeriodEvent>> changes = takeOver(batch);
        if (!changes.isEmpty()) {
            follower.follow(changes).forEach(batch::changed);
        }
    }

    @Override
    public void forget() {
        validity.forget();
    }

    @Override
    public void restore(Batch<EntityPeriodEvent> batch) {
        takeOver(batch);
    }

    @Override
    public void derive(Function<String, Cause> cause) {
        follower.restore();
    }

    private List<Received<EntityPeriodEvent>> takeOver(Batch<EntityPeriodEvent> batch) {
        follower.lock(batch.events().stream().map(Received::tenant).toList());
        return validity.apply(batch, follower.entityTypes());
    }
}
