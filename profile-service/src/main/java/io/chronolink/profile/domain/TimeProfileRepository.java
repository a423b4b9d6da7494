package io.chronolink.profile.domain;

import io.chronolink.kit.database.RecordKey;
import io.quarkus.hibernate.orm.panache.PanacheQuery;
import io.quarkus.hibernate.orm.panache.PanacheRepositoryBase;
import jakarta.inject.Singleton;
import jakarta.persistence.LockModeType;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.hibernate.jpa.HibernateHints;

/** Time profiles one by one, and pages of them; each query names the tenant. */
@Singleton
class TimeProfileRepository implements PanacheRepositoryBase<TimeProfileEntity, RecordKey> {

    Optional<TimeProfileEntity> findByUid(String tenant, long uid) {
        return byUid(tenant, uid).singleResultOptional();
    }

    Optional<TimeProfileEntity> lockByUid(String tenant, long uid) {
        return byUid(tenant, uid).withLock(LockModeType.PESSIMISTIC_WRITE).singleResultOptional();
    }

    /** Finds also a deleted one. */
    Optional<TimeProfileEntity> lockByLink(String tenant, UUID link) {
        return find("tenant = ?1 and linkId = ?2", tenant, link)
                .withLock(LockModeType.PESSIMISTIC_WRITE)
                .singleResultOptional();
    }

    /** The identifiers that a profile is attached to, in order. */
    List<Long> identifiers(String tenant, UUID id) {
        return find(
                        "select i from TimeProfileEntity p join p.identifiers i"
                                + " where p.tenant = ?1 and p.id = ?2 order by i",
                        tenant,
                        id)
                .project(Long.class)
                .list();
    }

    Listing.Page page(String tenant, Listing listing) {
        ListFilter filter = listing.filter();
        Map<String, Object> parameters = new HashMap<>(filter.parameters());
        parameters.put("tenant", tenant);
        PanacheQuery<TimeProfileEntity> all = find(
                        "tenant = :tenant and not deleted"
                                + (filter.isSet() ? " and (" + filter.hql() + ")" : "")
                                + (listing.linkedOnly() ? " and linkId is not null" : ""),
                        listing.order().sort(),
                        parameters)
                .withHint(HibernateHints.HINT_READ_ONLY, true);
        long total = all.count();
        // Far behind the last page the place of a row would be too large a number for JPA.
        List<TimeProfileEntity> page = (listing.page() - 1L) * listing.limit() < total
                ? all.page(listing.page() - 1, listing.limit()).list()
                : List.of();
        return new Listing.Page(page.stream().map(TimeProfileEntity::profile).toList(), total);
    }

    private PanacheQuery<TimeProfileEntity> byUid(String tenant, long uid) {
        return find("tenant = ?1 and uid = ?2 and not deleted", tenant, uid);
    }
}
