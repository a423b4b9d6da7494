package io.chronolink.period.domain;

import io.chronolink.kit.database.Columns;
import io.chronolink.kit.events.Cause;
import io.chronolink.kit.operations.Operations;
import io.chronolink.kit.web.Failure;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;

/** Makes and changes the entities that users have of their own. */
@Singleton
public class OwnEntities {

    private final Jdbi jdbi;
    private final Operations operations;
    private final EffectiveValidity validity;
    private final OwnPeriods periods;

    OwnEntities(Jdbi jdbi, Operations operations, EffectiveValidity validity, OwnPeriods periods) {
        this.jdbi = jdbi;
        this.operations = operations;
        this.validity = validity;
        this.periods = periods;
    }

    /**
     * Makes an entity, or changes it into this one.
     *
     * @throws Failure as {@link #saveAll}
     */
    public void save(OwnEntity entity) {
        operations.accept("period.entity", 1, cause -> save(cause, List.of(entity), (place, member) -> member));
    }

    /**
     * Makes entities, or changes them into these, all or none. They may be parents of each other.
     *
     * @param field names the member of an entity in failures, such as {@code [3].parents}, by its place and name
     * @throws Failure (invalid) for a parent that is not known, for parents that make a cycle and for periods that a new
     *     type does not allow, (conflict) for an entity that comes from events
     */
    public void saveAll(List<OwnEntity> entities, BiFunction<Integer, String, String> field) {
        operations.accept("period.entities", entities.size(), cause -> save(cause, entities, field));
    }

    /** The same in a transaction that is there already; returns the entities whose parents are others now. */
    Set<EntityKey> save(Cause cause, List<OwnEntity> entities, BiFunction<Integer, String, String> field) {
        if (entities.isEmpty()) {
            return Set.of();
        }
        String tenant = cause.tenant();
        List<String> ids = entities.stream().map(OwnEntity::id).toList();
        return jdbi.withHandle(handle -> {
            TenantLock.take(handle);
            refusePlatformsOwn(handle, tenant, ids);
            EntityParents.refuseUnknown(handle, tenant, entities, field);
            EntityParents.refuseCycle(handle, tenant, entities, field);
            upsert(handle, tenant, entities);
            periods.followTypes(handle, tenant, ids);
            Set<EntityKey> moved = EntityParents.replace(
                    handle,
                    entities.stream()
                            .collect(Collectors.toMap(entity -> new EntityKey(tenant, entity.id()), OwnEntity::above)));
            validity.recompute(moved.stream().collect(Collectors.toMap(one -> one, one -> cause)));
            return moved;
        });
    }

    private static void upsert(Handle handle, String tenant, List<OwnEntity> entities) {
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
}
