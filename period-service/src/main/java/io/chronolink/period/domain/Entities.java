package io.chronolink.period.domain;

import io.chronolink.kit.database.Columns;
import io.chronolink.kit.events.Cause;
import io.chronolink.kit.web.Failure;
import io.chronolink.period.domain.EffectiveValidity.Affected;
import io.chronolink.period.domain.EntityFact.Closed;
import io.chronolink.period.domain.EntityFact.Deleted;
import io.chronolink.period.domain.EntityFact.Opened;
import io.chronolink.period.domain.EntityFact.Stated;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;

/**
 * Every change of entities, of their parents and of their periods.
 *
 * <p>Each runs under a lock on its tenant. A change reads what stands above an entity and writes what stands
 * below it, so locks on rows would have to be taken before it is known which rows they are; and two writes that
 * make a cycle only together touch no row in common. A transaction of events takes the locks of all its tenants
 * at once and in one order, whatever topics it applies afterwards.
 */
@Singleton
public class Entities {

    /**
     * A user's own entity.
     *
     * @param parents ids of entities of the same tenant, each known
     * @param linkId the link that it is bound to, known or not, or null
     */
    public record OwnEntity(
            String id,
            String type,
            String name,
            List<String> parents,
            @Nullable UUID linkId) {}

    /**
     * A period to be set.
     *
     * @param id null for one that the service names
     * @param start null for "always has been"
     * @param end exclusive, not before {@code start}; null for "without end"
     */
    public record OwnPeriod(
            @Nullable String id,
            @Nullable Instant start,
            @Nullable Instant end) {

        /** This one, with an id. */
        OwnPeriod named() {
            return id == null ? new OwnPeriod(UUID.randomUUID().toString(), start, end) : this;
        }
    }

    private final Jdbi jdbi;
    private final EffectiveValidity validity;
    private final OwnPeriods periods;
    private final History history;

    Entities(Jdbi jdbi, EffectiveValidity validity, OwnPeriods periods, History history) {
        this.jdbi = jdbi;
        this.validity = validity;
        this.periods = periods;
        this.history = history;
    }

    /**
     * Takes over once more what records looked like last. When they were opened, closed and deleted stays known: their
     * last events need not tell.
     */
    public void restore(Collection<? extends EntityFact> facts) {
        List<? extends EntityFact> stated =
                facts.stream().filter(Stated.class::isInstance).toList();
        jdbi.useHandle(handle -> {
            lock(handle);
            handle.createUpdate("""
                            update entity e set stated_version = 0
                            from unnest(:tenants, :ids, :versions) as n (tenant, id, version)
                            where e.tenant = n.tenant and e.entity_id = n.id and e.stated_version = n.version
                            """)
                    .bindNamedArgumentFinder(Columns.of(stated)
                            .text("tenants", fact -> fact.cause().tenant())
                            .text("ids", EntityFact::entityId)
                            .bigint("versions", EntityFact::version))
                    .execute();
        });
        apply(facts);
        validity.recompute(facts.stream()
                .collect(Collectors.toMap(
                        fact -> new EntityKey(fact.cause().tenant(), fact.entityId()),
                        EntityFact::cause,
                        (a, b) -> a)));
    }

