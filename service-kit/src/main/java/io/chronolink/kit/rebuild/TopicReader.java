package io.chronolink.kit.rebuild;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.chronolink.events.Event;
import io.chronolink.events.Headers;
import io.chronolink.events.Topic;
import io.chronolink.kit.events.Channels;
import io.chronolink.kit.events.EventJson;
import io.chronolink.kit.events.ReadEvent;
import io.chronolink.kit.events.Received;
import io.chronolink.kit.events.TopicNames;
import io.smallrye.reactive.messaging.kafka.KafkaClientService;
import jakarta.inject.Singleton;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.PreparedBatch;
import org.jdbi.v3.core.statement.StatementContext;
import org.jspecify.annotations.Nullable;

/** Reads topics from their start into a temporary table, which has the last applied event of each record. */
@Singleton
class TopicReader {

    /** A record's last event; the key is that of the record. */
    record Staged(String key, ReadEvent read) {}

    private static final Duration POLL = Duration.ofMillis(500);

    private final KafkaClientService clients;
    private final TopicNames names;
    private final ObjectMapper json;
    private final int batch;

    TopicReader(
            KafkaClientService clients,
            TopicNames names,
            ObjectMapper json,
            @ConfigProperty(name = "chronolink.consumer.batch") int batch) {
        this.clients = clients;
        this.names = names;
        this.json = json;
        this.batch = batch;
    }

    /**
     * Reads the topics from the start, and keeps of each record its last event that was applied.
     *
     * @param ends how far each partition has been applied
     * @param tenant whose events, or null for all tenants'
     */
    void stage(Handle handle, Map<TopicPartition, Long> ends, @Nullable String tenant) {
        handle.execute("""
                create temporary table rebuild_record (
                    topic text, record_key text, tenant text, partition integer, record_offset bigint, headers jsonb,
                    payload bytea, primary key (topic, record_key)
                ) on commit drop
                """);
        Set<String> parked = handle.createQuery(
                        "select topic || '-' || partition || '@' || record_offset from parked_event for update")
                .mapTo(String.class)
                .set();
        try (KafkaConsumer<byte[], byte[]> consumer = consumer()) {
            Map<TopicPartition, Long> until = new HashMap<>();
            ends.forEach((partition, end) -> until.put(names.onBroker(partition), end));
            consumer.assign(until.keySet());
            consumer.seekToBeginning(until.keySet());
            // A topic may have been cut off at its end, by whoever restored it.
            Map<TopicPartition, Long> present = consumer.endOffsets(until.keySet());
            until.replaceAll((partition, end) -> Math.min(end, Objects.requireNonNullElse(present.get(partition), 0L)));
            while (until.entrySet().stream().anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
                Map<String, ReadEvent> last = new LinkedHashMap<>();
                for (ConsumerRecord<byte[], byte[]> polled : consumer.poll(POLL)) {
                    long end = until.getOrDefault(new TopicPartition(polled.topic(), polled.partition()), 0L);
                    ConsumerRecord<byte[], byte[]> record = names.ofContract(polled);
                    ReadEvent read = ReadEvent.of(record);
                    Received<Event> received = read.received();
                    if (received != null
                            && record.offset() < end
                            && (tenant == null || tenant.equals(received.tenant()))
                            && !parked.contains(record.topic() + "-" + record.partition() + "@" + record.offset())) {
                        last.put(record.topic() + "/" + read.key(), read);
                    }
                }
                keep(handle, last.values());
            }
        }
        handle.execute("analyze rebuild_record");
    }

    private static void keep(Handle handle, Iterable<ReadEvent> last) {
        PreparedBatch rows = handle.prepareBatch("""
                insert into rebuild_record values (:topic, :key, :tenant, :partition, :offset,
                                                   cast(:headers as jsonb), :payload)
                on conflict (topic, record_key) do update
                set tenant = excluded.tenant, partition = excluded.partition, record_offset = excluded.record_offset,
                    headers = excluded.headers, payload = excluded.payload
                """);
        for (ReadEvent one : last) {
            rows.bind("topic", one.record().topic())
                    .bind("key", one.key())
                    .bind("tenant", one.header(Headers.TENANT))
                    .bind("partition", one.record().partition())
                    .bind("offset", one.record().offset())
                    .bind("headers", EventJson.write(one.headers()))
                    .bind("payload", one.record().value())
                    .add();
        }
        if (rows.size() > 0) {
            rows.execute();
        }
    }

    /** The next batch of a topic's records by key; empty after the last one. */
    List<Staged> staged(Handle handle, Topic topic, String after) {
        return handle.createQuery("""
                        select * from rebuild_record where topic = :topic and record_key > :after
                        order by record_key limit :batch
                        """)
                .bind("topic", topic.name())
                .bind("after", after)
                .bind("batch", batch)
                .map(this::read)
                .list();
    }

    private Staged read(ResultSet row, StatementContext context) throws SQLException {
        String key = row.getString("record_key");
        TopicPartition partition = new TopicPartition(row.getString("topic"), row.getInt("partition"));
        return new Staged(
                key,
                ReadEvent.of(
                        partition,
                        row.getLong("record_offset"),
                        key,
                        headers(row.getString("headers")),
                        row.getBytes("payload")));
    }

    private Map<String, String> headers(String text) {
        try {
            return json.readValue(text, new TypeReference<>() {});
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("The staged headers cannot be read", e);
        }
    }

    /** With the settings of the channel's, but of no group. */
    private KafkaConsumer<byte[], byte[]> consumer() {
        Map<String, Object> settings =
                new HashMap<>(clients.getConsumer(Channels.EVENTS).configuration());
        settings.remove(ConsumerConfig.GROUP_ID_CONFIG);
        settings.put(ConsumerConfig.CLIENT_ID_CONFIG, "rebuild");
        return new KafkaConsumer<>(settings);
    }
}
