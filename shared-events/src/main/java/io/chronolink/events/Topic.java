package io.chronolink.events;

import java.util.Map;
import java.util.Set;

/**
 * A Kafka topic and who listens to it.
 *
 * @param name the topic's name on the broker
 * @param owners the services that write to it: one, except for receipts
 * @param subscribers the services that apply every event of it
 * @param partitions number of partitions, at least 1
 * @param config topic settings as the broker names them
 */
public record Topic(
        String name, Set<Service> owners, Set<Service> subscribers, int partitions, Map<String, String> config) {}
