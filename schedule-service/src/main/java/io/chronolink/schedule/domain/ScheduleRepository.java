package io.chronolink.schedule.domain;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import jakarta.inject.Singleton;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.statement.Query;
import org.jdbi.v3.core.statement.SqlStatement;
import org.jdbi.v3.core.statement.UnableToExecuteStatementException;

/** The tables of schedules and periods; each statement names the tenant. */
@Singleton
class ScheduleRepository {

    /** A schedule or a link of a tenant. */
    record Key(String tenant, UUID id) {}

    /** A schedule that is bound to a link. */
    record Bound(Key schedule, UUID linkId) {}

    private static final String UNIQUE_VIOLATION = "23505";
    private static final String WITH_PERIODS = """
            select s.*, p.name as period, p.definition, p.active, p.derived
            from schedule s
            left join period p on p.tenant = s.tenant and p.schedule_id = s.id
            where\s""";

    private final Jdbi jdbi;
    private final ObjectMapper json;

    ScheduleRepository(Jdbi jdbi, ObjectMapper json) {
        this.jdbi = jdbi;
        this.json = json;
    }

    List<String> names(Family family) {
        return jdbi.withHandle(handle -> bind(
                        handle.createQuery("select s.name from schedule s where " + of(family) + " order by s.name"),
                        family)
                .mapTo(String.class)
                .list());
    }

    Optional<Schedule> find(Family family, String name) {
        String named = WITH_PERIODS + "s.name = :name and " + of(family) + " order by p.derived, p.place";
        return jdbi
                .withHandle(
                        handle -> read(bind(handle.createQuery(named), family).bind("name", name)))
                .values()
                .stream()
                .findFirst();
    }

    /** All schedules of a family with their periods, by name. */
    List<Schedule> all(Family family) {
        String all = WITH_PERIODS + of(family) + " order by s.name, p.derived, p.place";
        return jdbi.withHandle(handle ->
                List.copyOf(read(bind(handle.createQuery(all), family)).values()));
    }

    /** Finds those of the named schedules that exist, and locks them until the transaction ends. */
    List<Schedule> lock(Family family, Collection<String> names) {
        return jdbi.withHandle(handle -> {
            // What is read under the lock must be seen after it was got, so it takes a statement of its own.
            List<Key> locked = bind(
                            handle.createQuery("select s.id from schedule s where s.name = any (:names) and "
                                    + of(family) + " order by s.id for update of s"),
                            family)
                    .bindArray("names", String.class, List.copyOf(names))
                    .mapTo(UUID.class)
                    .map(id -> new Key(family.tenant(), id))
                    .list();
            return List.copyOf(read(handle, locked).values());
        });
    }

    /** Inserts a schedule without periods; false if its name is taken. */
    boolean insert(Schedule schedule) {
        Family family = schedule.family();
        return jdbi.withHandle(handle -> handle.createUpdate("""
                                insert into schedule
                                    (tenant, id, level, kind, group_id, user_id, name, link_id, version, changed_at)
                                values (:tenant, :id, :level, :kind, :group, :user, :name, cast(:link as uuid),
                                        :version, :at)
                                on conflict (tenant, level, kind, group_id, user_id, name) do nothing
                                """)
                        .bind("tenant", family.tenant())
                        .bind("level", family.level())
                        .bind("kind", family.kind().name())
                        .bind("group", family.groupId())
                        .bind("user", family.userId())
                        .bind("id", schedule.id())
                        .bind("name", schedule.name())
                        .bind("link", schedule.linkId())
                        .bind("version", schedule.version())
                        .bind("at", schedule.changedAt().atOffset(ZoneOffset.UTC))
                        .execute())
                == 1;
    }

    /** Writes name, link and version of a schedule that is locked; false, and the transaction lost, if the name is taken. */
    boolean update(String tenant, Schedule schedule) {
        try {
            jdbi.useHandle(handle -> handle.createUpdate("""
                            update schedule
                            set name = :name, link_id = cast(:link as uuid), version = :version, changed_at = :at
                            where tenant = :tenant and id = :id
                            """)
                    .bind("tenant", tenant)
                    .bind("id", schedule.id())
                    .bind("name", schedule.name())
                    .bind("link", schedule.linkId())
                    .bind("version", schedule.version())
                    .bind("at", schedule.changedAt().atOffset(ZoneOffset.UTC))
                    .execute());
            return true;
        } catch (UnableToExecuteStatementException e) {
            if (e.getCause() instanceof SQLException sql && UNIQUE_VIOLATION.equals(sql.getSQLState())) {
                return false;
            }
            throw e;
        }
    }

