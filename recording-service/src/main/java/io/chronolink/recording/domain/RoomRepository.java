package io.chronolink.recording.domain;

import io.chronolink.kit.database.RecordKey;
import io.quarkus.hibernate.orm.panache.PanacheRepositoryBase;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Optional;

/** Rooms; each query names the tenant. */
@Singleton
class RoomRepository implements PanacheRepositoryBase<RoomEntity, RecordKey> {

    Optional<RoomEntity> find(String tenant, long number) {
        return find("tenant = ?1 and number = ?2", tenant, number).singleResultOptional();
    }

    List<RoomEntity> of(String tenant) {
        return list("tenant = ?1 order by number", tenant);
    }
}
