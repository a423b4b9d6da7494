package io.chronolink.benchmarks;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.chronolink.events.Headers;
import io.chronolink.events.Service;
import io.chronolink.events.Topic;
import io.chronolink.events.Topics;
import io.chronolink.stack.EventProbe;
import io.chronolink.stack.EventProbe.Seen;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;

/** How fast changes spread, one by one and many at once. */
final class PropagationRows {

    private static final int PARTITIONS = 12;
    private static final Duration REST = Duration.ofMillis(250);

    private final Platform platform;
    private final Links links;
    private final String bootstrapServers;
    private final Report report;
    private final int warmUps;
    private final int repetitions;
    private final ObjectMapper json = new ObjectMapper();
    private final Clock clock = Clock.systemUTC();

    PropagationRows(Platform platform, String bootstrapServers, Report report, int warmUps, int repetitions) {
        this.platform = platform;
        this.links = new Links(platform);
        this.bootstrapServers = bootstrapServers;
        this.report = report;
        this.warmUps = warmUps;
        this.repetitions = repetitions;
    }

    /** A bulk upsert until the last service is done with it, against the same records through the bare broker. */
    void bulk() throws Exception {
        Measure product = new Measure();
        Measure bare = new Measure();
        int records = 0;
        for (int round = 0; round < warmUps + repetitions; round++) {
            boolean counts = round >= warmUps;
            String tenant = "spread-" + UUID.randomUUID();
            String token = platform.token(tenant);
            byte[] body = links.many(tenant);
            Measure.timed(counts, product, () -> awaitDone(links.upsert(token, body), token));
            platform.awaitQuiet();
            List<Seen> events = events(tenant);
            records = events.size();
            throughBroker(events, counts, bare);
        }
        report.table("Work", "bare produce + consume ms", "product ms", "ratio", "events", "events a second");
        report.row(
                "10 000 link upserts until the last service is done",
                bare,
                product,
                bare.median() / product.median(),
                records,
                records / product.median() * 1_000);
        report.end();
    }

    /** Lets every service do its work so often that the compilers have done theirs. */
    void warmUp(int count, int perSecond) throws Exception {
        String tenant = "warm-up-" + UUID.randomUUID();
        String token = platform.token(tenant);
        for (String operation : Pace.send(count, perSecond, i -> links.upsert(token, links.one(tenant, i)))) {
            awaitDone(operation, token);
        }
    }

    /**
     * Single changes, from the moment an event is written in its transaction to the moment its consumer's receipt is;
     * beside them a consumer that has nothing to do but to read.
     *
     * @param perSecond 0 for one after another, each when all have come to rest
     */
    void single(String title, int count, int perSecond) throws Exception {
        String tenant = "single-" + UUID.randomUUID();
        String token = platform.token(tenant);
        Map<String, Instant> read = new ConcurrentHashMap<>();
        try (Reader ignored = new Reader(
                bootstrapServers, Topics.TIME_PROFILE, record -> read.put(operation(record), clock.instant()))) {
            if (perSecond == 0) {
                for (int i = 0; i < count; i++) {
                    awaitDone(links.upsert(token, links.one(tenant, i)), token);
                    // The others still count the receipts when the accepting service knows that all is done.
                    LockSupport.parkNanos(REST.toNanos());
                }
            } else {
                for (String operation : Pace.send(count, perSecond, i -> links.upsert(token, links.one(tenant, i)))) {
                    awaitDone(operation, token);
                }
            }
        }
        Map<String, Instant> written = new HashMap<>();
        Map<String, Measure> applied = new TreeMap<>();
        try (EventProbe probe = new EventProbe(bootstrapServers)) {
            for (Seen event : probe.all(Topics.TIME_PROFILE)) {
                if (tenant.equals(event.headers().get(Headers.TENANT))) {
                    written.put(operation(event), time(event));
                }
            }
            for (Seen receipt : probe.all(Topics.OPERATION_RECEIPTS)) {
                Instant start = written.get(operation(receipt));
                JsonNode data = json.readTree(String.valueOf(receipt.data()));
                if (start != null && data.path("applied").has(Topics.TIME_PROFILE.name())) {
                    add(applied, data.path("service").asText(), start, time(receipt));
                }
            }
        }
        read.forEach((operation, at) -> {
            Instant start = written.get(operation);
            if (start != null) {
                add(applied, "a consumer that only reads", start, at);
            }
        });
        report.table(title + ": written to applied in", "p50 ms", "p99 ms", "aim");
        for (Map.Entry<String, Measure> one : applied.entrySet()) {
            report.row(
                    one.getKey(),
                    one.getValue().median(),
                    one.getValue().quantile(0.99),
                    one.getKey().endsWith("-service") ? "≤ 3 / 10" : "–");
        }
        report.end();
    }

