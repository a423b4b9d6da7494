package io.chronolink.kit.events;

import io.chronolink.events.Topic;
import io.chronolink.events.Topics;
import io.chronolink.kit.database.Database;
import io.quarkus.arc.All;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.common.annotation.Identifier;
import io.smallrye.reactive.messaging.kafka.KafkaClientService;
import io.smallrye.reactive.messaging.kafka.KafkaConsumer;
import io.smallrye.reactive.messaging.kafka.KafkaConsumerRebalanceListener;
import io.smallrye.reactive.messaging.kafka.api.IncomingKafkaRecordBatchMetadata;
import io.vertx.core.Vertx;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Default;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.common.TopicPartition;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.eclipse.microprofile.reactive.messaging.Incoming;
import org.jboss.logging.Logger;

/**
 * Applies what the channel {@value Channels#EVENTS} reads. What one poll brings of a topic is applied in one transaction
 * together with its offsets; where that fails for the events' own sake, they are applied one by one. Each topic has a
 * transaction of its own, since its handler takes locks in the order in which requests take them, and another handler's
 * on top of those would be out of order.
 *
 * <p>All of it happens on the channel's polling thread. So nothing is read while events are applied, what waits at the
 * broker meanwhile is one batch, and no partition is taken away in between.
 */
@Singleton
@Default
@Identifier(Channels.EVENTS)
class EventConsumer implements KafkaConsumerRebalanceListener {

    private static final Logger LOG = Logger.getLogger(EventConsumer.class);
    private static final Duration FIRST_REST = Duration.ofMillis(100);
    private static final Duration LONGEST_REST = Duration.ofSeconds(2);
    private static final Duration CLEANING = Duration.ofHours(1);
    private static final Duration LAST_TRANSACTION = Duration.ofSeconds(8);

    /**
     * How long receipts are gathered. Every service reads those of all operations, and they are many times as many as the
     * events: a transaction for each would cost more than the events' own.
     */
    private static final Duration GATHERING = Duration.ofMillis(50);

    /** How often those who watch hear how far this service is. */
    private static final Duration TELLING = Duration.ofSeconds(1);

    private final Map<String, TopicConsumer<?>> handlers;
    private final Applier applier;
    private final Offsets offsets;
    private final Inbox inbox;
    private final TopicNames names;
    private final Gauges gauges;
    private final KafkaClientService clients;
    private final Vertx vertx;
    private final int batch;
    private final CountDownLatch stopping = new CountDownLatch(1);

    /** Read, but not applied yet; touched by the polling thread only. */
    private final List<ReadEvent> receipts = new ArrayList<>();

    /** Before the next attempt; touched by the polling thread only. */
    private Duration rest = FIRST_REST;

    private volatile boolean joined;

    EventConsumer(
            @All List<TopicConsumer<?>> handlers,
            Applier applier,
            Offsets offsets,
            Inbox inbox,
            TopicNames names,
            Gauges gauges,
            KafkaClientService clients,
            Vertx vertx,
            @ConfigProperty(name = "chronolink.consumer.batch") int batch) {
        this.handlers = handlers.stream()
                .collect(Collectors.toUnmodifiableMap(handler -> handler.topic().name(), Function.identity()));
        this.applier = applier;
        this.offsets = offsets;
        this.inbox = inbox;
        this.names = names;
        this.gauges = gauges;
        this.clients = clients;
        this.vertx = vertx;
        this.batch = batch;
    }

    /** Whether this instance has been a member of the consumer group since it started. */
    boolean hasJoined() {
        return joined;
    }

    void start(@Observes StartupEvent event) {
        forgetOldEvents();
        vertx.setPeriodic(CLEANING.toMillis(), timer -> forgetOldEvents());
        vertx.setPeriodic(TELLING.toMillis(), timer -> tell());
    }

