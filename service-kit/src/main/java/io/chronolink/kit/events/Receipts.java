package io.chronolink.kit.events;

import com.github.f4b6a3.uuid.UuidCreator;
import io.chronolink.events.Event;
import io.chronolink.events.OperationReceipt;
import io.chronolink.events.Topic;
import io.chronolink.events.Topics;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** The words about one transaction's events, one for each operation. */
final class Receipts {

    private final Inbox inbox;
    private final Outbox outbox;
    private final Tally tally;
    private final String service;
    private final Map<Key, Counts> counts = new LinkedHashMap<>();

    Receipts(Inbox inbox, Outbox outbox, Tally tally, String service) {
        this.inbox = inbox;
        this.outbox = outbox;
        this.tally = tally;
        this.service = service;
    }

    void applied(Received<Event> received, Topic topic) {
        if (!topic.equals(Topics.OPERATION_RECEIPTS) && inbox.remembers(received)) {
            counts(received.cause()).applied.merge(topic.name(), 1, Integer::sum);
        }
    }

    void parked(Received<Event> received, Topic topic) {
        if (!topic.equals(Topics.OPERATION_RECEIPTS) && inbox.remembers(received)) {
            counts(received.cause()).parked.merge(topic.name(), 1, Integer::sum);
        }
    }

    /** What was counted as parked is so no longer, but as applied. */
    void unparked(Received<Event> received, Topic topic, boolean isAppliedCounted) {
        Counts count = counts(received.cause());
        count.parked.merge(topic.name(), -1, Integer::sum);
        if (!isAppliedCounted) {
            count.applied.merge(topic.name(), 1, Integer::sum);
        }
    }

    void changed(Cause cause, int records) {
        counts(cause).effects += records;
    }

    void publish() {
        List<Outgoing> receipts = new ArrayList<>();
        counts.forEach((key, count) -> {
            UUID id = UuidCreator.getTimeOrderedEpoch();
            receipts.add(Outgoing.of(
                    count.cause,
                    new OperationReceipt(
                            id,
                            1,
                            key.operationId(),
                            service,
                            count.applied,
                            count.parked,
                            tally.published(key.operationId()),
                            count.effects)));
        });
        outbox.append(receipts);
    }

    private Counts counts(Cause cause) {
        return counts.computeIfAbsent(new Key(cause.tenant(), cause.operationId()), key -> new Counts(cause));
    }

    private record Key(String tenant, UUID operationId) {}

    private static final class Counts {
        private final Cause cause;
        private final Map<String, Integer> applied = new HashMap<>();
        private final Map<String, Integer> parked = new HashMap<>();
        private int effects;

        Counts(Cause cause) {
            this.cause = cause;
        }
    }
}
