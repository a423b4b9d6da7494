package io.chronolink.period.domain;

import io.quarkus.hibernate.orm.panache.PanacheQuery;
import io.quarkus.hibernate.orm.panache.PanacheRepositoryBase;
import io.quarkus.panache.common.Sort;
import jakarta.inject.Singleton;

/** What was kept of the periods of entities. */
@Singleton
class HistoryRepository implements PanacheRepositoryBase<HistoryEntity, Long> {

    /** The changes of one entity, the newest first. */
    PanacheQuery<HistoryEntity> of(EntityKey entity) {
        return find("tenant = ?1 and entityId = ?2", Sort.descending("number"), entity.tenant(), entity.id());
    }
}
