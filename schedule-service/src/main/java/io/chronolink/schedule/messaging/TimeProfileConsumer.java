package io.chronolink.schedule.messaging;

import io.chronolink.events.TimeProfileEvent;
import io.chronolink.events.Topic;
import io.chronolink.events.Topics;
import io.chronolink.kit.events.Batch;
import io.chronolink.kit.events.Cause;
import io.chronolink.kit.events.TopicConsumer;
import io.chronolink.kit.links.LinkChange;
import io.chronolink.kit.links.LinkReplica;
import io.chronolink.schedule.domain.ScheduleFollower;
import jakarta.inject.Singleton;
import java.util.function.Function;

/** Lets bound schedules follow the time profiles of their links. */
@Singleton
class TimeProfileConsumer implements TopicConsumer<TimeProfileEvent> {

    /** So many links are derived from at once in a rebuild. */
    private static final int PART = 500;

    private final LinkReplica links;
    private final ScheduleFollower schedules;

    TimeProfileConsumer(LinkReplica links, ScheduleFollower schedules) {
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
                live -> schedules.follow(live.stream()
                        .map(link -> new LinkChange(link, cause.apply(link.tenant())))
                        .toList()));
    }
}
