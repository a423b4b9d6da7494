package io.chronolink.recording.domain;

import io.chronolink.events.Timing;
import io.chronolink.kit.database.RecordKey;
import io.chronolink.kit.events.Cause;
import io.chronolink.kit.events.Outbox;
import io.chronolink.kit.events.Outgoing;
import io.chronolink.links.TenantZones;
import io.chronolink.links.ZoneFollower;
import io.chronolink.recording.domain.BulkSchedules.Row;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Lets schedules that repeat by their tenant's wall clock follow it to another zone. */
@Singleton
public class ZoneChange implements ZoneFollower {

    private final BulkSchedules schedules;
    private final TenantZones zones;
    private final Planner planner;
    private final Outbox outbox;

    ZoneChange(BulkSchedules schedules, TenantZones zones, Planner planner, Outbox outbox) {
        this.schedules = schedules;
        this.zones = zones;
        this.planner = planner;
        this.outbox = outbox;
    }

    /**
     * Plans anew what depends on the zone of the cause's tenant. First starts stay where they are; the following ones
     * keep the time of day that the first one has in the new zone.
     *
     * @return how many schedules changed
     */
    @Override
    public int follow(Cause cause) {
        ZoneId zone = zones.zoneOf(cause.tenant());
        Map<RecordKey, Timing> retimed = new HashMap<>();
        List<Plan> plans = new ArrayList<>();
        List<Outgoing> events = new ArrayList<>();
        for (Row schedule : schedules.lockRuledByTenantZone(cause.tenant(), planner.now())) {
            if (!schedule.timing().zone().equals(zone.getId())) {
                Timing timing = schedule.series().in(zone).timing();
                retimed.put(schedule.key(), timing);
                plans.add(schedule.plan(timing, null));
                events.add(Outgoing.of(cause, schedule.saved(timing)));
            }
        }
        if (!plans.isEmpty()) {
            Instant until = planner.until();
            schedules.retime(retimed);
            planner.replan(plans, until);
            schedules.plannedUntil(plans, until);
            outbox.append(events);
        }
        return events.size();
    }
}
