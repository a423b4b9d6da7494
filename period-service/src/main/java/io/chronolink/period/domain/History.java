package io.chronolink.period.domain;

import io.chronolink.kit.events.Cause;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;

/** What the periods of entities were, after each of their changes. */
@Singleton
public class History {

    /**
     * A change.
     *
     * @param changedBy null for an event of another service
     * @param periods JSON: a list of objects with period_id, start_at and end_at, where null is without bound
     */
    public record Change(Instant changedAt, @Nullable String changedBy, UUID operationId, String periods) {}

    /** So many changes there are in all, and some of them. */
    public record Page(long total, List<Change> changes) {}

    private final Jdbi jdbi;
    private final Clock clock;

    History(Jdbi jdbi, Clock clock) {
        this.jdbi = jdbi;
        this.clock = clock;
    }

    /**
     * The changes of an entity, the newest first.
     *
     * @throws io.chronolink.kit.web.Failure (not found) for an entity that is not known
     */
    public Page page(String tenant, String entityId, int limit, int offset) {
        return jdbi.withHandle(handle -> {
            long total = handle.createQuery("""
                            select (select count(*) from period_history h
                                    where h.tenant = e.tenant and h.entity_id = e.entity_id)
                            from entity e
                            where e.tenant = :tenant and e.entity_id = :id and e.entity_type is not null
                            """)
                    .bind("tenant", tenant)
                    .bind("id", entityId)
                    .mapTo(Long.class)
                    .findOne()
                    .orElseThrow(Entities::unknown);
            List<Change> changes = handle.createQuery("""
                            select changed_at, changed_by, operation_id, periods from period_history
                            where tenant = :tenant and entity_id = :id
                            order by number desc limit :limit offset :offset
                            """)
                    .bind("tenant", tenant)
                    .bind("id", entityId)
                    .bind("limit", limit)
                    .bind("offset", offset)
                    .map((row, context) -> new Change(
                            row.getObject("changed_at", OffsetDateTime.class).toInstant(),
                            row.getString("changed_by"),
                            row.getObject("operation_id", UUID.class),
                            row.getString("periods")))
                    .list();
            return new Page(total, changes);
        });
    }

    /** Keeps what the periods of entities are now, as the view shows them: the own ones, or else the derived one. */
    void keep(Handle handle, Map<EntityKey, Cause> changed, @Nullable String who) {
        if (changed.isEmpty()) {
            return;
        }
        List<EntityKey> keys = List.copyOf(changed.keySet());
        handle.createUpdate("""
                        insert into period_history (tenant, entity_id, changed_at, changed_by, operation_id, periods)
                        select n.tenant, n.entity_id, :now, :who, n.operation_id, coalesce(p.periods, '[]')
                        from unnest(:tenants, :ids, :operations) as n (tenant, entity_id, operation_id)
                        cross join lateral (
                            select jsonb_agg(to_jsonb(o) order by o.start_at nulls first, o.end_at, o.period_id) as periods
                            from (
                                select x.period_id, x.start_at, x.end_at from period x
                                where x.tenant = n.tenant and x.entity_id = n.entity_id
                                union all
                                select 'derived:' || e.entity_id, e.derived_start, e.derived_end from entity e
                                where e.tenant = n.tenant and e.entity_id = n.entity_id and e.own is null
                                  and (e.derived_start is not null or e.derived_end is not null)
                            ) o
                        ) p
                        """)
                .bind("now", clock.instant().atOffset(ZoneOffset.UTC))
                .bind("who", who)
                .bindArray(
                        "tenants",
                        String.class,
                        keys.stream().map(EntityKey::tenant).toList())
                .bindArray("ids", String.class, keys.stream().map(EntityKey::id).toList())
                .bindArray(
                        "operations",
                        UUID.class,
                        keys.stream().map(changed::get).map(Cause::operationId).toList())
                .execute();
    }
}
