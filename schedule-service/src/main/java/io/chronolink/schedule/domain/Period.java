package io.chronolink.schedule.domain;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A period of a schedule.
 *
 * @param definition the members of the dialect that say when, such as {@code dayOfWeek}
 * @param active as it was sent; null means true
 * @param derived whether it comes from the time profile of the schedule's link
 */
public record Period(
        String name, ObjectNode definition, @Nullable Boolean active, boolean derived) {

    /** The order of the seed's examples, which the database does not keep. */
    private static final List<String> ORDER = List.of(
            "type", "dayOfWeek", "dayOfMonth", "startDate", "endDate", "startTime", "stopTime", "rrule", "lastStart");

    /** Whether the simple API can show it: weekly on one day, or monthly by day (seed, code 62). */
    public boolean isSimple() {
        return definition.has("type");
    }

    /** All members, as the full list shows them. */
    public Map<String, Object> members() {
        Map<String, Object> members = new LinkedHashMap<>();
        members.put("name", name);
        for (String member : ORDER) {
            if (definition.has(member)) {
                members.put(member, definition.get(member));
            }
        }
        if (active != null) {
            members.put("active", active);
        }
        if (derived) {
            members.put("derived", true);
        }
        return members;
    }
}