    /** The transaction under way is the last. */
    void stop(@Observes ShutdownEvent event) throws InterruptedException {
        stopping.countDown();
        try {
            onPollingThread(consumer -> {})
                    .toCompletableFuture()
                    .get(LAST_TRANSACTION.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException | TimeoutException e) {
            LOG.warnf("Events that were being applied are applied again after the next start: %s", e);
        }
    }

    /** Completes when all is applied, and never with a failure: the channel would go on behind what is missing. */
    @Incoming(Channels.EVENTS)
    CompletionStage<Void> read(
            ConsumerRecords<byte[], byte[]> records, IncomingKafkaRecordBatchMetadata<byte[], byte[]> poll) {
        Map<Topic, List<ReadEvent>> left = new HashMap<>();
        return patiently(() -> {
            if (offsets.areOf(poll.getConsumerGroupGenerationId())) {
                apply(records, left);
            }
        });
    }

    /** Waits for the database: what fails here is forgotten by the next poll, which would go on from the broker's offsets. */
    @Override
    public void onPartitionsAssigned(Consumer<?, ?> consumer, Collection<TopicPartition> partitions) {
        forget();
        while (!isStopping() && !isPlaced(consumer)) {
            rest();
        }
    }

    /** What was read, but not applied, is read again by whoever has its partition now. */
    @Override
    public void onPartitionsRevoked(Consumer<?, ?> consumer, Collection<TopicPartition> partitions) {
        forget();
    }

    private boolean isPlaced(Consumer<?, ?> consumer) {
        try {
            offsets.place(consumer);
            rest = FIRST_REST;
            joined = true;
            return true;
        } catch (RuntimeException e) {
            LOG.warnf("Partitions wait for the database: %s", e.getMessage());
            return false;
        }
    }

    /** @param left what earlier attempts have left of each topic that they came to */
    private void apply(ConsumerRecords<byte[], byte[]> records, Map<Topic, List<ReadEvent>> left) {
        if (receipts.size() >= batch) {
            applyReceipts();
        }
        for (Topic topic : Topics.all()) {
            TopicConsumer<?> handler = handlers.get(topic.name());
            List<ReadEvent> events = left.computeIfAbsent(topic, any -> events(records, any));
            if (handler != null && !events.isEmpty()) {
                if (topic.equals(Topics.OPERATION_RECEIPTS)) {
                    gather(events);
                } else {
                    apply(events, handler);
                }
            }
        }
    }

    private List<ReadEvent> events(ConsumerRecords<byte[], byte[]> records, Topic topic) {
        List<ReadEvent> events = new ArrayList<>();
        for (ConsumerRecord<byte[], byte[]> record : records.records(names.onBroker(topic.name()))) {
            events.add(ReadEvent.of(names.ofContract(record)));
        }
        return events;
    }

    private void gather(List<ReadEvent> more) {
        if (receipts.isEmpty()) {
            vertx.setTimer(GATHERING.toMillis(), timer -> patiently(this::applyReceipts));
        }
        receipts.addAll(more);
    }

    private void applyReceipts() {
        TopicConsumer<?> handler = handlers.get(Topics.OPERATION_RECEIPTS.name());
        if (handler != null && !receipts.isEmpty()) {
            apply(receipts, handler);
        }
    }

    /** Takes out of {@code events} what is applied or parked. */
    private void apply(List<ReadEvent> events, TopicConsumer<?> handler) {
        if (applier.apply(events, handler)) {
            events.clear();
        }
        while (!events.isEmpty()) {
            ReadEvent one = events.get(0);
            if (!applier.apply(List.of(one), handler)) {
                applier.park(one);
            }
            events.remove(0);
        }
    }

    /**
     * Does work on the polling thread, again and again until nothing else than the events stands in its way. Each attempt ends with a rest
     * there; the polls between two of them, of a channel that is full and therefore paused, keep the membership.
     */
    private CompletionStage<Void> patiently(Runnable work) {
        return isStopping()
                ? CompletableFuture.completedStage(null)
                : onPollingThread(consumer -> {
                    if (!isStopping()) {
                        attempt(work, consumer);
                    }
                });
    }

    private void attempt(Runnable work, Consumer<?, ?> consumer) {
        try {
            work.run();
            rest = FIRST_REST;
        } catch (Offsets.OffsetsTaken e) {
            LOG.warnf("Events are read again: %s", e.getMessage());
            forget();
            rest();
            consumer.enforceRebalance("read again from where the database is");
        } catch (RuntimeException | Error e) {
            if (Database.isTransient(e)) {
                LOG.warnf("Events wait for the database: %s", e.getMessage());
            } else {
                LOG.errorf(e, "Events wait, since something else than they is at fault");
            }
            rest();
            throw new NotYet(e);
        }
    }

    /** What was to be done on the polling thread is to be done again. */
    private static final class NotYet extends RuntimeException {

        private static final long serialVersionUID = 1;

        NotYet(Throwable cause) {
            super(cause);
        }
    }

    private CompletionStage<Void> onPollingThread(java.util.function.Consumer<Consumer<byte[], byte[]>> action) {
        KafkaConsumer<byte[], byte[]> client = clients.getConsumer(Channels.EVENTS);
        CompletionStage<Void> done = client.runOnPollingThread(action)
                // The poll that is due comes first.
                .onFailure(NotYet.class)
                .call(() -> client.runOnPollingThread((Consumer<byte[], byte[]> consumer) -> {}))
                .onFailure(NotYet.class)
                .retry()
                .until(failure -> !isStopping())
                .onFailure()
                .recoverWithNull()
                .subscribeAsCompletionStage();
        Consumer<byte[], byte[]> polling = client.unwrap();
        if (polling != null) {
            // Does not wait for the end of a poll that finds nothing.
            polling.wakeup();
        }
        return done;
    }

    private void tell() {
        if (isStopping() || !joined) {
            return;
        }
        KafkaConsumer<byte[], byte[]> client = clients.getConsumer(Channels.EVENTS);
        client.runOnPollingThread((Consumer<byte[], byte[]> consumer) -> {
                    gauges.lag(consumer, handlers.keySet());
                    offsets.tell(consumer);
                })
                .subscribe()
                .with(done -> {}, failure -> LOG.debug("Nobody is told how far this service is", failure));
    }

    private void forgetOldEvents() {
        vertx.executeBlocking(
                () -> {
                    inbox.forgetOldEvents();
                    return null;
                },
                false);
    }

    /** Whatever was read is read again. */
    private void forget() {
        receipts.clear();
        offsets.forget();
    }

    private boolean isStopping() {
        return stopping.getCount() == 0;
    }

    /** A little longer each time; heartbeats go on by themselves. */
    private void rest() {
        try {
            if (stopping.await(rest.toMillis(), TimeUnit.MILLISECONDS)) {
                LOG.debug("Asked to stop");
            }
        } catch (InterruptedException e) {
            // Whoever interrupts the polling thread ends it.
            stopping.countDown();
            Thread.currentThread().interrupt();
        }
        rest = rest.multipliedBy(2).compareTo(LONGEST_REST) < 0 ? rest.multipliedBy(2) : LONGEST_REST;
    }
}
