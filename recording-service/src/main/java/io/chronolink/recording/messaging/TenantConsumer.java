package io.chronolink.recording.messaging;

import io.chronolink.events.TenantEvent;
import io.chronolink.events.TenantEvent.TenantSaved;
import io.chronolink.events.Topic;
import io.chronolink.events.Topics;
import io.chronolink.kit.events.Batch;
import io.chronolink.kit.events.Received;
import io.chronolink.kit.events.TopicConsumer;
import io.chronolink.kit.tenancy.TenantZones;
import io.chronolink.recording.domain.ZoneChange;
import jakarta.inject.Singleton;
import java.util.List;

/** Recordings repeat by their tenant's wall clock. */
@Singleton
class TenantConsumer implements TopicConsumer<TenantEvent> {

    private final TenantZones zones;
    private final ZoneChange schedules;

    TenantConsumer(TenantZones zones, ZoneChange schedules) {
        this.zones = zones;
        this.schedules = schedules;
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
                batch.changed(tenant.cause(), schedules.follow(tenant.cause()));
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
