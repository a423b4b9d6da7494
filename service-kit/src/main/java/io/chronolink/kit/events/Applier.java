package io.chronolink.kit.events;

import com.github.f4b6a3.uuid.UuidCreator;
import io.chronolink.events.Event;
import io.chronolink.events.Headers;
import io.chronolink.events.OperationReceipt;
import io.chronolink.events.Topic;
import io.chronolink.events.Topics;
import io.chronolink.kit.database.Database;
import io.chronolink.kit.tenancy.Tenancy;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.opentelemetry.api.trace.SpanKind;
import io.quarkus.narayana.jta.QuarkusTransaction;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.apache.kafka.common.TopicPartition;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;

/** Applies events in transactions: offsets, inbox, the service's own handlers, receipts. */
@Singleton
class Applier {

    private static final Logger LOG = Logger.getLogger(Applier.class);
    private static final int SLOTS = 16;
    private static final Duration REMEMBERED = Duration.ofDays(8);
    private static final Duration CLOCK_SKEW = Duration.ofDays(1);

    private final Jdbi jdbi;
    private final Offsets offsets;
    private final Outbox outbox;
    private final Tally tally;
    private final Tenancy tenancy;
    private final Clock clock;
    private final MeterRegistry metrics;
    private final Traces traces;
    private final String service;

    Applier(
            Jdbi jdbi,
            Offsets offsets,
            Outbox outbox,
            Tally tally,
            Tenancy tenancy,
            Clock clock,
            MeterRegistry metrics,
            Traces traces,
            @ConfigProperty(name = "quarkus.application.name") String service) {
        this.jdbi = jdbi;
        this.offsets = offsets;
        this.outbox = outbox;
        this.tally = tally;
        this.tenancy = tenancy;
        this.clock = clock;
        this.metrics = metrics;
        this.traces = traces;
        this.service = service;
    }

    /**
     * Applies records of one topic in one transaction and moves the offsets on.
     *
     * @return false, with nothing kept, if the events themselves are at fault
     * @throws Offsets.OffsetsTaken if they are not this instance's to apply, or not yet
     */
    boolean apply(List<ReadEvent> read, TopicConsumer<?> handler) {
        try {
            inTransaction(read, () -> applyAll(read, handler));
            return true;
        } catch (Offsets.OffsetsTaken e) {
            throw e;
        } catch (RuntimeException e) {
            if (Database.isTransient(e)) {
                throw e;
            }
            if (read.size() == 1) {
                LOG.errorf(e, "An event cannot be applied and is parked: %s", describe(read.get(0)));
            } else {
                LOG.warnf("%d events are applied one by one: %s", read.size(), e.getMessage());
            }
            return false;
        }
    }

    /** Parks an event that was refused when it was applied alone. */
    void park(ReadEvent refused) {
        inTransaction(List.of(refused), () -> {
            Receipts receipts = new Receipts();
            park(List.of(new Parked(refused, "The event cannot be applied; the log tells why.")), receipts);
            receipts.publish();
        });
    }

    /**
     * Applies an event that was parked, in the current transaction, and counts it as applied in the place of parked.
     *
     * @param parkedAt when it was parked: if it was too old to be counted then, it is not counted now
     */
    void applyParked(Received<Event> received, TopicConsumer<?> handler, Instant parkedAt) {
        Receipts receipts = new Receipts();
        apply(handler, List.of(received), receipts);
        if (isRemembered(received, parkedAt)) {
            receipts.unparked(received, handler.topic(), isRemembered(received));
        }
        receipts.publish();
    }

    /** Empties the days of the inbox whose events are too old to come again. */
    void forgetOldEvents() {
        long today = clock.instant().atZone(ZoneOffset.UTC).toLocalDate().toEpochDay();
        Set<Long> live = new HashSet<>();
        for (long day = today - REMEMBERED.toDays() - 1; day <= today + CLOCK_SKEW.toDays() + 1; day++) {
            live.add(Math.floorMod(day, (long) SLOTS));
        }
        jdbi.useHandle(handle -> {
            for (long slot = 0; slot < SLOTS; slot++) {
                if (!live.contains(slot)) {
                    handle.execute("truncate inbox_%02d".formatted(slot));
                }
            }
        });
    }

