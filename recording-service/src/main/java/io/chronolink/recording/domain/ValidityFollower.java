package io.chronolink.recording.domain;

import io.chronolink.events.EntityPeriodEvent;
import io.chronolink.kit.events.Batch;
import io.chronolink.kit.events.Received;
import io.chronolink.kit.validity.ValidityReplica;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Set;
import java.util.UUID;

/** Suspends occurrences outside the validity of their schedule, room or link, many at once. */
@Singleton
public class ValidityFollower {

    private static final String SCHEDULE = "RECORDING_SCHEDULE";
    static final String ROOM = "ROOM";
    private static final String LINK = "TIME_PROFILE";
    private static final Set<String> TYPES = Set.of(SCHEDULE, ROOM, LINK);

    private final ValidityReplica validity;
    private final BulkSchedules schedules;
    private final Planner planner;

    ValidityFollower(ValidityReplica validity, BulkSchedules schedules, Planner planner) {
        this.validity = validity;
        this.schedules = schedules;
        this.planner = planner;
    }

    /**
     * Takes over when entities are valid. No schedule has another version for that, so nothing is told; and nothing is
     * counted, since a schedule that moves is outside its old validity until its new one is known.
     */
    public void follow(Batch<EntityPeriodEvent> batch) {
        planner.lockValidity(batch.events().stream().map(Received::tenant).toList());
        List<Received<EntityPeriodEvent>> changed = validity.apply(batch, TYPES);
        if (!changed.isEmpty()) {
            planner.settle(ids(changed, SCHEDULE), ids(changed, ROOM), ids(changed, LINK));
        }
    }

    /** A rebuild begins: drops what is known of the acting tenants. */
    public void forget() {
        validity.forget();
    }

    /** Takes over again when entities are valid. */
    public void restore(Batch<EntityPeriodEvent> batch) {
        planner.lockValidity(batch.events().stream().map(Received::tenant).toList());
        validity.apply(batch, TYPES);
    }

    /** Looks at all schedules of the acting tenants. */
    public void settleAll() {
        planner.settle(schedules.live(), List.of(), List.of());
    }

    private static List<UUID> ids(List<Received<EntityPeriodEvent>> events, String type) {
        return events.stream()
                .filter(event -> event.event().entityType().equals(type))
                .map(event -> UUID.fromString(event.event().entityId()))
                .toList();
    }
}
