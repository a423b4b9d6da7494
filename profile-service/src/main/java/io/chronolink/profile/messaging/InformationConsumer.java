package io.chronolink.profile.messaging;

import io.chronolink.events.InformationEvent;
import io.chronolink.events.Topic;
import io.chronolink.events.Topics;
import io.chronolink.kit.events.Batch;
import io.chronolink.kit.events.TopicConsumer;
import io.chronolink.kit.links.LinkReplica;
import jakarta.inject.Singleton;

/** Knows which links are held, so that their profiles let nobody in. */
@Singleton
class InformationConsumer implements TopicConsumer<InformationEvent> {

    private final LinkReplica links;

    InformationConsumer(LinkReplica links) {
        this.links = links;
    }

    @Override
    public Topic topic() {
        return Topics.NOTICE;
    }

    @Override
    public void apply(Batch<InformationEvent> batch) {
        links.applyNotices(batch).forEach(change -> batch.changed(change.cause(), 1));
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