    private void inTransaction(List<ReadEvent> read, Runnable work) {
        Map<TopicPartition, Long> next = new HashMap<>();
        Set<String> tenants = new HashSet<>();
        for (ReadEvent one : read) {
            next.put(one.partition(), one.record().offset() + 1);
            if (one.received() != null) {
                tenants.add(one.received().tenant());
            }
        }
        tenancy.as(tenants, () -> {
            QuarkusTransaction.requiringNew().run(() -> {
                offsets.move(next);
                work.run();
            });
            return true;
        });
        offsets.moved(next);
    }

    private void applyAll(List<ReadEvent> read, TopicConsumer<?> handler) {
        Receipts receipts = new Receipts();
        Set<String> recordsWithParked = recordsWithParked(read, handler.topic());
        List<Parked> parked = new ArrayList<>();
        List<Received<Event>> events = new ArrayList<>();
        Set<UUID> fresh = intoInbox(read);
        for (ReadEvent one : read) {
            if (one.unreadable() != null) {
                parked.add(new Parked(one, one.unreadable()));
            } else if (one.isUnknown()) {
                metrics.counter(
                                "chronolink.events.skipped",
                                "topic",
                                handler.topic().name())
                        .increment();
            } else if (one.received() != null && fresh.remove(one.received().eventId())) {
                if (recordsWithParked.contains(one.key())) {
                    parked.add(new Parked(one, "An earlier event of the same record is parked."));
                } else {
                    events.add(one.received());
                }
            }
        }
        if (!events.isEmpty()) {
            apply(handler, events, receipts);
        }
        park(parked, receipts);
        receipts.publish();
    }

    @SuppressWarnings("unchecked")
    private <E extends Event> void apply(TopicConsumer<E> handler, List<Received<Event>> events, Receipts receipts) {
        Batch<E> batch = applyTraced(handler, (List<Received<E>>) (List<?>) events);
        batch.effects().forEach(receipts::changed);
        Timer latency = Timer.builder("chronolink.propagation")
                .description("From a change to its effect here")
                .tag("topic", handler.topic().name())
                .publishPercentileHistogram()
                .minimumExpectedValue(Duration.ofMillis(1))
                .maximumExpectedValue(Duration.ofMinutes(10))
                .register(metrics);
        Instant now = clock.instant();
        events.forEach(event -> {
            receipts.applied(event, handler.topic());
            latency.record(Duration.between(event.time(), now));
        });
        metrics.counter("chronolink.events.applied", "topic", handler.topic().name())
                .increment(events.size());
    }

    /** What the handler publishes in turn belongs to the span of its own work. */
    private <E extends Event> Batch<E> applyTraced(TopicConsumer<E> handler, List<Received<E>> events) {
        String topic = handler.topic().name();
        if (handler.topic().equals(Topics.OPERATION_RECEIPTS)) {
            Batch<E> batch = new Batch<>(events);
            handler.apply(batch);
            return batch;
        }
        try (Traces.Work work = traces.begin(SpanKind.CONSUMER, "process")) {
            Batch<E> batch = new Batch<>(events.stream()
                    .map(event -> event.in(work.on(topic, event.operationId().toString(), event.traceparent())))
                    .toList());
            try {
                handler.apply(batch);
            } catch (RuntimeException e) {
                work.failed();
                throw e;
            }
            return batch;
        }
    }

    /** The ids of those events that were not here before; what is too old to be remembered counts as new. */
    private Set<UUID> intoInbox(List<ReadEvent> read) {
        Set<UUID> fresh = new HashSet<>();
        Map<UUID, Integer> remembered = new LinkedHashMap<>();
        for (ReadEvent one : read) {
            Received<Event> received = one.received();
            if (received != null && isRemembered(received)) {
                remembered.put(received.eventId(), slot(received.time()));
            } else if (received != null) {
                fresh.add(received.eventId());
            }
        }
        if (!remembered.isEmpty()) {
            fresh.addAll(jdbi.withHandle(handle -> handle.createQuery("""
                            insert into inbox (slot, event_id)
                            select slot, id from unnest(:slots, :ids) as n (slot, id) order by slot, id
                            on conflict do nothing
                            returning event_id
                            """)
                    .bindArray("slots", Integer.class, List.copyOf(remembered.values()))
                    .bindArray("ids", UUID.class, List.copyOf(remembered.keySet()))
                    .mapTo(UUID.class)
                    .list()));
        }
        return fresh;
    }

