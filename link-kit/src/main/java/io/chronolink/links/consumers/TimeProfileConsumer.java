package io.chronolink.links.consumers;

import io.chronolink.events.TimeProfileEvent;
import io.chronolink.events.Topic;
import io.chronolink.events.Topics;
import io.chronolink.kit.events.Batch;
import io.chronolink.kit.events.Cause;
import io.chronolink.kit.events.TopicConsumer;
import io.chronolink.links.LinkChange;
import io.chronolink.links.LinkFollower;
import io.chronolink.links.LinkReplica;
import java.util.function.Function;

/** Knows the time profiles of links, and lets bound records follow them. */
public final class TimeProfileConsumer implements TopicConsumer<TimeProfileEvent> {

    /** So many links are derived from at once in a rebuild. */
    private static final int PART = 500;

    private final LinkReplica links;
    private final LinkFollower follower;

    public TimeProfileConsumer(LinkReplica links, LinkFollower follower) {
        this.links = links;
        this.follower = follower;
    }

    @Override
    public Topic topic() {
        return Topics.TIME_PROFILE;
    }

    @Override
    public void apply(Batch<TimeProfileEvent> batch) {
        follower.follow(links.applyProfiles(batch)).forEach(batch::changed);
    }

    @Override
    public void forget() {
        links.forgetProfiles();
    }

    @Override
    public void restore(Batch<TimeProfileEvent> batch) {
        links.applyProfiles(batch);
    }

    @Override
    public void derive(Function<String, Cause> cause) {
        links.eachLive(
                PART,
                live -> follower.restore(live.stream()
                        .map(link -> new LinkChange(link, link.version(), cause.apply(link.tenant())))
                        .toList()));
    }
}
