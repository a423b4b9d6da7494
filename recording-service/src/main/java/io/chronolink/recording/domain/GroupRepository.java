package io.chronolink.recording.domain;

import io.quarkus.hibernate.orm.panache.PanacheRepositoryBase;
import jakarta.inject.Singleton;
import java.util.List;

/** Groups of users. */
@Singleton
class GroupRepository implements PanacheRepositoryBase<GroupEntity, NumberKey> {

    List<GroupEntity> of(String tenant) {
        return list("tenant = ?1 order by number", tenant);
    }
}
