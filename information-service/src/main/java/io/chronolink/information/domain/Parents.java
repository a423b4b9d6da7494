package io.chronolink.information.domain;

import jakarta.inject.Singleton;
import java.util.Set;
import java.util.UUID;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;

/** Which notices stand above others. */
@Singleton
class Parents {

    private final Jdbi jdbi;

    Parents(Jdbi jdbi) {
        this.jdbi = jdbi;
    }

    /**
     * Two moves that each are fine could make a circle together, so a tenant's moves queue, each in its transaction.
     * Whoever locks notices for a move does this first.
     */
    void queueMoves(String tenant) {
        jdbi.useHandle(handle -> handle.createQuery(
                        "select 1 from pg_advisory_xact_lock(hashtextextended('information.parent ' || :tenant, 0))")
                .bind("tenant", tenant)
                .mapTo(Integer.class)
                .one());
    }

    /** A notice that lives and all above it; empty if there is no such notice, or none is asked for. */
    Set<UUID> above(String tenant, @Nullable UUID id) {
        if (id == null) {
            return Set.of();
        }
        return jdbi.withHandle(handle -> handle.createQuery("""
                        with recursive above (id, parent_id) as (
                            select id, parent_id from information where tenant = :tenant and id = :id and not deleted
                            union
                            select i.id, i.parent_id from above a
                            join information i on i.tenant = :tenant and i.id = a.parent_id
                        )
                        select id from above
                        """)
                .bind("tenant", tenant)
                .bind("id", id)
                .mapTo(UUID.class)
                .set());
    }
}
