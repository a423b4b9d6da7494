package io.chronolink.period.domain;

import io.chronolink.events.EntityPeriodEvent.EntityPeriodsChanged;
import io.chronolink.events.EntityPeriodEvent.Validity;
import io.chronolink.kit.events.Cause;
import io.chronolink.kit.events.Outbox;
import io.chronolink.kit.events.Outgoing;
import jakarta.inject.Singleton;
import java.sql.Array;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the effective validity of entities: what an entity is valid by itself ∩ the effective validity of
 * every parent.
 *
 * <p>The entities to compute are collected level by level. Each starts with what it is valid by itself and by
 * those parents that stay as they are; then parents that lost something take it from their children, round by
 * round, until nobody loses anything more. That needs no order among the entities, and it ends even for a
 * cycle, which events that arrive in an unlucky order can make for a moment.
 *
 * <p>LATERAL with OFFSET 0 keeps each step a look-up of the one before: a planner that is free to join two sets by
 * their tenant alone, because it takes tenants for selective, squares them.
 */
@Singleton
public class EffectiveValidity {

    /** Selects, from {@code e}, an effective validity as two arrays of microseconds; null is unbounded. */
    static final String BOUNDS = bounds("e.effective", "starts", "ends");

    /**
     * An entity whose effective validity would be another one.
     *
     * @param level as in {@link Hierarchy.Row}
     */
    public record Affected(String id, String type, int level, List<Validity> before, List<Validity> after) {}

    private final Jdbi jdbi;
    private final Outbox outbox;
    private final Boundaries boundaries;
    private final Clock clock;

    EffectiveValidity(Jdbi jdbi, Outbox outbox, Boundaries boundaries, Clock clock) {
        this.jdbi = jdbi;
        this.outbox = outbox;
        this.boundaries = boundaries;
        this.clock = clock;
    }

    private static String bounds(String multirange, String starts, String ends) {
        return """
                array(select (extract(epoch from lower(v)) * 1000000)::bigint from unnest(%1$s) as v) as %2$s,
                array(select (extract(epoch from upper(v)) * 1000000)::bigint from unnest(%1$s) as v) as %3$s
                """.formatted(multirange, starts, ends);
    }

    /**
     * Computes anew what depends on the given entities, and tells what really changed. The caller holds the
     * tenants' locks.
     *
     * @return the entities whose effective validity is another one now, each with the cause of that
     */
    Map<EntityKey, Cause> recompute(Map<EntityKey, Cause> touched) {
        if (touched.isEmpty()) {
            return Map.of();
        }
        List<Cause> causes = List.copyOf(new LinkedHashSet<>(touched.values()));
        return jdbi.withHandle(handle -> {
            compute(handle, touched, causes);
            Instant now = clock.instant();
            boundaries.tellAffected(handle, now);
            List<Changed> changed = store(handle, causes);
            Boundaries.move(handle, now);
            return tell(changed);
        });
    }

    /**
     * Computes what would become of an entity and of all that depends on it, and stores nothing. The caller holds the
     * tenants' locks.
     */
    List<Affected> preview(EntityKey touched, Cause cause) {
        return jdbi.withHandle(handle -> {
            compute(handle, Map.of(touched, cause), List.of(cause));
            return handle.createQuery("""
                            select e.entity_id, e.entity_type, a.level,
                            """ + bounds("e.effective", "starts", "ends") + ","
                            + bounds("a.effective", "new_starts", "new_ends") + """
                            from affected a
                            cross join lateral (
                                select * from entity x
                                where x.tenant = a.tenant and x.entity_id = a.entity_id
                                offset 0) e
                            where e.effective <> a.effective
                            order by a.level, a.entity_id
                            """)
                    .map((row, context) -> new Affected(
                            row.getString("entity_id"),
                            row.getString("entity_type"),
                            row.getInt("level") - 1,
                            bounds(row, "starts", "ends"),
                            bounds(row, "new_starts", "new_ends")))
                    .list();
        });
    }

    private static void compute(Handle handle, Map<EntityKey, Cause> touched, List<Cause> causes) {
        start(handle, touched, causes);
        int level = 0;
        while (collectChildren(handle, level)) {
            level++;
        }
        // Unless PostgreSQL knows how few these are it reads all entities to find them.
        handle.execute("analyze affected");
        startFromUnaffectedParents(handle);
        int round = 0;
        while (takeFromChildren(handle, round)) {
            round++;
        }
    }

    private static void start(Handle handle, Map<EntityKey, Cause> touched, List<Cause> causes) {
        Map<Cause, Integer> places = new HashMap<>();
        causes.forEach(cause -> places.put(cause, places.size()));
        List<EntityKey> keys = List.copyOf(touched.keySet());
        handle.execute("""
                create temporary table if not exists affected (
                    tenant    text not null,
                    entity_id text not null,
                    cause     integer not null,
                    level     integer not null,
                    round     integer not null default 0,
                    effective tstzmultirange not null default '{(,)}',
                    primary key (entity_id, tenant)
                ) on commit delete rows
                """);
        // One transaction may compute several times.
        handle.execute("delete from affected");
        handle.createUpdate("""
                        insert into affected (tenant, entity_id, cause, level)
                        select tenant, entity_id, cause, 0
                        from unnest(:tenants, :ids, :causes) as n (tenant, entity_id, cause)
                        """)
                .bindArray(
                        "tenants",
                        String.class,
                        keys.stream().map(EntityKey::tenant).toList())
                .bindArray("ids", String.class, keys.stream().map(EntityKey::id).toList())
                .bindArray(
                        "causes",
                        Integer.class,
                        keys.stream().map(touched::get).map(places::get).toList())
                .execute();
    }

