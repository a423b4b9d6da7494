package io.chronolink.kit.events;

import io.chronolink.events.Event;
import io.chronolink.events.Topic;

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
}
