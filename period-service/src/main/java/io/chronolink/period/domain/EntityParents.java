package io.chronolink.period.domain;

import io.chronolink.kit.database.Columns;
import io.chronolink.kit.web.Failure;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;

/** What stands directly above entities. The callers hold the tenants' locks. */
final class EntityParents {

    private EntityParents() {}

    /** Gives entities these parents; returns those that had others. */
    static Set<EntityKey> replace(Handle handle, Map<EntityKey, List<String>> parents) {
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

    /** @throws Failure (invalid) for a parent that is neither known nor one of these entities */
    static void refuseUnknown(
            Handle handle, String tenant, List<OwnEntity> entities, BiFunction<Integer, String, String> field) {
        Set<String> fine = KnownEntities.among(
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

    /**
     * Looks upwards from the new parents; the edges that the entities had so far do not count any more.
     *
     * @throws Failure (invalid) for parents that make a cycle
     */
    static void refuseCycle(
            Handle handle, String tenant, List<OwnEntity> entities, BiFunction<Integer, String, String> field) {
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
                        entities.stream()
                                .flatMap(entity -> entity.above().stream())
                                .distinct()
                                .toList())
                .mapTo(Edge.class)
                .collect(Collectors.groupingBy(
                        Edge::entityId, HashMap::new, Collectors.mapping(Edge::parentId, Collectors.toList())));
        entities.forEach(entity -> above.put(entity.id(), entity.above()));
        Cycle.find(above, ids).ifPresent(path -> {
            int at = ids.indexOf(path.get(0));
            throw Failure.invalid(
                    field.apply(at, "parents"), "The parents make a cycle: " + String.join(" > ", path) + ".");
        });
    }
}
