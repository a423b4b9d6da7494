package io.chronolink.profile.reactions;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.summingInt;

import io.chronolink.events.EntityPeriodEvent;
import io.chronolink.events.InformationEvent;
import io.chronolink.events.TenantEvent;
import io.chronolink.kit.events.Cause;
import io.chronolink.kit.events.Received;
import io.chronolink.kit.events.TopicConsumer;
import io.chronolink.links.LinkChange;
import io.chronolink.links.LinkReplica;
import io.chronolink.links.TenantZones;
import io.chronolink.links.ValidityFollower;
import io.chronolink.links.ValidityReplica;
import io.chronolink.links.consumers.EntityPeriodConsumer;
import io.chronolink.links.consumers.InformationConsumer;
import io.chronolink.links.consumers.TenantConsumer;
import io.chronolink.profile.domain.TimeProfiles;
import io.chronolink.profile.domain.ZoneChange;
import jakarta.enterprise.context.Dependent;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Profiles let nobody in while their link is held or not valid; read anew each time, so that no record changes. */
@Dependent
class Subscriptions {

    @Produces
    @Singleton
    TopicConsumer<InformationEvent> informations(LinkReplica links) {
        return new InformationConsumer(
                links, changes -> changes.stream().collect(groupingBy(LinkChange::cause, summingInt(change -> 1))));
    }

    @Produces
    @Singleton
    TopicConsumer<EntityPeriodEvent> validities(ValidityReplica validity) {
        return new EntityPeriodConsumer(validity, new ValidityFollower() {
            @Override
            public Set<String> entityTypes() {
                return Set.of(TimeProfiles.ENTITY_TYPE);
            }

            @Override
            public Map<Cause, Integer> follow(List<Received<EntityPeriodEvent>> changes) {
                return changes.stream().collect(groupingBy(Received::cause, summingInt(change -> 1)));
            }
        });
    }

    @Produces
    @Singleton
    TopicConsumer<TenantEvent> zones(TenantZones zones, ZoneChange profiles) {
        return new TenantConsumer(zones, profiles);
    }
}
