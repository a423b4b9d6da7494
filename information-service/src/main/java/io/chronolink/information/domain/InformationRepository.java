package io.chronolink.information.domain;

import io.chronolink.kit.database.RecordKey;
import io.quarkus.hibernate.orm.panache.PanacheRepositoryBase;
import jakarta.inject.Singleton;
import jakarta.persistence.LockModeType;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Notices one by one; each query names the tenant. */
@Singleton
class InformationRepository implements PanacheRepositoryBase<InformationEntity, RecordKey> {

    private static final String WITH_PARENT =
            "from InformationEntity i left join fetch i.parent where i.tenant = ?1 and ";

    /** A notice with the one above it. */
    Optional<InformationEntity> find(String tenant, UUID id) {
        return find(WITH_PARENT + "i.id = ?2", tenant, id).singleResultOptional();
    }

    /** The notice in that state with a slug that is valid by then; of several the one that is valid last. */
    Optional<InformationEntity> find(String tenant, String slug, int stateId, Instant by) {
        // As the index says it.
        return find(
                        WITH_PARENT + "sql('(? ->> ''slug'')', i.details) = ?2 and not i.deleted and i.stateId = ?3"
                                + " and i.validFrom <= ?4 order by i.validFrom desc, i.id desc",
                        tenant,
                        slug,
                        stateId,
                        by)
                .firstResultOptional();
    }

    /** What a notice is bound to, without a lock; null also where there is no such notice. */
    @Nullable
    UUID linkId(String tenant, UUID id) {
        return find(
                        "select i.linkId from InformationEntity i where i.tenant = ?1 and i.id = ?2 and i.linkId is not null",
                        tenant,
                        id)
                .project(UUID.class)
                .singleResultOptional()
                .orElse(null);
    }

    /** Finds a notice and locks it until the transaction ends. */
    Optional<InformationEntity> lock(String tenant, UUID id) {
        return findByIdOptional(new RecordKey(tenant, id), LockModeType.PESSIMISTIC_WRITE);
    }

    /** Whether there is such a notice, not deleted. */
    boolean lives(String tenant, UUID id) {
        return count("tenant = ?1 and id = ?2 and not deleted", tenant, id) > 0;
    }
}
