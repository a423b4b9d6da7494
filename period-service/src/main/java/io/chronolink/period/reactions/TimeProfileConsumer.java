package io.chronolink.period.reactions;

import io.chronolink.events.EntityPeriodEvent.Validity;
import io.chronolink.events.EntityType;
import io.chronolink.events.TimeProfileEvent;
import io.chronolink.events.TimeProfileEvent.TimeProfileDeleted;
import io.chronolink.events.TimeProfileEvent.TimeProfileSaved;
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
import java.util.stream.Stream;

/** A time profile that carries a link says when the link is valid; one without a link is nothing here. */
@Singleton
class TimeProfileConsumer implements TopicConsumer<TimeProfileEvent> {

    private final EntityFacts entities;

    TimeProfileConsumer(EntityFacts entities) {
        this.entities = entities;
    }

    @Override
    public Topic topic() {
        return Topics.TIME_PROFILE;
    }

    @Override
    public void apply(Batch<TimeProfileEvent> batch) {
        entities.apply(facts(batch)).forEach(batch::changed);
    }

    private static Stream<EntityFact> facts(Received<TimeProfileEvent> received) {
        UUID link = received.event().linkId();
        return link == null ? Stream.empty() : Stream.of(fact(received, link));
    }

    private static EntityFact fact(Received<TimeProfileEvent> received, UUID link) {
        if (received.event() instanceof TimeProfileSaved profile) {
            Validity span = Spans.of(profile.timing(), received.time());
            return new Stated(
                    received.cause(),
                    link.toString(),
                    EntityType.TIME_PROFILE,
                    profile.name(),
                    profile.version(),
                    link,
                    List.of(),
                    span.start(),
                    span.end(),
                    false);
        }
        TimeProfileDeleted profile = (TimeProfileDeleted) received.event();
        return new Deleted(
                received.cause(),
                link.toString(),
                EntityType.TIME_PROFILE,
                profile.name(),
                profile.version(),
                received.time());
    }

    @Override
    public void restore(Batch<TimeProfileEvent> batch) {
        entities.restore(facts(batch));
    }

    private static List<? extends EntityFact> facts(Batch<TimeProfileEvent> batch) {
        return batch.events().stream().flatMap(TimeProfileConsumer::facts).toList();
    }
}
