package io.chronolink.period.reactions;

import io.chronolink.events.EntityType;
import io.chronolink.events.RoomEvent;
import io.chronolink.events.RoomEvent.RoomDeleted;
import io.chronolink.events.RoomEvent.RoomSaved;
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

/** Rooms are entities without restriction until they are deleted. */
@Singleton
class RoomConsumer implements TopicConsumer<RoomEvent> {

    private final EntityFacts entities;

    RoomConsumer(EntityFacts entities) {
        this.entities = entities;
    }

    @Override
    public Topic topic() {
        return Topics.ROOM;
    }

    @Override
    public void apply(Batch<RoomEvent> batch) {
        entities.apply(facts(batch)).forEach(batch::changed);
    }

    private static EntityFact fact(Received<RoomEvent> received) {
        String id = received.event().id().toString();
        if (received.event() instanceof RoomSaved room) {
            return new Stated(
                    received.cause(),
                    id,
                    EntityType.ROOM,
                    room.name(),
                    room.version(),
                    null,
                    List.of(),
                    null,
                    null,
                    false);
        }
        RoomDeleted room = (RoomDeleted) received.event();
        return new Deleted(received.cause(), id, EntityType.ROOM, room.name(), room.version(), received.time());
    }

    @Override
    public void restore(Batch<RoomEvent> batch) {
        entities.restore(facts(batch));
    }

    private static List<? extends EntityFact> facts(Batch<RoomEvent> batch) {
        return batch.events().stream().map(RoomConsumer::fact).toList();
    }
}
