package io.chronolink.kit.rebuild;

import io.chronolink.kit.rebuild.Rebuilds.Rebuild;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A row of the table of rebuilds. */
@Entity
@Table(name = "rebuild")
class RebuildEntity {

    static final String RUNNING = "running";
    static final String INTERRUPTED = "interrupted";

    @Id
    UUID id;

    @Nullable
    String tenant;

    String startedBy;
    Instant startedAt;

    @Nullable
    Instant endedAt;

    String status;

    @Nullable
    Integer records;

    @Nullable
    Integer refused;

    @Nullable
    String reason;

    RebuildEntity() {}

    RebuildEntity(UUID id, @Nullable String tenant, String startedBy, Instant startedAt) {
        this.id = id;
        this.tenant = tenant;
        this.startedBy = startedBy;
        this.startedAt = startedAt;
        this.status = RUNNING;
    }

    Rebuild rebuild() {
        return new Rebuild(id, tenant, status, startedAt, endedAt, records, refused, reason);
    }
}