    /**
     * Takes over what events say, set-wise and in any order.
     *
     * @return how many entities really changed, by the cause of that
     */
    public Map<Cause, Integer> apply(Collection<? extends EntityFact> facts) {
        if (facts.isEmpty()) {
            return Map.of();
        }
        Map<EntityKey, News> news =
                new TreeMap<>(Comparator.comparing(EntityKey::tenant).thenComparing(EntityKey::id));
        for (EntityFact fact : facts) {
            news.computeIfAbsent(new EntityKey(fact.cause().tenant(), fact.entityId()), key -> new News(fact))
                    .add(fact);
        }
        return jdbi.withHandle(handle -> {
            lock(handle);
            Set<EntityKey> changed = new HashSet<>();
            Set<EntityKey> touched = new HashSet<>();
            Map<EntityKey, List<String>> parents = new HashMap<>();
            for (Upserted row : upsert(handle, news)) {
                if (row.changed()) {
                    changed.add(row.key());
                }
                if (row.validityChanged()) {
                    touched.add(row.key());
                }
                Stated stated = find(news, row.key()).stated;
                if (row.stated() && stated != null) {
                    parents.put(row.key(), stated.parents());
                }
            }
            history.keep(
                    handle,
                    touched.stream()
                            .collect(Collectors.toMap(
                                    key -> key, key -> find(news, key).newest.cause())),
                    null);
            touched.addAll(replaceParents(handle, parents));
            Map<EntityKey, Cause> effects = new HashMap<>(validity.recompute(touched.stream()
                    .collect(Collectors.toMap(
                            key -> key, key -> find(news, key).newest.cause()))));
            changed.addAll(touched);
            changed.forEach(
                    key -> effects.putIfAbsent(key, find(news, key).newest.cause()));
            return effects.values().stream()
                    .collect(Collectors.groupingBy(Function.identity(), Collectors.summingInt(cause -> 1)));
        });
    }

    /**
     * Makes a user's own entities, or changes them into these, all or none. They may be parents of each other.
     *
     * @param field names the member of an entity in failures, such as {@code [3].parents}, by its place and name
     * @throws Failure (invalid) for a parent that is not known, for parents that make a cycle and for periods that a new
     *     type does not allow, (conflict) for an entity that comes from events
     */
    public void save(Cause cause, List<OwnEntity> entities, BiFunction<Integer, String, String> field) {
        if (entities.isEmpty()) {
            return;
        }
        String tenant = cause.tenant();
        jdbi.useHandle(handle -> {
            lock(handle);
            List<String> ids = entities.stream().map(OwnEntity::id).toList();
            refusePlatformsOwn(handle, tenant, ids);
            refuseUnknownParents(handle, tenant, entities, field);
            Map<EntityKey, List<String>> parents = new HashMap<>();
            for (OwnEntity entity : entities) {
                Set<String> above = new LinkedHashSet<>(entity.parents());
                if (entity.linkId() != null) {
                    above.add(entity.linkId().toString());
                }
                parents.put(new EntityKey(tenant, entity.id()), List.copyOf(above));
            }
            refuseCycle(handle, tenant, entities, parents, field);
            handle.createUpdate("""
                            insert into entity as e (tenant, entity_id, entity_type, entity_name, link_id)
                            select :tenant, n.* from unnest(:ids, :types, :names, :links) as n
                            on conflict (tenant, entity_id) do update
                            set entity_type = excluded.entity_type, entity_name = excluded.entity_name,
                                link_id = excluded.link_id
                            where (e.entity_type, e.entity_name, e.link_id)
                                is distinct from (excluded.entity_type, excluded.entity_name, excluded.link_id)
                            """)
                    .bind("tenant", tenant)
                    .bindNamedArgumentFinder(Columns.of(entities)
                            .text("ids", OwnEntity::id)
                            .text("types", OwnEntity::type)
                            .text("names", OwnEntity::name)
                            .uuid("links", OwnEntity::linkId))
                    .execute();
            periods.followTypes(handle, tenant, ids);
            Set<EntityKey> moved = replaceParents(handle, parents);
            validity.recompute(moved.stream().collect(Collectors.toMap(one -> one, one -> cause)));
        });
    }

    /**
     * Replaces the entity's own periods by these.
     *
     * @param who who does it, as the history will tell
     * @param wanted null for no change
     * @throws Failure (not found) for an entity that is not known, (invalid) for a period that another entity has and for
     *     periods that overlap where the type allows none
     */
    public void setPeriods(Cause cause, String who, String entityId, @Nullable List<OwnPeriod> wanted) {
        EntityKey key = new EntityKey(cause.tenant(), entityId);
        jdbi.useHandle(handle -> {
            if (write(handle, key, wanted)) {
                history.keep(handle, Map.of(key, cause), who);
                validity.recompute(Map.of(key, cause));
            }
        });
    }

