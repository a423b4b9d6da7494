package io.chronolink.profile.domain;

import com.fasterxml.jackson.databind.JsonNode;
import io.chronolink.events.TimeProfileEvent.TimeProfileSaved;
import io.chronolink.events.Timing;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A stored time profile.
 *
 * @param dateFrom unix seconds
 * @param dateTo unix seconds
 */
public record TimeProfile(
        UUID id,
        long uid,
        @Nullable UUID linkId,
        String name,
        boolean allDay,
        long dateFrom,
        long dateTo,
        JsonNode repeatOptions,
        Timing timing,
        long version) {

    TimeProfileSaved saved() {
        Map<String, Object> timeOptions = new LinkedHashMap<>();
        timeOptions.put("is_all_day", allDay);
        timeOptions.put("date_from", dateFrom);
        timeOptions.put("date_to", dateTo);
        Map<String, Object> repeat = new LinkedHashMap<>();
        repeatOptions.fields().forEachRemaining(member -> repeat.put(member.getKey(), member.getValue()));
        return new TimeProfileSaved(id, version, linkId, uid, name, timing, timeOptions, repeat);
    }
}
