package io.chronolink.kit.events;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.github.f4b6a3.uuid.UuidCreator;
import io.chronolink.events.Event;
import io.chronolink.events.Headers;
import io.chronolink.events.Topic;
import io.chronolink.events.Topics;
import io.chronolink.kit.tenancy.Tenancy;
import io.chronolink.kit.web.Failure;
import io.quarkus.arc.All;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.smallrye.reactive.messaging.kafka.KafkaClientService;
import jakarta.inject.Singleton;
import jakarta.transaction.Transactional;
import java.nio.charset.StandardCharsets;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.statement.PreparedBatch;
import org.jdbi.v3.core.statement.StatementContext;
import org.jspecify.annotations.Nullable;

/**
 * Takes replicas and derived data anew from the topics, in one transaction: whoever asks meanwhile sees them as they were.
 * It holds the consumers' offsets, so events wait, and reads exactly what was applied before.
 */
@Singleton
class Rebuilds {

    /**
     * A rebuild as it was asked for.
     *
     * @param tenant null for all of them
     * @param endedAt null while it runs
     * @param records whose last event was taken over; null while it runs
     * @param refused whose last event could not be; null while it runs
     * @param reason why it failed, or null
     */
    record Rebuild(
            UUID id,
            @Nullable String tenant,
            String status,
            Instant startedAt,
            @Nullable Instant endedAt,
            @Nullable Integer records,
            @Nullable Integer refused,
            @Nullable String reason) {}

    private record Counts(int records, int refused) {}

    private record Staged(String key, ReadEvent read) {}

    private static final Logger LOG = Logger.getLogger(Rebuilds.class);
    private static final long LOCK = 0x7265_6275_696c_64L;
    private static final Duration TIMEOUT = Duration.ofHours(2);
    private static final Duration POLL = Duration.ofMillis(500);

    /** So long after its start a rebuild must hold the lock. */
    private static final Duration START = Duration.ofSeconds(10);

    private final RebuildRepository rebuilds;
    private final Jdbi jdbi;
    private final Map<String, TopicConsumer<?>> handlers;
    private final Tenancy tenancy;
    private final ObjectMapper json;
    private final Clock clock;
    private final KafkaClientService clients;
    private final TopicNames names;
    private final int batch;

    Rebuilds(
            RebuildRepository rebuilds,
            Jdbi jdbi,
            @All List<TopicConsumer<?>> handlers,
            Tenancy tenancy,
            ObjectMapper json,
            Clock clock,
            KafkaClientService clients,
            TopicNames names,
            @ConfigProperty(name = "chronolink.consumer.batch") int batch) {
        this.rebuilds = rebuilds;
        this.jdbi = jdbi;
        Map<String, TopicConsumer<?>> byTopic = new LinkedHashMap<>();
        for (Topic topic : Topics.all()) {
            handlers.stream()
                    .filter(handler -> handler.topic().equals(topic) && !topic.equals(Topics.OPERATION_RECEIPTS))
                    .forEach(handler -> byTopic.put(topic.name(), handler));
        }
        this.handlers = byTopic;
        this.tenancy = tenancy;
        this.json = json;
        this.clock = clock;
        this.clients = clients;
        this.names = names;
        this.batch = batch;
    }

    /**
     * Starts a rebuild and returns at once.
     *
     * @param tenant null for all of them
     * @throws Failure (conflict) while another one is running
     */
    UUID start(@Nullable String tenant, String by) {
        UUID id = UuidCreator.getTimeOrderedEpoch();
        QuarkusTransaction.requiringNew().run(() -> {
            if (!isLockFree()) {
                throw Failure.conflict("A rebuild is running.");
            }
            rebuilds.interruptRunning(clock.instant());
            rebuilds.persist(new RebuildEntity(id, tenant, by, clock.instant()));
        });
        LOG.infof("Rebuild %s started by %s", id, by.replaceAll("\\p{Cntrl}", " "));
        new Thread(() -> run(id, tenant), "rebuild").start();
        return id;
    }

