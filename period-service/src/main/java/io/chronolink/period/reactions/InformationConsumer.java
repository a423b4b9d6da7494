package io.chronolink.period.reactions;

import io.chronolink.events.EntityType;
import io.chronolink.events.InformationEvent;
import io.chronolink.events.InformationEvent.Category;
import io.chronolink.events.InformationEvent.Information;
import io.chronolink.events.InformationEvent.InformationDeleted;
import io.chronolink.events.InformationEvent.InformationSaved;
import io.chronolink.events.InformationEvent.InformationStateChanged;
import io.chronolink.events.Topic;
import io.chronolink.events.Topics;
import io.chronolink.kit.events.Batch;
import io.chronolink.kit.events.Received;
import io.chronolink.kit.events.TopicConsumer;
import io.chronolink.period.domain.EntityFact;
import io.chronolink.period.domain.EntityFact.Closed;
import io.chronolink.period.domain.EntityFact.Deleted;
import io.chronolink.period.domain.EntityFact.Opened;
import io.chronolink.period.domain.EntityFact.Stated;
import io.chronolink.period.domain.EntityFacts;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.stream.Stream;

/** Notices are valid while they are open, and hang under their link and under the notice above them. */
@Singleton
class InformationConsumer implements TopicConsumer<InformationEvent> {

    private final EntityFacts entities;

    InformationConsumer(EntityFacts entities) {
        this.entities = entities;
    }

    @Override
    public Topic topic() {
        return Topics.NOTICE;
    }

    @Override
    public void apply(Batch<InformationEvent> batch) {
        entities.apply(facts(batch)).forEach(batch::changed);
    }

    private static Stream<EntityFact> facts(Received<InformationEvent> received) {
        InformationEvent event = received.event();
        if (event instanceof InformationSaved saved) {
            return Stream.of(stated(received, saved.information()));
        }
        if (event instanceof InformationStateChanged changed) {
            Stated stated = stated(received, changed.information());
            Category before = changed.previousCategory();
            Category now = changed.information().category();
            if (before == now) {
                return Stream.of(stated);
            }
            return Stream.of(
                    stated,
                    now == Category.closed
                            ? new Closed(
                                    stated.cause(),
                                    stated.entityId(),
                                    stated.type(),
                                    stated.name(),
                                    stated.version(),
                                    received.time())
                            : new Opened(
                                    stated.cause(),
                                    stated.entityId(),
                                    stated.type(),
                                    stated.name(),
                                    stated.version(),
                                    received.time()));
        }
        if (event instanceof InformationDeleted) {
            String id = event.id().toString();
            return Stream.of(
                    new Deleted(received.cause(), id, EntityType.INFORMATION, id, event.version(), received.time()));
        }
        return Stream.empty();
    }

    private static Stated stated(Received<InformationEvent> received, Information information) {
        InformationEvent event = received.event();
        return new Stated(
                received.cause(),
                event.id().toString(),
                EntityType.INFORMATION,
                information.title(),
                event.version(),
                event.linkId(),
                Parents.of(information.parentId(), event.linkId()),
                information.validFrom(),
                null,
                information.category() == Category.closed);
    }

    @Override
    public void restore(Batch<InformationEvent> batch) {
        entities.restore(facts(batch));
    }

    private static List<? extends EntityFact> facts(Batch<InformationEvent> batch) {
        return batch.events().stream().flatMap(InformationConsumer::facts).toList();
    }
}
