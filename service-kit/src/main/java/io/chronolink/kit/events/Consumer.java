package io.chronolink.kit.events;

import io.chronolink.events.Topic;
import io.chronolink.events.Topics;
import io.chronolink.kit.database.Database;
import io.quarkus.arc.All;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Reads the topics that the service listens to. What one poll brings of a topic is applied in one transaction
 * together with its offsets; where that fails for the events' own sake, they are applied one by one. Each topic has a
 * transaction of its own, since its handler takes locks in the order in which requests take them, and another handler's
 * on top of those would be out of order.
 */
@Singleton
class Consumer {

    private static final Logger LOG = Logger.getLogger(Consumer.class);
    private static final Duration POLL = Duration.ofMillis(500);
    private static final Duration FIRST_RETRY = Duration.ofMillis(100);
    private static final Duration LAST_RETRY = Duration.ofSeconds(2);

    /** Well below the time after which the group would take the partitions away. */
    private static final Duration RETRY_IN_PLACE = Duration.ofSeconds(30);

    private static final Duration CLEANING = Duration.ofHours(1);

    /**
     * How long receipts are gathered. Every service reads those of all operations, and they are many times as many as the
     * events: a transaction for each would cost more than the events' own.
     */
    private static final Duration GATHERING = Duration.ofMillis(50);

    /** How often those who watch hear how far this service is. */
    private static final Duration TELLING = Duration.ofSeconds(1);

    private final Map<String, TopicConsumer<?>> handlers;
    private final Applier applier;
    private final Gauges gauges;
    private final String service;
    private final String bootstrapServers;
    private final int batch;
    private final Thread thread = new Thread(this::run, "event-consumer");

    /** What the database holds of each assigned partition; touched by the consumer's thread only. */
    private final Map<TopicPartition, Long> offsets = new HashMap<>();

    /** Read, but not applied yet; touched by the consumer's thread only. */
    private final List<ReadEvent> receipts = new ArrayList<>();

    private long gatheringSince;

    /** What the broker last heard of {@link #offsets}; touched by the consumer's thread only. */
    private Map<TopicPartition, Long> told = Map.of();

    private volatile boolean stopping;
    private volatile boolean joined;
    private volatile @Nullable KafkaConsumer<byte[], byte[]> current;

    Consumer(
            @All List<TopicConsumer<?>> handlers,
            Applier applier,
            Gauges gauges,
            @ConfigProperty(name = "quarkus.application.name") String service,
            @ConfigProperty(name = "kafka.bootstrap.servers") String bootstrapServers,
            @ConfigProperty(name = "chronolink.consumer.batch") int batch) {
        this.handlers = handlers.stream()
                .collect(Collectors.toUnmodifiableMap(handler -> handler.topic().name(), Function.identity()));
        this.applier = applier;
        this.gauges = gauges;
        this.service = service;
        this.bootstrapServers = bootstrapServers;
        this.batch = batch;
    }

    /** Whether this instance has been a member of the consumer group since it started. */
    boolean hasJoined() {
        return joined;
    }

    void start(@Observes StartupEvent event) {
        thread.start();
    }

    void stop(@Observes ShutdownEvent event) throws InterruptedException {
        stopping = true;
        KafkaConsumer<byte[], byte[]> consumer = current;
        if (consumer != null) {
            consumer.wakeup();
        }
        thread.join(Duration.ofSeconds(8).toMillis());
    }

    private void run() {
        while (!stopping) {
            try (KafkaConsumer<byte[], byte[]> consumer = consumer()) {
                current = consumer;
                offsets.clear();
                receipts.clear();
                consumer.subscribe(handlers.keySet(), new Assignment(consumer));
                consume(consumer);
            } catch (WakeupException e) {
                LOG.debug("Asked to stop");
            } catch (InterruptedException e) {
                return;
            } catch (RuntimeException e) {
                if (!stopping) {
                    LOG.warnf(e, "Events wait: %s", e.getMessage());
                    pause(LAST_RETRY);
                }
            }
        }
    }

    private void consume(KafkaConsumer<byte[], byte[]> consumer) throws InterruptedException {
        long cleanedAt = System.nanoTime() - CLEANING.toNanos();
        long toldAt = System.nanoTime() - TELLING.toNanos();
        while (!stopping) {
            if (System.nanoTime() - cleanedAt >= CLEANING.toNanos()) {
                applier.forgetOldEvents();
                cleanedAt = System.nanoTime();
            }
            ConsumerRecords<byte[], byte[]> records = consumer.poll(receipts.isEmpty() ? POLL : GATHERING);
            if (!records.isEmpty() || !receipts.isEmpty()) {
                apply(records);
            }
            if (System.nanoTime() - toldAt >= TELLING.toNanos()) {
                tell(consumer);
                toldAt = System.nanoTime();
            }
        }
    }