    /**
     * A rebuild and how far it is.
     *
     * @param tenant whose it must be, or null for anybody's
     * @throws Failure (not found) if there is no such rebuild
     */
    @Transactional
    Rebuild find(@Nullable String tenant, UUID id) {
        Rebuild found = rebuilds.findByIdOptional(id)
                .map(RebuildEntity::rebuild)
                .filter(rebuild -> tenant == null || tenant.equals(rebuild.tenant()))
                .orElseThrow(() -> Failure.notFound("There is no such rebuild."));
        boolean isDead = found.status().equals(RebuildEntity.RUNNING)
                && found.startedAt().isBefore(clock.instant().minus(START))
                && isLockFree();
        return isDead
                ? new Rebuild(
                        found.id(),
                        found.tenant(),
                        RebuildEntity.INTERRUPTED,
                        found.startedAt(),
                        null,
                        null,
                        null,
                        null)
                : found;
    }

    private void run(UUID id, @Nullable String tenant) {
        try {
            Set<String> acting = tenant == null ? Set.of() : Set.of(tenant);
            Counts counts = tenancy.as(acting, () -> QuarkusTransaction.requiringNew()
                    .timeout((int) TIMEOUT.toSeconds())
                    .call(() -> jdbi.withHandle(handle -> rebuild(handle, id, tenant))));
            LOG.infof("Rebuild %s is done: %d records, %d refused", id, counts.records(), counts.refused());
            end(id, "done", counts, null);
        } catch (RuntimeException e) {
            LOG.errorf(e, "Rebuild %s failed", id);
            end(id, "failed", null, "It failed; the log tells why. Everything is as it was.");
        }
    }

    private void end(UUID id, String status, @Nullable Counts counts, @Nullable String reason) {
        QuarkusTransaction.requiringNew().run(() -> {
            RebuildEntity ended = rebuilds.findById(id);
            ended.status = status;
            ended.endedAt = clock.instant();
            ended.records = counts == null ? null : counts.records();
            ended.refused = counts == null ? null : counts.refused();
            ended.reason = reason;
        });
    }

    private Counts rebuild(Handle handle, UUID id, @Nullable String tenant) {
        handle.select("select pg_advisory_xact_lock(?)", LOCK)
                .mapTo(String.class)
                .one();
        stage(handle, applied(handle), tenant);
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
            int records = 0;
            int refused = 0;
            for (TopicConsumer<?> handler : handlers.values()) {
                Counts counts = restore(handle, handler, id);
                records += counts.records();
                refused += counts.refused();
            }
            handlers.values().forEach(handler -> handler.derive(owner -> new Cause(owner, id, null)));
            return new Counts(records, refused);
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

    /** Reads the topics from the start, and keeps of each record its last event that was applied. */
    private void stage(Handle handle, Map<TopicPartition, Long> ends, @Nullable String tenant) {
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

    private Counts restore(Handle handle, TopicConsumer<?> handler, UUID id) {
        int records = 0;
        int refused = 0;
        String last = "";
        while (true) {
            List<Staged> part = handle.createQuery("""
                            select * from rebuild_record where topic = :topic and record_key > :last
                            order by record_key limit :batch
                            """)
                    .bind("topic", handler.topic().name())
                    .bind("last", last)
                    .bind("batch", batch)
                    .map(this::staged)
                    .list();
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

    private Staged staged(ResultSet row, StatementContext context) throws SQLException {
        String key = row.getString("record_key");
        ConsumerRecord<byte[], byte[]> record = new ConsumerRecord<>(
                row.getString("topic"),
                row.getInt("partition"),
                row.getLong("record_offset"),
                key.getBytes(StandardCharsets.UTF_8),
                row.getBytes("payload"));
        try {
            json.readValue(row.getString("headers"), new TypeReference<Map<String, String>>() {})
                    .forEach((name, value) -> record.headers().add(name, value.getBytes(StandardCharsets.UTF_8)));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("The staged headers cannot be read", e);
        }
        return new Staged(key, ReadEvent.of(record));
    }

    /** With the settings of the channel's, but of no group. */
    private KafkaConsumer<byte[], byte[]> consumer() {
        Map<String, Object> settings =
                new HashMap<>(clients.getConsumer(Channels.EVENTS).configuration());
        settings.remove(ConsumerConfig.GROUP_ID_CONFIG);
        settings.put(ConsumerConfig.CLIENT_ID_CONFIG, "rebuild");
        return new KafkaConsumer<>(settings);
    }

    private boolean isLockFree() {
        return jdbi.withHandle(handle -> handle.select("select pg_try_advisory_xact_lock(?)", LOCK)
                .mapTo(Boolean.class)
                .one());
    }
}
