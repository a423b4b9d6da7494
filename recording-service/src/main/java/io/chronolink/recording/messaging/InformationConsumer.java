package io.chronolink.recording.messaging;

import io.chronolink.events.InformationEvent;
import io.chronolink.events.Topic;
import io.chronolink.events.Topics;
import io.chronolink.kit.events.Batch;
import io.chronolink.kit.events.TopicConsumer;
import io.chronolink.kit.links.LinkReplica;
import io.chronolink.recording.domain.LinkFollower;
import jakarta.inject.Singleton;

/** A held link suspends the recordings bound to it; no schedule has another version for that, so nothing is told. */
@Singleton
class InformationConsumer implements TopicConsumer<InformationEvent> {

    private final LinkReplica links;
    private final LinkFollower schedules;

    InformationConsumer(LinkReplica links, LinkFollower schedules) {
        this.links = links;
        this.schedules = schedules;
    }

    @Override
    public Topic topic() {
        return Topics.NOTICE;
    }

    @Override
    public void apply(Batch<InformationEvent> batch) {
        schedules.hold(links.applyNotices(batch), batch::changed);
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
