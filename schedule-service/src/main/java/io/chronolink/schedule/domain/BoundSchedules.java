package io.chronolink.schedule.domain;

import io.chronolink.kit.database.Columns;
import io.chronolink.kit.database.RecordKey;
import io.chronolink.links.LinkKey;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jdbi.v3.core.Jdbi;

/** Schedules that follow their links, set-wise. */
@Singleton
class BoundSchedules {

    /** A schedule that is bound to a link, and the version that was known of the link then. */
    record Bound(String tenant, UUID id, UUID linkId, long linkVersion) {

        RecordKey schedule() {
            return new RecordKey(tenant, id);
        }

        LinkKey link() {
            return new LinkKey(tenant, linkId);
        }
    }

    private final Jdbi jdbi;
    private final ScheduleLists lists;

    BoundSchedules(Jdbi jdbi, ScheduleLists lists) {
        this.jdbi = jdbi;
        this.lists = lists;
    }

    /** Locks the schedules that are bound to links, in the order of their ids. */
    List<Bound> lock(Collection<LinkKey> links) {
        return jdbi.withHandle(handle -> handle.createQuery("""
                        select s.tenant, s.id, s.link_id, s.link_version from schedule s
                        join unnest(:tenants, :links) as n (tenant, link_id) using (tenant, link_id)
                        order by s.tenant, s.id
                        for update of s
                        """)
                .bindNamedArgumentFinder(
                        Columns.of(links).text("tenants", LinkKey::tenant).uuid("links", LinkKey::linkId))
                .mapTo(Bound.class)
                .list());
    }

    /**
     * Makes the derived periods of schedules what they should be, touching only those that differ.
     *
     * @return the schedules that changed
     */
    List<RecordKey> replaceDerived(Map<RecordKey, List<Period>> wanted) {
        record Derived(RecordKey schedule, Period period, int place) {}
        if (wanted.isEmpty()) {
            return List.of();
        }
        List<Derived> periods = new ArrayList<>();
        wanted.forEach((schedule, list) -> {
            for (int place = 0; place < list.size(); place++) {
                periods.add(new Derived(schedule, list.get(place), place));
            }
        });
        return jdbi.withHandle(handle -> handle.createQuery("""
                        with schedules as (
                            select tenant, id from unnest(:tenants, :schedules) as n (tenant, id)
                        ), wanted as (
                            select n.tenant, n.schedule_id, n.name, n.definition::jsonb as definition, n.active, n.place
                            from unnest(:periodTenants, :periodSchedules, :names, :definitions, :active, :places)
                                 as n (tenant, schedule_id, name, definition, active, place)
                        ), gone as (
                            delete from period p using schedules s
                            where p.tenant = s.tenant and p.schedule_id = s.id and p.derived
                              and not exists (select from wanted w where w.tenant = p.tenant
                                              and w.schedule_id = p.schedule_id and w.name = p.name)
                            returning p.tenant, p.schedule_id
                        ), written as (
                            insert into period as p (tenant, schedule_id, name, definition, active, derived, place)
                            select tenant, schedule_id, name, definition, active, true, place from wanted
                            on conflict (tenant, schedule_id, name) do update
                            set definition = excluded.definition, active = excluded.active, place = excluded.place
                            where (p.definition, p.active, p.place)
                                  is distinct from (excluded.definition, excluded.active, excluded.place)
                            returning p.tenant, p.schedule_id
                        )
                        select tenant, schedule_id from gone union select tenant, schedule_id from written
                        """)
                .bindNamedArgumentFinder(Columns.of(wanted.keySet())
                        .text("tenants", RecordKey::tenant)
                        .uuid("schedules", RecordKey::id))
                .bindNamedArgumentFinder(Columns.of(periods)
                        .text("periodTenants", each -> each.schedule().tenant())
                        .uuid("periodSchedules", each -> each.schedule().id())
                        .text("names", each -> each.period().name())
                        .text("definitions", each -> AdvancedDialect.json(
                                        each.period().event())
                                .toString())
                        .bool("active", each -> each.period().active())
                        .integer("places", Derived::place))
                .map((row, context) -> new RecordKey(row.getString(1), row.getObject(2, UUID.class)))
                .list());
    }

    /** Raises the versions of schedules, and unbinds some of them; returns them as they are now. */
    Map<RecordKey, Schedule> raise(Collection<RecordKey> schedules, Collection<RecordKey> unbound, Instant at) {
        if (schedules.isEmpty()) {
            return Map.of();
        }
        jdbi.useHandle(handle -> handle.createUpdate("""
                            update schedule s
                            set version = s.version + 1, changed_at = :at,
                                link_id = case when n.unbind then null else s.link_id end,
                                link_version = case when n.unbind then 0 else s.link_version end
                            from unnest(:tenants, :ids, :unbind) as n (tenant, schedule_id, unbind)
                            where s.tenant = n.tenant and s.id = n.schedule_id
                            """)
                .bindNamedArgumentFinder(Columns.of(schedules)
                        .text("tenants", RecordKey::tenant)
                        .uuid("ids", RecordKey::id)
                        .bool("unbind", unbound::contains))
                .bind("at", at)
                .execute());
        return lists.of(schedules);
    }
}
