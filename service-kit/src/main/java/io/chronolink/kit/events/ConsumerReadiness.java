package io.chronolink.kit.events;

import jakarta.inject.Singleton;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/**
 * Ready once the consumer has joined its group. A broker that goes away later does not make the service
 * unready: it still accepts writes, and they spread when the broker is back.
 */
@Readiness
@Singleton
class ConsumerReadiness implements HealthCheck {

    private final EventConsumer consumer;

    ConsumerReadiness(EventConsumer consumer) {
        this.consumer = consumer;
    }

    @Override
    public HealthCheckResponse call() {
        return HealthCheckResponse.named("event-consumer")
                .status(consumer.hasJoined())
                .build();
    }
}
