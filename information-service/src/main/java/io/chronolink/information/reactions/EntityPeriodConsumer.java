package io.chronolink.information.reactions;

import io.chronolink.events.EntityPeriodEvent;
import io.chronolink.events.EntityPeriodEvent.EntityBecameInactive;
import io.chronolink.events.EntityType;
import io.chronolink.events.Topic;
import io.chronolink.events.Topics;
import io.chronolink.information.domain.BoundInformations;
import io.chronolink.information.domain.Wanted;
import io.chronolink.kit.events.Batch;
import io.chronolink.kit.events.TopicConsumer;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.regex.Pattern;

/** Notices whose validity has ended, and does not begin again, go to the archive. */
@Singleton
class EntityPeriodConsumer implements TopicConsumer<EntityPeriodEvent> {

    /** Entities of the type of notices may be somebody else's. */
    private static final Pattern ID = Pattern.compile("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}");

    private final BoundInformations informations;

    EntityPeriodConsumer(BoundInformations informations) {
        this.informations = informations;
    }

    @Override
    public Topic topic() {
        return Topics.ENTITY_PERIOD;
    }

    @Override
    public void apply(Batch<EntityPeriodEvent> batch) {
        List<Wanted> ended = new ArrayList<>();
        batch.events().forEach(received -> {
            if (received.event() instanceof EntityBecameInactive event
                    && EntityType.INFORMATION.is(event.entityType())
                    && ID.matcher(event.entityId()).matches()
                    && isOver(event)) {
                ended.add(new Wanted(received.cause(), UUID.fromString(event.entityId())));
            }
        });
        if (!ended.isEmpty()) {
            informations.archiveEnded(ended).forEach(batch::changed);
        }
    }

    private static boolean isOver(EntityBecameInactive event) {
        return event.effective().stream()
                .allMatch(part -> part.end() != null && !part.end().isAfter(event.at()));
    }
}
