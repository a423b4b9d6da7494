package io.chronolink.benchmarks;

import io.chronolink.events.Topic;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.StringDeserializer;

/** Reads, in a thread of its own, what comes to a topic from now on: what the broker alone takes. */
final class Reader implements AutoCloseable {

    private final KafkaConsumer<String, String> consumer;
    private final Thread thread;

    Reader(String bootstrapServers, Topic topic, Consumer<ConsumerRecord<String, String>> sink)
            throws InterruptedException {
        this.consumer = new KafkaConsumer<>(
                Map.of("bootstrap.servers", bootstrapServers), new StringDeserializer(), new StringDeserializer());
        CountDownLatch ready = new CountDownLatch(1);
        this.thread = new Thread(() -> read(topic, sink, ready), "reader");
        thread.start();
        ready.await();
    }

    private void read(Topic topic, Consumer<ConsumerRecord<String, String>> sink, CountDownLatch ready) {
        try (consumer) {
            List<TopicPartition> partitions = consumer.partitionsFor(topic.name()).stream()
                    .map(info -> new TopicPartition(info.topic(), info.partition()))
                    .toList();
            consumer.assign(partitions);
            consumer.seekToEnd(partitions);
            partitions.forEach(consumer::position);
            ready.countDown();
            while (true) {
                consumer.poll(Duration.ofMillis(500)).forEach(sink);
            }
        } catch (WakeupException e) {
            // close() asked for the end.
        } finally {
            ready.countDown();
        }
    }

    @Override
    public void close() throws InterruptedException {
        consumer.wakeup();
        thread.join();
    }
}
