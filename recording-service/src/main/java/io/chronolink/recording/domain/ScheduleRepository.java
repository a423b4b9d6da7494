package io.chronolink.recording.domain;

import io.chronolink.events.Timing;
import io.chronolink.kit.events.EventJson;
import io.chronolink.kit.links.LinkKey;
import jakarta.inject.Singleton;
import java.sql.Array;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.statement.StatementContext;
import org.jspecify.annotations.Nullable;

/** The rows of recording_schedule. */
@Singleton
class ScheduleRepository {

    private static final String SELECT = """
            select s.id, s.tenant, s.number, s.name, s.author, u.name as author_name, s.link_id, s.template,
                   s.share_users, s.share_user_groups, s.created_at, s.timing, s.skip_through, s.planned_until, s.version,
                   exists (select from occurrence o where o.tenant = s.tenant and o.schedule_id = s.id
                           and o.state in ('recording', 'paused')) as started,
                   r.id as room_id, r.number as room_number, r.name as room_name, r.zone, r.exclusive, r.is_io,
                   r.io_camera_id, r.io_user_id, r.device_url, r.cameras, r.version as room_version
            from recording_schedule s
            join room r on r.tenant = s.tenant and r.id = s.room_id
            join recording_user u on u.tenant = s.tenant and u.number = s.author
            """;

    private final Jdbi jdbi;

    ScheduleRepository(Jdbi jdbi) {
        this.jdbi = jdbi;
    }

    Optional<Schedule> find(String tenant, long number) {
        return find(tenant, number, "");
    }

    /** The same, locked until the transaction ends. */
    Optional<Schedule> lock(String tenant, long number) {
        return find(tenant, number, " for update of s");
    }

    private Optional<Schedule> find(String tenant, long number, String lock) {
        return jdbi.withHandle(handle -> handle.createQuery(
                        SELECT + "where s.tenant = :tenant and s.number = :number and s.deleted_at is null" + lock)
                .bind("tenant", tenant)
                .bind("number", number)
                .map(ScheduleRepository::schedule)
                .findOne());
    }

    /** The acting tenants' schedules that are not deleted. */
    List<UUID> live() {
        return jdbi.withHandle(handle -> handle.createQuery(
                        "select id from recording_schedule where tenant = any (acting_tenants()) and deleted_at is null")
                .mapTo(UUID.class)
                .list());
    }

    /** All of a tenant, by number. */
    List<Schedule> list(String tenant) {
        return jdbi.withHandle(handle -> handle.createQuery(
                        SELECT + "where s.tenant = :tenant and s.deleted_at is null order by s.number")
                .bind("tenant", tenant)
                .map(ScheduleRepository::schedule)
                .list());
    }

    /** Those bound to links, locked. */
    List<Schedule> lockBound(Collection<LinkKey> links) {
        return jdbi.withHandle(handle -> handle.createQuery(SELECT + """
                                join unnest(:tenants, :links) as n (tenant, link_id)
                                     on s.tenant = n.tenant and s.link_id = n.link_id
                                where s.deleted_at is null
                                order by s.id
                                for update of s
                                """)
                .bindArray(
                        "tenants",
                        String.class,
                        links.stream().map(LinkKey::tenant).toList())
                .bindArray(
                        "links", UUID.class, links.stream().map(LinkKey::linkId).toList())
                .map(ScheduleRepository::schedule)
                .list());
    }

    /** Those that repeat by the wall clock of their tenant, locked. */
    List<Schedule> lockRuledByTenantZone(String tenant, Instant now) {
        return jdbi.withHandle(handle -> handle.createQuery(SELECT + """
                                where s.tenant = :tenant and s.deleted_at is null and s.link_id is null
                                  and r.zone is null and s.timing ->> 'rrule' is not null
                                  and (s.timing ->> 'last_end' is null
                                       or cast(s.timing ->> 'last_end' as timestamptz) > :now)
                                order by s.id
                                for update of s
                                """)
                .bind("tenant", tenant)
                .bind("now", now.atOffset(ZoneOffset.UTC))
                .map(ScheduleRepository::schedule)
                .list());
    }

