package io.chronolink.recording.domain;

import de.bytefish.pgbulkinsert.row.SimpleRowWriter;
import io.chronolink.kit.database.Columns;
import io.chronolink.kit.database.RecordKey;
import io.chronolink.kit.web.Failure;
import io.chronolink.links.LinkState;
import io.chronolink.recording.domain.Overlaps.Booking;
import io.chronolink.recurrence.Interval;
import jakarta.inject.Singleton;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Stream;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.statement.SqlStatement;
import org.jdbi.v3.core.statement.Update;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;

/**
 * Keeps the rows of occurrences as the schedules want them, from the present second up to the horizon. Whatever has
 * started stays as it is. The caller holds the locks on the schedules, and before them on their links.
 */
@Singleton
class Planner {

    /** So many schedules are planned through arrays; for more COPY is faster. */
    private static final int FEW = 5;

    /** So far ahead is looked for schedules that share their room. */
    private static final Duration SIGHT = Duration.ofDays(90);

    private static final String STAGED = "wanted_occurrence";

    private static final SimpleRowWriter.Table STAGED_TABLE = new SimpleRowWriter.Table(
            STAGED, new String[] {"tenant", "schedule_id", "room_id", "exclusive", "starts_at", "ends_at"});

    private static final String STAGE = """
            create temporary table if not exists wanted_occurrence (
                tenant text, schedule_id uuid, room_id uuid, exclusive boolean, starts_at timestamptz,
                ends_at timestamptz
            ) on commit delete rows
            """;

    private static final String ARRAYS = """
            (select * from unnest(:tenants, :schedules, :rooms, :exclusive, :starts, :ends)
                as u (tenant, schedule_id, room_id, exclusive, starts_at, ends_at))
            """;

    private final Jdbi jdbi;
    private final Clock clock;
    private final Duration horizon;
    private final Duration startWithin;

    Planner(
            Jdbi jdbi,
            Clock clock,
            @ConfigProperty(name = "recording.horizon") Duration horizon,
            @ConfigProperty(name = "recording.start-within") Duration startWithin) {
        this.jdbi = jdbi;
        this.clock = clock;
        this.horizon = horizon;
        this.startWithin = startWithin;
    }

