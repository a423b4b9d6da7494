package io.chronolink.kit.events;

import jakarta.inject.Singleton;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.statement.SqlStatement;

/**
 * How far the partitions of this instance have been applied. The database is the truth: they start where it says, and move in
 * the transaction of the effects. Touched by the channel's polling thread only.
 */
@Singleton
class Offsets {

    private static final int NONE = Integer.MIN_VALUE;

    private final Jdbi jdbi;
    private final TopicNames names;

    /** The next offset of each partition, as the database had it last. */
    private final Map<TopicPartition, Long> next = new HashMap<>();

    /** Of the group, when the partitions were assigned. */
    private int generation = NONE;

    /** What the broker last heard of {@link #next}. */
    private Map<TopicPartition, Long> told = Map.of();

    Offsets(Jdbi jdbi, TopicNames names) {
        this.jdbi = jdbi;
        this.names = names;
    }

    /**
     * Lets all assigned partitions be read from where the database is, those too that were assigned before: what was read of
     * them is of an earlier generation.
     */
    void place(Consumer<?, ?> consumer) {
        Map<TopicPartition, Long> stored =
                stored(consumer.assignment().stream().map(names::ofContract).toList());
        stored.forEach((partition, offset) -> consumer.seek(names.onBroker(partition), offset));
        next.clear();
        next.putAll(stored);
        generation = consumer.groupMetadata().generationId();
    }

    /** Nothing that was read so far is to be applied any more. */
    void forget() {
        next.clear();
        generation = NONE;
    }

    /** Whether records of that generation of the group come after those that were applied, without a gap. */
    boolean areOf(int read) {
        return read == generation;
    }

    boolean isApplied(ReadEvent event) {
        return event.record().offset() < next.getOrDefault(event.partition(), 0L);
    }

    /**
     * Moves on in the current transaction.
     *
     * @param moved the next offset of each partition in it
     * @throws OffsetsTaken if the database has other offsets than were expected, so that somebody else has applied these
     *     partitions or the database was restored
     */
    void move(Map<TopicPartition, Long> moved) {
        List<TopicPartition> partitions = List.copyOf(moved.keySet());
        int found = jdbi.withHandle(handle -> bindPartitions(handle.createUpdate("""
                                update consumer_offset o set next_offset = n.next
                                from unnest(:topics, :partitions, :expected, :next)
                                     as n (topic, partition, expected, next)
                                where o.topic = n.topic and o.partition = n.partition and o.next_offset = n.expected
                                """), partitions)
                .bindArray(
                        "expected",
                        Long.class,
                        partitions.stream().map(next::get).toList())
                .bindArray(
                        "next", Long.class, partitions.stream().map(moved::get).toList())
                .execute());
        if (found != partitions.size()) {
            throw new OffsetsTaken();
        }
    }

    /** The transaction of {@link #move} has committed. */
    void moved(Map<TopicPartition, Long> moved) {
        next.putAll(moved);
    }

    /** Tells the broker, for those who look at the group's lag there; this service itself trusts its database. */
    void tell(Consumer<?, ?> consumer) {
        if (!next.equals(told)) {
            Map<TopicPartition, Long> now = Map.copyOf(next);
            consumer.commitAsync(
                    now.entrySet().stream()
                            .collect(Collectors.toMap(
                                    entry -> names.onBroker(entry.getKey()),
                                    entry -> new OffsetAndMetadata(entry.getValue()))),
                    (done, failure) -> told = failure == null ? now : told);
        }
    }

    /** 0 for one that was never read. */
    private Map<TopicPartition, Long> stored(Collection<TopicPartition> partitions) {
        return jdbi.withHandle(handle -> {
            bindPartitions(handle.createUpdate("""
                                    insert into consumer_offset (topic, partition, next_offset)
                                    select topic, partition, 0 from unnest(:topics, :partitions) as n (topic, partition)
                                    order by topic, partition
                                    on conflict do nothing
                                    """), partitions).execute();
            return bindPartitions(handle.createQuery("""
                                    select o.topic, o.partition, o.next_offset
                                    from consumer_offset o
                                    join unnest(:topics, :partitions) as n (topic, partition) using (topic, partition)
                                    """), partitions).reduceRows(new HashMap<>(), (stored, row) -> {
                stored.put(
                        new TopicPartition(
                                row.getColumn("topic", String.class), row.getColumn("partition", Integer.class)),
                        row.getColumn("next_offset", Long.class));
                return stored;
            });
        });
    }

    private static <S extends SqlStatement<S>> S bindPartitions(S statement, Collection<TopicPartition> partitions) {
        return statement
                .bindArray(
                        "topics",
                        String.class,
                        partitions.stream().map(TopicPartition::topic).toList())
                .bindArray(
                        "partitions",
                        Integer.class,
                        partitions.stream().map(TopicPartition::partition).toList());
    }

    /** These events are not this instance's to apply, or not yet: it must begin anew where the database is. */
    static final class OffsetsTaken extends RuntimeException {
        private static final long serialVersionUID = 1;

        OffsetsTaken() {
            super("The database has other offsets than were expected");
        }
    }
}
