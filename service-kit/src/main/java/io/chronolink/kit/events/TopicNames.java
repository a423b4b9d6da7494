package io.chronolink.kit.events;

import jakarta.inject.Singleton;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/**
 * The names of topics on the broker, where an operator may have put a prefix before all of them so that several environments
 * share a cluster. Everywhere else, in the database too, a topic has the name of its contract.
 */
@Singleton
public class TopicNames {

    private final String prefix;

    TopicNames(@ConfigProperty(name = "chronolink.kafka.prefix") Optional<String> prefix) {
        this.prefix = prefix.orElse("");
    }

    String onBroker(String topic) {
        return prefix + topic;
    }

    public TopicPartition onBroker(TopicPartition partition) {
        return new TopicPartition(onBroker(partition.topic()), partition.partition());
    }

    TopicPartition ofContract(TopicPartition partition) {
        return new TopicPartition(ofContract(partition.topic()), partition.partition());
    }

    /** The record as if it had been read without a prefix. */
    public ConsumerRecord<byte[], byte[]> ofContract(ConsumerRecord<byte[], byte[]> record) {
        return prefix.isEmpty()
                ? record
                : new ConsumerRecord<>(
                        ofContract(record.topic()),
                        record.partition(),
                        record.offset(),
                        record.timestamp(),
                        record.timestampType(),
                        record.serializedKeySize(),
                        record.serializedValueSize(),
                        record.key(),
                        record.value(),
                        record.headers(),
                        record.leaderEpoch());
    }

    private String ofContract(String topic) {
        return topic.substring(prefix.length());
    }
}
