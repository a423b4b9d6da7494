package io.chronolink.period.domain;

import io.chronolink.kit.database.Columns;
import io.chronolink.kit.events.Cause;
import io.chronolink.period.domain.EntityFact.Stated;
import jakarta.inject.Singleton;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;

/** Takes over what events of the other services say about entities. */
@Singleton
public class EntityFacts {

    private final Jdbi jdbi;
    private final EffectiveValidity validity;
    private final History history;

    EntityFacts(Jdbi jdbi, EffectiveValidity validity, History history) {
        this.jdbi = jdbi;
        this.validity = validity;
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
            TenantLock.take(handle);
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
        validity.recompute(facts.stream().collect(Collectors.toMap(EntityKey::of, EntityFact::cause, (a, b) -> a)));
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
        Map<EntityKey, EntityNews> news = EntityNews.of(facts);
        return jdbi.withHandle(handle -> {
            TenantLock.take(handle);
            Set<EntityKey> changed = new HashSet<>();
            Set<EntityKey> touched = new HashSet<>();
            Map<EntityKey, List<String>> parents = new HashMap<>();
            for (Upserted row : upsert(handle, news.values())) {
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
            history.keep(handle, causes(news, touched), null);
            touched.addAll(EntityParents.replace(handle, parents));
            changed.addAll(touched);
            Map<EntityKey, Cause> effects = causes(news, changed);
            effects.putAll(validity.recompute(causes(news, touched)));
            return effects.values().stream()
                    .collect(Collectors.groupingBy(Function.identity(), Collectors.summingInt(cause -> 1)));
        });
    }

    private static Map<EntityKey, Cause> causes(Map<EntityKey, EntityNews> news, Set<EntityKey> changed) {
        Map<EntityKey, Cause> causes = new HashMap<>();
        changed.forEach(key -> causes.put(key, find(news, key).cause()));
        return causes;
    }

    private static List<Upserted> upsert(Handle handle, Collection<EntityNews> news) {
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
                .bindNamedArgumentFinder(Columns.of(news)
                        .text("tenants", one -> one.cause().tenant())
                        .text("ids", one -> one.entityId())
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

    private static Long version(@Nullable EntityFact fact) {
        return fact == null ? 0L : fact.version();
    }

    /** A statement returns no entity that it was not given. */
    private static EntityNews find(Map<EntityKey, EntityNews> news, EntityKey key) {
        EntityNews found = news.get(key);
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
}
