package io.chronolink.kit.rebuild;

import io.chronolink.events.Event;
import io.chronolink.events.Topic;
import io.chronolink.events.Topics;
import io.chronolink.kit.events.Batch;
import io.chronolink.kit.events.Cause;
import io.chronolink.kit.events.Received;
import io.chronolink.kit.events.TopicConsumer;
import io.chronolink.kit.rebuild.TopicReader.Staged;
import io.chronolink.kit.tenancy.Tenancy;
import io.quarkus.arc.All;
import io.quarkus.narayana.jta.QuarkusTransaction;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import org.apache.kafka.common.TopicPartition;
import org.jboss.logging.Logger;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;

/**
 * Takes replicas and derived data anew from the topics, in one transaction: whoever asks meanwhile sees them as they were.
 * It holds the consumers' offsets, so events wait, and reads exactly what was applied before.
 */
@Singleton
class Rebuilder {

    /** Held for as long as a rebuild goes on, so that there is one at a time. */
    static final long LOCK = 0x7265_6275_696c_64L;

    private static final Logger LOG = Logger.getLogger(Rebuilder.class);
    private static final Duration TIMEOUT = Duration.ofHours(2);

    private final Jdbi jdbi;
    private final Map<String, TopicConsumer<?>> handlers;
    private final TopicReader topics;
    private final Tenancy tenancy;

    Rebuilder(Jdbi jdbi, @All List<TopicConsumer<?>> handlers, TopicReader topics, Tenancy tenancy) {
        this.jdbi = jdbi;
        Map<String, TopicConsumer<?>> byTopic = new LinkedHashMap<>();
        for (Topic topic : Topics.all()) {
            handlers.stream()
                    .filter(handler -> handler.topic().equals(topic) && !topic.equals(Topics.OPERATION_RECEIPTS))
                    .forEach(handler -> byTopic.put(topic.name(), handler));
        }
        this.handlers = byTopic;
        this.topics = topics;
        this.tenancy = tenancy;
    }

    /**
     * Does the whole of it, and returns when it is committed.
     *
     * @param id that the derived events carry as their operation
     * @param tenant whose data, or null for all tenants'
     */
    Counts rebuild(UUID id, @Nullable String tenant) {
        Set<String> acting = tenant == null ? Set.of() : Set.of(tenant);
        return tenancy.as(acting, () -> QuarkusTransaction.requiringNew()
                .timeout((int) TIMEOUT.toSeconds())
                .call(() -> jdbi.withHandle(handle -> rebuild(handle, id, tenant))));
    }

    private Counts rebuild(Handle handle, UUID id, @Nullable String tenant) {
        handle.select("select pg_advisory_xact_lock(?)", LOCK)
                .mapTo(String.class)
                .one();
        topics.stage(handle, applied(handle), tenant);
        List<String> tenants = tenant == null
                ? handle.createQuery("select distinct tenant from rebuild_record")
                        .mapTo(String.class)
                        .list()
                : List.of(tenant);
        return tenancy.as(tenants, () -> {
            // The session was told its tenants when it left the pool; these are known only now.
            handle.select("select set_config('app.tenants', ?, true)", String.join("\u001f", tenants))
                    .mapTo(String.class)
                    .one();
            handlers.values().forEach(TopicConsumer::forget);
            Counts counts = new Counts(0, 0);
            for (TopicConsumer<?> handler : handlers.values()) {
                counts = counts.plus(restore(handle, handler, id));
            }
            handlers.values().forEach(handler -> handler.derive(owner -> new Cause(owner, id, null)));
            return counts;
        });
    }

    /** How far each partition has been applied; nobody applies more before this transaction ends. */
    private Map<TopicPartition, Long> applied(Handle handle) {
        return handle.createQuery("""
                        select topic, partition, next_offset from consumer_offset
                        where topic = any (:topics)
                        order by topic, partition for update
                        """)
                .bindArray("topics", String.class, List.copyOf(handlers.keySet()))
                .reduceRows(new HashMap<>(), (offsets, row) -> {
                    offsets.put(
                            new TopicPartition(
                                    row.getColumn("topic", String.class), row.getColumn("partition", Integer.class)),
                            row.getColumn("next_offset", Long.class));
                    return offsets;
                });
    }

    private Counts restore(Handle handle, TopicConsumer<?> handler, UUID id) {
        int records = 0;
        int refused = 0;
        String last = "";
        while (true) {
            List<Staged> part = topics.staged(handle, handler.topic(), last);
            if (part.isEmpty()) {
                return new Counts(records, refused);
            }
            last = part.get(part.size() - 1).key();
            if (isRestored(handle, handler, part, id)) {
                records += part.size();
            } else {
                for (Staged one : part) {
                    if (isRestored(handle, handler, List.of(one), id)) {
                        records++;
                    } else {
                        refused++;
                    }
                }
            }
        }
    }

    /** False, with nothing kept, if the events are at fault. */
    @SuppressWarnings("unchecked")
    private <E extends Event> boolean isRestored(Handle handle, TopicConsumer<E> handler, List<Staged> part, UUID id) {
        List<Received<E>> events = part.stream()
                .map(staged -> Objects.requireNonNull(staged.read().received()))
                .map(event -> (Received<E>) (Received<?>)
                        new Received<>(event.eventId(), event.event(), event.tenant(), id, event.time(), null))
                .toList();
        handle.execute("savepoint restoring");
        try {
            handler.restore(new Batch<>(events));
            handle.execute("release savepoint restoring");
            return true;
        } catch (RuntimeException e) {
            handle.execute("rollback to savepoint restoring");
            LOG.warnf("%d events are not taken over together: %s", part.size(), e.getMessage());
            return false;
        }
    }
}
