package io.chronolink.information.domain;

import io.chronolink.kit.operations.Operations;
import io.chronolink.kit.web.Failure;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;

/** Mails about notices, as people look after them. */
@Singleton
public class Notifications {

    /** How a mail stands; a {@code refused} one or one {@code in_doubt} is only sent again if somebody asks for it. */
    public enum Status {
        queued,
        sent,
        refused,
        in_doubt
    }

    /**
     * A mail as it is listed.
     *
     * @param reason why it was not sent at the last attempt, or null
     */
    public record Listed(
            UUID id,
            UUID operationId,
            UUID recipientId,
            String email,
            Status status,
            @Nullable String reason,
            Instant changedAt) {}

    private final Jdbi jdbi;
    private final Operations operations;
    private final Clock clock;

    Notifications(Jdbi jdbi, Operations operations, Clock clock) {
        this.jdbi = jdbi;
        this.operations = operations;
        this.clock = clock;
    }

    /** The mails of a tenant, the newest first; null filters nothing. */
    public List<Listed> list(
            String tenant, @Nullable UUID operationId, @Nullable Status status, int page, int pageSize) {
        return jdbi.withHandle(handle -> handle.createQuery("""
                        select id, operation_id, recipient_id, email, status, reason, changed_at from notification
                        where tenant = :tenant
                          and (cast(:operation as uuid) is null or operation_id = :operation)
                          and (cast(:status as text) is null or status = :status)
                        order by id desc limit :size offset :skip
                        """)
                .bind("tenant", tenant)
                .bind("operation", operationId)
                .bind("status", status)
                .bind("size", pageSize)
                .bind("skip", (page - 1L) * pageSize)
                .mapTo(Listed.class)
                .list());
    }

    /**
     * Queues a mail again that was refused or is in doubt.
     *
     * @throws Failure (not found) if there is no such mail
     */
    public void resend(UUID id) {
        operations.accept("notification.resend", 1, cause -> {
            if (!queueAgain(cause.tenant(), id)) {
                throw Failure.notFound("There is no such notification that was refused or is in doubt.");
            }
            return id;
        });
    }

    private boolean queueAgain(String tenant, UUID id) {
        return jdbi.withHandle(handle -> handle.createUpdate("""
                        with again as (
                            update notification set status = 'queued', reason = null, changed_at = :now
                            where tenant = :tenant and id = :id and status in ('refused', 'in_doubt')
                            returning tenant, id
                        )
                        insert into notification_due (tenant, notification_id, at) select tenant, id, :now from again
                        """)
                        .bind("tenant", tenant)
                        .bind("id", id)
                        .bind("now", clock.instant())
                        .execute())
                > 0;
    }
}
