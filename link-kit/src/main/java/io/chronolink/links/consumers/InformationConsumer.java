package io.chronolink.links.consumers;

import io.chronolink.events.InformationEvent;
import io.chronolink.events.Topic;
import io.chronolink.events.Topics;
import io.chronolink.kit.events.Batch;
import io.chronolink.kit.events.TopicConsumer;
import io.chronolink.links.HoldFollower;
import io.chronolink.links.LinkReplica;

/** Knows which links are held by an information, and lets bound records rest meanwhile. */
public final class InformationConsumer implements TopicConsumer<InformationEvent> {

    private final LinkReplica links;
    private final HoldFollower follower;

    public InformationConsumer(LinkReplica links, HoldFollower follower) {
        this.links = links;
        this.follower = follower;
    }

    @Override
    public Topic topic() {
        return Topics.NOTICE;
    }

    @Override
    public void apply(Batch<InformationEvent> batch) {
        follower.hold(links.applyNotices(batch)).forEach(batch::changed);
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
