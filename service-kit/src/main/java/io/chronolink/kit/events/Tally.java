package io.chronolink.kit.events;

import io.chronolink.events.Topic;
import io.chronolink.events.Topics;
import jakarta.inject.Singleton;
import jakarta.transaction.Status;
import jakarta.transaction.Synchronization;
import jakarta.transaction.TransactionSynchronizationRegistry;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;

/** Counts what the current transaction publishes, by operation and topic, and wakes the relay when it has committed. */
@Singleton
public class Tally {

    private final TransactionSynchronizationRegistry transaction;
    private final WakeUp wakeUp;

    Tally(TransactionSynchronizationRegistry transaction, WakeUp wakeUp) {
        this.transaction = transaction;
        this.wakeUp = wakeUp;
    }

    /** What the current transaction has published for an operation so far, by topic name; receipts do not count. */
    public Map<String, Integer> published(UUID operationId) {
        return counts().getOrDefault(operationId, Map.of());
    }

    /** All operations that the current transaction has published events for. */
    Map<UUID, Map<String, Integer>> published() {
        return counts();
    }

    void add(UUID operationId, Topic topic, int events) {
        Map<UUID, Map<String, Integer>> counts = counts();
        if (!topic.equals(Topics.OPERATION_RECEIPTS)) {
            counts.computeIfAbsent(operationId, id -> new HashMap<>()).merge(topic.name(), events, Integer::sum);
        }
    }

    @SuppressWarnings("unchecked")
    private Map<UUID, Map<String, Integer>> counts() {
        if (transaction.getTransactionStatus() != Status.STATUS_ACTIVE) {
            throw new IllegalStateException("Events are published in the transaction of the change that they tell of");
        }
        Object counts = transaction.getResource(Tally.class);
        if (counts == null) {
            counts = new HashMap<UUID, Map<String, Integer>>();
            transaction.putResource(Tally.class, counts);
            transaction.registerInterposedSynchronization(new Synchronization() {
                @Override
                public void beforeCompletion() {}

                @Override
                public void afterCompletion(int status) {
                    if (status == Status.STATUS_COMMITTED) {
                        wakeUp.now();
                    }
                }
            });
        }
        return (Map<UUID, Map<String, Integer>>) counts;
    }
}
