package io.chronolink.recording.domain;

import io.chronolink.events.EntityPeriodEvent;
import io.chronolink.kit.events.Cause;
import io.chronolink.kit.events.Received;
import io.chronolink.links.ValidityFollower;
import jakarta.inject.Singleton;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/** Suspends occurrences outside the validity of their schedule, room or link, many at once. */
@Singleton
public class ScheduleValidity implements ValidityFollower {

    private static final String SCHEDULE = "RECORDING_SCHEDULE";
    static final String ROOM = "ROOM";
    private static final String LINK = "TIME_PROFILE";

    private final BulkSchedules schedules;
    private final Suspension suspension;

    ScheduleValidity(BulkSchedules schedules, Suspension suspension) {
        this.schedules = schedules;
        this.suspension = suspension;
    }

    @Override
    public Set<String> entityTypes() {
        return Set.of(SCHEDULE, ROOM, LINK);
    }

    @Override
    public void lock(Collection<String> tenants) {
        suspension.lockValidity(tenants);
    }

    /**
     * No schedule has another version for that, so nothing is told; and nothing is counted, since a schedule that moves
     * is outside its old validity until its new one is known.
     */
    @Override
    public Map<Cause, Integer> follow(List<Received<EntityPeriodEvent>> changes) {
        suspension.settle(ids(changes, SCHEDULE), ids(changes, ROOM), ids(changes, LINK));
        return Map.of();
    }

    /** Looks at all schedules of the acting tenants. */
    @Override
    public void restore() {
        suspension.settle(schedules.live(), List.of(), List.of());
    }

    private static List<UUID> ids(List<Received<EntityPeriodEvent>> events, String type) {
        return events.stream()
                .filter(event -> event.event().entityType().equals(type))
                .map(event -> UUID.fromString(event.event().entityId()))
                .toList();
    }
}
