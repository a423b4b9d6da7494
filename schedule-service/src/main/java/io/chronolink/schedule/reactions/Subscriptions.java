package io.chronolink.schedule.reactions;

import io.chronolink.events.EntityPeriodEvent;
import io.chronolink.events.InformationEvent;
import io.chronolink.events.TimeProfileEvent;
import io.chronolink.kit.events.TopicConsumer;
import io.chronolink.links.LinkReplica;
import io.chronolink.links.ValidityReplica;
import io.chronolink.links.consumers.EntityPeriodConsumer;
import io.chronolink.links.consumers.InformationConsumer;
import io.chronolink.links.consumers.TimeProfileConsumer;
import io.chronolink.schedule.domain.ScheduleFollower;
import io.chronolink.schedule.domain.Schedules;
import jakarta.enterprise.context.Dependent;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;

/** Bound schedules follow their links; when a schedule is valid limits what is open, and changes no record. */
@Dependent
class Subscriptions {

    @Produces
    @Singleton
    TopicConsumer<TimeProfileEvent> timeProfiles(LinkReplica links, ScheduleFollower schedules) {
        return new TimeProfileConsumer(links, schedules);
    }

    @Produces
    @Singleton
    TopicConsumer<InformationEvent> informations(LinkReplica links, ScheduleFollower schedules) {
        return new InformationConsumer(links, schedules);
    }

    @Produces
    @Singleton
    TopicConsumer<EntityPeriodEvent> validities(ValidityReplica validity) {
        return new EntityPeriodConsumer(validity, () -> Schedules.ENTITY_TYPES);
    }
}