    /** For those who look at the gauge or at the group's lag; this service itself trusts its database. */
    private void tell(KafkaConsumer<byte[], byte[]> consumer) {
        gauges.lag(consumer, handlers.keySet());
        if (!offsets.equals(told)) {
            Map<TopicPartition, Long> now = Map.copyOf(offsets);
            consumer.commitAsync(
                    now.entrySet().stream()
                            .collect(Collectors.toMap(
                                    Map.Entry::getKey, entry -> new OffsetAndMetadata(entry.getValue()))),
                    (done, failure) -> told = failure == null ? now : told);
        }
    }

    private void apply(ConsumerRecords<byte[], byte[]> records) throws InterruptedException {
        for (Topic topic : Topics.all()) {
            TopicConsumer<?> handler = handlers.get(topic.name());
            List<ReadEvent> read = new ArrayList<>();
            records.records(topic.name()).forEach(record -> read.add(ReadEvent.of(record)));
            if (topic.equals(Topics.OPERATION_RECEIPTS)) {
                gather(read);
                read.clear();
                if (receipts.size() >= batch || System.nanoTime() - gatheringSince >= GATHERING.toNanos()) {
                    read.addAll(receipts);
                    receipts.clear();
                }
            }
            if (handler != null && !read.isEmpty()) {
                apply(read, handler);
            }
        }
    }

    private void gather(List<ReadEvent> more) {
        if (receipts.isEmpty()) {
            gatheringSince = System.nanoTime();
        }
        receipts.addAll(more);
    }

    private void apply(List<ReadEvent> read, TopicConsumer<?> handler) throws InterruptedException {
        if (!withPatience(() -> applier.apply(read, handler, offsets))) {
            for (ReadEvent one : read) {
                List<ReadEvent> alone = List.of(one);
                if (!withPatience(() -> applier.apply(alone, handler, offsets))) {
                    withPatience(() -> {
                        applier.park(one, offsets);
                        return true;
                    });
                }
            }
        }
    }

    /** Tries until the database is there; false if the work itself is at fault. */
    private boolean withPatience(Attempt attempt) throws InterruptedException {
        Duration wait = FIRST_RETRY;
        long since = System.nanoTime();
        while (true) {
            try {
                return attempt.run();
            } catch (RuntimeException e) {
                if (!Database.isTransient(e) || System.nanoTime() - since > RETRY_IN_PLACE.toNanos() || stopping) {
                    throw e;
                }
                LOG.warnf("Events wait for the database: %s", e.getMessage());
                Thread.sleep(wait.toMillis());
                wait = wait.multipliedBy(2).compareTo(LAST_RETRY) < 0 ? wait.multipliedBy(2) : LAST_RETRY;
            }
        }
    }

    private KafkaConsumer<byte[], byte[]> consumer() {
        return new KafkaConsumer<>(
                Map.of(
                        ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG,
                        bootstrapServers,
                        ConsumerConfig.GROUP_ID_CONFIG,
                        service,
                        // Until then nobody reads the partitions of an instance that died.
                        ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG,
                        10_000,
                        ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG,
                        false,
                        ConsumerConfig.AUTO_OFFSET_RESET_CONFIG,
                        "earliest",
                        ConsumerConfig.MAX_POLL_RECORDS_CONFIG,
                        batch,
                        ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG,
                        false,
                        ConsumerConfig.METADATA_MAX_AGE_CONFIG,
                        30_000,
                        ConsumerConfig.RECONNECT_BACKOFF_MAX_MS_CONFIG,
                        1_000),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer());
    }

    private static void pause(Duration time) {
        try {
            Thread.sleep(time.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Starts each partition where the database says. */
    private final class Assignment implements ConsumerRebalanceListener {

        private final KafkaConsumer<byte[], byte[]> consumer;

        Assignment(KafkaConsumer<byte[], byte[]> consumer) {
            this.consumer = consumer;
        }

        @Override
        public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
            offsets.keySet().retainAll(consumer.assignment());
            dropReceipts(partitions);
            Map<TopicPartition, Long> stored = applier.offsets(partitions);
            stored.forEach(consumer::seek);
            offsets.putAll(stored);
            joined = true;
        }

        @Override
        public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
            offsets.keySet().removeAll(partitions);
            dropReceipts(partitions);
        }

        /** What was not applied is read again, here or by whoever has its partition now. */
        private void dropReceipts(Collection<TopicPartition> partitions) {
            receipts.removeIf(receipt -> partitions.contains(receipt.partition()));
        }
    }

    /** Work that says whether it could be done. */
    private interface Attempt {
        boolean run();
    }
}
