package io.chronolink.kit.events;

import io.agroal.api.AgroalDataSource;
import io.chronolink.events.Topics;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.opentelemetry.api.trace.SpanKind;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.reactive.messaging.kafka.KafkaClientService;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.function.Function;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.ApiException;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.ProducerFencedException;
import org.apache.kafka.common.errors.UnsupportedVersionException;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;

/**
 * Sends what the outbox holds. One instance per service leads, by an advisory lock on the connection it
 * reads with; the others tell it after their commits, and take over when that connection ends.
 */
@Singleton
class Relay {

    private static final Logger LOG = Logger.getLogger(Relay.class);

    /** Any fixed number: the service's database is its own. */
    private static final long LOCK = 0x6f7574626f78L;

    private static final String CHANNEL = "outbox";
    private static final Duration FOLLOWER_LOOKS = Duration.ofSeconds(1);
    private static final Duration PAUSE = Duration.ofMillis(500);

    private final AgroalDataSource dataSource;
    private final WakeUp wakeUp;
    private final Traces traces;
    private final Counter sent;
    private final Counter failed;
    private final String source;
    private final KafkaClientService clients;
    private final TopicNames names;
    private final int batch;
    private final Duration poll;
    private final Thread thread = new Thread(this::run, "outbox-relay");
    private volatile boolean stopping;
    private volatile boolean broken;

    Relay(
            AgroalDataSource dataSource,
            WakeUp wakeUp,
            Traces traces,
            MeterRegistry metrics,
            @ConfigProperty(name = "quarkus.application.name") String service,
            KafkaClientService clients,
            TopicNames names,
            @ConfigProperty(name = "chronolink.relay.batch") int batch,
            @ConfigProperty(name = "chronolink.relay.poll") Duration poll) {
        this.dataSource = dataSource;
        this.wakeUp = wakeUp;
        this.traces = traces;
        this.sent = metrics.counter("chronolink.outbox.sent");
        this.failed = metrics.counter("chronolink.outbox.failed");
        this.source = "/" + service;
        this.clients = clients;
        this.names = names;
        this.batch = batch;
        this.poll = poll;
    }

    /** Whether the last attempt showed that the producer will never send again; the connector makes no other one. */
    boolean isBroken() {
        return broken;
    }

    void start(@Observes StartupEvent event) {
        thread.start();
    }

    void stop(@Observes ShutdownEvent event) throws InterruptedException {
        stopping = true;
        wakeUp.now();
        thread.join(Duration.ofSeconds(5).toMillis());
    }

    private void run() {
        while (!stopping) {
            try (Connection connection = dataSource.getConnection()) {
                Producer<byte[], byte[]> producer = producer();
                if (takesLead(connection)) {
                    lead(connection, producer);
                } else {
                    follow(connection);
                }
            } catch (InterruptedException e) {
                return;
            } catch (SQLException | RuntimeException e) {
                if (!stopping) {
                    LOG.warnf("The outbox waits: %s", e.getMessage());
                    pause();
                }
            }
        }
    }

    private static boolean takesLead(Connection connection) throws SQLException {
        try (PreparedStatement lock = connection.prepareStatement("select pg_try_advisory_lock(?)")) {
            lock.setLong(1, LOCK);
            ResultSet result = lock.executeQuery();
            return result.next() && result.getBoolean(1);
        }
    }

    /** Waits for the lead; what is committed here meanwhile is told to the leader by one coalesced notification. */
    private void follow(Connection connection) throws SQLException, InterruptedException {
        if (wakeUp.await(FOLLOWER_LOOKS)) {
            try (PreparedStatement notify = connection.prepareStatement("select pg_notify(?, '')")) {
                notify.setString(1, CHANNEL);
                notify.execute();
            }
        }
    }

    /** Made at the first call, and again if it could not be: a broker's name may not be known yet. */
    private Producer<byte[], byte[]> producer() {
        return clients.<byte[], byte[]>getProducer(Channels.OUTBOX)
                .runOnSendingThread(Function.<Producer<byte[], byte[]>>identity())
                .await()
                .indefinitely();
    }

    private void lead(Connection connection, Producer<byte[], byte[]> producer)
            throws SQLException, InterruptedException {
        LOG.debug("This instance sends the outbox");
        Thread listener = new Thread(this::listen, "outbox-listener");
        try {
            listener.start();
            LowWater lowWater = new LowWater(System.nanoTime());
            while (!stopping) {
                lowWater.look(connection, System.nanoTime());
                Sending sending = send(connection, producer, lowWater);
                if (sending.sent() < sending.read()) {
                    pause();
                } else if (sending.read() < batch) {
                    wakeUp.await(poll);
                }
            }
        } catch (RuntimeException e) {
            broken = isFatal(e);
            throw e;
        } finally {
            listener.interrupt();
            try {
                // What was given to the producer must not leave after somebody else has taken the lead.
                producer.flush();
            } finally {
                release(connection);
            }
        }
    }

