package io.chronolink.period.reactions;

import io.chronolink.events.EntityType;
import io.chronolink.events.TenantEvent;
import io.chronolink.events.TenantEvent.GroupSaved;
import io.chronolink.events.TenantEvent.TenantSaved;
import io.chronolink.events.Topic;
import io.chronolink.events.Topics;
import io.chronolink.kit.events.Batch;
import io.chronolink.kit.events.Received;
import io.chronolink.kit.events.TopicConsumer;
import io.chronolink.period.domain.EntityFact;
import io.chronolink.period.domain.EntityFact.Stated;
import io.chronolink.period.domain.EntityFacts;
import jakarta.inject.Singleton;
import java.util.List;

/** Tenants, and the groups under them. */
@Singleton
class TenantConsumer implements TopicConsumer<TenantEvent> {

    private final EntityFacts entities;

    TenantConsumer(EntityFacts entities) {
        this.entities = entities;
    }

    @Override
    public Topic topic() {
        return Topics.TENANT;
    }

    @Override
    public void apply(Batch<TenantEvent> batch) {
        entities.apply(facts(batch)).forEach(batch::changed);
    }

    private static EntityFact fact(Received<TenantEvent> received) {
        String id = received.event().id().toString();
        if (received.event() instanceof GroupSaved group) {
            return stated(received, id, EntityType.GROUP, group.name(), Parents.of(group.tenantRecordId(), null));
        }
        TenantSaved tenant = (TenantSaved) received.event();
        return stated(received, id, EntityType.TENANT, tenant.name(), List.of());
    }

    private static Stated stated(
            Received<TenantEvent> received, String id, EntityType type, String name, List<String> parents) {
        return new Stated(
                received.cause(), id, type, name, received.event().version(), null, parents, null, null, false);
    }

    @Override
    public void restore(Batch<TenantEvent> batch) {
        entities.restore(facts(batch));
    }

    private static List<? extends EntityFact> facts(Batch<TenantEvent> batch) {
        return batch.events().stream().map(TenantConsumer::fact).toList();
    }
}
