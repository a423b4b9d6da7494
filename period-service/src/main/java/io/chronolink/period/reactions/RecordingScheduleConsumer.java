package io.chronolink.period.reactions;

import io.chronolink.events.EntityPeriodEvent.Validity;
import io.chronolink.events.EntityType;
import io.chronolink.events.RecordingScheduleEvent;
import io.chronolink.events.RecordingScheduleEvent.RecordingScheduleDeleted;
import io.chronolink.events.RecordingScheduleEvent.RecordingScheduleSaved;
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

/** Recording schedules hang under their room and their link, and are valid while they record. */
@Singleton
class RecordingScheduleConsumer implements TopicConsumer<RecordingScheduleEvent> {

    private final EntityFacts entities;

    RecordingScheduleConsumer(EntityFacts entities) {
        this.entities = entities;
    }

    @Override
    public Topic topic() {
        return Topics.RECORDING_SCHEDULE;
    }

    @Override
    public void apply(Batch<RecordingScheduleEvent> batch) {
        entities.apply(facts(batch)).forEach(batch::changed);
    }

    private static EntityFact fact(Received<RecordingScheduleEvent> received) {
        String id = received.event().id().toString();
        if (received.event() instanceof RecordingScheduleSaved schedule) {
            Validity span = Spans.of(schedule.timing(), received.time());
            return new Stated(
                    received.cause(),
                    id,
                    EntityType.RECORDING_SCHEDULE,
                    schedule.name(),
                    schedule.version(),
                    schedule.linkId(),
                    Parents.of(schedule.roomRecordId(), schedule.linkId()),
                    span.start(),
                    span.end(),
                    false);
        }
        RecordingScheduleDeleted schedule = (RecordingScheduleDeleted) received.event();
        return new Deleted(
                received.cause(),
                id,
                EntityType.RECORDING_SCHEDULE,
                schedule.name(),
                schedule.version(),
                received.time());
    }

    @Override
    public void restore(Batch<RecordingScheduleEvent> batch) {
        entities.restore(facts(batch));
    }

    private static List<? extends EntityFact> facts(Batch<RecordingScheduleEvent> batch) {
        return batch.events().stream().map(RecordingScheduleConsumer::fact).toList();
    }
}