    /** Some whose occurrences do not reach so far, without a lock. */
    List<Schedule> plannedBefore(String tenant, Instant due, int limit) {
        return jdbi.withHandle(handle -> handle.createQuery(SELECT + """
                                where s.tenant = :tenant and s.deleted_at is null and s.planned_until < :due
                                order by s.id
                                limit :limit
                                """)
                .bind("tenant", tenant)
                .bind("due", due.atOffset(ZoneOffset.UTC))
                .bind("limit", limit)
                .map(ScheduleRepository::schedule)
                .list());
    }

    /** Those with these ids, locked. */
    List<Schedule> lock(String tenant, List<UUID> ids) {
        return jdbi.withHandle(handle -> handle.createQuery(SELECT + """
                                where s.tenant = :tenant and s.id = any (:ids) and s.deleted_at is null
                                order by s.id
                                for update of s
                                """)
                .bind("tenant", tenant)
                .bindArray("ids", UUID.class, ids)
                .map(ScheduleRepository::schedule)
                .list());
    }

    void insert(Schedule schedule) {
        write(schedule, """
                insert into recording_schedule (id, tenant, number, name, room_id, author, link_id, template,
                                                share_users, share_user_groups, created_at, timing, skip_through,
                                                over_at, version)
                values (:id, :tenant, :number, :name, :room, :author, cast(:link as uuid), cast(:template as jsonb),
                        :users, :userGroups, :createdAt, cast(:timing as jsonb), cast(:skip as date),
                        cast(:over as timestamptz), :version)
                """);
    }

    void update(Schedule schedule) {
        write(schedule, """
                update recording_schedule
                set name = :name, room_id = :room, link_id = cast(:link as uuid), template = cast(:template as jsonb),
                    share_users = :users, share_user_groups = :userGroups, timing = cast(:timing as jsonb),
                    skip_through = cast(:skip as date), over_at = cast(:over as timestamptz), version = :version
                where id = :id and tenant = :tenant and number = :number and author = :author
                  and created_at = :createdAt
                """);
    }

    private void write(Schedule schedule, String sql) {
        jdbi.useHandle(handle -> handle.createUpdate(sql)
                .bind("id", schedule.id())
                .bind("tenant", schedule.tenant())
                .bind("number", schedule.number())
                .bind("name", schedule.name())
                .bind("room", schedule.room().id())
                .bind("author", schedule.author())
                .bind("link", schedule.linkId())
                .bind("template", schedule.template() == null ? null : EventJson.write(schedule.template()))
                .bindArray("users", Long.class, schedule.share().users())
                .bindArray("userGroups", Long.class, schedule.share().userGroups())
                .bind("createdAt", schedule.createdAt().atOffset(ZoneOffset.UTC))
                .bind("timing", EventJson.write(schedule.timing()))
                .bind("skip", schedule.skipThrough())
                .bind("over", overAt(schedule))
                .bind("version", schedule.version())
                .execute());
    }

    /** Writes timing and version of many. */
    void retime(List<Schedule> schedules) {
        jdbi.useHandle(handle -> handle.createUpdate("""
                        update recording_schedule s
                        set timing = cast(n.timing as jsonb), over_at = n.over_at, version = n.version
                        from unnest(:tenants, :ids, :timings, cast(:over as timestamptz[]), :versions)
                             as n (tenant, id, timing, over_at, version)
                        where s.tenant = n.tenant and s.id = n.id
                        """)
                .bindArray("tenants", String.class, tenants(schedules))
                .bindArray("ids", UUID.class, ids(schedules))
                .bindArray(
                        "timings",
                        String.class,
                        schedules.stream()
                                .map(schedule -> EventJson.write(schedule.timing()))
                                .toList())
                .bindArray(
                        "over",
                        Instant.class,
                        schedules.stream()
                                .map(schedule -> schedule.timing().lastEnd())
                                .toList())
                .bindArray("versions", Long.class, versions(schedules))
                .execute());
    }

