package io.chronolink.recording.domain;

import io.chronolink.kit.links.LinkState;
import io.chronolink.kit.web.Failure;
import io.chronolink.recurrence.Interval;
import io.chronolink.recurrence.Occurrence;
import io.chronolink.recurrence.Recurrence;
import jakarta.inject.Singleton;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.statement.SqlStatement;
import org.jdbi.v3.core.statement.StatementContext;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the rows of occurrences as the schedules want them, from the present second up to the horizon. Whatever has
 * started stays as it is. The caller holds the locks on the schedules, and before them on their links.
 */
@Singleton
class Planner {

    private static final String PLANNED = "planned";
    private static final String SUSPENDED = "suspended";
    private static final String LIVE = "('planned', 'suspended', 'recording', 'paused')";

    /** Rows in one statement; more make it no faster. */
    private static final int CHUNK = 5000;

    private final Jdbi jdbi;
    private final Clock clock;
    private final Duration horizon;

    Planner(Jdbi jdbi, Clock clock, @ConfigProperty(name = "recording.horizon") Duration horizon) {
        this.jdbi = jdbi;
        this.clock = clock;
        this.horizon = horizon;
    }

    /** What starts from here on is still to come; whole seconds, as the API counts. */
    Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.SECONDS);
    }

    /** Up to here occurrences are planned. */
    Instant until() {
        return now().plus(horizon);
    }

    /** Makes the future occurrences of the schedules what they should be; those that stay as they are keep their id. */
    void replan(List<Plan> plans) {
        if (plans.isEmpty()) {
            return;
        }
        Instant from = now();
        Instant until = until();
        jdbi.useHandle(handle -> {
            lockExclusiveRooms(handle, plans);
            Map<Place, Row> stored = stored(handle, plans, from);
            List<Row> changed = new ArrayList<>();
            List<Row> fresh = new ArrayList<>();
            for (Plan plan : plans) {
                for (Interval during : expand(plan.recurrence(), from, until)) {
                    Row old = stored.remove(new Place(plan.scheduleId(), during.startInclusive()));
                    Row wanted = row(old == null ? null : old.id(), plan, during);
                    if (old == null) {
                        fresh.add(wanted);
                    } else if (!old.equals(wanted)) {
                        changed.add(wanted);
                    }
                }
            }
            // Room is made before it is taken: the exclusion constraint looks at each row at once.
            delete(handle, stored.values());
            chunks(changed).forEach(rows -> update(handle, rows));
            chunks(fresh).forEach(rows -> insert(handle, rows, "on conflict (schedule_id, starts_at) do nothing"));
            plannedUntil(handle, plans, until);
        });
    }

    /**
     * Plans on from where each schedule's occurrences end. What finds an exclusive room taken is left out.
     *
     * @return how many occurrences found no room
     */
    int extend(Map<Plan, Instant> plannedUntil) {
        List<Plan> plans = List.copyOf(plannedUntil.keySet());
        if (plans.isEmpty()) {
            return 0;
        }
        Instant until = until();
        return jdbi.withHandle(handle -> {
            lockExclusiveRooms(handle, plans);
            List<Row> rows = new ArrayList<>();
            plannedUntil.forEach((plan, from) ->
                    expand(plan.recurrence(), from, until).forEach(during -> rows.add(row(null, plan, during))));
            int inserted = 0;
            for (List<Row> chunk : chunks(rows)) {
                inserted += insert(handle, chunk, "on conflict do nothing");
            }
            plannedUntil(handle, plans, until);
            return rows.size() - inserted;
        });
    }

    /**
     * Refuses a plan for an exclusive room that is taken at some time of it. The room's row is locked first, so that
     * nobody takes the room between the look and the booking.
     *
     * @throws Failure (invalid) naming the schedule that has the room, and since when
     */
    void refuseClash(Plan plan) {
        if (!plan.exclusive()) {
            return;
        }
        Instant from = now();
        List<Interval> wanted = expand(plan.recurrence(), from, until());
        jdbi.useHandle(handle -> {
            lockExclusiveRooms(handle, List.of(plan));
            Interval taken = firstTaken(handle, plan, wanted, from);
            for (int i = 1; i < wanted.size(); i++) {
                Interval next = wanted.get(i);
                if (wanted.get(i - 1).overlaps(next)
                        && (taken == null || next.startInclusive().isBefore(taken.startInclusive()))) {
                    throw clash("These recordings overlap each other at " + next.startInclusive() + ".");
                }
            }
            if (taken != null) {
                throw holder(handle, plan, taken, from);
            }
        });
    }

    /** Suspends the future occurrences of schedules bound to links that are held, and restores those of the others. */
    void suspend(Collection<LinkState> links) {
        jdbi.useHandle(handle -> handle.createUpdate("""
                        update occurrence o set state = n.state
                        from unnest(:tenants, :links, :states) as n (tenant, link_id, state)
                        join recording_schedule s on s.tenant = n.tenant and s.link_id = n.link_id
                        where s.deleted_at is null and o.tenant = s.tenant and o.schedule_id = s.id
                          and o.starts_at >= :from and o.state in ('planned', 'suspended') and o.state <> n.state
                        """)
                .bind("from", now().atOffset(ZoneOffset.UTC))
                .bindArray(
                        "tenants",
                        String.class,
                        links.stream().map(LinkState::tenant).toList())
                .bindArray(
                        "links",
                        UUID.class,
                        links.stream().map(LinkState::linkId).toList())
                .bindArray(
                        "states",
                        String.class,
                        links.stream()
                                .map(link -> link.held() ? SUSPENDED : PLANNED)
                                .toList())
                .execute());
    }

    /** Cancels the future occurrences of schedules; one that has started ends normally. */
    void cancel(List<Schedule> schedules) {
        jdbi.useHandle(handle -> handle.createUpdate("""
                        update occurrence set state = 'cancelled'
                        where tenant = any (:tenants) and schedule_id = any (:schedules) and starts_at >= :from
                          and state in ('planned', 'suspended')
                        """)
                .bind("from", now().atOffset(ZoneOffset.UTC))
                .bindArray(
                        "tenants",
                        String.class,
                        schedules.stream().map(Schedule::tenant).distinct().toList())
                .bindArray(
                        "schedules",
                        UUID.class,
                        schedules.stream().map(Schedule::id).toList())
                .execute());
    }

    /** The occurrences of a schedule that overlap a time, in order; at most {@code limit}. */
    List<PlannedOccurrence> occurrences(Schedule schedule, Instant from, @Nullable Instant to, int limit) {
        return jdbi.withHandle(handle -> handle.createQuery("""
                                select o.id, o.starts_at, o.ends_at, o.state, r.number, r.name
                                from occurrence o join room r on r.tenant = o.tenant and r.id = o.room_id
                                where o.tenant = :tenant and o.schedule_id = :schedule and o.ends_at > :from
                                  and (cast(:to as timestamptz) is null or o.starts_at < cast(:to as timestamptz))
                                order by o.starts_at
                                limit :limit
                                """)
                .bind("tenant", schedule.tenant())
                .bind("schedule", schedule.id())
                .bind("from", from.atOffset(ZoneOffset.UTC))
                .bind("to", to == null ? null : to.atOffset(ZoneOffset.UTC))
                .bind("limit", limit)
                .map((row, context) -> new PlannedOccurrence(
                        row.getObject("id", UUID.class),
                        during(row),
                        row.getString("state"),
                        row.getLong("number"),
                        row.getString("name")))
                .list());
    }

    /** The recordings that start in a time, its end excluded. */
    private static List<Interval> expand(@Nullable Recurrence recurrence, Instant from, Instant until) {
        if (recurrence == null) {
            return List.of();
        }
        return recurrence.occurrences(from, until, Recurrence.MAX_LIMIT).list().stream()
                .map(Occurrence::interval)
                .filter(during -> !during.startInclusive().isBefore(from))
                .toList();
    }

    /** In order, so that nobody deadlocks; the rows of other rooms need no lock. */
    private static void lockExclusiveRooms(Handle handle, List<Plan> plans) {
        List<Plan> exclusive = plans.stream().filter(Plan::exclusive).toList();
        if (!exclusive.isEmpty()) {
            handle.createQuery("""
                            select id from room where tenant = any (:tenants) and id = any (:rooms)
                            order by id for no key update
                            """)
                    .bindArray(
                            "tenants",
                            String.class,
                            exclusive.stream().map(Plan::tenant).distinct().toList())
                    .bindArray(
                            "rooms",
                            UUID.class,
                            exclusive.stream().map(Plan::roomId).distinct().toList())
                    .mapTo(UUID.class)
                    .list();
        }
    }

    /**
     * The first of the wanted recordings that finds the room taken. Live recordings of an exclusive room do not overlap,
     * so the last of them that starts before a wanted one ends is the only one to look at.
     */
    private static @Nullable Interval firstTaken(Handle handle, Plan plan, List<Interval> wanted, Instant from) {
        return bindOthers(handle.createQuery("""
                                select n.starts_at, n.ends_at
                                from unnest(:starts, :ends) as n (starts_at, ends_at)
                                cross join lateral (
                                    select p.ends_at from occurrence p
                                    where p.tenant = :tenant and p.room_id = :room and p.state in\s""" + LIVE + """
                                      and (p.schedule_id <> :self or p.starts_at < :from)
                                      and p.starts_at < n.ends_at
                                    order by p.starts_at desc
                                    limit 1
                                ) o
                                where o.ends_at > n.starts_at
                                order by n.starts_at
                                limit 1
                                """), plan, from)
                .bindArray(
                        "starts",
                        Instant.class,
                        wanted.stream().map(Interval::startInclusive).toList())
                .bindArray(
                        "ends",
                        Instant.class,
                        wanted.stream().map(Interval::endExclusive).toList())
                .map((row, context) -> during(row))
                .findOne()
                .orElse(null);
    }

    private static Failure holder(Handle handle, Plan plan, Interval taken, Instant from) {
        return bindOthers(handle.createQuery("""
                                select s.number, s.name, o.starts_at, o.ends_at
                                from occurrence o
                                join recording_schedule s on s.tenant = o.tenant and s.id = o.schedule_id
                                where o.tenant = :tenant and o.room_id = :room and o.state in\s""" + LIVE + """
                                  and (o.schedule_id <> :self or o.starts_at < :from)
                                  and o.starts_at < :end and o.ends_at > :start
                                order by o.starts_at
                                limit 1
                                """), plan, from)
                .bind("start", taken.startInclusive().atOffset(ZoneOffset.UTC))
                .bind("end", taken.endExclusive().atOffset(ZoneOffset.UTC))
                .map((row, context) -> {
                    Instant since = during(row).startInclusive();
                    Instant at = since.isAfter(taken.startInclusive()) ? since : taken.startInclusive();
                    return clash("The room is taken by schedule " + row.getLong("number") + " (" + row.getString("name")
                            + ") at " + at + ".");
                })
                .one();
    }

    private static <S extends SqlStatement<S>> S bindOthers(S statement, Plan plan, Instant from) {
        return statement
                .bind("tenant", plan.tenant())
                .bind("room", plan.roomId())
                .bind("self", plan.scheduleId())
                .bind("from", from.atOffset(ZoneOffset.UTC));
    }

    private static Failure clash(String text) {
        return Failure.invalid("start_at", text);
    }

    private static Map<Place, Row> stored(Handle handle, List<Plan> plans, Instant from) {
        return handle.createQuery("""
                        select id, tenant, schedule_id, room_id, exclusive, starts_at, ends_at, state from occurrence
                        where tenant = any (:tenants) and schedule_id = any (:schedules) and starts_at >= :from
                          and state in ('planned', 'suspended')
                        """)
                .bind("from", from.atOffset(ZoneOffset.UTC))
                .bindArray(
                        "tenants",
                        String.class,
                        plans.stream().map(Plan::tenant).distinct().toList())
                .bindArray(
                        "schedules",
                        UUID.class,
                        plans.stream().map(Plan::scheduleId).toList())
                .map(Planner::read)
                .reduce(new HashMap<>(), (places, row) -> {
                    places.put(new Place(row.scheduleId(), row.during().startInclusive()), row);
                    return places;
                });
    }

    private static void delete(Handle handle, Collection<Row> rows) {
        if (!rows.isEmpty()) {
            handle.createUpdate("delete from occurrence where tenant = any (:tenants) and id = any (:ids)")
                    .bindArray(
                            "tenants",
                            String.class,
                            rows.stream().map(Row::tenant).distinct().toList())
                    .bindArray("ids", UUID.class, rows.stream().map(Row::id).toList())
                    .execute();
        }
    }

    private static void update(Handle handle, List<Row> rows) {
        bind(handle.createUpdate("""
                                update occurrence o
                                set room_id = n.room_id, exclusive = n.exclusive, ends_at = n.ends_at, state = n.state
                                from unnest(:ids, :tenants, :rooms, :exclusive, :ends, :states)
                                     as n (id, tenant, room_id, exclusive, ends_at, state)
                                where o.tenant = n.tenant and o.id = n.id
                                """), rows)
                .bindArray("ids", UUID.class, rows.stream().map(Row::id).toList())
                .execute();
    }

    private static int insert(Handle handle, List<Row> rows, String onConflict) {
        return bind(handle.createUpdate("""
                                insert into occurrence
                                    (tenant, schedule_id, room_id, exclusive, starts_at, ends_at, state)
                                select * from unnest(:tenants, :schedules, :rooms, :exclusive, :starts, :ends, :states)
                                """ + onConflict), rows)
                .bindArray(
                        "schedules",
                        UUID.class,
                        rows.stream().map(Row::scheduleId).toList())
                .bindArray(
                        "starts",
                        Instant.class,
                        rows.stream().map(row -> row.during().startInclusive()).toList())
                .execute();
    }

    private static <S extends SqlStatement<S>> S bind(S statement, List<Row> rows) {
        return statement
                .bindArray(
                        "tenants", String.class, rows.stream().map(Row::tenant).toList())
                .bindArray("rooms", UUID.class, rows.stream().map(Row::roomId).toList())
                .bindArray(
                        "exclusive",
                        Boolean.class,
                        rows.stream().map(Row::exclusive).toList())
                .bindArray(
                        "ends",
                        Instant.class,
                        rows.stream().map(row -> row.during().endExclusive()).toList())
                .bindArray("states", String.class, rows.stream().map(Row::state).toList());
    }

    private static void plannedUntil(Handle handle, List<Plan> plans, Instant until) {
        handle.createUpdate("""
                        update recording_schedule s
                        set planned_until = case when n.waits then null else cast(:until as timestamptz) end
                        from unnest(:tenants, :schedules, :waits) as n (tenant, id, waits)
                        where s.tenant = n.tenant and s.id = n.id
                        """)
                .bind("until", until.atOffset(ZoneOffset.UTC))
                .bindArray(
                        "tenants",
                        String.class,
                        plans.stream().map(Plan::tenant).toList())
                .bindArray(
                        "schedules",
                        UUID.class,
                        plans.stream().map(Plan::scheduleId).toList())
                .bindArray(
                        "waits",
                        Boolean.class,
                        plans.stream().map(plan -> plan.recurrence() == null).toList())
                .execute();
    }

    private static List<List<Row>> chunks(List<Row> rows) {
        List<List<Row>> chunks = new ArrayList<>();
        for (int i = 0; i < rows.size(); i += CHUNK) {
            chunks.add(rows.subList(i, Math.min(i + CHUNK, rows.size())));
        }
        return chunks;
    }

    private static Row row(@Nullable UUID id, Plan plan, Interval during) {
        return new Row(
                id,
                plan.tenant(),
                plan.scheduleId(),
                plan.roomId(),
                plan.exclusive(),
                during,
                plan.suspended() ? SUSPENDED : PLANNED);
    }

    private static Row read(ResultSet row, StatementContext context) throws SQLException {
        return new Row(
                row.getObject("id", UUID.class),
                row.getString("tenant"),
                row.getObject("schedule_id", UUID.class),
                row.getObject("room_id", UUID.class),
                row.getBoolean("exclusive"),
                during(row),
                row.getString("state"));
    }

    private static Interval during(ResultSet row) throws SQLException {
        return Interval.between(
                row.getObject("starts_at", OffsetDateTime.class).toInstant(),
                row.getObject("ends_at", OffsetDateTime.class).toInstant());
    }

    /** What makes an occurrence the same one. */
    private record Place(UUID scheduleId, Instant start) {}

    /** A row of occurrence; without an id it is not there yet. */
    private record Row(
            @Nullable UUID id,
            String tenant,
            UUID scheduleId,
            UUID roomId,
            boolean exclusive,
            Interval during,
            String state) {}
}
