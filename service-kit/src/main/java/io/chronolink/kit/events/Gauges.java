package io.chronolink.kit.events;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.util.Collection;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.common.TopicPartition;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.JdbiException;

/**
 * What operators watch: how many events wait in the outbox and for how long the oldest, how many are parked, and how far this
 * instance is behind the broker. A figure that cannot be read at the moment is NaN.
 */
@Singleton
class Gauges {

    private final Jdbi jdbi;
    private final Clock clock;
    private final TopicNames names;
    private final MeterRegistry metrics;

    /** Records that this instance has not read yet, by topic. */
    private final Map<String, Long> lags = new ConcurrentHashMap<>();

    Gauges(Jdbi jdbi, Clock clock, TopicNames names, MeterRegistry metrics) {
        this.jdbi = jdbi;
        this.clock = clock;
        this.names = names;
        this.metrics = metrics;
    }

    void register(@Observes StartupEvent event) {
        Gauge.builder("chronolink.outbox.depth", () -> read("select count(*) from outbox"))
                .description("Events that wait for the relay")
                .register(metrics);
        Gauge.builder("chronolink.outbox.age", this::age)
                .description("For how long the oldest event has been waiting for the relay")
                .baseUnit("seconds")
                .register(metrics);
        Gauge.builder("chronolink.parked.events", () -> read("select count(*) from parked_event"))
                .description("Events that could not be applied and wait for an operator")
                .register(metrics);
    }

    /** Notes how far the consumer is behind; called by its thread. */
    void lag(Consumer<?, ?> consumer, Collection<String> topics) {
        for (String topic : topics) {
            long lag = 0;
            for (TopicPartition partition : consumer.assignment()) {
                OptionalLong behind = partition.topic().equals(names.onBroker(topic))
                        ? consumer.currentLag(partition)
                        : OptionalLong.empty();
                lag += behind.orElse(0);
            }
            if (lags.put(topic, lag) == null) {
                Gauge.builder("chronolink.consumer.lag", () -> lags.getOrDefault(topic, 0L))
                        .description("Records of a topic that this instance has not read yet")
                        .tags(Tags.of("topic", topic))
                        .register(metrics);
            }
        }
    }

    private double age() {
        double oldest = read("select extract(epoch from min(occurred_at)) from outbox");
        return oldest == 0 ? 0 : clock.millis() / 1e3 - oldest;
    }

    /** 0 for null, NaN where the database is away. */
    private double read(String sql) {
        try {
            return jdbi.withHandle(handle -> handle.createQuery(sql)
                    .map((row, context) -> row.getDouble(1))
                    .one());
        } catch (JdbiException e) {
            return Double.NaN;
        }
    }
}