    /**
     * What {@link #setPeriods} would change, for the entity itself and for all below it. The caller's transaction must
     * be rolled back.
     */
    public List<Affected> preview(Cause cause, String entityId, @Nullable List<OwnPeriod> wanted) {
        EntityKey key = new EntityKey(cause.tenant(), entityId);
        return jdbi.withHandle(
                handle -> write(handle, key, wanted) ? validity.preview(key, cause) : List.<Affected>of());
    }

    /** Whether anything has changed. */
    private boolean write(Handle handle, EntityKey key, @Nullable List<OwnPeriod> wanted) {
        lock(handle);
        requireKnown(handle, key);
        return wanted != null && periods.replace(handle, key, wanted);
    }

    /** @throws Failure (not found) for an entity that is not known */
    static void requireKnown(Handle handle, EntityKey key) {
        if (known(handle, key.tenant(), List.of(key.id())).isEmpty()) {
            throw unknown();
        }
    }

    static Failure unknown() {
        return Failure.notFound("Entity not found.");
    }

    /** Waits until nobody else changes entities of the tenants that this transaction acts for. */
    static void lock(Handle handle) {
        // The same statements carry one entity or thousands; a plan that was kept for the one is ruin for the others.
        handle.execute("set local plan_cache_mode = force_custom_plan");
        handle.createQuery("""
                        select pg_advisory_xact_lock(key)::text
                        from (
                            select distinct hashtextextended('entity ' || tenant, 0) as key
                            from unnest(acting_tenants()) as t (tenant)
                            order by key
                            offset 0
                        ) keys
                        """).mapTo(String.class).list();
    }

    private static List<Upserted> upsert(Handle handle, Map<EntityKey, News> news) {
        return handle.createQuery("""
                        insert into entity as e (
                            tenant, entity_id, entity_type, entity_name, link_id,
                            stated_version, from_at, to_at, closed,
                            opened_version, opened_at, closed_version, closed_at, deleted_version, deleted_at)
                        select * from unnest(
                            :tenants, :ids, :types, :names, :links,
                            :statedVersions, :froms, :tos, :closed,
                            :openedVersions, :openedAts, :closedVersions, :closedAts, :deletedVersions, :deletedAts)
                        on conflict (tenant, entity_id) do update
                        set entity_type = case when excluded.stated_version > e.stated_version
                                               then excluded.entity_type
                                               else coalesce(e.entity_type, excluded.entity_type) end,
                            entity_name = case when excluded.stated_version > e.stated_version
                                               then excluded.entity_name
                                               else coalesce(e.entity_name, excluded.entity_name) end,
                            link_id = case when excluded.stated_version > e.stated_version
                                           then excluded.link_id else e.link_id end,
                            from_at = case when excluded.stated_version > e.stated_version
                                           then excluded.from_at else e.from_at end,
                            to_at = case when excluded.stated_version > e.stated_version
                                         then excluded.to_at else e.to_at end,
                            closed = case when excluded.stated_version > e.stated_version
                                          then excluded.closed else e.closed end,
                            opened_at = case when excluded.opened_version > e.opened_version
                                             then excluded.opened_at else e.opened_at end,
                            closed_at = case when excluded.closed_version > e.closed_version
                                             then excluded.closed_at else e.closed_at end,
                            deleted_at = case when excluded.deleted_version > e.deleted_version
                                              then excluded.deleted_at else e.deleted_at end,
                            stated_version = greatest(e.stated_version, excluded.stated_version),
                            opened_version = greatest(e.opened_version, excluded.opened_version),
                            closed_version = greatest(e.closed_version, excluded.closed_version),
                            deleted_version = greatest(e.deleted_version, excluded.deleted_version)
                        where excluded.stated_version > e.stated_version
                           or excluded.opened_version > e.opened_version
                           or excluded.closed_version > e.closed_version
                           or excluded.deleted_version > e.deleted_version
                        returning new.tenant, new.entity_id,
                            coalesce(old.stated_version, 0) < new.stated_version as stated,
                            coalesce(old.valid_by_itself, '{(,)}') <> new.valid_by_itself as validity_changed,
                            (old.entity_type, old.entity_name, old.link_id)
                                is distinct from (new.entity_type, new.entity_name, new.link_id) as changed
                        """)
                .bindNamedArgumentFinder(Columns.of(news.values())
                        .text("tenants", one -> one.newest.cause().tenant())
                        .text("ids", one -> one.newest.entityId())
                        .text("types", one -> one.told().type().name())
                        .text("names", one -> one.told().name())
                        .uuid("links", one -> one.stated == null ? null : one.stated.linkId())
                        .bigint("statedVersions", one -> version(one.stated))
                        .instant("froms", one -> one.stated == null ? null : one.stated.from())
                        .instant("tos", one -> one.stated == null ? null : one.stated.to())
                        .bool("closed", one -> one.stated != null && one.stated.closed())
                        .bigint("openedVersions", one -> version(one.opened))
                        .instant("openedAts", one -> one.opened == null ? null : one.opened.at())
                        .bigint("closedVersions", one -> version(one.closed))
                        .instant("closedAts", one -> one.closed == null ? null : one.closed.at())
                        .bigint("deletedVersions", one -> version(one.deleted))
                        .instant("deletedAts", one -> one.deleted == null ? null : one.deleted.at()))
                .mapTo(Upserted.class)
                .list();
    }