    /** Marks as deleted, with the version of each; the rows stay for the recordings that were made. */
    void delete(List<Schedule> schedules, Instant now) {
        jdbi.useHandle(handle -> handle.createUpdate("""
                        update recording_schedule s set deleted_at = :now, version = n.version
                        from unnest(:tenants, :ids, :versions) as n (tenant, id, version)
                        where s.tenant = n.tenant and s.id = n.id
                        """)
                .bind("now", now.atOffset(ZoneOffset.UTC))
                .bindArray("tenants", String.class, tenants(schedules))
                .bindArray("ids", UUID.class, ids(schedules))
                .bindArray("versions", Long.class, versions(schedules))
                .execute());
    }

    /** Those that have nothing more to record, and follow no link that could give them something; locked. */
    List<Schedule> lockOver(Instant now, Instant late, int limit) {
        return jdbi.withHandle(handle -> handle.createQuery(SELECT + """
                                where s.over_at <= :now and s.link_id is null and s.deleted_at is null
                                  and s.tenant = any (acting_tenants())
                                  and not exists (
                                      select from occurrence o
                                      where o.tenant = s.tenant and o.schedule_id = s.id
                                        and (o.state in ('planned', 'starting', 'recording', 'paused', 'stopping')
                                             or o.state = 'suspended' and o.starts_at >= :late and o.ends_at > :now))
                                order by s.over_at
                                limit :limit
                                for update of s skip locked
                                """)
                .bind("now", now.atOffset(ZoneOffset.UTC))
                .bind("late", late.atOffset(ZoneOffset.UTC))
                .bind("limit", limit)
                .map(ScheduleRepository::schedule)
                .list());
    }

    Map<Long, String> fieldNames(String tenant) {
        return jdbi.withHandle(
                handle -> handle.createQuery("select number, name from metadata_field where tenant = :tenant")
                        .bind("tenant", tenant)
                        .map((row, context) -> Map.entry(row.getLong("number"), row.getString("name")))
                        .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue)));
    }

    private static @Nullable OffsetDateTime overAt(Schedule schedule) {
        Instant end = schedule.timing().lastEnd();
        return end == null ? null : end.atOffset(ZoneOffset.UTC);
    }

    private static List<String> tenants(List<Schedule> schedules) {
        return schedules.stream().map(Schedule::tenant).toList();
    }

    private static List<UUID> ids(List<Schedule> schedules) {
        return schedules.stream().map(Schedule::id).toList();
    }

    private static List<Long> versions(List<Schedule> schedules) {
        return schedules.stream().map(Schedule::version).toList();
    }

    private static Schedule schedule(ResultSet row, StatementContext context) throws SQLException {
        String tenant = row.getString("tenant");
        OffsetDateTime plannedUntil = row.getObject("planned_until", OffsetDateTime.class);
        return new Schedule(
                row.getObject("id", UUID.class),
                tenant,
                row.getLong("number"),
                row.getString("name"),
                new Room(
                        row.getObject("room_id", UUID.class),
                        tenant,
                        row.getLong("room_number"),
                        row.getString("room_name"),
                        row.getString("zone"),
                        row.getBoolean("exclusive"),
                        row.getBoolean("is_io"),
                        row.getObject("io_camera_id", Long.class),
                        row.getObject("io_user_id", Long.class),
                        row.getString("device_url"),
                        row.getString("cameras"),
                        row.getLong("room_version")),
                row.getLong("author"),
                row.getString("author_name"),
                row.getObject("link_id", UUID.class),
                template(row.getString("template")),
                new Share(numbers(row.getArray("share_users")), numbers(row.getArray("share_user_groups"))),
                row.getObject("created_at", OffsetDateTime.class).toInstant(),
                EventJson.read(row.getString("timing"), Timing.class),
                row.getObject("skip_through", LocalDate.class),
                plannedUntil == null ? null : plannedUntil.toInstant(),
                row.getBoolean("started"),
                row.getLong("version"));
    }

    @SuppressWarnings("unchecked")
    private static @Nullable Map<String, String> template(@Nullable String json) {
        return json == null ? null : EventJson.read(json, Map.class);
    }

    private static List<Long> numbers(Array array) throws SQLException {
        return List.of((Long[]) array.getArray());
    }
}
