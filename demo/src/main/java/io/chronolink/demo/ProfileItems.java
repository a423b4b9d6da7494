package io.chronolink.demo;

import static io.chronolink.demo.Api.object;

import java.util.List;
import java.util.Map;

/** A series as an item of the bulk call of profile-service. */
final class ProfileItems {

    private ProfileItems() {}

    static Map<String, Object> of(Series one, String tenant) {
        Map<String, Object> format = object(
                "repeat_type",
                one.weekInterval() == 1 ? "week" : one.weekInterval() == 2 ? "twoWeeks" : "custom",
                "repeat_end",
                object("format", "date", "date", one.lastStart().getEpochSecond()));
        if (one.weekInterval() > 2) {
            format.put(
                    "repeat_custom",
                    object(
                            "repeat_point_type", "week",
                            "repeat_looper", one.weekInterval(),
                            "repeat_options", List.of(one.weekday().name().substring(0, 3))));
        }
        return object(
                "name",
                one.title(),
                "link_id",
                one.linkId(tenant),
                "time_options",
                object(
                        "is_all_day", false,
                        "date_from", one.firstStart().getEpochSecond(),
                        "date_to", one.firstStart().plus(one.duration()).getEpochSecond()),
                "repeat_options",
                object("repeat_enable", true, "repeat_format", format));
    }
}
