package io.chronolink.profile.domain;

import jakarta.inject.Singleton;
import org.jdbi.v3.core.Jdbi;

/** The lock under which a tenant's profiles are written, and the numbers that are given under it. */
@Singleton
class TenantLock {

    private final Jdbi jdbi;

    TenantLock(Jdbi jdbi) {
        this.jdbi = jdbi;
    }

    /**
     * Makes the writers of a tenant wait for each other until the transaction ends, which also keeps them from
     * deadlocks.
     *
     * @return the last uid that was given
     */
    long take(String tenant) {
        return jdbi.withHandle(handle ->
                handle.createQuery("""
                        insert into time_profile_counter as c (tenant) values (:tenant)
                        on conflict (tenant) do update set last_uid = c.last_uid
                        returning last_uid
                        """).bind("tenant", tenant).mapTo(Long.class).one());
    }

    /** Notes the last uid that was given. */
    void giveUpTo(String tenant, long uid) {
        jdbi.useHandle(
                handle -> handle.createUpdate("update time_profile_counter set last_uid = :uid where tenant = :tenant")
                        .bind("uid", uid)
                        .bind("tenant", tenant)
                        .execute());
    }
}
