package io.chronolink.kit;

import io.chronolink.events.Topics;
import io.chronolink.stack.TestStack;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** Another member of the service's group, which takes partitions and applies nothing. */
final class Member implements AutoCloseable {

    static final String GROUP = "period-service";

    private final KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(
            Map.of("bootstrap.servers", TestStack.bootstrapServers(), "group.id", GROUP, "enable.auto.commit", false),
            new ByteArrayDeserializer(),
            new ByteArrayDeserializer());

    private Member() {}

    /** Returns when it has partitions of the topic of rooms. */
    static Member join() {
        Member member = new Member();
        member.consumer.subscribe(List.of(Topics.ROOM.name()));
        while (member.consumer.assignment().isEmpty()) {
            member.consumer.poll(Duration.ofMillis(100));
        }
        return member;
    }

    /** The ids of the group's members. */
    static Set<String> all() {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", TestStack.bootstrapServers()))) {
            return admin.describeConsumerGroups(List.of(GROUP)).all().get().values().stream()
                    .flatMap(group -> group.members().stream())
                    .map(member -> member.consumerId())
                    .collect(Collectors.toSet());
        } catch (ExecutionException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The offset that the broker has for the group, or 0. */
    static long told(TopicPartition partition) {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", TestStack.bootstrapServers()))) {
            OffsetAndMetadata offset = admin.listConsumerGroupOffsets(GROUP)
                    .partitionsToOffsetAndMetadata()
                    .get()
                    .get(partition);
            return offset == null ? 0 : offset.offset();
        } catch (ExecutionException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        consumer.close();
    }
}
