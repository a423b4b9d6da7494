package io.chronolink.information.domain;

import io.chronolink.events.InformationEvent.NotificationSent;
import io.chronolink.events.OperationReceipt;
import io.chronolink.events.Topics;
import io.chronolink.kit.database.Columns;
import io.chronolink.kit.events.Cause;
import io.chronolink.kit.events.Outbox;
import io.chronolink.kit.tenancy.Tenancy;
import io.quarkus.narayana.jta.QuarkusTransaction;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.statement.Update;
import org.jspecify.annotations.Nullable;

/**
 * Mails about notices that changed their state: one for each recipient and request. What is queued in a change's own
 * transaction is sent later, each by a sender that has claimed it before, so that it is known what a crash left open
 * (docs/adr/0009).
 */
@Singleton
public class Notifications {

    /** What happens to a mail of which nobody knows whether it left. */
    public enum InDoubt {
        hold,
        resend
    }

    /** How a mail stands; a {@code refused} one or one {@code in_doubt} is only sent again if somebody asks for it. */
    public enum Status {
        queued,
        sent,
        refused,
        in_doubt
    }

    /**
     * What was queued.
     *
     * @param recipients how many mails
     * @param notUnderstood notices whose target query cannot be understood, so that nobody is told
     */
    public record Queued(int recipients, int notUnderstood) {}

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

    private static final int MAX_TITLES = 100;
    private static final int QUERIES_AT_ONCE = 200;
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
    private final Duration retention;

    Notifications(
            Jdbi jdbi,
            Outbox outbox,
            Tenancy tenancy,
            Clock clock,
            @ConfigProperty(name = "quarkus.application.name") String service,
            @ConfigProperty(name = "chronolink.notification.timeout") Duration timeout,
            @ConfigProperty(name = "chronolink.notification.first-retry") Duration firstRetry,
            @ConfigProperty(name = "chronolink.notification.give-up") Duration giveUp,
            @ConfigProperty(name = "chronolink.notification.in-doubt") InDoubt inDoubt,
            @ConfigProperty(name = "chronolink.retention.operations") Duration retention) {
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
        this.retention = retention;
    }

    /** Queues a mail for everybody whom one of the notices is for, in the current transaction. */
    public Queued queue(Cause cause, Collection<UUID> informationIds, State state, @Nullable String message) {
        return jdbi.withHandle(handle -> {
            List<Target> targets = handle.createQuery("""
                            select coalesce(details ->> 'target_users_query', '') as query, count(*) as notices
                            from information where tenant = :tenant and id = any (:ids) group by query order by query
                            """)
                    .bind("tenant", cause.tenant())
                    .bindArray("ids", UUID.class, List.copyOf(informationIds))
                    .mapTo(Target.class)
                    .list();
            List<Part> understood = new ArrayList<>();
            int notUnderstood = 0;
            for (int part = 0; part < targets.size(); part++) {
                Optional<TargetQuery> query = TargetQuery.of(targets.get(part).query(), "q" + part + "_");
                if (query.isPresent()) {
                    understood.add(new Part(part, query.get()));
                } else {
                    notUnderstood += targets.get(part).notices();
                }
            }
            insertDigest(handle, cause, informationIds, targets, state, message);
            for (int from = 0; from < understood.size(); from += QUERIES_AT_ONCE) {
                insertNotifications(
                        handle, cause, understood.subList(from, Math.min(from + QUERIES_AT_ONCE, understood.size())));
            }
            int recipients = handle.createUpdate("""
                            insert into notification_due (tenant, notification_id, at)
                            select tenant, id, :now from notification where tenant = :tenant and operation_id = :operation
                            """)
                    .bind("tenant", cause.tenant())
                    .bind("operation", cause.operationId())
                    .bind("now", clock.instant())
                    .execute();
            return new Queued(recipients, notUnderstood);
        });
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

    /** Queues a mail again that was refused or is in doubt; false if there is no such mail. */
    public boolean resend(Cause cause, UUID id) {
        return jdbi.withHandle(handle -> handle.createUpdate("""
                        with again as (
                            update notification set status = 'queued', reason = null, changed_at = :now
                            where tenant = :tenant and id = :id and status in ('refused', 'in_doubt')
                            returning tenant, id
                        )
                        insert into notification_due (tenant, notification_id, at) select tenant, id, :now from again
                        """)
                        .bind("tenant", cause.tenant())
                        .bind("id", id)
                        .bind("now", clock.instant())
                        .execute())
                > 0;
    }

    private void insertDigest(
            Handle handle,
            Cause cause,
            Collection<UUID> informationIds,
            List<Target> targets,
            State state,
            @Nullable String message) {
        handle.createUpdate("delete from digest where tenant = :tenant and created_at < :forget")
                .bind("tenant", cause.tenant())
                .bind("forget", clock.instant().minus(retention))
                .execute();
        handle.createUpdate("""
                        insert into digest (tenant, operation_id, state_id, message, traceparent, created_at)
                        values (:tenant, :operation, :state, :message, :traceparent, :now)
                        """)
                .bind("tenant", cause.tenant())
                .bind("operation", cause.operationId())
                .bind("state", state.id())
                .bind("message", message)
                .bind("traceparent", cause.traceparent())
                .bind("now", clock.instant())
                .execute();
        handle.createUpdate("""
                        insert into digest_part (tenant, operation_id, part, information_ids)
                        select :tenant, :operation, q.part - 1, array_agg(i.id order by i.valid_from, i.id)
                        from unnest(:queries) with ordinality as q (query, part)
                        join information i on i.tenant = :tenant and i.id = any (:ids)
                                           and coalesce(i.details ->> 'target_users_query', '') = q.query
                        group by q.part
                        """)
                .bind("tenant", cause.tenant())
                .bind("operation", cause.operationId())
                .bindNamedArgumentFinder(Columns.of(targets).text("queries", Target::query))
                .bindArray("ids", UUID.class, List.copyOf(informationIds))
                .execute();
    }

    /** A query for whom notices are, and how many have it. */
    record Target(String query, int notices) {}

    private record Part(int number, TargetQuery query) {

        String targets() {
            return "select " + number + " as part, u.id, u.email from directory_user u"
                    + " where u.tenant = :tenant and u.email is not null and " + query.condition();
        }
    }

    private void insertNotifications(Handle handle, Cause cause, List<Part> parts) {
        Update insert = handle.createUpdate("""
                        insert into notification as n (tenant, operation_id, recipient_id, email, parts, changed_at)
                        select :tenant, :operation, id, email, array_agg(part), :now from (<targets>) as target
                        group by id, email
                        on conflict (tenant, operation_id, recipient_id) do update set parts = n.parts || excluded.parts
                        """.replace(
                        "<targets>", parts.stream().map(Part::targets).collect(Collectors.joining(" union all "))))
                .bind("tenant", cause.tenant())
                .bind("operation", cause.operationId())
                .bind("now", clock.instant());
        parts.forEach(part -> part.query().values().forEach(insert::bind));
        insert.execute();
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
