package io.chronolink.profile.domain;

import org.jdbi.v3.core.Handle;

/** The lock under which a tenant's profiles are written, and the numbers that are given under it. */
final class TenantLock {

    private TenantLock() {}

    /**
     * Makes the writers of a tenant wait for each other until the transaction ends, which also keeps them from
     * deadlocks.
     *
     * @return the last uid that was given
     */
    static long take(Handle handle, String tenant) {
        return handle.createQuery("""
                        insert into time_profile_counter as c (tenant) values (:tenant)
                        on conflict (tenant) do update set last_uid = c.last_uid
                        returning last_uid
                        """).bind("tenant", tenant).mapTo(Long.class).one();
    }

    /** Notes the last uid that was given. */
    static void giveUpTo(Handle handle, String tenant, long uid) {
        handle.createUpdate("update time_profile_counter set last_uid = :uid where tenant = :tenant")
                .bind("uid", uid)
                .bind("tenant", tenant)
                .execute();
    }
}
