package io.chronolink.recording.domain;

import io.chronolink.events.RecordingScheduleEvent.RecordingScheduleDeleted;
import io.chronolink.events.RecordingScheduleEvent.RecordingScheduleSaved;
import io.chronolink.events.Timing;
import io.chronolink.kit.database.Columns;
import io.chronolink.kit.database.RecordKey;
import io.chronolink.kit.events.EventJson;
import io.chronolink.links.LinkKey;
import io.chronolink.links.LinkState;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.UnaryOperator;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.statement.Query;
import org.jspecify.annotations.Nullable;

/** Many schedules at once, those that follow a link, a zone or the time. Each change raises their versions by one. */
@Singleton
class BulkSchedules {

    /**
     * A schedule with what of its room it is planned with.
     *
     * @param plannedUntil up to here its occurrences are there; null while it waits for its link
     * @param version before a change
     */
    record Row(
            String tenant,
            UUID id,
            long number,
            String name,
            UUID roomId,
            long roomNumber,
            boolean exclusive,
            @Nullable UUID linkId,
            long linkVersion,
            Timing timing,
            @Nullable LocalDate skipThrough,
            @Nullable Instant plannedUntil,
            long version) {

        RecordKey key() {
            return new RecordKey(tenant, id);
        }

        @Nullable
        LinkKey link() {
            return linkId == null ? null : new LinkKey(tenant, linkId);
        }

        Series series() {
            return Series.of(timing, skipThrough);
        }

        /** @param link the state of the schedule's link; null if it has none */
        Plan plan(Timing timing, @Nullable LinkState link) {
            return Plan.of(id, tenant, roomId, exclusive, Series.of(timing, skipThrough), link);
        }

        /** The event that it has other times. */
        RecordingScheduleSaved saved(Timing timing) {
            return new RecordingScheduleSaved(id, version + 1, linkId, number, name, roomId, roomNumber, timing);
        }

        /** The event that it is deleted. */
        RecordingScheduleDeleted deleted() {
            return new RecordingScheduleDeleted(id, version + 1, linkId, number, name);
        }
    }

    private static final String SELECT = """
            select s.tenant, s.id, s.number, s.name, s.room_id, r.number as room_number, r.exclusive, s.link_id,
                   s.link_version, s.timing, s.skip_through, s.planned_until, s.version
            from recording_schedule s join room r on r.tenant = s.tenant and r.id = s.room_id
            """;

    private final Jdbi jdbi;

    BulkSchedules(Jdbi jdbi) {
        this.jdbi = jdbi;
    }

    /** The acting tenants' schedules that are not deleted. */
    List<UUID> live() {
        return jdbi.withHandle(handle -> handle.createQuery(
                        "select id from recording_schedule where tenant = any (acting_tenants()) and deleted_at is null")
                .mapTo(UUID.class)
                .list());
    }

    /** Those bound to links, locked. */
    List<Row> lockBound(Collection<LinkKey> links) {
        return rows(
                """
                join unnest(:tenants, :links) as n (tenant, link_id) on s.tenant = n.tenant and s.link_id = n.link_id
                where s.deleted_at is null
                order by s.id
                for update of s
                """,
                query -> query.bindNamedArgumentFinder(
                        Columns.of(links).text("tenants", LinkKey::tenant).uuid("links", LinkKey::linkId)));
    }

    /** Those that repeat by the wall clock of their tenant, locked. */
    List<Row> lockRuledByTenantZone(String tenant, Instant now) {
        return rows("""
                where s.tenant = :tenant and s.deleted_at is null and s.link_id is null
                  and r.zone is null and s.timing ->> 'rrule' is not null
                  and (s.timing ->> 'last_end' is null or cast(s.timing ->> 'last_end' as timestamptz) > :now)
                order by s.id
                for update of s
                """, query -> query.bind("tenant", tenant).bind("now", now));
    }

    /** Some whose occurrences do not reach so far, without a lock. */
    List<Row> plannedBefore(String tenant, Instant due, int limit) {
        return rows("""
                where s.tenant = :tenant and s.deleted_at is null and s.planned_until < :due
                order by s.id
                limit :limit
                """, query -> query.bind("tenant", tenant).bind("due", due).bind("limit", limit));
    }

    /** Those with these ids, locked. */
    List<Row> lock(String tenant, Collection<UUID> ids) {
        return rows("""
                where s.tenant = :tenant and s.id = any (:ids) and s.deleted_at is null
                order by s.id
                for update of s
                """, query -> query.bind("tenant", tenant).bindArray("ids", UUID.class, ids));
    }

    /** Those that have nothing more to record, and follow no link that could give them something; locked. */
    List<Row> lockOver(Instant now, Instant late, int limit) {
        return rows("""
                where s.over_at <= :now and s.link_id is null and s.deleted_at is null
                  and s.tenant = any (acting_tenants())
                  and not exists (
                      select from occurrence o
                      where o.tenant = s.tenant and o.schedule_id = s.id
                        and (occurrence_is_live(o.state) or o.state = 'stopping')
                        and (o.state <> 'suspended' or o.starts_at >= :late and o.ends_at > :now))
                order by s.over_at
                limit :limit
                for update of s skip locked
                """, query -> query.bind("now", now).bind("late", late).bind("limit", limit));
    }

    /** Gives schedules other times. */
    void retime(Map<RecordKey, Timing> timings) {
        jdbi.useHandle(handle -> handle.createUpdate("""
                        update recording_schedule s
                        set timing = n.timing::jsonb, over_at = n.over_at, version = s.version + 1
                        from unnest(:tenants, :ids, :timings, :over) as n (tenant, id, timing, over_at)
                        where s.tenant = n.tenant and s.id = n.id
                        """)
                .bindNamedArgumentFinder(Columns.of(timings.entrySet())
                        .text("tenants", each -> each.getKey().tenant())
                        .uuid("ids", each -> each.getKey().id())
                        .text("timings", each -> EventJson.write(each.getValue()))
                        .instant("over", each -> each.getValue().lastEnd()))
                .execute());
    }

    /** Notes up to where schedules are planned; no version is raised for that, as nobody is told. */
    void plannedUntil(Collection<Plan> plans, Instant until) {
        jdbi.useHandle(handle -> handle.createUpdate("""
                        update recording_schedule s set planned_until = n.until
                        from unnest(:tenants, :ids, :until) as n (tenant, id, until)
                        where s.tenant = n.tenant and s.id = n.id
                        """)
                .bindNamedArgumentFinder(Columns.of(plans)
                        .text("tenants", Plan::tenant)
                        .uuid("ids", Plan::scheduleId)
                        .instant("until", plan -> plan.plannedUntil(until)))
                .execute());
    }

    /** Marks as deleted; the rows stay for the recordings that were made. */
    void delete(Collection<RecordKey> schedules, Instant now) {
        jdbi.useHandle(handle -> handle.createUpdate("""
                        update recording_schedule s set deleted_at = :now, version = s.version + 1
                        from unnest(:tenants, :ids) as n (tenant, id)
                        where s.tenant = n.tenant and s.id = n.id
                        """)
                .bindNamedArgumentFinder(
                        Columns.of(schedules).text("tenants", RecordKey::tenant).uuid("ids", RecordKey::id))
                .bind("now", now)
                .execute());
    }

    private List<Row> rows(String rest, UnaryOperator<Query> bound) {
        return jdbi.withHandle(handle -> bound.apply(handle.createQuery(SELECT + rest))
                .registerColumnMapper(Timing.class, new TimingColumn())
                .mapTo(Row.class)
                .list());
    }
}
