package io.chronolink.kit.events;

import io.chronolink.events.Event;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** Events of one topic that are applied in one transaction, in the order of their partition. */
public final class Batch<E extends Event> {

    private final List<Received<E>> events;
    private final Map<Cause, Integer> effects = new HashMap<>();

    /** Events must be of one topic. */
    public Batch(Collection<Received<E>> events) {
        this.events = List.copyOf(events);
    }

    /** All events, in order, each once. */
    public List<Received<E>> events() {
        return events;
    }

    /**
     * The newest event of each record, as far as it is of the given type: an older event of a record that
     * has a newer one in the batch has nothing more to say. Sorted by tenant and record, so that whoever
     * locks in this order cannot deadlock.
     */
    public <T extends E> List<Received<T>> latest(Class<T> type) {
        record Key(String tenant, UUID id) {}
        Map<Key, Received<E>> newest = new HashMap<>();
        for (Received<E> received : events) {
            newest.merge(
                    new Key(received.tenant(), received.event().id()),
                    received,
                    (a, b) -> a.event().version() >= b.event().version() ? a : b);
        }
        return newest.entrySet().stream()
                .filter(entry -> type.isInstance(entry.getValue().event()))
                .sorted(Map.Entry.comparingByKey((a, b) -> {
                    int tenants = a.tenant().compareTo(b.tenant());
                    return tenants != 0 ? tenants : a.id().compareTo(b.id());
                }))
                .map(entry -> {
                    Received<E> r = entry.getValue();
                    return new Received<>(
                            r.eventId(), type.cast(r.event()), r.tenant(), r.operationId(), r.time(), r.traceparent());
                })
                .toList();
    }

    /** Notes that records of this service really changed, at least 0 of them; the operation's receipt tells it. */
    public void changed(Cause cause, int records) {
        effects.merge(cause, records, Integer::sum);
    }

    Map<Cause, Integer> effects() {
        return effects;
    }
}
