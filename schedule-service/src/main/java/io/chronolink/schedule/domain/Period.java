package io.chronolink.schedule.domain;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.LinkedHashMap;
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

    /** All members: a dialect's words for the event between those that all dialects share. */
    Map<String, Object> members(ObjectNode when) {
        Map<String, Object> members = new LinkedHashMap<>();
        members.put("name", name);
        when.properties().forEach(member -> members.put(member.getKey(), member.getValue()));
        if (active != null) {
            members.put("active", active);
        }
        if (derived) {
            members.put("derived", true);
        }
        return members;
    }
}