    /** What starts from here on is still to come; whole seconds, as the API counts. */
    Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.SECONDS);
    }

    /** Up to here occurrences are to be planned; whoever plans notes it with the schedules. */
    Instant until() {
        return now().plus(horizon);
    }

    /** Plans a schedule that has just been created, or refuses it; as {@link #refuseClash}. */
    void plan(Plan plan, Instant until) {
        refuseClash(plan);
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
            lock(handle, plans);
            Wanted wanted = Wanted.stage(handle, plans, plan -> starting(plan, from, until));
            // Room is made before it is taken: the exclusion constraint looks at each row at once.
            if (again) {
                cancelUnwanted(handle, plans, wanted, from);
                move(handle, wanted);
            }
            insert(handle, wanted, "on conflict (schedule_id, starts_at) where state <> 'cancelled' do nothing");
            settle(handle, distinct(plans, Plan::scheduleId), List.of(), List.of());
        });
    }

    /**
     * Plans on from where each schedule's occurrences end. What finds an exclusive room taken is left out.
     *
     * @return how many occurrences found no room
     */
    int extend(Map<Plan, Instant> plannedUntil, Instant until) {
        List<Plan> plans = List.copyOf(plannedUntil.keySet());
        return jdbi.withHandle(handle -> {
            lock(handle, plans);
            Wanted wanted =
                    Wanted.stage(handle, plans, plan -> starting(plan, plannedUntil.getOrDefault(plan, until), until));
            int inserted = insert(handle, wanted, "on conflict do nothing");
            settle(handle, distinct(plans, Plan::scheduleId), List.of(), List.of());
            return wanted.size() - inserted;
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
        List<Interval> wanted = starting(plan, from, until());
        jdbi.useHandle(handle -> {
            lock(handle, List.of(plan));
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

    /** The recordings of others that a plan's would share the room with, in the order of its own. */
    List<Clash> clashes(Plan plan, int limit) {
        Instant from = now();
        List<Interval> wanted = starting(plan, from, until());
        // No recording is longer than the longest; so the index is read from a bounded time before each wanted one.
        return jdbi.withHandle(handle -> bindOthers(handle.createQuery("""
                                with longest as (
                                    select greatest(
                                        (select max(cast(s.timing ->> 'duration_seconds' as bigint))
                                         from recording_schedule s
                                         where s.tenant = :tenant and s.room_id = :room and s.deleted_at is null),
                                        (select max(extract(epoch from r.ends_at - r.starts_at)) from occurrence r
                                         where r.tenant = :tenant and r.room_id = :room and r.schedule_id is not null
                                           and r.state in ('starting', 'recording', 'paused'))
                                    ) * interval '1 second' + interval '1 day' as duration
                                )
                                select n.starts_at as wanted_start_inclusive, n.ends_at as wanted_end_exclusive,
                                       s.number as schedule, s.name as schedule_name,
                                       o.starts_at as taken_start_inclusive, o.ends_at as taken_end_exclusive
                                from unnest(:starts, :ends) as n (starts_at, ends_at)
                                cross join lateral (
                                    select p.schedule_id, p.starts_at, p.ends_at from occurrence p
                                    where p.tenant = :tenant and p.room_id = :room and %s
                                      and (p.schedule_id <> :self or p.starts_at < :from)
                                      and p.starts_at < n.ends_at and p.ends_at > n.starts_at
                                      and p.starts_at > n.starts_at - (select duration from longest)
                                    offset 0
                                ) o
                                join recording_schedule s on s.tenant = :tenant and s.id = o.schedule_id
                                order by n.starts_at, o.starts_at, s.number
                                limit :limit
                                """.formatted(live("p"))), plan, from)
                .bindNamedArgumentFinder(columns(wanted))
                .bind("limit", limit)
                .mapTo(Clash.class)
                .list());
    }

    /** Which schedules of a tenant share their room with an older one in the next time. */
    Overlaps overlaps(String tenant) {
        Instant from = now();
        return jdbi.withHandle(handle -> Overlaps.of(handle.createQuery("""
                        select r.id as room, s.number as schedule, o.starts_at as start_inclusive,
                               o.ends_at as end_exclusive
                        from room r
                        cross join lateral (
                            select p.schedule_id, p.starts_at, p.ends_at from occurrence p
                            where p.tenant = :tenant and p.room_id = r.id and %s
                              and p.starts_at < :until and p.ends_at > :from
                            offset 0
                        ) o
                        join recording_schedule s on s.tenant = :tenant and s.id = o.schedule_id
                        where r.tenant = :tenant and s.deleted_at is null
                        order by r.id, o.starts_at
                        """.formatted(live("p")))
                .bind("tenant", tenant)
                .bind("from", from)
                .bind("until", from.plus(SIGHT))
                .mapTo(Booking.class)
                .list()));
    }

    /**
     * Suspends the future occurrences of schedules bound to links that are held, and restores those of the others.
     *
     * @return the link of each schedule that has other occurrences now
     */
    List<UUID> hold(Collection<LinkState> links) {
        return jdbi.withHandle(handle -> {
            lockValidity(handle, links.stream().map(LinkState::tenant), "pg_advisory_xact_lock_shared");
            return settle(
                    handle,
                    List.of(),
                    List.of(),
                    links.stream().map(LinkState::linkId).toList());
        });
    }

    /** Call it before entities' validity is changed: until the transaction ends nobody else plans for the tenants. */
    void lockValidity(Collection<String> tenants) {
        jdbi.useHandle(handle -> lockValidity(handle, tenants.stream(), "pg_advisory_xact_lock"));
    }

    /**
     * Suspends the future occurrences that lie outside the validity of their schedule, room or link, or whose link is
     * held, and restores the others; those that are late but may still start are looked at too.
     */
    void settle(Collection<UUID> schedules, Collection<UUID> rooms, Collection<UUID> links) {
        jdbi.useHandle(handle -> settle(handle, schedules, rooms, links));
    }

    /** The link of each schedule that has other occurrences now, null for one that is not bound. */
    private List<@Nullable UUID> settle(
            Handle handle, Collection<UUID> schedules, Collection<UUID> rooms, Collection<UUID> links) {
        return handle.createQuery("""
                        with settled as (
                            update occurrence o set state = w.state
                            from (
                                select p.tenant, p.id,
                                       case when coalesce(l.held, false)
                                              or not coalesce(ofSchedule.effective @> p.starts_at, true)
                                              or not coalesce(ofRoom.effective @> p.starts_at, true)
                                              or not coalesce(ofLink.effective @> p.starts_at, true)
                                            then 'suspended' else 'planned' end as state
                                from recording_schedule s
                                join occurrence p on p.tenant = s.tenant and p.schedule_id = s.id
                                     and p.state in ('planned', 'suspended') and p.starts_at >= :from
                                left join link l on l.tenant = s.tenant and l.link_id = s.link_id
                                left join entity_validity ofSchedule on ofSchedule.tenant = s.tenant
                                     and ofSchedule.entity_type = 'RECORDING_SCHEDULE'
                                     and ofSchedule.entity_id = cast(s.id as text)
                                left join entity_validity ofRoom on ofRoom.tenant = s.tenant
                                     and ofRoom.entity_type = 'ROOM' and ofRoom.entity_id = cast(s.room_id as text)
                                left join entity_validity ofLink on ofLink.tenant = s.tenant
                                     and ofLink.entity_type = 'TIME_PROFILE'
                                     and ofLink.entity_id = cast(s.link_id as text)
                                where s.tenant = any (acting_tenants()) and s.deleted_at is null
                                  and (s.id = any (:schedules) or s.room_id = any (:rooms) or s.link_id = any (:links))
                            ) w
                            where o.tenant = w.tenant and o.id = w.id and o.state <> w.state
                              and o.state in ('planned', 'suspended')
                            returning o.schedule_id
                        )
                        select s.link_id from recording_schedule s
                        where s.tenant = any (acting_tenants()) and s.id in (select schedule_id from settled)
                        """)
                .bind("from", now().minus(startWithin))
                .bindArray("schedules", UUID.class, schedules)
                .bindArray("rooms", UUID.class, rooms)
                .bindArray("links", UUID.class, links)
                .mapTo(UUID.class)
                .list();
    }

    /** Cancels whatever of the schedules has not started; what has ends normally. */
    void cancel(Collection<RecordKey> schedules) {
        jdbi.useHandle(handle -> handle.createUpdate("""
                        update occurrence set state = 'cancelled'
                        where tenant = any (:tenants) and schedule_id = any (:schedules)
                          and state in ('planned', 'suspended')
                        """)
                .bindArray("tenants", String.class, distinct(schedules, RecordKey::tenant))
                .bindArray("schedules", UUID.class, distinct(schedules, RecordKey::id))
                .execute());
    }

    /** The occurrences of a schedule that overlap a time, in order; at most {@code limit}. */
    List<PlannedOccurrence> occurrences(
            Schedule schedule, Instant from, @Nullable Instant to, int limit, boolean cancelled) {
        return jdbi.withHandle(handle -> handle.createQuery("""
                                select o.id, o.starts_at as start_inclusive, o.ends_at as end_exclusive, o.state,
                                       r.number as room, r.name as room_name
                                from occurrence o join room r on r.tenant = o.tenant and r.id = o.room_id
                                where o.tenant = :tenant and o.schedule_id = :schedule and o.ends_at > :from
                                  and (cast(:to as timestamptz) is null or o.starts_at < cast(:to as timestamptz))
                                """ + (cancelled ? "" : "and o.state <> 'cancelled'") + """

                                order by o.starts_at, o.id
                                limit :limit
                                """)
                .bind("tenant", schedule.tenant())
                .bind("schedule", schedule.id())
                .bind("from", from)
                .bind("to", to)
                .bind("limit", limit)
                .mapTo(PlannedOccurrence.class)
                .list());
    }

    /** The condition that a row is a schedule's and has its room. */
    private static String live(String row) {
        return row + ".schedule_id is not null and " + row
                + ".state in ('planned', 'suspended', 'starting', 'recording', 'paused')";
    }

    private static List<Interval> starting(Plan plan, Instant from, Instant until) {
        return plan.series() == null ? List.of() : plan.series().starting(from, until);
    }

    /**
     * Validity before rooms, each in order, so that nobody deadlocks; the rows of rooms that are not exclusive need no
     * lock.
     */
    private static void lock(Handle handle, List<Plan> plans) {
        lockValidity(handle, plans.stream().map(Plan::tenant), "pg_advisory_xact_lock_shared");
        List<Plan> exclusive = plans.stream().filter(Plan::exclusive).toList();
        if (!exclusive.isEmpty()) {
            handle.createQuery("""
                            select id from room where tenant = any (:tenants) and id = any (:rooms)
                            order by id for no key update
                            """)
                    .bindArray("tenants", String.class, distinct(exclusive, Plan::tenant))
                    .bindArray("rooms", UUID.class, distinct(exclusive, Plan::roomId))
                    .mapTo(UUID.class)
                    .list();
        }
    }

    /** Who plans reads validities that must not change before it commits; whoever changes them waits for all of these. */
    private static void lockValidity(Handle handle, Stream<String> tenants, String lock) {
        handle.createQuery("select count(" + lock + "(hashtextextended(tenant, 85))) from (\n" + """
                            select tenant from unnest(:tenants) as n (tenant) group by tenant order by tenant
                        ) ordered
                        """)
                .bindArray("tenants", String.class, tenants.distinct().toList())
                .mapTo(Integer.class)
                .one();
    }

    /**
     * The first of the wanted recordings that finds the room taken. Live recordings of an exclusive room do not overlap,
     * so the last of them that starts before a wanted one ends is the only one to look at.
     */
    private static @Nullable Interval firstTaken(Handle handle, Plan plan, List<Interval> wanted, Instant from) {
        return bindOthers(handle.createQuery("""
                                select n.starts_at as start_inclusive, n.ends_at as end_exclusive
                                from unnest(:starts, :ends) as n (starts_at, ends_at)
                                cross join lateral (
                                    select p.ends_at from occurrence p
                                    where p.tenant = :tenant and p.room_id = :room and %s
                                      and (p.schedule_id <> :self or p.starts_at < :from)
                                      and p.starts_at < n.ends_at
                                    order by p.starts_at desc
                                    limit 1
                                ) o
                                where o.ends_at > n.starts_at
                                order by n.starts_at
                                limit 1
                                """.formatted(live("p"))), plan, from)
                .bindNamedArgumentFinder(columns(wanted))
                .mapTo(Interval.class)
                .findOne()
                .orElse(null);
    }

    private static Failure holder(Handle handle, Plan plan, Interval taken, Instant from) {
        record Holder(long number, String name, Instant startsAt) {}
        Holder holder = bindOthers(handle.createQuery("""
                                select s.number, s.name, o.starts_at
                                from occurrence o
                                join recording_schedule s on s.tenant = o.tenant and s.id = o.schedule_id
                                where o.tenant = :tenant and o.room_id = :room and %s
                                  and (o.schedule_id <> :self or o.starts_at < :from)
                                  and o.starts_at < :end and o.ends_at > :start
                                order by o.starts_at
                                limit 1
                                """.formatted(live("o"))), plan, from)
                .bind("start", taken.startInclusive())
                .bind("end", taken.endExclusive())
                .mapTo(Holder.class)
                .one();
        Instant since = holder.startsAt().isAfter(taken.startInclusive()) ? holder.startsAt() : taken.startInclusive();
        return clash("The room is taken by schedule " + holder.number() + " (" + holder.name() + ") at " + since + ".");
    }

    private static <S extends SqlStatement<S>> S bindOthers(S statement, Plan plan, Instant from) {
        return statement
                .bind("tenant", plan.tenant())
                .bind("room", plan.roomId())
                .bind("self", plan.scheduleId())
                .bind("from", from);
    }

    private static Failure clash(String text) {
        return Failure.invalid("start_at", text);
    }

    private static void cancelUnwanted(Handle handle, List<Plan> plans, Wanted wanted, Instant from) {
        wanted.bind(handle.createUpdate("""
                                update occurrence o set state = 'cancelled'
                                where o.tenant = any (:allTenants) and o.schedule_id = any (:allSchedules)
                                  and o.starts_at >= :from and o.state in ('planned', 'suspended')
                                  and not exists (select from %s n where n.schedule_id = o.schedule_id
                                                  and n.starts_at = o.starts_at)
                                """.formatted(wanted.source())))
                .bindArray("allTenants", String.class, distinct(plans, Plan::tenant))
                .bindArray("allSchedules", UUID.class, distinct(plans, Plan::scheduleId))
                .bind("from", from)
                .execute();
    }

    private static void move(Handle handle, Wanted wanted) {
        wanted.bind(handle.createUpdate("""
                        update occurrence o
                        set room_id = n.room_id, exclusive = n.exclusive, ends_at = n.ends_at
                        from %s n
                        where o.tenant = n.tenant and o.schedule_id = n.schedule_id and o.starts_at = n.starts_at
                          and o.state in ('planned', 'suspended')
                          and (o.room_id, o.exclusive, o.ends_at) is distinct from (n.room_id, n.exclusive, n.ends_at)
                        """.formatted(wanted.source()))).execute();
    }

    private static int insert(Handle handle, Wanted wanted, String onConflict) {
        return wanted.bind(handle.createUpdate("""
                        insert into occurrence (tenant, schedule_id, room_id, exclusive, starts_at, ends_at, state)
                        select n.*, 'planned' from %s n
                        """.formatted(wanted.source()) + onConflict))
                .execute();
    }

    private static <S, T> List<T> distinct(Collection<S> rows, Function<S, T> value) {
        return rows.stream().map(value).distinct().toList();
    }

    private static Columns<Interval> columns(List<Interval> times) {
        return Columns.of(times).instant("starts", Interval::startInclusive).instant("ends", Interval::endExclusive);
    }

    /**
     * The occurrences that plans want, where statements can read them: in arrays, or, so that many take no more memory
     * than one, in a temporary table.
     *
     * @param arrays null if they are in the table
     */
    private record Wanted(int size, @Nullable List<Row> arrays) {

        private record Row(Plan plan, Interval during) {}

        static Wanted stage(Handle handle, List<Plan> plans, Function<Plan, List<Interval>> times) {
            if (plans.size() <= FEW) {
                List<Row> rows = new ArrayList<>();
                plans.forEach(plan -> times.apply(plan).forEach(during -> rows.add(new Row(plan, during))));
                return new Wanted(rows.size(), rows);
            }
            handle.execute(STAGE);
            handle.execute("delete from wanted_occurrence");
            int size = 0;
            try (SimpleRowWriter writer =
                    new SimpleRowWriter(STAGED_TABLE, handle.getConnection().unwrap(PGConnection.class))) {
                for (Plan plan : plans) {
                    for (Interval during : times.apply(plan)) {
                        size++;
                        writer.startRow(row -> {
                            row.setText(0, plan.tenant());
                            row.setUUID(1, plan.scheduleId());
                            row.setUUID(2, plan.roomId());
                            row.setBoolean(3, plan.exclusive());
                            row.setTimeStampTz(4, during.startInclusive().atZone(ZoneOffset.UTC));
                            row.setTimeStampTz(5, during.endExclusive().atZone(ZoneOffset.UTC));
                        });
                    }
                }
            } catch (SQLException e) {
                throw new IllegalStateException("The occurrences could not be staged", e);
            }
            handle.execute("analyze wanted_occurrence");
            return new Wanted(size, null);
        }

        String source() {
            return arrays == null ? STAGED : ARRAYS;
        }

        Update bind(Update statement) {
            if (arrays == null) {
                return statement;
            }
            return statement.bindNamedArgumentFinder(Columns.of(arrays)
                    .text("tenants", row -> row.plan().tenant())
                    .uuid("schedules", row -> row.plan().scheduleId())
                    .uuid("rooms", row -> row.plan().roomId())
                    .bool("exclusive", row -> row.plan().exclusive())
                    .instant("starts", row -> row.during().startInclusive())
                    .instant("ends", row -> row.during().endExclusive()));
        }
    }
}
