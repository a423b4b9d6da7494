package io.chronolink.links;

import io.chronolink.kit.events.Cause;

/** What a service does when a tenant's wall clock is another one. */
@FunctionalInterface
public interface ZoneFollower {

    /** Lets the records of the cause's tenant follow its zone; returns how many really changed. */
    int follow(Cause cause);
}
