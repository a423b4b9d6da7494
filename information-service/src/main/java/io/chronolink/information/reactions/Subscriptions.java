package io.chronolink.information.reactions;

import io.chronolink.events.TimeProfileEvent;
import io.chronolink.information.domain.BoundInformations;
import io.chronolink.kit.events.TopicConsumer;
import io.chronolink.links.LinkReplica;
import io.chronolink.links.consumers.TimeProfileConsumer;
import jakarta.enterprise.context.Dependent;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;

/** Bound notices follow their links; the end of their own validity is heard by {@link EntityPeriodConsumer}. */
@Dependent
class Subscriptions {

    @Produces
    @Singleton
    TopicConsumer<TimeProfileEvent> timeProfiles(LinkReplica links, BoundInformations informations) {
        return new TimeProfileConsumer(links, informations);
    }
}
