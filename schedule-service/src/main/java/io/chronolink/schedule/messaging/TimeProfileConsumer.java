package io.chronolink.schedule.messaging;

import io.chronolink.events.TimeProfileEvent;
import io.chronolink.events.Topic;
import io.chronolink.events.Topics;
import io.chronolink.kit.events.Batch;
import io.chronolink.kit.events.TopicConsumer;
import io.chronolink.kit.links.LinkReplica;
import io.chronolink.schedule.domain.Schedules;
import jakarta.inject.Singleton;

/** Lets bound schedules follow the time profiles of their links. */
@Singleton
class TimeProfileConsumer implements TopicConsumer<TimeProfileEvent> {

    private final LinkReplica links;
    private final Schedules schedules;

    TimeProfileConsumer(LinkReplica links, Schedules schedules) {
        this.links = links;
        this.schedules = schedules;
    }

    @Override
    public Topic topic() {
        return Topics.TIME_PROFILE;
    }

    @Override
    public void apply(Batch<TimeProfileEvent> batch) {
        schedules.follow(links.applyProfiles(batch)).forEach(batch::changed);
    }
}
