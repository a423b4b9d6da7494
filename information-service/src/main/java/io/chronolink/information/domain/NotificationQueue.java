package io.chronolink.information.domain;

import io.chronolink.kit.database.Columns;
import io.chronolink.kit.events.Cause;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.statement.Update;
import org.jspecify.annotations.Nullable;

/**
 * Queues mails about notices that changed their state, one for each recipient and request, in the transaction of the
 * change. What they tell is kept once for the request, as its digest.
 */
@Singleton
public class NotificationQueue {

    /**
     * What was queued.
     *
     * @param recipients how many mails
     * @param notUnderstood notices whose target query cannot be understood, so that nobody is told
     */
    public record Queued(int recipients, int notUnderstood) {}

    /** A query for whom notices are, and how many have it. */
    record Target(String query, int notices) {}

    private record Part(int number, TargetQuery query) {

        String targets() {
            return "select " + number + " as part, u.id, u.email from directory_user u"
                    + " where u.tenant = :tenant and u.email is not null and " + query.condition();
        }
    }

    private static final int QUERIES_AT_ONCE = 200;

    private final Jdbi jdbi;
    private final Clock clock;
    private final Duration retention;

    NotificationQueue(
            Jdbi jdbi, Clock clock, @ConfigProperty(name = "chronolink.retention.operations") Duration retention) {
        this.jdbi = jdbi;
        this.clock = clock;
        this.retention = retention;
    }

    /** Queues a mail for everybody whom one of the notices is for, in the current transaction. */
    Queued queue(Cause cause, Collection<UUID> informationIds, State state, @Nullable String message) {
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
}
