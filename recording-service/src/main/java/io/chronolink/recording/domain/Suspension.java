package io.chronolink.recording.domain;

import io.chronolink.links.LinkState;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.List;
import java.util.UUID;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;

/**
 * Suspends the future occurrences that lie outside the validity of their schedule, room or link, or whose link is held,
 * and restores the others; those that are late but may still start are looked at too.
 */
@Singleton
class Suspension {

    private static final String SETTLE = """
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
                         and occurrence_is_waiting(p.state) and p.starts_at >= :from
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
                  and occurrence_is_waiting(o.state)
                returning o.schedule_id
            )
            select s.link_id from recording_schedule s
            where s.tenant = any (acting_tenants()) and s.id in (select schedule_id from settled)
            """;

    private final Jdbi jdbi;
    private final Clock clock;
    private final Duration startWithin;

    Suspension(Jdbi jdbi, Clock clock, @ConfigProperty(name = "recording.start-within") Duration startWithin) {
        this.jdbi = jdbi;
        this.clock = clock;
        this.startWithin = startWithin;
    }

    /**
     * Looks at the occurrences of schedules bound to links that are held, or no longer are.
     *
     * @return the link of each schedule that has other occurrences now
     */
    List<UUID> hold(Collection<LinkState> links) {
        return jdbi.withHandle(handle -> {
            PlanLocks.takeValidity(handle, links.stream().map(LinkState::tenant).toList(), PlanLocks.Mode.SHARED);
            return settle(
                    handle,
                    List.of(),
                    List.of(),
                    links.stream().map(LinkState::linkId).toList());
        });
    }

    /** Call it before entities' validity is changed: until the transaction ends nobody else plans for the tenants. */
    void lockValidity(Collection<String> tenants) {
        jdbi.useHandle(handle -> PlanLocks.takeValidity(handle, tenants, PlanLocks.Mode.EXCLUSIVE));
    }

    /** Looks at the occurrences of these schedules, of those in the rooms, and of those bound to the links. */
    void settle(Collection<UUID> schedules, Collection<UUID> rooms, Collection<UUID> links) {
        jdbi.useHandle(handle -> settle(handle, schedules, rooms, links));
    }

    /** The link of each schedule that has other occurrences now, null for one that is not bound. */
    private List<@Nullable UUID> settle(
            Handle handle, Collection<UUID> schedules, Collection<UUID> rooms, Collection<UUID> links) {
        return handle.createQuery(SETTLE)
                .bind("from", clock.instant().truncatedTo(ChronoUnit.SECONDS).minus(startWithin))
                .bindArray("schedules", UUID.class, schedules)
                .bindArray("rooms", UUID.class, rooms)
                .bindArray("links", UUID.class, links)
                .mapTo(UUID.class)
                .list();
    }
}