    /** Gives entities these parents; returns those that had others. */
    private static Set<EntityKey> replaceParents(Handle handle, Map<EntityKey, List<String>> parents) {
        if (parents.isEmpty()) {
            return Set.of();
        }
        record Edge(EntityKey child, String parent) {}
        List<Edge> edges = new ArrayList<>();
        parents.forEach((child, ids) -> ids.stream()
                .distinct()
                .filter(id -> !id.equals(child.id()))
                .forEach(id -> edges.add(new Edge(child, id))));
        Columns<Edge> columns = Columns.of(edges)
                .text("tenants", edge -> edge.child().tenant())
                .text("ids", edge -> edge.child().id())
                .text("parents", Edge::parent);
        handle.createUpdate("""
                        insert into entity (tenant, entity_id)
                        select distinct tenant, parent_id
                        from unnest(:tenants, :ids, :parents) as n (tenant, entity_id, parent_id)
                        on conflict do nothing
                        """).bindNamedArgumentFinder(columns).execute();
        return handle.createQuery("""
                        with news as (
                            select * from unnest(:tenants, :ids, :parents) as n (tenant, entity_id, parent_id)
                        ), gone as (
                            delete from entity_parent p
                            using unnest(:ofTenants, :of) as o (tenant, entity_id)
                            where p.tenant = o.tenant and p.entity_id = o.entity_id
                              and not exists (select from news n where n.tenant = p.tenant
                                              and n.entity_id = p.entity_id and n.parent_id = p.parent_id)
                            returning p.tenant, p.entity_id
                        ), come as (
                            insert into entity_parent (tenant, entity_id, parent_id)
                            select tenant, entity_id, parent_id from news
                            on conflict do nothing
                            returning tenant, entity_id
                        )
                        select tenant, entity_id as id from gone union select tenant, entity_id from come
                        """)
                .bindNamedArgumentFinder(columns)
                .bindNamedArgumentFinder(Columns.of(parents.keySet())
                        .text("ofTenants", EntityKey::tenant)
                        .text("of", EntityKey::id))
                .mapTo(EntityKey.class)
                .set();
    }

    private static void refusePlatformsOwn(Handle handle, String tenant, List<String> ids) {
        boolean fromEvents = handle.createQuery("""
                        select true from entity
                        where tenant = :tenant and entity_id = any (:ids)
                          and (stated_version > 0 or deleted_version > 0)
                        limit 1
                        """)
                .bind("tenant", tenant)
                .bindArray("ids", String.class, ids)
                .mapTo(Boolean.class)
                .findOne()
                .isPresent();
        if (fromEvents) {
            throw Failure.conflict("This entity comes from another service and can only be changed there.");
        }
    }

