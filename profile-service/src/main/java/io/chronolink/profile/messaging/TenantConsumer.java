package io.chronolink.profile.messaging;

import io.chronolink.events.TenantEvent;
import io.chronolink.events.TenantEvent.TenantSaved;
import io.chronolink.events.Topic;
import io.chronolink.events.Topics;
import io.chronolink.kit.events.Batch;
import io.chronolink.kit.events.Cause;
import io.chronolink.kit.events.Received;
import io.chronolink.kit.events.TopicConsumer;
import io.chronolink.kit.tenancy.TenantZones;
import io.chronolink.profile.domain.TimeProfileService;
import jakarta.inject.Singleton;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Reads a tenant's profiles anew in the zone that the tenant tells. */
@Singleton
class TenantConsumer implements TopicConsumer<TenantEvent> {

    private final TenantZones zones;
    private final TimeProfileService profiles;

    TenantConsumer(TenantZones zones, TimeProfileService profiles) {
        this.zones = zones;
        this.profiles = profiles;
    }

    @Override
    public Topic topic() {
        return Topics.TENANT;
    }

    @Override
    public void apply(Batch<TenantEvent> batch) {
        List<String> changed = zones.apply(batch);
        Map<String, Cause> causes = new HashMap<>();
        for (Received<TenantSaved> tenant : batch.latest(TenantSaved.class)) {
            if (changed.contains(tenant.tenant())) {
                causes.put(tenant.tenant(), tenant.cause());
            }
        }
        Map<String, Integer> retimed = profiles.retime(causes);
        causes.forEach((tenant, cause) -> batch.changed(cause, retimed.getOrDefault(tenant, 0)));
    }
}
