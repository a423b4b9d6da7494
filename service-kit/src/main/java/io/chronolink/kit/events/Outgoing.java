package io.chronolink.kit.events;

import io.chronolink.events.Event;

/**
 * An event to be published.
 *
 * @param last whether it is the record's last word, so that a tombstone follows it
 */
public record Outgoing(Cause cause, Event event, boolean last) {

    /** An event of a record that lives on. */
    public static Outgoing of(Cause cause, Event event) {
        return new Outgoing(cause, event, false);
    }

    /** The event that tells a record's deletion; compaction forgets the record after it. */
    public static Outgoing last(Cause cause, Event event) {
        return new Outgoing(cause, event, true);
    }
}