    private static void refuseUnknownParents(
            Handle handle, String tenant, List<OwnEntity> entities, BiFunction<Integer, String, String> field) {
        Set<String> fine = known(
                handle,
                tenant,
                entities.stream()
                        .flatMap(entity -> entity.parents().stream())
                        .distinct()
                        .toList());
        entities.forEach(entity -> fine.add(entity.id()));
        for (int i = 0; i < entities.size(); i++) {
            List<String> parents = entities.get(i).parents();
            for (int j = 0; j < parents.size(); j++) {
                if (!fine.contains(parents.get(j))) {
                    throw Failure.invalid(field.apply(i, "parents[" + j + "]"), "This parent is not known.");
                }
            }
        }
    }

    private static Set<String> known(Handle handle, String tenant, List<String> ids) {
        return handle.createQuery("""
                        select entity_id from entity
                        where tenant = :tenant and entity_id = any (:ids) and entity_type is not null
                        """)
                .bind("tenant", tenant)
                .bindArray("ids", String.class, ids)
                .mapTo(String.class)
                .set();
    }

    /** Looks upwards from the new parents; the edges that the entities had so far do not count any more. */
    private static void refuseCycle(
            Handle handle,
            String tenant,
            List<OwnEntity> entities,
            Map<EntityKey, List<String>> parents,
            BiFunction<Integer, String, String> field) {
        record Edge(String entityId, String parentId) {}
        List<String> ids = entities.stream().map(OwnEntity::id).toList();
        Map<String, List<String>> above = handle.createQuery("""
                        with recursive changed (entity_id) as materialized (
                            select * from unnest(:ids)
                        ), edge (entity_id, parent_id) as (
                            select null, n.parent_id from unnest(:parents) as n (parent_id)
                            union
                            select p.entity_id, p.parent_id
                            from edge
                            cross join lateral (
                                select e.entity_id, e.parent_id from entity_parent e
                                where e.tenant = :tenant and e.entity_id = edge.parent_id
                                  and not exists (select from changed c where c.entity_id = e.entity_id)
                                offset 0) p
                        )
                        select entity_id, parent_id from edge where entity_id is not null
                        """)
                .bind("tenant", tenant)
                .bindArray("ids", String.class, ids)
                .bindArray(
                        "parents",
                        String.class,
                        parents.values().stream()
                                .flatMap(List::stream)
                                .distinct()
                                .toList())
                .mapTo(Edge.class)
                .collect(Collectors.groupingBy(
                        Edge::entityId, HashMap::new, Collectors.mapping(Edge::parentId, Collectors.toList())));
        parents.forEach((key, list) -> above.put(key.id(), list));
        Cycle.find(above, ids).ifPresent(path -> {
            int at = ids.indexOf(path.get(0));
            throw Failure.invalid(
                    field.apply(at, "parents"), "The parents make a cycle: " + String.join(" > ", path) + ".");
        });
    }

    private static Long version(@Nullable EntityFact fact) {
        return fact == null ? 0L : fact.version();
    }

    /** A statement returns no entity that it was not given. */
    private static News find(Map<EntityKey, News> news, EntityKey key) {
        News found = news.get(key);
        if (found == null) {
            throw new IllegalStateException("An entity changed that no event told of");
        }
        return found;
    }

    private record Upserted(String tenant, String entityId, boolean stated, boolean validityChanged, boolean changed) {

        EntityKey key() {
            return new EntityKey(tenant, entityId);
        }
    }

    /** What a batch says about one entity: the newest fact of each kind. */
    private static final class News {
        private EntityFact newest;
        private @Nullable Stated stated;
        private @Nullable Opened opened;
        private @Nullable Closed closed;
        private @Nullable Deleted deleted;

        News(EntityFact first) {
            this.newest = first;
        }

        /** Who knows the name best: the newest full statement, or else whatever there is. */
        EntityFact told() {
            return stated == null ? newest : stated;
        }

        void add(EntityFact fact) {
            newest = newer(newest, fact);
            if (fact instanceof Stated s) {
                stated = newer(stated, s);
            } else if (fact instanceof Opened o) {
                opened = newer(opened, o);
            } else if (fact instanceof Closed c) {
                closed = newer(closed, c);
            } else if (fact instanceof Deleted d) {
                deleted = newer(deleted, d);
            }
        }

        private static <F extends EntityFact> F newer(@Nullable F known, F other) {
            return known == null || other.version() > known.version() ? other : known;
        }
    }
}
