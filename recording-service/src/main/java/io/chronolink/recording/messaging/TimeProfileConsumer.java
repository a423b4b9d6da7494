package io.chronolink.recording.messaging;

import io.chronolink.events.TimeProfileEvent;
import io.chronolink.events.Topic;
import io.chronolink.events.Topics;
import io.chronolink.kit.events.Batch;
import io.chronolink.kit.events.TopicConsumer;
import io.chronolink.kit.links.LinkReplica;
import io.chronolink.recording.domain.LinkFollower;
import jakarta.inject.Singleton;

/** Schedules take over the times of their link, and go with it. */
@Singleton
class TimeProfileConsumer implements TopicConsumer<TimeProfileEvent> {

    private final LinkReplica links;
    private final LinkFollower schedules;

    TimeProfileConsumer(LinkReplica links, LinkFollower schedules) {
        this.links = links;
        this.schedules = schedules;
    }

    @Override
    public Topic topic() {
        return Topics.TIME_PROFILE;
    }

    @Override
    public void apply(Batch<TimeProfileEvent> batch) {
        schedules.follow(links.applyProfiles(batch), batch::changed);
    }
}
