package io.chronolink.period.domain;

import io.chronolink.kit.database.Columns;
import io.chronolink.kit.database.Database;
import io.chronolink.kit.events.Cause;
import io.chronolink.kit.operations.Operations;
import io.chronolink.kit.web.Failure;
import io.chronolink.period.domain.EffectiveValidity.Affected;
import io.quarkus.narayana.jta.QuarkusTransaction;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.statement.UnableToExecuteStatementException;
import org.jspecify.annotations.Nullable;

/** The periods that users set. */
@Singleton
public class OwnPeriods {

    private static final UUID NO_OPERATION = new UUID(0, 0);

    private final Jdbi jdbi;
    private final Operations operations;
    private final EffectiveValidity validity;
    private final History history;
    private final List<String> exclusiveTypes;

    OwnPeriods(
            Jdbi jdbi,
            Operations operations,
            EffectiveValidity validity,
            History history,
            @ConfigProperty(name = "chronolink.period.no-overlap-types") Optional<List<String>> exclusiveTypes) {
        this.jdbi = jdbi;
        this.operations = operations;
        this.validity = validity;
        this.history = history;
        this.exclusiveTypes = exclusiveTypes.orElse(List.of());
    }

    /**
     * Replaces the entity's own periods by these.
     *
     * @param who who does it, as the history will tell
     * @param wanted null for no change
     * @throws Failure (not found) for an entity that is not known, (invalid) for a period that another entity has and for
     *     periods that overlap where the type allows none
     */
    public void set(String who, String entityId, @Nullable List<OwnPeriod> wanted) {
        operations.accept("period.update", 1, cause -> set(cause, who, entityId, wanted));
    }

    /** The same in a transaction that is there already; returns whether anything has changed. */
    boolean set(Cause cause, String who, String entityId, @Nullable List<OwnPeriod> wanted) {
        EntityKey key = new EntityKey(cause.tenant(), entityId);
        return jdbi.withHandle(handle -> {
            boolean changed = write(handle, key, wanted);
            if (changed) {
                history.keep(handle, Map.of(key, cause), who);
                validity.recompute(Map.of(key, cause));
            }
            return changed;
        });
    }

    /**
     * What {@link #set} would change, for the entity itself and for all below it. It does the work, looks what has become
     * of whom, and takes it back, so it waits for the tenant's lock as the work does.
     *
     * @throws Failure as {@link #set}
     */
    public List<Affected> preview(String tenant, String entityId, @Nullable List<OwnPeriod> wanted) {
        EntityKey key = new EntityKey(tenant, entityId);
        QuarkusTransaction.begin();
        try {
            return jdbi.withHandle(handle -> write(handle, key, wanted)
                    ? validity.preview(key, new Cause(tenant, NO_OPERATION, null))
                    : List.<Affected>of());
        } finally {
            QuarkusTransaction.rollback();
        }
    }

    private boolean write(Handle handle, EntityKey key, @Nullable List<OwnPeriod> wanted) {
        TenantLock.take(handle);
        KnownEntities.require(handle, key);
        return wanted != null && replace(handle, key, wanted);
    }

    private boolean replace(Handle handle, EntityKey key, List<OwnPeriod> wanted) {
        refuseThoseOfOthers(handle, key, wanted);
        boolean changed = store(handle, key, wanted);
        handle.createUpdate("""
                        update entity e set own = n.own
                        from (
                            select range_agg(p.valid) as own from period p
                            where p.tenant = :tenant and p.entity_id = :id
                        ) n
                        where e.tenant = :tenant and e.entity_id = :id and e.own is distinct from n.own
                        """)
                .bind("tenant", key.tenant())
                .bind("id", key.id())
                .execute();
        return changed;
    }

    /**
     * Makes periods exclusive, or no longer so, after entities may have got another type. The caller holds the tenant's
     * lock.
     *
     * @throws Failure (invalid) if they overlap
     */
    void followTypes(Handle handle, String tenant, List<String> entityIds) {
        try {
            handle.createUpdate("""
                            update period p set exclusive = not p.exclusive
                            from entity e
                            where e.tenant = :tenant and e.entity_id = any (:ids)
                              and p.tenant = e.tenant and p.entity_id = e.entity_id
                              and p.exclusive <> (e.entity_type = any (:exclusive))
                            """)
                    .bind("tenant", tenant)
                    .bindArray("ids", String.class, entityIds)
                    .bindArray("exclusive", String.class, exclusiveTypes)
                    .execute();
        } catch (UnableToExecuteStatementException e) {
            throw overlap(e, "entity_type", "The periods of an entity of this type cannot overlap, but some do.");
        }
    }

    private static void refuseThoseOfOthers(Handle handle, EntityKey key, List<OwnPeriod> periods) {
        Set<String> taken = handle.createQuery("""
                        select period_id from period
                        where tenant = :tenant and period_id = any (:ids) and entity_id <> :id
                        """)
                .bind("tenant", key.tenant())
                .bind("id", key.id())
                .bindNamedArgumentFinder(Columns.of(periods).text("ids", OwnPeriod::id))
                .mapTo(String.class)
                .set();
        for (int i = 0; i < periods.size(); i++) {
            if (taken.contains(periods.get(i).id())) {
                throw Failure.invalid("periods[%d].period_id".formatted(i), "Another entity has a period of this id.");
            }
        }
    }

    private boolean store(Handle handle, EntityKey key, List<OwnPeriod> periods) {
        Columns<OwnPeriod> columns = Columns.of(
                        periods.stream().map(OwnPeriod::named).toList())
                .text("ids", OwnPeriod::id)
                .instant("starts", OwnPeriod::start)
                .instant("ends", OwnPeriod::end);
        try {
            // What changes is taken away first: an exclusive period may take the place of another.
            int gone = handle.createUpdate("""
                            delete from period p
                            where p.tenant = :tenant and p.entity_id = :id
                              and not exists (
                                  select from unnest(:ids, :starts, :ends) as n (period_id, start_at, end_at)
                                  where n.period_id = p.period_id
                                    and (n.start_at, n.end_at) is not distinct from (p.start_at, p.end_at))
                            """)
                    .bind("tenant", key.tenant())
                    .bind("id", key.id())
                    .bindNamedArgumentFinder(columns)
                    .execute();
            int come = handle.createUpdate("""
                            insert into period (tenant, period_id, entity_id, start_at, end_at, exclusive)
                            select :tenant, n.period_id, :id, n.start_at, n.end_at, e.entity_type = any (:exclusive)
                            from unnest(:ids, :starts, :ends) as n (period_id, start_at, end_at)
                            join entity e on e.tenant = :tenant and e.entity_id = :id
                            on conflict (period_id, tenant) do nothing
                            """)
                    .bind("tenant", key.tenant())
                    .bind("id", key.id())
                    .bindArray("exclusive", String.class, exclusiveTypes)
                    .bindNamedArgumentFinder(columns)
                    .execute();
            return gone + come > 0;
        } catch (UnableToExecuteStatementException e) {
            throw overlap(e, "periods", "The periods of an entity of this type cannot overlap.");
        }
    }

    private static RuntimeException overlap(UnableToExecuteStatementException e, String field, String text) {
        return Database.isRefusedBy(e, "period_no_overlap") ? Failure.invalid(field, text) : e;
    }
}
