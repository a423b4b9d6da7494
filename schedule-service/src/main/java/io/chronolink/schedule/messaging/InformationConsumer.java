package io.chronolink.schedule.messaging;

import io.chronolink.events.InformationEvent;
import io.chronolink.events.Topic;
import io.chronolink.events.Topics;
import io.chronolink.kit.events.Batch;
import io.chronolink.kit.events.TopicConsumer;
import io.chronolink.kit.links.LinkReplica;
import io.chronolink.schedule.domain.ScheduleFollower;
import jakarta.inject.Singleton;

/** Lets bound schedules rest while a notice holds their link. */
@Singleton
class InformationConsumer implements TopicConsumer<InformationEvent> {

    private final LinkReplica links;
    private final ScheduleFollower schedules;

    InformationConsumer(LinkReplica links, ScheduleFollower schedules) {
        this.links = links;
        this.schedules = schedules;
    }

    @Override
    public Topic topic() {
        return Topics.NOTICE;
    }

    @Override
    public void apply(Batch<InformationEvent> batch) {
        schedules.follow(links.applyNotices(batch)).forEach(batch::changed);
    }

    @Override
    public void forget() {
        links.forgetNotices();
    }

    @Override
    public void restore(Batch<InformationEvent> batch) {
        links.applyNotices(batch);
    }
}
