package io.chronolink.kit.events;

import jakarta.inject.Singleton;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Liveness;

/**
 * Dead once the relay's producer cannot send any more whatever the broker does: only another process has another producer. A
 * broker that is away is no reason.
 */
@Liveness
@Singleton
class RelayLiveness implements HealthCheck {

    private final Relay relay;

    RelayLiveness(Relay relay) {
        this.relay = relay;
    }

    @Override
    public HealthCheckResponse call() {
        return HealthCheckResponse.named("outbox-relay")
                .status(!relay.isBroken())
                .build();
    }
}
