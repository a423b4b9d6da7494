package io.chronolink.information.domain;

import io.chronolink.kit.database.RecordKey;
import io.quarkus.hibernate.orm.panache.PanacheQuery;
import io.quarkus.hibernate.orm.panache.PanacheRepositoryBase;
import jakarta.inject.Singleton;

/** Users of tenants. */
@Singleton
class DirectoryUserRepository implements PanacheRepositoryBase<DirectoryUserEntity, RecordKey> {

    /** The users of a tenant, by name. */
    PanacheQuery<DirectoryUserEntity> byName(String tenant) {
        return find("tenant = ?1 order by lastName, firstName, id", tenant);
    }
}
