package io.chronolink.schedule.domain;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A period of a schedule.
 *
 * @param active as it was sent; null means true
 * @param derived whether it comes from the time profile of the schedule's link
 */
public record Period(String name, Event event, @Nullable Boolean active, boolean derived) {

    /** Whether it counts. */
    boolean isActive() {
        return !Boolean.FALSE.equals(active);
    }

    /** All members in the simpler dialect that has words for it. */
    Map<String, Object> members() {
        return (SimpleDialect.obstacle(this) == null ? PeriodDialect.SIMPLE : PeriodDialect.ADVANCED).members(this);
    }

    /** Adds what both dialects say in the same way, at the end. */
    void putFlags(Map<String, Object> members) {
        if (active != null) {
            members.put("active", active);
        }
        if (derived) {
            members.put("derived", true);
        }
    }
}
