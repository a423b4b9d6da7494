package io.chronolink.period.domain;

import org.jdbi.v3.core.Handle;

/**
 * The lock that every change of entities, of their parents and of their periods takes first, one for each tenant.
 *
 * <p>A change reads what stands above an entity and writes what stands below it, so locks on rows would have to be taken
 * before it is known which rows they are; and two writes that make a cycle only together touch no row in common. A
 * transaction of events takes the locks of all its tenants at once and in one order, whatever topics it applies
 * afterwards.
 */
final class TenantLock {

    private TenantLock() {}

    /** Waits until nobody else changes entities of the tenants that this transaction acts for. */
    static void take(Handle handle) {
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
}