    private static void release(Connection connection) {
        try (PreparedStatement unlock = connection.prepareStatement("select pg_advisory_unlock_all()")) {
            unlock.execute();
        } catch (SQLException e) {
            LOG.debug("The connection is gone, and its lock with it", e);
        }
    }

    private Sending send(Connection connection, Producer<byte[], byte[]> producer, LowWater lowWater)
            throws SQLException {
        List<OutboxRow> read = OutboxRow.read(connection, lowWater.id(), batch);
        lowWater.saw(read.isEmpty() ? Long.MAX_VALUE : read.get(0).id());
        Map<String, Boolean> known = new HashMap<>();
        List<OutboxRow> rows = read.stream()
                .filter(row -> known.computeIfAbsent(row.topic(), topic -> isKnown(producer, names.onBroker(topic))))
                .toList();
        Set<String> failedRecords = new HashSet<>();
        boolean hasFatal = false;
        List<Long> done = new ArrayList<>(rows.size());
        try (Traces.Work work = traces.begin(SpanKind.PRODUCER, "send")) {
            List<Future<RecordMetadata>> results = new ArrayList<>(rows.size());
            for (OutboxRow row : rows) {
                results.add(producer.send(row.record(names.onBroker(row.topic()), source, traceparent(row, work))));
            }
            producer.flush();
            for (int i = 0; i < rows.size(); i++) {
                Throwable failure = failure(results.get(i));
                hasFatal |= failure != null && isFatal(failure);
                // What follows a failed event of the same record is sent again after it, so that the order stays.
                if (failure != null || failedRecords.contains(rows.get(i).recordId())) {
                    failedRecords.add(rows.get(i).recordId());
                    work.failed();
                } else {
                    done.add(rows.get(i).id());
                }
            }
        }
        broken = hasFatal && done.isEmpty();
        if (!done.isEmpty()) {
            try (PreparedStatement delete = connection.prepareStatement("delete from outbox where id = any (?)")) {
                delete.setArray(1, connection.createArrayOf("int8", done.toArray()));
                delete.executeUpdate();
            }
            sent.increment(done.size());
        }
        return new Sending(read.size(), done.size());
    }

    /** Receipts have no part in a trace: they would be most of it. */
    private static @Nullable String traceparent(OutboxRow row, Traces.Work work) {
        return row.topic().equals(Topics.OPERATION_RECEIPTS.name())
                ? row.traceparent()
                : work.on(row.topic(), row.operationId(), row.traceparent());
    }

    /** Asked once for a topic: sending would wait as long for each of its events, while those of others wait behind. */
    private static boolean isKnown(Producer<byte[], byte[]> producer, String topic) {
        try {
            producer.partitionsFor(topic);
            return true;
        } catch (ApiException e) {
            LOG.warnf("Events of a topic wait: %s", e.getMessage());
            return false;
        }
    }

    /** Why an event has not arrived, or null if it has. */
    private @Nullable Throwable failure(Future<RecordMetadata> result) {
        try {
            result.get();
            return null;
        } catch (ExecutionException e) {
            failed.increment();
            LOG.warnf("An event could not be sent and is tried again: %s", e.getCause());
            return e.getCause();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return e;
        }
    }

    /** Whether it tells of the producer itself: it was closed, was fenced off, or keeps an error for all that it is given. */
    private static boolean isFatal(Throwable failure) {
        return failure instanceof IllegalStateException
                || (failure instanceof KafkaException && !(failure instanceof ApiException))
                || failure instanceof AuthenticationException
                || failure instanceof ProducerFencedException
                || failure instanceof UnsupportedVersionException;
    }

    /** Hears of commits of other instances. */
    private void listen() {
        while (!stopping && !Thread.currentThread().isInterrupted()) {
            try (Connection connection = dataSource.getConnection()) {
                try (PreparedStatement listen = connection.prepareStatement("listen " + CHANNEL)) {
                    listen.execute();
                }
                PGConnection session = connection.unwrap(PGConnection.class);
                while (!stopping && !Thread.currentThread().isInterrupted()) {
                    if (session.getNotifications(1_000).length > 0) {
                        wakeUp.now();
                    }
                }
                try (PreparedStatement unlisten = connection.prepareStatement("unlisten " + CHANNEL)) {
                    unlisten.execute();
                }
            } catch (SQLException e) {
                LOG.debug("Other instances are not heard; the poll finds what they commit", e);
                pause();
            }
        }
    }

    private void pause() {
        try {
            Thread.sleep(PAUSE.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private record Sending(int read, int sent) {}
}
