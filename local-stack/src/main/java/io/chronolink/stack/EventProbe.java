package io.chronolink.stack;

import io.chronolink.events.Headers;
import io.chronolink.events.Topic;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.jspecify.annotations.Nullable;

/** Sends and sees events as another service would; for tests. Not thread-safe. */
public final class EventProbe implements AutoCloseable {

    /**
     * An event on its way.
     *
     * @param type {@code ce_type}
     * @param recordId the record's id and the key
     * @param data JSON
     */
    public record Sent(
            UUID eventId,
            String type,
            String tenant,
            UUID operationId,
            UUID recordId,
            long version,
            Instant time,
            String data) {

        /** An event with an id of its own that takes place now. */
        public static Sent of(String type, String tenant, UUID operationId, UUID recordId, long version, String data) {
            return new Sent(
                    UUID.randomUUID(),
                    type,
                    tenant,
                    operationId,
                    recordId,
                    version,
                    Clock.systemUTC().instant(),
                    data);
        }
    }

    /**
     * An event that was seen.
     *
     * @param type {@code ce_type}, or null for a tombstone
     * @param data JSON, or null for a tombstone
     */
    public record Seen(
            String key,
            @Nullable String type,
            Map<String, String> headers,
            @Nullable String data) {}

    private final KafkaProducer<String, String> producer;
    private final KafkaConsumer<String, String> consumer;

    /** A probe of the broker at that address. */
    public EventProbe(String bootstrapServers) {
        this(Map.of("bootstrap.servers", bootstrapServers));
    }

    /** A probe of the broker that those settings of a Kafka client lead to. */
    public EventProbe(Map<String, Object> config) {
        this.producer = new KafkaProducer<>(config, new StringSerializer(), new StringSerializer());
        this.consumer = new KafkaConsumer<>(config, new StringDeserializer(), new StringDeserializer());
    }

    /** Sends events in order and returns when the broker has them. */
    public void send(Topic topic, List<Sent> events) {
        var results = events.stream()
                .map(event -> producer.send(record(topic, event)))
                .toList();
        producer.flush();
        for (var result : results) {
            try {
                result.get();
            } catch (ExecutionException e) {
                throw new IllegalStateException("The broker refused an event", e.getCause());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException("Interrupted", e);
            }
        }
    }

    /** {@link #send(Topic, List)} for one event. */
    public void send(Topic topic, Sent event) {
        send(topic, List.of(event));
    }

    /** All that the topic holds of a record right now, in order; tombstones included. */
    public List<Seen> records(Topic topic, UUID recordId) {
        return all(topic).stream()
                .filter(seen -> seen.key().equals(recordId.toString()))
                .toList();
    }

    /** All that the topic holds right now, in the order of its partitions. */
    public List<Seen> all(Topic topic) {
        var partitions = consumer.partitionsFor(topic.name()).stream()
                .map(info -> new TopicPartition(info.topic(), info.partition()))
                .toList();
        consumer.assign(partitions);
        var ends = consumer.endOffsets(partitions);
        consumer.seekToBeginning(partitions);
        var seen = new ArrayList<Seen>();
        while (ends.entrySet().stream().anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
            for (var record : consumer.poll(Duration.ofMillis(200))) {
                seen.add(seen(record));
            }
        }
        return seen;
    }

    @Override
    public void close() {
        producer.close();
        consumer.close();
    }

    private static ProducerRecord<String, String> record(Topic topic, Sent event) {
        var record = new ProducerRecord<>(topic.name(), event.recordId().toString(), event.data());
        Map.of(
                        Headers.SPEC_VERSION, "1.0",
                        Headers.ID, event.eventId().toString(),
                        Headers.SOURCE, "/test",
                        Headers.TYPE, event.type(),
                        Headers.SUBJECT, event.recordId().toString(),
                        Headers.TIME, event.time().toString(),
                        Headers.TENANT, event.tenant(),
                        Headers.OPERATION_ID, event.operationId().toString(),
                        Headers.RECORD_VERSION, Long.toString(event.version()),
                        Headers.CONTENT_TYPE, "application/json")
                .forEach((name, value) -> record.headers().add(name, value.getBytes(StandardCharsets.UTF_8)));
        return record;
    }

    private static Seen seen(ConsumerRecord<String, String> record) {
        var headers = new HashMap<String, String>();
        record.headers()
                .forEach(header -> headers.put(header.key(), new String(header.value(), StandardCharsets.UTF_8)));
        return new Seen(record.key(), headers.get(Headers.TYPE), headers, record.value());
    }
}
