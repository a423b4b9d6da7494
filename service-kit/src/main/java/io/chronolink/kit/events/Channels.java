package io.chronolink.kit.events;

import io.quarkus.arc.All;
import io.smallrye.common.annotation.Identifier;
import io.smallrye.mutiny.Multi;
import jakarta.enterprise.context.Dependent;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.eclipse.microprofile.reactive.messaging.Outgoing;

/** The channels between a service and the broker; what is the same for all services stands in microprofile-config.properties. */
@Dependent
public class Channels {

    public static final String EVENTS = "events";
    static final String OUTBOX = "outbox";

    /** A service reads the topics that it has a consumer for. */
    @Produces
    @Singleton
    @Identifier(EVENTS)
    Map<String, Object> events(@All List<TopicConsumer<?>> handlers, TopicNames names) {
        return Map.of(
                "topics",
                handlers.stream()
                        .map(handler -> names.onBroker(handler.topic().name()))
                        .collect(Collectors.joining(",")));
    }

    /** Nothing flows here: the {@link Relay} sends with the channel's producer, whole batches in their order. */
    @Outgoing(OUTBOX)
    Multi<byte[]> outbox() {
        return Multi.createFrom().nothing();
    }
}