    void delete(String tenant, Collection<UUID> ids) {
        jdbi.useHandle(handle -> handle.createUpdate("delete from schedule where tenant = :tenant and id = any (:ids)")
                .bind("tenant", tenant)
                .bindArray("ids", UUID.class, List.copyOf(ids))
                .execute());
    }

    /**
     * Makes the periods of schedules what they should be, touching only those that differ.
     *
     * @param derivedOnly whether periods that are not derived are left alone
     * @return the schedules that changed
     */
    List<Key> replace(Map<Key, List<Period>> wanted, boolean derivedOnly) {
        if (wanted.isEmpty()) {
            return List.of();
        }
        List<Key> schedules = List.copyOf(wanted.keySet());
        List<String> tenants = new ArrayList<>();
        List<UUID> ids = new ArrayList<>();
        List<Period> periods = new ArrayList<>();
        List<Integer> places = new ArrayList<>();
        wanted.forEach((key, list) -> {
            int derived = 0;
            int others = 0;
            for (Period period : list) {
                tenants.add(key.tenant());
                ids.add(key.id());
                periods.add(period);
                places.add(period.derived() ? derived++ : others++);
            }
        });
        return jdbi.withHandle(handle -> handle.createQuery("""
                        with schedules as (
                            select tenant, id from unnest(:tenants, :schedules) as n (tenant, id)
                        ), wanted as (
                            select n.tenant, n.schedule_id, n.name, n.definition::jsonb as definition, n.active,
                                   n.derived, n.place
                            from unnest(:periodTenants, :periodSchedules, :names, :definitions, :active, :derived,
                                        :places)
                                 as n (tenant, schedule_id, name, definition, active, derived, place)
                        ), gone as (
                            delete from period p using schedules s
                            where p.tenant = s.tenant and p.schedule_id = s.id and (p.derived or not :derivedOnly)
                              and not exists (select from wanted w where w.tenant = p.tenant
                                              and w.schedule_id = p.schedule_id and w.name = p.name)
                            returning p.tenant, p.schedule_id
                        ), written as (
                            insert into period as p (tenant, schedule_id, name, definition, active, derived, place)
                            select tenant, schedule_id, name, definition, active, derived, place from wanted
                            on conflict (tenant, schedule_id, name) do update
                            set definition = excluded.definition, active = excluded.active, place = excluded.place
                            where (p.definition, p.active, p.place)
                                  is distinct from (excluded.definition, excluded.active, excluded.place)
                            returning p.tenant, p.schedule_id
                        )
                        select tenant, schedule_id from gone union select tenant, schedule_id from written
                        """)
                .bindArray(
                        "tenants",
                        String.class,
                        schedules.stream().map(Key::tenant).toList())
                .bindArray(
                        "schedules", UUID.class, schedules.stream().map(Key::id).toList())
                .bindArray("periodTenants", String.class, tenants)
                .bindArray("periodSchedules", UUID.class, ids)
                .bindArray(
                        "names",
                        String.class,
                        periods.stream().map(Period::name).toList())
                .bindArray(
                        "definitions",
                        String.class,
                        periods.stream()
                                .map(p -> AdvancedDialect.json(p.event()).toString())
                                .toList())
                .bindArray(
                        "active",
                        Boolean.class,
                        periods.stream().map(Period::active).toList())
                .bindArray(
                        "derived",
                        Boolean.class,
                        periods.stream().map(Period::derived).toList())
                .bindArray("places", Integer.class, places)
                .bind("derivedOnly", derivedOnly)
                .map((row, context) -> new Key(row.getString("tenant"), row.getObject("schedule_id", UUID.class)))
                .list());
    }

    /** Locks the schedules that are bound to links, in the order of their ids. */
    List<Bound> lockBound(Collection<Key> links) {
        List<Key> list = List.copyOf(links);
        return jdbi.withHandle(handle -> handle.createQuery("""
                        select s.tenant, s.id, s.link_id from schedule s
                        join unnest(:tenants, :links) as n (tenant, link_id) using (tenant, link_id)
                        order by s.tenant, s.id
                        for update of s
                        """)
                .bindArray(
                        "tenants", String.class, list.stream().map(Key::tenant).toList())
                .bindArray("links", UUID.class, list.stream().map(Key::id).toList())
                .map((row, context) -> new Bound(
                        new Key(row.getString("tenant"), row.getObject("id", UUID.class)),
                        row.getObject("link_id", UUID.class)))
                .list());
    }

