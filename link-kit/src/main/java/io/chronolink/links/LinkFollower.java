package io.chronolink.links;

import io.chronolink.kit.events.Cause;
import java.util.List;
import java.util.Map;

/** What a service does with the records that are bound to links when the links' time profiles change. */
public interface LinkFollower {

    /**
     * Lets bound records follow, set-wise and in the current transaction.
     *
     * @param changes one for each link, whose row is locked
     * @return how many records really changed, by cause
     */
    Map<Cause, Integer> follow(List<LinkChange> changes);

    /**
     * A rebuild has taken the links over again: puts right what does not follow them.
     *
     * @param links live ones, whose rows are locked
     */
    default void restore(List<LinkChange> links) {
        follow(links);
    }
}
