package io.chronolink.schedule.domain;

import io.chronolink.kit.database.RecordKey;
import io.quarkus.hibernate.orm.panache.PanacheRepositoryBase;
import io.quarkus.panache.common.Parameters;
import jakarta.inject.Singleton;
import jakarta.persistence.LockModeType;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** Schedules one by one; each query names the tenant. */
@Singleton
class ScheduleRepository implements PanacheRepositoryBase<ScheduleEntity, RecordKey> {

    private static final String WITH_PERIODS = "from ScheduleEntity s left join fetch s.periods where ";

    List<String> names(Family family) {
        return find("select s.name from ScheduleEntity s where " + of(family) + " order by s.name", parameters(family))
                .project(String.class)
                .list();
    }

    Optional<ScheduleEntity> find(Family family, String name) {
        return find(
                        WITH_PERIODS + of(family) + " and s.name = :name",
                        parameters(family).and("name", name))
                .singleResultOptional();
    }

    /** Finds those of the named schedules that exist, and locks them until the transaction ends. */
    List<ScheduleEntity> lock(Family family, Collection<String> names) {
        List<ScheduleEntity> locked = find(
                        "from ScheduleEntity s where " + of(family) + " and s.name in :names order by s.id",
                        parameters(family).and("names", names))
                .withLock(LockModeType.PESSIMISTIC_WRITE)
                .list();
        // What is read under the lock must be seen after it was got, so the periods take a statement of their own.
        return locked.isEmpty()
                ? locked
                : list(
                        WITH_PERIODS + "s.tenant = ?1 and s.id in ?2 order by s.id",
                        family.tenant(),
                        locked.stream().map(schedule -> schedule.id).toList());
    }

    /** Deletes schedules with their periods, all by two statements. */
    void delete(String tenant, Collection<UUID> ids) {
        delete("tenant = ?1 and id in ?2", tenant, ids);
    }

    /** Whose schedules; with "is not distinct from" no index would be used. */
    private static String of(Family family) {
        return "s.tenant = :tenant and s.level = :level and s.kind = :kind"
                + (family.groupId() == null ? " and s.groupId is null" : " and s.groupId = :group")
                + (family.userId() == null ? " and s.userId is null" : " and s.userId = :user");
    }

    private static Parameters parameters(Family family) {
        Parameters parameters = Parameters.with("tenant", family.tenant())
                .and("level", family.level())
                .and("kind", family.kind());
        if (family.groupId() != null) {
            parameters.and("group", family.groupId());
        }
        if (family.userId() != null) {
            parameters.and("user", family.userId());
        }
        return parameters;
    }
}