    private boolean isRemembered(Received<Event> received) {
        return isRemembered(received, clock.instant());
    }

    private static boolean isRemembered(Received<Event> received, Instant now) {
        return received.time().isAfter(now.minus(REMEMBERED)) && received.time().isBefore(now.plus(CLOCK_SKEW));
    }

    private static int slot(Instant time) {
        return (int) Math.floorMod(time.atZone(ZoneOffset.UTC).toLocalDate().toEpochDay(), (long) SLOTS);
    }

    private Set<String> recordsWithParked(List<ReadEvent> read, Topic topic) {
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

    private void park(List<Parked> parked, Receipts receipts) {
        if (parked.isEmpty()) {
            return;
        }
        // Not fresh any more in a batch, new when an event is parked after it was tried alone.
        intoInbox(parked.stream().map(Parked::read).toList());
        jdbi.useHandle(handle -> insertParked(handle, parked));
        for (Parked one : parked) {
            Topic topic = topic(one.read().record().topic());
            if (one.read().received() != null) {
                receipts.parked(one.read().received(), topic);
            }
            metrics.counter("chronolink.events.parked", "topic", topic.name()).increment();
            LOG.warnf("Parked: %s: %s", describe(one.read()), one.reason());
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
                    .bind("now", clock.instant().atOffset(ZoneOffset.UTC))
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

    /** Where a record stands; nothing of its content, which is not for logs. */
    private static String describe(ReadEvent read) {
        return read.record().topic() + "-" + read.record().partition() + "@"
                + read.record().offset();
    }

    private record Parked(ReadEvent read, String reason) {}

    /** The words about one transaction's events, one for each operation. */
    private final class Receipts {

        private final Map<Key, Counts> counts = new LinkedHashMap<>();

        void applied(Received<Event> received, Topic topic) {
            if (!topic.equals(Topics.OPERATION_RECEIPTS) && isRemembered(received)) {
                counts(received.cause()).applied.merge(topic.name(), 1, Integer::sum);
            }
        }

        void parked(Received<Event> received, Topic topic) {
            if (!topic.equals(Topics.OPERATION_RECEIPTS) && isRemembered(received)) {
                counts(received.cause()).parked.merge(topic.name(), 1, Integer::sum);
            }
        }

        /** What was counted as parked is so no longer, but as applied. */
        void unparked(Received<Event> received, Topic topic, boolean isAppliedCounted) {
            Counts count = counts(received.cause());
            count.parked.merge(topic.name(), -1, Integer::sum);
            if (!isAppliedCounted) {
                count.applied.merge(topic.name(), 1, Integer::sum);
            }
        }

        void changed(Cause cause, int records) {
            counts(cause).effects += records;
        }

        void publish() {
            List<Outgoing> receipts = new ArrayList<>();
            counts.forEach((key, count) -> {
                UUID id = UuidCreator.getTimeOrderedEpoch();
                receipts.add(Outgoing.of(
                        count.cause,
                        new OperationReceipt(
                                id,
                                1,
                                key.operationId(),
                                service,
                                count.applied,
                                count.parked,
                                tally.published(key.operationId()),
                                count.effects)));
            });
            outbox.append(receipts);
        }

        private Counts counts(Cause cause) {
            return counts.computeIfAbsent(new Key(cause.tenant(), cause.operationId()), key -> new Counts(cause));
        }
    }

    private record Key(String tenant, UUID operationId) {}

    private static final class Counts {
        private final Cause cause;
        private final Map<String, Integer> applied = new HashMap<>();
        private final Map<String, Integer> parked = new HashMap<>();
        private int effects;

        Counts(Cause cause) {
            this.cause = cause;
        }
    }
}
