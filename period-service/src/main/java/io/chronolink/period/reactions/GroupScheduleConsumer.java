package io.chronolink.period.reactions;

import io.chronolink.events.EntityType;
import io.chronolink.events.GroupScheduleEvent;
import io.chronolink.events.GroupScheduleEvent.GroupScheduleDeleted;
import io.chronolink.events.GroupScheduleEvent.GroupScheduleSaved;
import io.chronolink.events.Topic;
import io.chronolink.events.Topics;
import io.chronolink.kit.events.Batch;
import io.chronolink.kit.events.Received;
import io.chronolink.kit.events.TopicConsumer;
import io.chronolink.period.domain.EntityFact;
import io.chronolink.period.domain.EntityFact.Deleted;
import io.chronolink.period.domain.EntityFact.Stated;
import io.chronolink.period.domain.EntityFacts;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.UUID;

/** Schedules of groups hang under their group or tenant, and under their link. */
@Singleton
class GroupScheduleConsumer implements TopicConsumer<GroupScheduleEvent> {

    private final EntityFacts entities;

    GroupScheduleConsumer(EntityFacts entities) {
        this.entities = entities;
    }

    @Override
    public Topic topic() {
        return Topics.GROUP_SCHEDULE;
    }

    @Override
    public void apply(Batch<GroupScheduleEvent> batch) {
        entities.apply(facts(batch)).forEach(batch::changed);
    }

    private static EntityFact fact(Received<GroupScheduleEvent> received) {
        String id = received.event().id().toString();
        if (received.event() instanceof GroupScheduleSaved schedule) {
            UUID owner = schedule.groupRecordId() == null ? schedule.tenantRecordId() : schedule.groupRecordId();
            return new Stated(
                    received.cause(),
                    id,
                    EntityType.GROUP_SCHEDULE,
                    schedule.name(),
                    schedule.version(),
                    schedule.linkId(),
                    Parents.of(owner, schedule.linkId()),
                    null,
                    null,
                    false);
        }
        GroupScheduleDeleted schedule = (GroupScheduleDeleted) received.event();
        return new Deleted(
                received.cause(), id, EntityType.GROUP_SCHEDULE, schedule.name(), schedule.version(), received.time());
    }

    @Override
    public void restore(Batch<GroupScheduleEvent> batch) {
        entities.restore(facts(batch));
    }

    private static List<? extends EntityFact> facts(Batch<GroupScheduleEvent> batch) {
        return batch.events().stream().map(GroupScheduleConsumer::fact).toList();
    }
}
