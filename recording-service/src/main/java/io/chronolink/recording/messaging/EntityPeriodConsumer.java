package io.chronolink.recording.messaging;

import io.chronolink.events.EntityPeriodEvent;
import io.chronolink.events.Topic;
import io.chronolink.events.Topics;
import io.chronolink.kit.events.Batch;
import io.chronolink.kit.events.Cause;
import io.chronolink.kit.events.TopicConsumer;
import io.chronolink.recording.domain.ValidityFollower;
import jakarta.inject.Singleton;
import java.util.function.Function;

/** Nothing is recorded outside the validity of the schedule, its room or its link. */
@Singleton
class EntityPeriodConsumer implements TopicConsumer<EntityPeriodEvent> {

    private final ValidityFollower schedules;

    EntityPeriodConsumer(ValidityFollower schedules) {
        this.schedules = schedules;
    }

    @Override
    public Topic topic() {
        return Topics.ENTITY_PERIOD;
    }

    @Override
    public void apply(Batch<EntityPeriodEvent> batch) {
        schedules.follow(batch);
    }

    @Override
    public void forget() {
        schedules.forget();
    }

    @Override
    public void restore(Batch<EntityPeriodEvent> batch) {
        schedules.restore(batch);
    }

    @Override
    public void derive(Function<String, Cause> cause) {
        schedules.settleAll();
    }
}