    /** Raises the versions of schedules, and unbinds some of them; returns them as they are now. */
    Map<Key, Schedule> raise(Collection<Key> schedules, Collection<Key> unbound, Instant at) {
        if (schedules.isEmpty()) {
            return Map.of();
        }
        List<Key> list = List.copyOf(schedules);
        return jdbi.withHandle(handle -> {
            handle.createUpdate("""
                            update schedule s
                            set version = s.version + 1, changed_at = :at,
                                link_id = case when n.unbind then null else s.link_id end
                            from unnest(:tenants, :ids, :unbind) as n (tenant, schedule_id, unbind)
                            where s.tenant = n.tenant and s.id = n.schedule_id
                            """)
                    .bindArray(
                            "tenants",
                            String.class,
                            list.stream().map(Key::tenant).toList())
                    .bindArray("ids", UUID.class, list.stream().map(Key::id).toList())
                    .bindArray(
                            "unbind",
                            Boolean.class,
                            list.stream().map(unbound::contains).toList())
                    .bind("at", at.atOffset(ZoneOffset.UTC))
                    .execute();
            return read(handle, list);
        });
    }

    private Map<Key, Schedule> read(Handle handle, List<Key> keys) {
        return read(handle.createQuery("""
                        select s.*, p.name as period, p.definition, p.active, p.derived
                        from schedule s
                        join unnest(:tenants, :ids) as n (tenant, schedule_id)
                          on s.tenant = n.tenant and s.id = n.schedule_id
                        left join period p on p.tenant = s.tenant and p.schedule_id = s.id
                        order by s.tenant, s.id, p.derived, p.place
                        """)
                .bindArray(
                        "tenants", String.class, keys.stream().map(Key::tenant).toList())
                .bindArray("ids", UUID.class, keys.stream().map(Key::id).toList()));
    }

    private Map<Key, Schedule> read(Query query) {
        Map<Key, Schedule> schedules = new LinkedHashMap<>();
        query.map((row, context) -> {
                    Key key = new Key(row.getString("tenant"), row.getObject("id", UUID.class));
                    Schedule schedule = schedules.computeIfAbsent(key, k -> schedule(row));
                    if (row.getString("period") != null) {
                        schedule.periods()
                                .add(new Period(
                                        row.getString("period"),
                                        event(row.getString("definition")),
                                        row.getObject("active", Boolean.class),
                                        row.getBoolean("derived")));
                    }
                    return key;
                })
                .list();
        return schedules;
    }

    private static Schedule schedule(ResultSet row) {
        try {
            return new Schedule(
                    row.getObject("id", UUID.class),
                    new Family(
                            row.getString("tenant"),
                            Family.Kind.valueOf(row.getString("kind")),
                            row.getString("group_id"),
                            row.getString("user_id")),
                    row.getString("name"),
                    row.getObject("link_id", UUID.class),
                    row.getLong("version"),
                    row.getObject("changed_at", OffsetDateTime.class).toInstant(),
                    new ArrayList<>());
        } catch (SQLException e) {
            throw new IllegalStateException("A stored schedule cannot be read", e);
        }
    }

    private Event event(String definition) {
        try {
            return AdvancedDialect.event(json.readTree(definition));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("A stored period cannot be read", e);
        }
    }

    /** Whose schedules; with "is not distinct from" no index would be used. */
    private static String of(Family family) {
        return "s.tenant = :tenant and s.level = :level and s.kind = :kind and s.group_id "
                + (family.groupId() == null ? "is null" : "= :group")
                + " and s.user_id "
                + (family.userId() == null ? "is null" : "= :user");
    }

    private static <S extends SqlStatement<S>> S bind(S statement, Family family) {
        statement
                .bind("tenant", family.tenant())
                .bind("level", family.level())
                .bind("kind", family.kind().name());
        if (family.groupId() != null) {
            statement.bind("group", family.groupId());
        }
        if (family.userId() != null) {
            statement.bind("user", family.userId());
        }
        return statement;
    }
}
