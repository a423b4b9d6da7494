package io.chronolink.schedule.domain;

import io.chronolink.events.RecordIds;
import io.quarkus.hibernate.orm.panache.PanacheRepositoryBase;
import jakarta.inject.Singleton;
import java.util.Optional;
import java.util.UUID;

/** Groups by their tenants and ids. */
@Singleton
class GroupRepository implements PanacheRepositoryBase<GroupEntity, UUID> {

    Optional<GroupEntity> find(String tenant, String groupId) {
        return findByIdOptional(RecordIds.group(tenant, groupId));
    }
}
