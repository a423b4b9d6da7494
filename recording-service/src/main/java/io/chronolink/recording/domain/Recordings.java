package io.chronolink.recording.domain;

import io.chronolink.kit.database.Columns;
import io.chronolink.kit.events.EventJson;
import io.chronolink.recording.domain.Recorder.Command;
import io.chronolink.recording.domain.Recorder.Recording;
import jakarta.inject.Singleton;
import java.net.URI;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.mapper.Nested;
import org.jdbi.v3.json.Json;
import org.jspecify.annotations.Nullable;

/**
 * The rows of occurrence whose device is to be told something. Whoever wants to tell it claims the row first, and notes
 * the device's word after; a claim that nobody has confirmed runs out, and is somebody else's then.
 */
@Singleton
class Recordings {

    /** The columns of a {@link Row}: of an occurrence o, its room r, and its schedule s as far as it has one. */
    static final String COLUMNS = """
            o.id, o.tenant, o.number, o.starts_at, o.ends_at, o.state, o.started_at, o.by_hand,
            r.number as room, r.name as room_name, r.device_url, s.name, coalesce(s.author, 0) as author, s.template,
            coalesce(s.share_users, '{}') as share_users, coalesce(s.share_user_groups, '{}') as share_user_groups
            """;

    private final Jdbi jdbi;

    Recordings(Jdbi jdbi) {
        this.jdbi = jdbi;
    }

    /** What somebody said who started a recording by hand. */
    record ByHand(String name, long author, @Nullable Map<String, String> template, Share share) {}

    /**
     * A recording as it is stored.
     *
     * @param startedAt when the device confirmed the start, or null
     * @param byHand what somebody said who started it; null for one of a schedule, which says it itself
     */
    record Row(
            UUID id,
            String tenant,
            long number,
            Instant startsAt,
            Instant endsAt,
            OccurrenceState state,
            @Nullable Instant startedAt,
            @Nullable String byHand,
            long room,
            String roomName,
            @Nullable URI deviceUrl,
            @Nullable String name,
            long author,
            @Json @Nullable Map<String, String> template,
            @Nested("share") Share share) {

        Recording recording() {
            ByHand said = byHand == null
                    ? new ByHand(String.valueOf(name), author, template, share)
                    : EventJson.read(byHand, ByHand.class);
            return new Recording(
                    id,
                    tenant,
                    deviceUrl,
                    number,
                    room,
                    roomName,
                    said.name(),
                    startsAt,
                    // Without an end as long as nobody stops it
                    byHand == null ? endsAt : null,
                    said.author(),
                    said.template(),
                    said.share());
        }
    }

    /** A row that the caller may tell the device of until the claim runs out. */
    record Claim(Command command, Recording recording, Instant until) {}

    /** What is too late to start is missed, what nobody could stop is left; returns how many. */
    int giveUp(Instant now, Instant late) {
        return jdbi.withHandle(handle ->
                handle.createUpdate("""
                        update occurrence
                        set state = case when started_at is null then 'missed' else 'recorded' end, claimed_until = null
                        where tenant = any (acting_tenants())
                          and (state = 'planned' and starts_at <= :now and (starts_at < :late or ends_at <= :now)
                               or state = 'stopping' and claimed_until <= :now and ends_at < :late
                                  and starts_at < :late)
                        """).bind("now", now).bind("late", late).execute());
    }

