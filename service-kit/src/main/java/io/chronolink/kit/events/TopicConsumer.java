package io.chronolink.kit.events;

import io.chronolink.events.Event;
import io.chronolink.events.Topic;
import java.util.function.Function;

/** What a service does with the events of one topic; a bean of this type subscribes the service to it. */
public interface TopicConsumer<E extends Event> {

    /** The topic that is applied. */
    Topic topic();

    /**
     * Applies events, none of which was applied before, set-wise and in the current transaction. It must
     * not begin, suspend or end a transaction. If it throws, nothing of the batch is kept, and the events are tried
     * again one by one; the one that fails alone is parked.
     */
    void apply(Batch<E> batch);

    /** A rebuild begins: drops what is kept of the topic's events for the acting tenants. */
    default void forget() {}

    /**
     * Takes events over again that were applied before: what is kept of them, but not what they set in motion then.
     *
     * @param batch the last event of each record that was applied
     */
    default void restore(Batch<E> batch) {}

    /**
     * All topics are restored: derives anew, for the acting tenants, what depends on them. What is right already must
     * not change.
     *
     * @param cause of what changes nevertheless, by tenant
     */
    default void derive(Function<String, Cause> cause) {}
}