    private static boolean collectChildren(Handle handle, int level) {
        return handle.createUpdate("""
                                insert into affected (tenant, entity_id, cause, level)
                                select c.tenant, c.entity_id, min(a.cause), :level + 1
                                from affected a
                                cross join lateral (
                                    select p.tenant, p.entity_id from entity_parent p
                                    where p.tenant = a.tenant and p.parent_id = a.entity_id
                                    offset 0) c
                                where a.level = :level
                                group by c.tenant, c.entity_id
                                on conflict do nothing
                                """).bind("level", level).execute() > 0;
    }

    private static void startFromUnaffectedParents(Handle handle) {
        handle.execute("""
                update affected a set effective = s.effective
                from (
                    select i.tenant, i.entity_id, e.valid_by_itself * coalesce(o.effective, '{(,)}') as effective
                    from affected i
                    cross join lateral (
                        select x.valid_by_itself from entity x
                        where x.tenant = i.tenant and x.entity_id = i.entity_id
                        offset 0) e
                    cross join lateral (
                        select range_intersect_agg(pe.effective) as effective
                        from (
                            select p.tenant, p.parent_id from entity_parent p
                            where p.tenant = i.tenant and p.entity_id = i.entity_id
                            offset 0) p
                        cross join lateral (
                            select x.effective from entity x
                            where x.tenant = p.tenant and x.entity_id = p.parent_id
                              and not exists (
                                  select from affected y where y.tenant = x.tenant and y.entity_id = x.entity_id)
                            offset 0) pe
                    ) o
                ) s
                where a.tenant = s.tenant and a.entity_id = s.entity_id
                """);
    }

    private static boolean takeFromChildren(Handle handle, int round) {
        return handle.createUpdate("""
                                update affected a set effective = n.effective, round = :round + 1
                                from (
                                    select c.tenant, c.entity_id,
                                           c.effective * range_intersect_agg(f.effective) as effective
                                    from affected f
                                    cross join lateral (
                                        select p.tenant, p.entity_id from entity_parent p
                                        where p.tenant = f.tenant and p.parent_id = f.entity_id
                                        offset 0) p
                                    cross join lateral (
                                        select x.tenant, x.entity_id, x.effective from affected x
                                        where x.tenant = p.tenant and x.entity_id = p.entity_id
                                        offset 0) c
                                    where f.round = :round
                                    group by c.tenant, c.entity_id, c.effective
                                ) n
                                where a.tenant = n.tenant and a.entity_id = n.entity_id
                                  and a.effective <> n.effective
                                """).bind("round", round).execute() > 0;
    }

    private static List<Changed> store(Handle handle, List<Cause> causes) {
        return handle.createQuery("""
                        update entity e set effective = a.effective, version = e.version + 1
                        from affected a
                        where e.tenant = a.tenant and e.entity_id = a.entity_id and e.effective <> a.effective
                        returning e.tenant, e.entity_id, e.entity_type, e.entity_name, e.link_id, e.version, a.cause,
                        """ + BOUNDS)
                .map((row, context) -> new Changed(
                        new EntityKey(row.getString("tenant"), row.getString("entity_id")),
                        causes.get(row.getInt("cause")),
                        row.getString("entity_type"),
                        row.getString("entity_name"),
                        row.getObject("link_id", UUID.class),
                        row.getLong("version"),
                        bounds(row)))
                .list();
    }

    private Map<EntityKey, Cause> tell(List<Changed> changed) {
        List<Outgoing> events = new ArrayList<>(changed.size());
        Map<EntityKey, Cause> causes = new HashMap<>();
        for (Changed one : changed) {
            causes.put(one.key(), one.cause());
            events.add(Outgoing.of(
                    one.cause(),
                    new EntityPeriodsChanged(
                            one.key().recordId(),
                            one.version(),
                            one.linkId(),
                            one.key().id(),
                            one.type(),
                            one.name(),
                            one.effective())));
        }
        outbox.append(events);
        return causes;
    }

    /** Reads {@link #BOUNDS}. */
    static List<Validity> bounds(ResultSet row) throws SQLException {
        return bounds(row, "starts", "ends");
    }

    private static List<Validity> bounds(ResultSet row, String startColumn, String endColumn) throws SQLException {
        @Nullable Instant[] starts = instants(row.getArray(startColumn));
        @Nullable Instant[] ends = instants(row.getArray(endColumn));
        List<Validity> validity = new ArrayList<>(starts.length);
        for (int i = 0; i < starts.length; i++) {
            validity.add(new Validity(starts[i], ends[i]));
        }
        return validity;
    }

    private static @Nullable Instant[] instants(Array array) throws SQLException {
        @Nullable Long[] micros = (@Nullable Long[]) array.getArray();
        @Nullable Instant[] instants = new @Nullable Instant[micros.length];
        for (int i = 0; i < micros.length; i++) {
            Long micro = micros[i];
            instants[i] = micro == null ? null : Instant.EPOCH.plus(micro, ChronoUnit.MICROS);
        }
        return instants;
    }

    private record Changed(
            EntityKey key,
            Cause cause,
            String type,
            String name,
            @Nullable UUID linkId,
            long version,
            List<Validity> effective) {}
}
