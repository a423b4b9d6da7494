package io.chronolink.demo;

import static io.chronolink.demo.Api.path;
import static io.chronolink.events.Service.INFORMATION;
import static io.chronolink.events.Service.PERIOD;
import static io.chronolink.events.Service.PROFILE;
import static io.chronolink.events.Service.RECORDING;
import static io.chronolink.events.Service.SCHEDULE;

import com.fasterxml.jackson.databind.JsonNode;
import io.chronolink.demo.Api.Unexpected;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** What the services say of a series; those that number their records are asked by the number of what was made for it. */
final class Questions {

    private final Api api;
    private final String tenant;
    private final Map<String, Long> recordings = new HashMap<>();
    private final Map<String, UUID> notices = new HashMap<>();

    Questions(Api api, String tenant) {
        this.api = api;
        this.tenant = tenant;
    }

    /** Notes what was made for a series. */
    void made(Series one, long recording, UUID notice) {
        recordings.put(one.eventId(), recording);
        notices.put(one.eventId(), notice);
    }

    long recording(Series one) {
        return known(recordings, one.eventId());
    }

    UUID notice(Series one) {
        return known(notices, one.eventId());
    }

    String group(String building) {
        return "/api/v1/tenants/" + path(tenant) + "/groups/" + path(building);
    }

    JsonNode periods(Series one) {
        return api.call(
                        SCHEDULE,
                        "GET",
                        group(one.building()) + "/time_schedules/" + path(one.eventId()) + "/?full_list=true",
                        null)
                .body()
                .path("periods");
    }

    List<Boolean> activePeriods(Series one) {
        List<Boolean> active = new ArrayList<>();
        periods(one).forEach(period -> active.add(period.path("active").asBoolean(true)));
        return active.stream().distinct().toList();
    }

    List<String> plannedStates(Series one) {
        List<String> states = new ArrayList<>();
        api.call(RECORDING, "GET", "/api/v3/schedule/" + recording(one) + "/occurrences?limit=100", null)
                .body()
                .at("/data/occurrences")
                .forEach(occurrence -> states.add(occurrence.path("state").asText()));
        return states.stream().distinct().toList();
    }

    JsonNode information(Series one) {
        return api.call(INFORMATION, "GET", "/api/v1/informations/" + notice(one), null)
                .body();
    }

    String periodEnd(Series one) {
        return api.call(PERIOD, "GET", "/period/view/" + one.linkId(tenant), null)
                .body()
                .at("/owned/0/end_date")
                .asText();
    }

    long profileUid(Series one) {
        for (int page = 1; ; page++) {
            JsonNode list = api.call(
                            PROFILE, "GET", "/api/v1/access/timeprofile/items?limit=50&page_number=" + page, null)
                    .body();
            for (JsonNode item : list.path("list_items")) {
                if (item.path("link_id").asText().equals(one.linkId(tenant).toString())) {
                    return item.path("uid").asLong();
                }
            }
            if (list.path("list_items").isEmpty()) {
                throw new Unexpected(one.eventId() + ": the profile is not in the list");
            }
        }
    }

    static <V> V known(Map<String, V> made, String name) {
        V value = made.get(name);
        if (value == null) {
            throw new Unexpected("nothing was made for " + name);
        }
        return value;
    }
}
