package io.chronolink.kit.rebuild;

import io.chronolink.kit.operations.Operations;
import io.chronolink.kit.web.Failure;
import io.quarkus.narayana.jta.QuarkusTransaction;
import jakarta.inject.Singleton;
import jakarta.transaction.Transactional;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import org.jboss.logging.Logger;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;

/** Rebuilds of the service's replicas and derived data: one at a time, in the background. */
@Singleton
class Rebuilds {

    /**
     * A rebuild as it was asked for.
     *
     * @param tenant null for all of them
     * @param endedAt null while it runs
     * @param records whose last event was taken over; null while it runs
     * @param refused whose last event could not be; null while it runs
     * @param reason why it failed, or null
     */
    record Rebuild(
            UUID id,
            @Nullable String tenant,
            String status,
            Instant startedAt,
            @Nullable Instant endedAt,
            @Nullable Integer records,
            @Nullable Integer refused,
            @Nullable String reason) {}

    private static final Logger LOG = Logger.getLogger(Rebuilds.class);

    /** So long after its start a rebuild must hold the lock. */
    private static final Duration START = Duration.ofSeconds(10);

    private final RebuildRepository rebuilds;
    private final Rebuilder rebuilder;
    private final Jdbi jdbi;
    private final Operations operations;
    private final Clock clock;

    Rebuilds(RebuildRepository rebuilds, Rebuilder rebuilder, Jdbi jdbi, Operations operations, Clock clock) {
        this.rebuilds = rebuilds;
        this.rebuilder = rebuilder;
        this.jdbi = jdbi;
        this.operations = operations;
        this.clock = clock;
    }

    /**
     * Starts a rebuild and returns at once; its id is that of the operation.
     *
     * @param tenant null for all of them
     * @throws Failure (conflict) while another one is running
     */
    UUID start(@Nullable String tenant, String by) {
        UUID id = operations.accept("rebuild.start", 1, cause -> {
            if (!isLockFree()) {
                throw Failure.conflict("A rebuild is running.");
            }
            rebuilds.interruptRunning(clock.instant());
            rebuilds.persist(new RebuildEntity(cause.operationId(), tenant, by, clock.instant()));
            return cause.operationId();
        });
        LOG.infof("Rebuild %s started by %s", id, by.replaceAll("\\p{Cntrl}", " "));
        new Thread(() -> run(id, tenant), "rebuild").start();
        return id;
    }

    /**
     * A rebuild and how far it is.
     *
     * @param tenant whose it must be, or null for anybody's
     * @throws Failure (not found) if there is no such rebuild
     */
    @Transactional
    Rebuild find(@Nullable String tenant, UUID id) {
        Rebuild found = rebuilds.findByIdOptional(id)
                .map(RebuildEntity::rebuild)
                .filter(rebuild -> tenant == null || tenant.equals(rebuild.tenant()))
                .orElseThrow(Rebuilds::notFound);
        boolean isDead = found.status().equals(RebuildEntity.RUNNING)
                && found.startedAt().isBefore(clock.instant().minus(START))
                && isLockFree();
        return isDead
                ? new Rebuild(
                        found.id(),
                        found.tenant(),
                        RebuildEntity.INTERRUPTED,
                        found.startedAt(),
                        null,
                        null,
                        null,
                        null)
                : found;
    }

    private void run(UUID id, @Nullable String tenant) {
        try {
            Counts counts = rebuilder.rebuild(id, tenant);
            LOG.infof("Rebuild %s is done: %d records, %d refused", id, counts.records(), counts.refused());
            end(id, "done", counts, null);
        } catch (RuntimeException e) {
            LOG.errorf(e, "Rebuild %s failed", id);
            end(id, "failed", null, "It failed; the log tells why. Everything is as it was.");
        }
    }

    private void end(UUID id, String status, @Nullable Counts counts, @Nullable String reason) {
        QuarkusTransaction.requiringNew().run(() -> {
            RebuildEntity ended = rebuilds.findById(id);
            ended.status = status;
            ended.endedAt = clock.instant();
            ended.records = counts == null ? null : counts.records();
            ended.refused = counts == null ? null : counts.refused();
            ended.reason = reason;
        });
    }

    static Failure notFound() {
        return Failure.notFound("There is no such rebuild.");
    }

    private boolean isLockFree() {
        return jdbi.withHandle(handle -> handle.select("select pg_try_advisory_xact_lock(?)", Rebuilder.LOCK)
                .mapTo(Boolean.class)
                .one());
    }
}
