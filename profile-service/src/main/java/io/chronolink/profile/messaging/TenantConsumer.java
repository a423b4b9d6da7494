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
import io.chronolink.profile.domain.ZoneChange;
import jakarta.inject.Singleton;
import java.util.List;

/** Zones of tenants: the profiles of a tenant follow its wall clock. */
@Singleton
class TenantConsumer implements TopicConsumer<TenantEvent> {

    private final TenantZones zones;
    private final ZoneChange zoneChange;

    TenantConsumer(TenantZones zones, ZoneChange zoneChange) {
        this.zones = zones;
        this.zoneChange = zoneChange;
    }

    @Override
    public Topic topic() {
        return Topics.TENANT;
    }

    @Override
    public void apply(Batch<TenantEvent> batch) {
        List<String> changed = zones.apply(batch);
        // In the order of the tenants, so that two of these wait for each other and do not deadlock.
        for (Received<TenantSaved> tenant : batch.latest(TenantSaved.class)) {
            if (changed.contains(tenant.tenant())) {
                Cause cause = tenant.cause();
                batch.changed(cause, zoneChange.retime(cause));
            }
        }
    }

    @Override
    public void forget() {
        zones.forget();
    }

    @Override
    public void restore(Batch<TenantEvent> batch) {
        zones.apply(batch);
    }
}
