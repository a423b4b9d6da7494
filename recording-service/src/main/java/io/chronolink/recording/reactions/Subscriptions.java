package io.chronolink.recording.reactions;

import io.chronolink.events.EntityPeriodEvent;
import io.chronolink.events.InformationEvent;
import io.chronolink.events.TenantEvent;
import io.chronolink.events.TimeProfileEvent;
import io.chronolink.kit.events.TopicConsumer;
import io.chronolink.links.LinkReplica;
import io.chronolink.links.TenantZones;
import io.chronolink.links.ValidityReplica;
import io.chronolink.links.consumers.EntityPeriodConsumer;
import io.chronolink.links.consumers.InformationConsumer;
import io.chronolink.links.consumers.TenantConsumer;
import io.chronolink.links.consumers.TimeProfileConsumer;
import io.chronolink.recording.domain.ScheduleFollower;
import io.chronolink.recording.domain.ScheduleValidity;
import io.chronolink.recording.domain.ZoneChange;
import jakarta.enterprise.context.Dependent;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;

/** Schedules record when their link takes place, unless it is held or something above them is not valid. */
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
    TopicConsumer<EntityPeriodEvent> validities(ValidityReplica validity, ScheduleValidity schedules) {
        return new EntityPeriodConsumer(validity, schedules);
    }

    @Produces
    @Singleton
    TopicConsumer<TenantEvent> zones(TenantZones zones, ZoneChange schedules) {
        return new TenantConsumer(zones, schedules);
    }
}