    private static void add(Map<String, Measure> measures, String who, Instant from, Instant to) {
        measures.computeIfAbsent(who, one -> new Measure())
                .add(Duration.between(from, to).toNanos() / 1e6);
    }

    private void awaitDone(String operation, String token) throws Exception {
        platform.awaitDone(Service.PROFILE, operation, token);
    }

    private List<Seen> events(String tenant) {
        List<Seen> events = new ArrayList<>();
        try (EventProbe probe = new EventProbe(bootstrapServers)) {
            for (Topic topic : Topics.all()) {
                if (!topic.equals(Topics.OPERATION_RECEIPTS)) {
                    probe.all(topic).stream()
                            .filter(event -> tenant.equals(event.headers().get(Headers.TENANT)))
                            .forEach(events::add);
                }
            }
        }
        return events;
    }

    /** One producer with the relay's word from the broker, and one consumer that reads meanwhile. */
    private void throughBroker(List<Seen> events, boolean counts, Measure measure) throws Exception {
        String topic = "bench-" + UUID.randomUUID();
        Map<String, Object> config = Map.of(
                "bootstrap.servers",
                bootstrapServers,
                "acks",
                "all",
                "enable.idempotence",
                true,
                "max.in.flight.requests.per.connection",
                1,
                "linger.ms",
                5);
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", bootstrapServers));
                KafkaConsumer<String, String> consumer = new KafkaConsumer<>(
                        Map.of("bootstrap.servers", bootstrapServers),
                        new StringDeserializer(),
                        new StringDeserializer());
                KafkaProducer<String, String> producer =
                        new KafkaProducer<>(config, new StringSerializer(), new StringSerializer())) {
            admin.createTopics(List.of(new NewTopic(topic, PARTITIONS, (short) 1)))
                    .all()
                    .get();
            try {
                List<TopicPartition> partitions = new ArrayList<>();
                for (int partition = 0; partition < PARTITIONS; partition++) {
                    partitions.add(new TopicPartition(topic, partition));
                }
                consumer.assign(partitions);
                consumer.seekToBeginning(partitions);
                Measure.timed(counts, measure, () -> pass(events, topic, producer, consumer));
            } finally {
                admin.deleteTopics(List.of(topic)).all().get();
            }
        } catch (ExecutionException e) {
            throw new IOException("The broker refused", e);
        }
    }

    private static void pass(
            List<Seen> events,
            String topic,
            KafkaProducer<String, String> producer,
            KafkaConsumer<String, String> consumer)
            throws Exception {
        CompletableFuture<Void> refusal = new CompletableFuture<>();
        for (Seen event : events) {
            ProducerRecord<String, String> copy = new ProducerRecord<>(topic, event.key(), event.data());
            event.headers().forEach((name, value) -> copy.headers().add(name, value.getBytes(StandardCharsets.UTF_8)));
            producer.send(copy, (place, refused) -> {
                if (refused != null) {
                    refusal.completeExceptionally(refused);
                }
            });
        }
        for (int seen = 0; seen < events.size(); ) {
            seen += consumer.poll(Duration.ofMillis(100)).count();
            refusal.getNow(null); // what the broker refused would be waited for without end
        }
        producer.flush();
    }

    private static String operation(ConsumerRecord<String, String> record) {
        return new String(record.headers().lastHeader(Headers.OPERATION_ID).value(), StandardCharsets.UTF_8);
    }

    private static String operation(Seen event) {
        return String.valueOf(event.headers().get(Headers.OPERATION_ID));
    }

    private static Instant time(Seen event) {
        return Instant.parse(String.valueOf(event.headers().get(Headers.TIME)));
    }
}
