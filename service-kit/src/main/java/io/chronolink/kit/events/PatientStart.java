package io.chronolink.kit.events;

import io.smallrye.mutiny.Multi;
import io.smallrye.reactive.messaging.PublisherDecorator;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.List;
import org.eclipse.microprofile.reactive.messaging.Message;

/** Lets a channel begin when the broker's name can be resolved, and the service start before that. */
@ApplicationScoped
class PatientStart implements PublisherDecorator {

    private static final Duration FIRST_REST = Duration.ofSeconds(1);
    private static final Duration LONGEST_REST = Duration.ofSeconds(5);

    @Override
    public Multi<? extends Message<?>> decorate(
            Multi<? extends Message<?>> publisher, List<String> channels, boolean isConnector) {
        return isConnector
                ? publisher
                        .onFailure()
                        .retry()
                        .withBackOff(FIRST_REST, LONGEST_REST)
                        .indefinitely()
                : publisher;
    }
}
