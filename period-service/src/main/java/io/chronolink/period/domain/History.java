package io.chronolink.period.domain;

import io.chronolink.events.EntityPeriodEvent.Validity;
import io.chronolink.kit.database.Columns;
import io.chronolink.kit.events.Cause;
import io.quarkus.hibernate.orm.panache.PanacheQuery;
import jakarta.inject.Singleton;
import jakarta.transaction.Transactional;
import java.time.Clock;
import java.time.Instant;
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
     * @param periods what they were after it, by their starts
     */
    public record Change(Instant changedAt, @Nullable String changedBy, UUID operationId, List<Period> periods) {}

    /**
     * A period as it was.
     *
     * @param id begins with {@code derived:} for one that comes from events
     */
    public record Period(String id, Validity validity) {}

    /** So many changes there are in all, and some of them. */
    public record Page(long total, List<Change> changes) {}

    private final HistoryRepository kept;
    private final Jdbi jdbi;
    private final Clock clock;

    History(HistoryRepository kept, Jdbi jdbi, Clock clock) {
        this.kept = kept;
        this.jdbi = jdbi;
        this.clock = clock;
    }

    /**
     * The changes of an entity, the newest first.
     *
     * @throws io.chronolink.kit.web.Failure (not found) for an entity that is not known
     */
    @Transactional
    public Page page(String tenant, String entityId, int limit, int offset) {
        EntityKey entity = new EntityKey(tenant, entityId);
        jdbi.useHandle(handle -> KnownEntities.require(handle, entity));
        PanacheQuery<HistoryEntity> changes = kept.of(entity);
        return new Page(
                changes.count(),
                changes.range(offset, offset + limit - 1).stream()
                        .map(HistoryEntity::change)
                        .toList());
    }

    /** Keeps what the periods of entities are now, as the view shows them: the own ones, or else the derived one. */
    void keep(Handle handle, Map<EntityKey, Cause> changed, @Nullable String who) {
        if (changed.isEmpty()) {
            return;
        }
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
                .bind("now", clock.instant())
                .bind("who", who)
                .bindNamedArgumentFinder(Columns.of(changed.entrySet())
                        .text("tenants", change -> change.getKey().tenant())
                        .text("ids", change -> change.getKey().id())
                        .uuid("operations", change -> change.getValue().operationId()))
                .execute();
    }
}
