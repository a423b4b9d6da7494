package io.chronolink.information.reactions;

import io.chronolink.events.TimeProfileEvent;
import io.chronolink.events.TimeProfileEvent.TimeProfileDeleted;
import io.chronolink.events.Topic;
import io.chronolink.events.Topics;
import io.chronolink.information.domain.BoundInformations;
import io.chronolink.kit.events.Batch;
import io.chronolink.kit.events.Received;
import io.chronolink.kit.events.TopicConsumer;
import io.chronolink.links.LinkChange;
import io.chronolink.links.LinkKey;
import io.chronolink.links.LinkReplica;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** Notices follow the time profiles of their links. */
@Singleton
class TimeProfileConsumer implements TopicConsumer<TimeProfileEvent> {

    private final LinkReplica links;
    private final BoundInformations informations;

    TimeProfileConsumer(LinkReplica links, BoundInformations informations) {
        this.links = links;
        this.informations = informations;
    }

    @Override
    public Topic topic() {
        return Topics.TIME_PROFILE;
    }

    @Override
    public void apply(Batch<TimeProfileEvent> batch) {
        List<List<LinkChange>> changes = new ArrayList<>();
        rounds(batch).forEach(round -> changes.add(links.applyProfiles(new Batch<>(round))));
        informations.follow(changes).forEach(batch::changed);
    }

    /**
     * A link's events are collapsed to the newest, but not across a deletion: a link that is deleted and made
     * anew archives its notices, whether both events come together or not.
     */
    private static List<List<Received<TimeProfileEvent>>> rounds(Batch<TimeProfileEvent> batch) {
        List<List<Received<TimeProfileEvent>>> rounds = new ArrayList<>();
        Map<LinkKey, Integer> next = new HashMap<>();
        for (Received<TimeProfileEvent> received : batch.events()) {
            UUID link = received.event().linkId();
            if (link != null) {
                LinkKey key = new LinkKey(received.tenant(), link);
                int round = next.getOrDefault(key, 0);
                while (rounds.size() <= round) {
                    rounds.add(new ArrayList<>());
                }
                rounds.get(round).add(received);
                next.put(key, received.event() instanceof TimeProfileDeleted ? round + 1 : round);
            }
        }
        return rounds;
    }

    @Override
    public void forget() {
        links.forgetProfiles();
    }

    @Override
    public void restore(Batch<TimeProfileEvent> batch) {
        links.applyProfiles(batch);
    }
}
