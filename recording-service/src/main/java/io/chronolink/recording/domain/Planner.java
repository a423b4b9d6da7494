package io.chronolink.recording.domain;

import io.chronolink.kit.database.RecordKey;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;

/**
 * Keeps the rows of occurrences as the schedules want them, from the present second up to the horizon. Whatever has
 * started stays as it is. The caller holds the locks on the schedules, and before them on their links.
 */
@Singleton
class Planner {

    private final Jdbi jdbi;
    private final Clock clock;
    private final RoomClashes clashes;
    private final Suspension suspension;
    private final Duration horizon;

    Planner(
            Jdbi jdbi,
            Clock clock,
            RoomClashes clashes,
            Suspension suspension,
            @ConfigProperty(name = "recording.horizon") Duration horizon) {
        this.jdbi = jdbi;
        this.clock = clock;
        this.clashes = clashes;
        this.suspension = suspension;
        this.horizon = horizon;
    }

    /** What starts from here on is still to come; whole seconds, as the API counts. */
    Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.SECONDS);
    }

    /** Up to here occurrences are to be planned; whoever plans notes it with the schedules. */
    Instant until() {
        return now().plus(horizon);
    }

    /** Plans a schedule that has just been created, or refuses it; as {@link RoomClashes#refuse}. */
    void plan(Plan plan, Instant until) {
        clashes.refuse(plan, now(), until);
        plan(List.of(plan), until, false);
    }

    /**
     * Makes the future occurrences of the schedules what they should be. Those that stay keep their id, those that go
     * are cancelled and stay as history.
     */
    void replan(List<Plan> plans, Instant until) {
        plan(plans, until, true);
    }

    private void plan(List<Plan> plans, Instant until, boolean again) {
        Instant from = now();
        jdbi.useHandle(handle -> {
            PlanLocks.take(handle, plans);
            StagedOccurrences wanted = StagedOccurrences.stage(handle, plans, plan -> plan.starting(from, until));
            // Room is made before it is taken: the exclusion constraint looks at each row at once.
            if (again) {
                cancelUnwanted(handle, plans, wanted, from);
                move(handle, wanted);
            }
            insert(handle, wanted, "on conflict (schedule_id, starts_at) where state <> 'cancelled' do nothing");
        });
        suspension.settle(distinct(plans, Plan::scheduleId), List.of(), List.of());
    }

    /**
     * Plans on from where each schedule's occurrences end. What finds an exclusive room taken is left out.
     *
     * @return how many occurrences found no room
     */
    int extend(Map<Plan, Instant> plannedUntil, Instant until) {
        List<Plan> plans = List.copyOf(plannedUntil.keySet());
        int left = jdbi.withHandle(handle -> {
            PlanLocks.take(handle, plans);
            StagedOccurrences wanted = StagedOccurrences.stage(
                    handle, plans, plan -> plan.starting(plannedUntil.getOrDefault(plan, until), until));
            return wanted.size() - insert(handle, wanted, "on conflict do nothing");
        });
        suspension.settle(distinct(plans, Plan::scheduleId), List.of(), List.of());
        return left;
    }

    /** Cancels whatever of the schedules has not started; what has ends normally. */
    void cancel(Collection<RecordKey> schedules) {
        jdbi.useHandle(handle -> handle.createUpdate("""
                        update occurrence set state = 'cancelled'
                        where tenant = any (:tenants) and schedule_id = any (:schedules)
                          and occurrence_is_waiting(state)
                        """)
                .bindArray("tenants", String.class, distinct(schedules, RecordKey::tenant))
                .bindArray("schedules", UUID.class, distinct(schedules, RecordKey::id))
                .execute());
    }

    private static void cancelUnwanted(Handle handle, List<Plan> plans, StagedOccurrences wanted, Instant from) {
        wanted.bind(handle.createUpdate("""
                        update occurrence o set state = 'cancelled'
                        where o.tenant = any (:allTenants) and o.schedule_id = any (:allSchedules)
                          and o.starts_at >= :from and occurrence_is_waiting(o.state)
                          and not exists (select from %s n where n.schedule_id = o.schedule_id
                                          and n.starts_at = o.starts_at)
                        """.formatted(wanted.source())))
                .bindArray("allTenants", String.class, distinct(plans, Plan::tenant))
                .bindArray("allSchedules", UUID.class, distinct(plans, Plan::scheduleId))
                .bind("from", from)
                .execute();
    }

    private static void move(Handle handle, StagedOccurrences wanted) {
        wanted.bind(handle.createUpdate("""
                        update occurrence o
                        set room_id = n.room_id, exclusive = n.exclusive, ends_at = n.ends_at
                        from %s n
                        where o.tenant = n.tenant and o.schedule_id = n.schedule_id and o.starts_at = n.starts_at
                          and occurrence_is_waiting(o.state)
                          and (o.room_id, o.exclusive, o.ends_at) is distinct from (n.room_id, n.exclusive, n.ends_at)
                        """.formatted(wanted.source()))).execute();
    }

    private static int insert(Handle handle, StagedOccurrences wanted, String onConflict) {
        return wanted.bind(handle.createUpdate("""
                        insert into occurrence (tenant, schedule_id, room_id, exclusive, starts_at, ends_at, state)
                        select n.*, 'planned' from %s n
                        %s
                        """.formatted(wanted.source(), onConflict)))
                .execute();
    }

    private static <S, T> List<T> distinct(Collection<S> rows, Function<S, T> value) {
        return rows.stream().map(value).distinct().toList();
    }
}
