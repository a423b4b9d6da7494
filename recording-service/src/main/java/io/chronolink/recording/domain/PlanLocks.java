package io.chronolink.recording.domain;

import io.chronolink.kit.database.Columns;
import java.util.Collection;
import java.util.List;
import java.util.UUID;
import org.jdbi.v3.core.Handle;

/** The locks of whoever plans: validity before rooms, each in order (docs/locks.md). */
final class PlanLocks {

    /** Shared by whoever plans; whoever changes validities takes it alone. */
    enum Mode {
        SHARED("pg_advisory_xact_lock_shared"),
        EXCLUSIVE("pg_advisory_xact_lock");

        private final String function;

        Mode(String function) {
            this.function = function;
        }
    }

    private PlanLocks() {}

    /** Before plans are carried out; the rows of rooms that are not exclusive need no lock. */
    static void take(Handle handle, List<Plan> plans) {
        takeValidity(handle, plans.stream().map(Plan::tenant).toList(), Mode.SHARED);
        List<Plan> exclusive = plans.stream().filter(Plan::exclusive).toList();
        if (!exclusive.isEmpty()) {
            handle.createQuery("""
                            select id from room where tenant = any (:tenants) and id = any (:rooms)
                            order by id for no key update
                            """)
                    .bindNamedArgumentFinder(
                            Columns.of(exclusive).text("tenants", Plan::tenant).uuid("rooms", Plan::roomId))
                    .mapTo(UUID.class)
                    .list();
        }
    }

    /** Who plans reads validities that must not change before it commits; whoever changes them waits for all of these. */
    static void takeValidity(Handle handle, Collection<String> tenants, Mode mode) {
        handle.createQuery("""
                        select count(%s(hashtextextended(tenant, 85))) from (
                            select tenant from unnest(:tenants) as n (tenant) group by tenant order by tenant
                        ) ordered
                        """.formatted(mode.function))
                .bindArray("tenants", String.class, tenants.stream().distinct().toList())
                .mapTo(Integer.class)
                .one();
    }
}
