package io.chronolink.recording.domain;

import io.chronolink.kit.database.RecordKey;
import io.quarkus.hibernate.orm.panache.PanacheRepositoryBase;
import jakarta.inject.Singleton;
import jakarta.persistence.LockModeType;
import java.util.Optional;

/** Recording schedules one by one, to be changed; each query names the tenant. */
@Singleton
class ScheduleRepository implements PanacheRepositoryBase<ScheduleEntity, RecordKey> {

    /** The schedule with that number unless it is deleted, locked until the transaction ends. */
    Optional<ScheduleEntity> lock(String tenant, long number) {
        return find("tenant = ?1 and number = ?2 and deletedAt is null", tenant, number)
                .withLock(LockModeType.PESSIMISTIC_WRITE)
                .singleResultOptional();
    }
}