    /**
     * Claims what is due, each row once at a time: starts and stops whose time has come, and those that were claimed
     * before and not confirmed. A start that has become too late, or whose caller has gone, is stopped instead, since
     * the device may have heard of it.
     */
    List<Claim> claim(Instant now, Instant late, Instant until, int limit) {
        return jdbi.withHandle(handle -> handle.createQuery("""
                        with to_start as (
                            select tenant, id, number, starts_at, 'starting' as next from occurrence
                            where tenant = any (acting_tenants()) and state = 'planned' and starts_at <= :now
                            order by starts_at limit :limit for update skip locked
                        ), to_stop as (
                            select tenant, id, number, starts_at, 'stopping' as next from occurrence
                            where tenant = any (acting_tenants()) and occurrence_is_running(state)
                              and ends_at <= :now
                            order by ends_at limit :limit for update skip locked
                        ), again as (
                            select tenant, id, number, starts_at,
                                   case when state = 'starting' and starts_at >= :late and ends_at > :now
                                             and by_hand is null
                                        then 'starting' else 'stopping' end as next
                            from occurrence
                            where tenant = any (acting_tenants()) and state in ('starting', 'stopping')
                              and claimed_until <= :now
                            order by claimed_until limit :limit for update skip locked
                        ), due as (
                            select * from to_start union all select * from to_stop union all select * from again
                        ), unnumbered as (
                            select tenant, id, row_number() over (partition by tenant order by starts_at, id) as place
                            from due where number is null
                        ), counter as (
                            insert into tenant_counter as c (tenant, kind, last)
                            select tenant, 'recording', count(*) from unnumbered group by tenant order by tenant
                            on conflict (tenant, kind) do update set last = c.last + excluded.last
                            returning tenant, last
                        ), numbered as (
                            select u.tenant, u.id, c.last - count(*) over (partition by u.tenant) + u.place as number
                            from unnumbered u join counter c on c.tenant = u.tenant
                        )
                        update occurrence o
                        set state = d.next, claimed_until = :until, number = coalesce(o.number, n.number)
                        from due d
                        left join numbered n on n.tenant = d.tenant and n.id = d.id
                        join occurrence p on p.tenant = d.tenant and p.id = d.id
                        join room r on r.tenant = p.tenant and r.id = p.room_id
                        left join recording_schedule s on s.tenant = p.tenant and s.id = p.schedule_id
                        where o.tenant = d.tenant and o.id = d.id
                        returning\s""" + COLUMNS)
                .bind("now", now)
                .bind("late", late)
                .bind("until", until)
                .bind("limit", limit)
                .mapTo(Row.class)
                .map(row -> new Claim(
                        row.state() == OccurrenceState.STARTING ? Command.START : Command.STOP, row.recording(), until))
                .list());
    }

    /** Notes that the devices have confirmed; a row that somebody else has confirmed meanwhile stays as it is. */
    void confirm(Collection<Claim> claims, Instant now) {
        jdbi.useHandle(handle -> handle.createUpdate("""
                        update occurrence o
                        set state = case when o.state = 'starting' then 'recording'
                                         when o.started_at is null then 'missed'
                                         else 'recorded' end,
                            started_at = case when o.state = 'starting' then :now else o.started_at end,
                            claimed_until = null
                        from unnest(:tenants, :ids, :states) as n (tenant, id, state)
                        where o.tenant = n.tenant and o.id = n.id and o.state = n.state
                        """)
                .bind("now", now)
                .bindNamedArgumentFinder(Columns.of(claims)
                        .text("tenants", claim -> claim.recording().tenant())
                        .uuid("ids", claim -> claim.recording().id())
                        .text("states", Recordings::claimed))
                .execute());
    }

    /** Lets a claim that failed run out at a time; whoever holds it by then is not disturbed. */
    void giveBack(Claim claim, Instant at) {
        jdbi.useHandle(handle -> handle.createUpdate("""
                        update occurrence set claimed_until = :at
                        where tenant = :tenant and id = :id and state = :state and claimed_until = :until
                        """)
                .bind("at", at)
                .bind("tenant", claim.recording().tenant())
                .bind("id", claim.recording().id())
                .bind("state", claimed(claim))
                .bind("until", claim.until())
                .execute());
    }

    private static String claimed(Claim claim) {
        return (claim.command() == Command.START ? OccurrenceState.STARTING : OccurrenceState.STOPPING).spelled();
    }
}
