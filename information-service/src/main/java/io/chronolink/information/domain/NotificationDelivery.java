package io.chronolink.information.domain;

import io.chronolink.events.InformationEvent.NotificationSent;
import io.chronolink.events.OperationReceipt;
import io.chronolink.events.Topics;
import io.chronolink.information.domain.Notifications.Status;
import io.chronolink.kit.events.Cause;
import io.chronolink.kit.events.Outbox;
import io.chronolink.kit.tenancy.Tenancy;
import io.quarkus.narayana.jta.QuarkusTransaction;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;

/**
 * Hands out the mails that are queued, each to a sender that has claimed it before, and notes what became of it, so that
 * it is known what a crash left open (docs/adr/0009).
 */
@Singleton
public class NotificationDelivery {

    /** What happens to a mail of which nobody knows whether it left. */
    public enum InDoubt {
        hold,
        resend
    }

    /**
     * A mail to be sent.
     *
     * @param informationIds the notices it tells of
     * @param titles of the first of them
     * @param attempts how often it was tried before
     */
    public record Mail(
            String tenant,
            UUID id,
            UUID operationId,
            @Nullable String traceparent,
            UUID recipientId,
            String email,
            String state,
            @Nullable String message,
            List<UUID> informationIds,
            List<String> titles,
            int attempts,
            Instant queuedAt) {}

    private static final int MAX_TITLES = 100;

    /** More than the mail server says while it takes one mail. */
    private static final int WORDS = 10;

    private static final Duration LONGEST_PAUSE = Duration.ofHours(1);

    private final Jdbi jdbi;
    private final Outbox outbox;
    private final Tenancy tenancy;
    private final Clock clock;
    private final String service;
    private final Duration lease;
    private final Duration firstRetry;
    private final Duration giveUp;
    private final InDoubt inDoubt;

    NotificationDelivery(
            Jdbi jdbi,
            Outbox outbox,
            Tenancy tenancy,
            Clock clock,
            @ConfigProperty(name = "quarkus.application.name") String service,
            @ConfigProperty(name = "chronolink.notification.timeout") Duration timeout,
            @ConfigProperty(name = "chronolink.notification.first-retry") Duration firstRetry,
            @ConfigProperty(name = "chronolink.notification.give-up") Duration giveUp,
            @ConfigProperty(name = "chronolink.notification.in-doubt") InDoubt inDoubt) {
        this.jdbi = jdbi;
        this.outbox = outbox;
        this.tenancy = tenancy;
        this.clock = clock;
        this.service = service;
        // Longer than any sending lasts: whoever lives has its answer before another looks after the mail.
        this.lease = timeout.multipliedBy(WORDS);
        this.firstRetry = firstRetry;
        this.giveUp = giveUp;
        this.inDoubt = inDoubt;
    }

    /**
     * The next mail that is due, for the caller to send; nobody else gets it.
     *
     * @return empty if none is due
     */
    public Optional<Mail> claim() {
        List<String> tenants = jdbi.withHandle(handle -> handle.createQuery(
                        "select distinct tenant from notification_due where at <= :now order by tenant")
                .bind("now", clock.instant())
                .mapTo(String.class)
                .list());
        for (String tenant : tenants) {
            Optional<Turn> turn;
            do {
                turn = as(tenant, () -> jdbi.withHandle(handle -> claim(handle, tenant)));
                if (turn.isPresent() && turn.get().mail() != null) {
                    return Optional.of(turn.get().mail());
                }
            } while (turn.isPresent());
        }
        return Optional.empty();
    }

    /** The mail server has taken the mail. */
    public void sent(Mail mail) {
        as(mail.tenant(), () -> {
            conclude(mail.tenant(), mail.id(), Status.sent, null);
            Cause cause = new Cause(mail.tenant(), mail.operationId(), mail.traceparent());
            outbox.append(
                    cause,
                    new NotificationSent(mail.id(), 1, mail.recipientId(), mail.informationIds(), clock.instant()));
            // The operation waits for this event too from now on.
            outbox.append(
                    cause,
                    new OperationReceipt(
                            UUID.randomUUID(),
                            1,
                            mail.operationId(),
                            service,
                            Map.of(),
                            Map.of(),
                            Map.of(Topics.NOTICE.name(), 1),
                            0));
            return true;
        });
    }

    /** The mail server has refused the mail for good. */
    public void refused(Mail mail, String reason) {
        conclude(mail, Status.refused, reason);
    }

    /** Whether the mail server has taken the mail is not known. */
    public void inDoubt(Mail mail, String reason) {
        if (inDoubt == InDoubt.resend) {
            retry(mail, reason);
        } else {
            conclude(mail, Status.in_doubt, reason);
        }
    }

