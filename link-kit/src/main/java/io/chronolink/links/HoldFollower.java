package io.chronolink.links;

import io.chronolink.kit.events.Cause;
import java.util.List;
import java.util.Map;

/** What a service does when links become held by an information, or free again. */
@FunctionalInterface
public interface HoldFollower {

    /**
     * Lets bound records rest or wake, set-wise and in the current transaction.
     *
     * @param changes one for each link, whose row is locked
     * @return how many records really changed, by cause
     */
    Map<Cause, Integer> hold(List<LinkChange> changes);
}
