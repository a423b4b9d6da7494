package io.chronolink.links;

import io.chronolink.events.EntityPeriodEvent;
import io.chronolink.kit.events.Cause;
import io.chronolink.kit.events.Received;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What a service does when entities become valid at other times. */
@FunctionalInterface
public interface ValidityFollower {

    /** The types of entities that the service cares for. */
    Set<String> entityTypes();

    /** Takes the locks, if any, that stand before the rows of validities. */
    default void lock(Collection<String> tenants) {}

    /**
     * Lets records follow, set-wise and in the current transaction.
     *
     * @param changes the events whose entity is valid at other times than before
     * @return how many records really changed, by cause
     */
    default Map<Cause, Integer> follow(List<Received<EntityPeriodEvent>> changes) {
        return Map.of();
    }

    /** A rebuild has taken the validities of the acting tenants over again: puts right what does not follow them. */
    default void restore() {}
}
