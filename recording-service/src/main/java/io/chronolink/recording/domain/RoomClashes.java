package io.chronolink.recording.domain;

import io.chronolink.kit.database.Columns;
import io.chronolink.kit.web.Failure;
import io.chronolink.recording.domain.Overlaps.Booking;
import io.chronolink.recurrence.Interval;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.statement.Query;

/** Whose recordings a plan would share its room with. */
@Singleton
class RoomClashes {

    /** So far ahead is looked for schedules that share their room. */
    private static final Duration SIGHT = Duration.ofDays(90);

    /** That a row p is of another schedule than the plan's, or has begun, and has the room. */
    private static final String OTHERS = """
            p.tenant = :tenant and p.room_id = :room and p.schedule_id is not null and occurrence_is_live(p.state)
              and (p.schedule_id <> :self or p.starts_at < :from)
            """;

    /**
     * The first of the wanted recordings that finds the room taken. Live recordings of an exclusive room do not overlap,
     * so the last of them that starts before a wanted one ends is the only one to look at.
     */
    private static final String FIRST_TAKEN = """
            select n.starts_at as start_inclusive, n.ends_at as end_exclusive
            from unnest(:starts, :ends) as n (starts_at, ends_at)
            cross join lateral (
                select p.ends_at from occurrence p
                where %s and p.starts_at < n.ends_at
                order by p.starts_at desc
                limit 1
            ) o
            where o.ends_at > n.starts_at
            order by n.starts_at
            limit 1
            """.formatted(OTHERS);

    private static final String HOLDER = """
            select s.number, s.name, p.starts_at
            from occurrence p
            join recording_schedule s on s.tenant = p.tenant and s.id = p.schedule_id
            where %s and p.starts_at < :end and p.ends_at > :start
            order by p.starts_at
            limit 1
            """.formatted(OTHERS);

    /** No recording is longer than the longest; so the index is read from a bounded time before each wanted one. */
    private static final String CLASHES = """
            with longest as (
                select greatest(
                    (select max(cast(s.timing ->> 'duration_seconds' as bigint))
                     from recording_schedule s
                     where s.tenant = :tenant and s.room_id = :room and s.deleted_at is null),
                    (select max(extract(epoch from r.ends_at - r.starts_at)) from occurrence r
                     where r.tenant = :tenant and r.room_id = :room and r.schedule_id is not null
                       and (r.state = 'starting' or occurrence_is_running(r.state)))
                ) * interval '1 second' + interval '1 day' as duration
            )
            select n.starts_at as wanted_start_inclusive, n.ends_at as wanted_end_exclusive,
                   s.number as schedule, s.name as schedule_name,
                   o.starts_at as taken_start_inclusive, o.ends_at as taken_end_exclusive
            from unnest(:starts, :ends) as n (starts_at, ends_at)
            cross join lateral (
                select p.schedule_id, p.starts_at, p.ends_at from occurrence p
                where %s and p.starts_at < n.ends_at and p.ends_at > n.starts_at
                  and p.starts_at > n.starts_at - (select duration from longest)
                offset 0
            ) o
            join recording_schedule s on s.tenant = :tenant and s.id = o.schedule_id
            order by n.starts_at, o.starts_at, s.number
            limit :limit
            """.formatted(OTHERS);

    private static final String BOOKINGS = """
            select r.id as room, s.number as schedule, o.starts_at as start_inclusive,
                   o.ends_at as end_exclusive
            from room r
            cross join lateral (
                select p.schedule_id, p.starts_at, p.ends_at from occurrence p
                where p.tenant = :tenant and p.room_id = r.id and p.schedule_id is not null
                  and occurrence_is_live(p.state) and p.starts_at < :until and p.ends_at > :from
                offset 0
            ) o
            join recording_schedule s on s.tenant = :tenant and s.id = o.schedule_id
            where r.tenant = :tenant and s.deleted_at is null
            order by r.id, o.starts_at
            """;

    private final Jdbi jdbi;

    RoomClashes(Jdbi jdbi) {
        this.jdbi = jdbi;
    }

    /** A schedule that has the room. */
    record Holder(long number, String name, Instant startsAt) {}

    /**
     * Refuses a plan for an exclusive room that is taken at some time of it. The room's row is locked first, so that
     * nobody takes the room between the look and the booking.
     *
     * @param from what starts before is not looked at
     * @param until exclusive
     * @throws Failure (invalid) naming the schedule that has the room, and since when
     */
    void refuse(Plan plan, Instant from, Instant until) {
        if (!plan.exclusive()) {
            return;
        }
        List<Interval> wanted = plan.starting(from, until);
        jdbi.useHandle(handle -> {
            PlanLocks.take(handle, List.of(plan));
            Interval taken = others(handle, FIRST_TAKEN, plan, from)
                    .bindNamedArgumentFinder(columns(wanted))
                    .mapTo(Interval.class)
                    .findOne()
                    .orElse(null);
            firstOverlap(wanted)
                    .filter(own -> taken == null || own.isBefore(taken.startInclusive()))
                    .ifPresent(own -> {
                        throw clash("These recordings overlap each other at " + own + ".");
                    });
            if (taken != null) {
                throw clash(taken, holder(handle, plan, taken, from));
            }
        });
    }

    /** The recordings of others that a plan's would share the room with, in the order of its own; as {@link #refuse}. */
    List<Clash> of(Plan plan, Instant from, Instant until, int limit) {
        return jdbi.withHandle(handle -> others(handle, CLASHES, plan, from)
                .bindNamedArgumentFinder(columns(plan.starting(from, until)))
                .bind("limit", limit)
                .mapTo(Clash.class)
                .list());
    }

    /** Which schedules of a tenant share their room with an older one in the next 90 days. */
    Overlaps overlaps(String tenant, Instant from) {
        return Overlaps.of(jdbi.withHandle(handle -> handle.createQuery(BOOKINGS)
                .bind("tenant", tenant)
                .bind("from", from)
                .bind("until", from.plus(SIGHT))
                .mapTo(Booking.class)
                .list()));
    }

    /** Where the first of some recordings, in the order of their starts, starts while the one before it lasts. */
    static Optional<Instant> firstOverlap(List<Interval> recordings) {
        for (int i = 1; i < recordings.size(); i++) {
            if (recordings.get(i - 1).overlaps(recordings.get(i))) {
                return Optional.of(recordings.get(i).startInclusive());
            }
        }
        return Optional.empty();
    }

    private static Holder holder(Handle handle, Plan plan, Interval taken, Instant from) {
        return others(handle, HOLDER, plan, from)
                .bind("start", taken.startInclusive())
                .bind("end", taken.endExclusive())
                .mapTo(Holder.class)
                .one();
    }

    /** @param taken the wanted recording that finds the room taken */
    static Failure clash(Interval taken, Holder holder) {
        Instant since = holder.startsAt().isAfter(taken.startInclusive()) ? holder.startsAt() : taken.startInclusive();
        return clash("The room is taken by schedule " + holder.number() + " (" + holder.name() + ") at " + since + ".");
    }

    private static Failure clash(String text) {
        return Failure.invalid("start_at", text);
    }

    private static Query others(Handle handle, String sql, Plan plan, Instant from) {
        return handle.createQuery(sql)
                .bind("tenant", plan.tenant())
                .bind("room", plan.roomId())
                .bind("self", plan.scheduleId())
                .bind("from", from);
    }

    private static Columns<Interval> columns(List<Interval> times) {
        return Columns.of(times).instant("starts", Interval::startInclusive).instant("ends", Interval::endExclusive);
    }
}
