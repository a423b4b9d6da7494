package io.chronolink.period.domain;

import io.chronolink.events.EntityPeriodEvent.EntityPeriodsChanged;
import io.chronolink.events.EntityPeriodEvent.Validity;
import io.chronolink.kit.database.Columns;
import io.chronolink.kit.events.Cause;
import io.chronolink.kit.events.Outbox;
import io.chronolink.kit.events.Outgoing;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Instant;
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
            List<Changed> changed = store(handle);
            Boundaries.move(handle, now);
            return tell(changed, causes);
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
                            select e.entity_id as id, e.entity_type as type, a.level - 1 as level,
                            """ + Multirange.bounds("e.effective") + " as before,"
                            + Multirange.bounds("a.effective") + """
                             as after
                            from affected a
                            cross join lateral (
                                select * from entity x
                                where x.tenant = a.tenant and x.entity_id = a.entity_id
                                offset 0) e
                            where e.effective <> a.effective
                            order by a.level, a.entity_id
                            """)
                    .registerColumnMapper(new Multirange())
                    .mapTo(Affected.class)
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
                .bindNamedArgumentFinder(Columns.of(touched.entrySet())
                        .text("tenants", one -> one.getKey().tenant())
                        .text("ids", one -> one.getKey().id())
                        .integer("causes", one -> places.get(one.getValue())))
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

    private static List<Changed> store(Handle handle) {
        return handle.createQuery("""
                        update entity e set effective = a.effective, version = e.version + 1
                        from affected a
                        where e.tenant = a.tenant and e.entity_id = a.entity_id and e.effective <> a.effective
                        returning e.tenant, e.entity_id, e.entity_type, e.entity_name, e.link_id, e.version, a.cause,
                        """ + Multirange.bounds("e.effective") + " as effective")
                .registerColumnMapper(new Multirange())
                .mapTo(Changed.class)
                .list();
    }

    private Map<EntityKey, Cause> tell(List<Changed> changed, List<Cause> causes) {
        List<Outgoing> events = new ArrayList<>(changed.size());
        Map<EntityKey, Cause> effects = new HashMap<>();
        for (Changed one : changed) {
            EntityKey key = new EntityKey(one.tenant(), one.entityId());
            Cause cause = causes.get(one.cause());
            effects.put(key, cause);
            events.add(Outgoing.of(
                    cause,
                    new EntityPeriodsChanged(
                            key.recordId(),
                            one.version(),
                            one.linkId(),
                            one.entityId(),
                            one.entityType(),
                            one.entityName(),
                            one.effective())));
        }
        outbox.append(events);
        return effects;
    }

    /**
     * An entity whose effective validity is another one now.
     *
     * @param cause its place among the causes
     */
    private record Changed(
            String tenant,
            String entityId,
            String entityType,
            String entityName,
            @Nullable UUID linkId,
            long version,
            int cause,
            List<Validity> effective) {}
}
