package io.chronolink.recording.domain;

import io.chronolink.kit.events.Cause;
import io.chronolink.kit.events.Outbox;
import io.chronolink.kit.events.Outgoing;
import io.chronolink.kit.tenancy.TenantZones;
import jakarta.inject.Singleton;
import java.time.ZoneId;
import java.util.List;

/** Lets schedules that repeat by their tenant's wall clock follow it to another zone. */
@Singleton
public class ZoneChange {

    private final ScheduleRepository repository;
    private final TenantZones zones;
    private final Planner planner;
    private final Outbox outbox;

    ZoneChange(ScheduleRepository repository, TenantZones zones, Planner planner, Outbox outbox) {
        this.repository = repository;
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
    public int follow(Cause cause) {
        ZoneId zone = zones.zoneOf(cause.tenant());
        List<Schedule> moved = repository.lockRuledByTenantZone(cause.tenant(), planner.now()).stream()
                .filter(schedule -> !schedule.timing().zone().equals(zone.getId()))
                .map(schedule ->
                        schedule.at(Series.of(schedule).in(zone).timing()).nextVersion())
                .toList();
        if (!moved.isEmpty()) {
            repository.retime(moved);
            planner.replan(
                    moved.stream().map(schedule -> Plan.of(schedule, null)).toList());
            outbox.append(moved.stream()
                    .map(schedule -> Outgoing.of(cause, schedule.saved()))
                    .toList());
        }
        return moved.size();
    }
}
