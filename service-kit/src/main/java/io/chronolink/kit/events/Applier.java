package io.chronolink.kit.events;

import io.chronolink.events.Event;
import io.chronolink.events.Topics;
import io.chronolink.kit.database.Database;
import io.chronolink.kit.events.Parking.Parked;
import io.chronolink.kit.tenancy.Tenancy;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.opentelemetry.api.trace.SpanKind;
import io.quarkus.narayana.jta.QuarkusTransaction;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.apache.kafka.common.TopicPartition;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;

/** Applies events in transactions: offsets, inbox, the service's own handlers, receipts. */
@Singleton
public class Applier {

    private static final Logger LOG = Logger.getLogger(Applier.class);

    private final Offsets offsets;
    private final Inbox inbox;
    private final Parking parking;
    private final Outbox outbox;
    private final Tally tally;
    private final Tenancy tenancy;
    private final Clock clock;
    private final MeterRegistry metrics;
    private final Traces traces;
    private final String service;

    Applier(
            Offsets offsets,
            Inbox inbox,
            Parking parking,
            Outbox outbox,
            Tally tally,
            Tenancy tenancy,
            Clock clock,
            MeterRegistry metrics,
            Traces traces,
            @ConfigProperty(name = "quarkus.application.name") String service) {
        this.offsets = offsets;
        this.inbox = inbox;
        this.parking = parking;
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
     * @throws RuntimeException for whatever is no fault of the events'; they are to be applied again
     */
    boolean apply(List<ReadEvent> read, TopicConsumer<?> handler) {
        try {
            inTransaction(read, () -> applyAll(read, handler));
            return true;
        } catch (Offsets.OffsetsTaken e) {
            throw e;
        } catch (RuntimeException e) {
            if (!Database.isRefusal(e)) {
                throw e;
            }
            if (read.size() == 1) {
                LOG.errorf(
                        e,
                        "An event cannot be applied and is parked: %s",
                        read.get(0).place());
            } else {
                LOG.warnf("%d events are applied one by one: %s", read.size(), e.getMessage());
            }
            return false;
        }
    }

    /** Parks an event that was refused when it was applied alone. */
    void park(ReadEvent refused) {
        inTransaction(List.of(refused), () -> {
            Receipts receipts = receipts();
            parking.park(List.of(new Parked(refused, "The event cannot be applied; the log tells why.")), receipts);
            receipts.publish();
        });
    }

    /**
     * Applies an event that was parked, in the current transaction, and counts it as applied in the place of parked.
     *
     * @param parkedAt when it was parked: if it was too old to be counted then, it is not counted now
     */
    public void applyParked(Received<Event> received, TopicConsumer<?> handler, Instant parkedAt) {
        Receipts receipts = receipts();
        apply(handler, List.of(received), receipts);
        if (inbox.remembered(received, parkedAt)) {
            receipts.unparked(received, handler.topic(), inbox.remembers(received));
        }
        receipts.publish();
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
        Receipts receipts = receipts();
        Set<String> recordsWithParked = parking.recordsWithParked(read, handler.topic());
        List<Parked> parked = new ArrayList<>();
        List<Received<Event>> events = new ArrayList<>();
        Set<UUID> fresh = inbox.add(read);
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
        parking.park(parked, receipts);
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

    private Receipts receipts() {
        return new Receipts(inbox, outbox, tally, service);
    }
}
