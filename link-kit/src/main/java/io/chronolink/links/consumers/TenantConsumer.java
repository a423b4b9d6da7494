package io.chronolink.links.consumers;

import io.chronolink.events.TenantEvent;
import io.chronolink.events.TenantEvent.TenantSaved;
import io.chronolink.events.Topic;
import io.chronolink.events.Topics;
import io.chronolink.kit.events.Batch;
import io.chronolink.kit.events.Received;
import io.chronolink.kit.events.TopicConsumer;
import io.chronolink.links.TenantZones;
import io.chronolink.links.ZoneFollower;
import java.util.List;

/** Knows the zones of tenants, and lets their records follow the wall clock. */
public final class TenantConsumer implements TopicConsumer<TenantEvent> {

    private final TenantZones zones;
    private final ZoneFollower follower;

    public TenantConsumer(TenantZones zones, ZoneFollower follower) {
        this.zones = zones;
        this.follower = follower;
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
                batch.changed(tenant.cause(), follower.follow(tenant.cause()));
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