    /** The mail server has surely not taken the mail: it is tried again later, as long as that makes sense. */
    public void retry(Mail mail, String reason) {
        Instant next = clock.instant().plus(pause(mail.attempts()));
        if (next.isAfter(mail.queuedAt().plus(giveUp))) {
            refused(mail, reason);
            return;
        }
        as(
                mail.tenant(),
                () -> jdbi.withHandle(handle -> handle.createUpdate("""
                        with noted as (
                            update notification set reason = :reason, changed_at = :now
                            where tenant = :tenant and id = :id
                        )
                        update notification_due set at = :next, attempts = attempts + 1, sending = false
                        where tenant = :tenant and notification_id = :id
                        """)
                        .bind("tenant", mail.tenant())
                        .bind("id", mail.id())
                        .bind("reason", reason)
                        .bind("now", clock.instant())
                        .bind("next", next)
                        .execute()));
    }

    /** A notification whose turn it is; {@code sending} if somebody had claimed it before and never came back. */
    record Due(UUID notificationId, boolean sending) {}

    /** What was done with it; without a mail it was left in doubt. */
    private record Turn(@Nullable Mail mail) {}

    private Optional<Turn> claim(Handle handle, String tenant) {
        return handle.createQuery("""
                        select notification_id, sending from notification_due
                        where tenant = :tenant and at <= :now order by at, notification_id limit 1
                        for update skip locked
                        """)
                .bind("tenant", tenant)
                .bind("now", clock.instant())
                .mapTo(Due.class)
                .findOne()
                .map(due -> {
                    if (due.sending() && inDoubt == InDoubt.hold) {
                        conclude(
                                tenant,
                                due.notificationId(),
                                Status.in_doubt,
                                "The service ended while it was sending.");
                        return new Turn(null);
                    }
                    return new Turn(claim(handle, tenant, due.notificationId()));
                });
    }

    private Mail claim(Handle handle, String tenant, UUID id) {
        handle.createUpdate("""
                        update notification_due set at = :until, sending = true
                        where tenant = :tenant and notification_id = :id
                        """)
                .bind("tenant", tenant)
                .bind("id", id)
                .bind("until", clock.instant().plus(lease))
                .execute();
        return handle.createQuery("""
                        select n.tenant, n.id, n.operation_id, d.traceparent, n.recipient_id, n.email, s.name as state,
                               d.message, p.information_ids,
                               array(select i.title from unnest(p.information_ids) with ordinality as x (id, place)
                                     join information i on i.tenant = n.tenant and i.id = x.id
                                     where x.place <= :titles order by x.place) as titles,
                               t.attempts, d.created_at as queued_at
                        from notification n
                        join notification_due t on t.tenant = n.tenant and t.notification_id = n.id
                        join digest d on d.tenant = n.tenant and d.operation_id = n.operation_id
                        join state s on s.id = d.state_id
                        cross join lateral (
                            select array_agg(id order by q.part, x.place) as information_ids from digest_part q
                            cross join lateral unnest(q.information_ids) with ordinality as x (id, place)
                            where q.tenant = n.tenant and q.operation_id = n.operation_id and q.part = any (n.parts)) p
                        where n.tenant = :tenant and n.id = :id
                        """)
                .bind("tenant", tenant)
                .bind("id", id)
                .bind("titles", MAX_TITLES)
                .mapTo(Mail.class)
                .one();
    }

    private void conclude(Mail mail, Status status, String reason) {
        as(mail.tenant(), () -> {
            conclude(mail.tenant(), mail.id(), status, reason);
            return true;
        });
    }

    private void conclude(String tenant, UUID id, Status status, @Nullable String reason) {
        jdbi.useHandle(handle -> handle.createUpdate("""
                        with done as (
                            delete from notification_due where tenant = :tenant and notification_id = :id
                        )
                        update notification set status = :status, reason = :reason, changed_at = :now
                        where tenant = :tenant and id = :id
                        """)
                .bind("tenant", tenant)
                .bind("id", id)
                .bind("status", status)
                .bind("reason", reason)
                .bind("now", clock.instant())
                .execute());
    }

    private <T> T as(String tenant, Supplier<T> work) {
        return tenancy.as(
                List.of(tenant), () -> QuarkusTransaction.requiringNew().call(work::get));
    }

    /** Twice as long each time. */
    private Duration pause(int attempts) {
        Duration pause = firstRetry.multipliedBy(1L << Math.min(attempts, 20));
        return pause.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : pause;
    }
}
