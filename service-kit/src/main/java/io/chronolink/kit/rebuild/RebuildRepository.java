package io.chronolink.kit.rebuild;

import io.quarkus.hibernate.orm.panache.PanacheRepositoryBase;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.UUID;

/** Rebuilds that were asked for. */
@Singleton
class RebuildRepository implements PanacheRepositoryBase<RebuildEntity, UUID> {

    /** Whoever left a rebuild running is dead. */
    void interruptRunning(Instant now) {
        update("status = ?1, endedAt = ?2 where status = ?3", RebuildEntity.INTERRUPTED, now, RebuildEntity.RUNNING);
    }
}
