package io.chronolink.kit.events;

import com.github.f4b6a3.uuid.UuidCreator;
import io.chronolink.events.Event;
import io.chronolink.events.Headers;
import io.chronolink.events.Topic;
import io.chronolink.events.Topics;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;

/** Puts events aside that cannot be applied, set-wise and in the current transaction; {@link ParkedEvents} is the way back. */
@Singleton
class Parking {

    /** An event and why it is put aside. */
    record Parked(ReadEvent read, String reason) {}

    private static final Logger LOG = Logger.getLogger(Parking.class);

    private final Jdbi jdbi;
    private final Inbox inbox;
    private final MeterRegistry metrics;
    private final Clock clock;

    Parking(Jdbi jdbi, Inbox inbox, MeterRegistry metrics, Clock clock) {
        this.jdbi = jdbi;
        this.inbox = inbox;
        this.metrics = metrics;
        this.clock = clock;
    }

    /** The keys of those records that have a parked event already. */
    Set<String> recordsWithParked(List<ReadEvent> read, Topic topic) {
        Set<String> keys = read.stream().map(ReadEvent::key).collect(Collectors.toSet());
        return jdbi.withHandle(handle -> handle.createQuery(
                        "select distinct record_key from parked_event where topic = :topic and record_key = any (:keys)")
                .bind("topic", topic.name())
                .bindArray(
                        "keys",
                        String.class,
                        keys.stream().filter(key -> key != null).toList())
                .mapTo(String.class)
                .collect(Collectors.toCollection(HashSet::new)));
    }

    void park(List<Parked> parked, Receipts receipts) {
        if (parked.isEmpty()) {
            return;
        }
        // Not fresh any more in a batch, new when an event is parked after it was tried alone.
        inbox.add(parked.stream().map(Parked::read).toList());
        jdbi.useHandle(handle -> insertParked(handle, parked));
        for (Parked one : parked) {
            Topic topic = topic(one.read().record().topic());
            if (one.read().received() != null) {
                receipts.parked(one.read().received(), topic);
            }
            metrics.counter("chronolink.events.parked", "topic", topic.name()).increment();
            LOG.warnf("Parked: %s: %s", one.read().place(), one.reason());
        }
    }

    private void insertParked(Handle handle, List<Parked> parked) {
        var batch = handle.prepareBatch("""
                insert into parked_event (id, topic, partition, record_offset, record_key, tenant, event_id, type,
                                          operation_id, headers, payload, reason, parked_at)
                values (:id, :topic, :partition, :offset, :key, :tenant, cast(:eventId as uuid), :type,
                        cast(:operationId as uuid),
                        cast(:headers as jsonb), :payload, :reason, :now)
                on conflict (topic, partition, record_offset) do nothing
                """);
        for (Parked one : parked) {
            Received<Event> received = one.read().received();
            batch.bind("id", UuidCreator.getTimeOrderedEpoch())
                    .bind("topic", one.read().record().topic())
                    .bind("partition", one.read().record().partition())
                    .bind("offset", one.read().record().offset())
                    .bind("key", one.read().key())
                    .bind("tenant", one.read().header(Headers.TENANT))
                    .bindByType("eventId", received == null ? null : received.eventId(), UUID.class)
                    .bind("type", one.read().header(Headers.TYPE))
                    .bindByType("operationId", received == null ? null : received.operationId(), UUID.class)
                    .bind("headers", EventJson.write(one.read().headers()))
                    .bind("payload", one.read().record().value())
                    .bind("reason", one.reason())
                    .bind("now", clock.instant())
                    .add();
        }
        batch.execute();
    }

    private static Topic topic(String name) {
        return Topics.all().stream()
                .filter(topic -> topic.name().equals(name))
                .findFirst()
                .orElseThrow();
    }
}
