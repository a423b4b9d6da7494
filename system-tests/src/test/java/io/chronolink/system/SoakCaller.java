package io.chronolink.system;

import static io.chronolink.demo.Api.object;
import static io.chronolink.events.Service.INFORMATION;
import static io.chronolink.events.Service.PERIOD;
import static io.chronolink.events.Service.PROFILE;
import static io.chronolink.events.Service.RECORDING;
import static io.chronolink.events.Service.SCHEDULE;

import io.chronolink.demo.Api;
import io.chronolink.demo.Api.Answer;
import io.chronolink.events.RecordIds;
import io.chronolink.events.Service;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * One caller of all five APIs. Nobody else writes its records, so it knows what must have become of them: what was
 * acknowledged, and for a request that got no answer, that it may or may not have been done.
 */
final class SoakCaller {

    static final Duration LESSON = Duration.ofHours(1);

    private static final int LINKS = 5;
    private static final int MOST_NOTICES = 12;
    private static final List<String> ZONES = List.of("UTC", "Asia/Dubai", "Asia/Tokyo");

    /**
     * What must be of a link's profile.
     *
     * @param start of the first weekly lesson; null after its deletion
     */
    record Profile(String name, @Nullable Instant start) {}

    final String tenant;

    /** By link; a link that is missing is one of which nothing is certain. */
    final Map<UUID, Profile> profiles = new HashMap<>();

    /** Titles of notices by id. */
    final Map<String, String> titles = new HashMap<>();

    /** Names of recording schedules by number, of deleted ones too. */
    final Map<Long, String> recordings = new HashMap<>();

    /** Own periods of entities by id, as dates of the period API. */
    final Map<String, List<Map<String, Object>>> own = new HashMap<>();

    /** Schedules of the group that must be there, or must not. */
    final Map<String, Boolean> schedules = new HashMap<>();

    private final int number;
    private final Api api;
    private final Random random;
    private final Instant now;
    private final List<UUID> links = new ArrayList<>();
    private final String group;
    private long room;
    private int names;
    private int writes;
    private int unanswered;

    SoakCaller(String tenant, int number, List<UUID> sharedLinks, Api api, Random random, Instant now) {
        this.tenant = tenant;
        this.number = number;
        this.api = api;
        this.random = random;
        this.now = now;
        this.group = "/api/v1/tenants/" + tenant + "/groups/group" + number;
        // The same ids in other tenants are other links.
        links.addAll(sharedLinks);
        while (links.size() < LINKS) {
            links.add(UUID.randomUUID());
        }
    }

    String groupId() {
        return "group" + number;
    }

    int writes() {
        return writes;
    }

    int unanswered() {
        return unanswered;
    }

    /** Makes what the load needs: a group, a room, and all that can be bound to each link. */
    void arrange() {
        write(SCHEDULE, "PUT", group, object("name", "Group " + number));
        Answer made = write(RECORDING, "POST", "/api/v3/admin/rooms", object("name", "Room " + number));
        room = made.body().at("/data/id").asLong();
        for (UUID link : links) {
            schedule(link);
            notice(link);
            recording(link);
        }
    }

    /** Does one thing at random; what gets no answer leaves its records uncertain. */
    void act() {
        UUID link = links.get(random.nextInt(LINKS));
        switch (random.nextInt(20)) {
            case 0, 1, 2, 3 -> save(someLinks());
            case 4 -> delete(link);
            case 5, 6, 7, 8 -> changeStates();
            case 9 -> notice(link);
            case 10 -> replaceNotice(link);
            case 11 -> deleteOrRestoreNotices();
            case 12, 13 -> setPeriods(link);
            case 14 -> schedule(link);
            case 15 -> endOrUnbindSchedule();
            case 16 -> recording(link);
            case 17 -> endOrEditRecording(link);
            case 18 -> changeZone();
            default -> read(link);
        }
    }

    private void save(List<UUID> chosen) {
        List<Object> items = new ArrayList<>();
        Map<UUID, Profile> wanted = new HashMap<>();
        for (UUID link : chosen) {
            // Whole days ahead, so that no boundary is passed while replicas are compared.
            Instant start = now.plus(Duration.ofDays(2 + random.nextInt(28))).plusSeconds(3_600L * random.nextInt(20));
            String name = name("profile");
            wanted.put(link, new Profile(name, start));
            items.add(Course.weekly(link, name, start, LESSON));
        }
        profiles.keySet().removeAll(chosen);
        if (isDone(PROFILE, "POST", "/api/v1/access/timeprofile/items/link", object("list_items", items))) {
            profiles.putAll(wanted);
        }
    }

    private void delete(UUID link) {
        Profile before = profiles.remove(link);
        if (isDone(PROFILE, "POST", "/api/v1/access/timeprofile/link/delete", object("link_ids", List.of(link)))
                && before != null) {
            profiles.put(link, new Profile(before.name(), null));
        }
    }

    private void changeStates() {
        int state = 1 + random.nextInt(5);
        isDone(
                INFORMATION,
                "POST",
                "/api/v1/informations/bulk/change_state",
                object("ids", someNotices(), "state_id", state));
    }

    private void notice(UUID link) {
        if (titles.size() >= MOST_NOTICES) {
            changeStates();
            return;
        }
        String title = name("notice");
        Answer made = write(
                INFORMATION,
                "POST",
                "/api/v1/informations",
                object("title", title, "text", "Text", "state_id", 3, "link_id", link));
        if (isSuccess(made)) {
            titles.put(made.body().path("id").asText(), title);
        }
    }

    private void replaceNotice(UUID link) {
        List<String> chosen = someNotices();
        String id = chosen.get(0);
        String title = name("notice");
        String before = titles.remove(id);
        Answer answer = write(INFORMATION, "PUT", "/api/v1/informations/" + id, Course.replacement(title, link));
        // The dialect tells of refusals in its result, whatever the status.
        if (isSuccess(answer) && answer.body().path("count_of_errors").asInt() == 0) {
            titles.put(id, title);
        } else if (answer.status() != NO_ANSWER && before != null) {
            titles.put(id, before);
        }
    }

    private void deleteOrRestoreNotices() {
        boolean deleted = random.nextInt(3) == 0;
        isDone(
                INFORMATION,
                "POST",
                "/api/v1/informations/bulk/" + (deleted ? "delete" : "restore"),
                object("ids", someNotices(), "deleted", deleted));
    }

    private void setPeriods(UUID link) {
        List<String> notices = someNotices();
        String entity =
                switch (random.nextInt(4)) {
                    case 0 -> RecordIds.group(tenant, groupId()).toString();
                    case 1 -> notices.get(0);
                    default -> link.toString();
                };
        List<Map<String, Object>> periods = new ArrayList<>();
        if (random.nextBoolean()) {
            Instant from = now.minus(Duration.ofDays(20 + random.nextInt(20)));
            Instant to = random.nextInt(4) == 0
                    ? from.plus(Duration.ofDays(1))
                    : now.plus(Duration.ofDays(5 + random.nextInt(60)));
            periods.add(object("start_date", Course.date(from), "end_date", Course.date(to)));
        }
        List<Map<String, Object>> before = own.remove(entity);
        Answer answer = write(PERIOD, "PUT", "/period/update/" + entity, object("periods", periods));
        if (isSuccess(answer)) {
            own.put(entity, periods);
        } else if (answer.status() != NO_ANSWER && before != null) {
            own.put(entity, before);
        }
    }

    private void schedule(UUID link) {
        String name = "schedule" + random.nextInt(6);
        boolean isThere = schedules.getOrDefault(name, false);
        if (isThere) {
            isDone(SCHEDULE, "PUT", group + "/time_schedules/" + name + "/", object("link_id", link));
        } else {
            schedules.remove(name);
            Answer made = write(SCHEDULE, "POST", group + "/time_schedules/", object("name", name, "link_id", link));
            if (isSuccess(made)) {
                schedules.put(name, true);
            }
        }
    }

    private void endOrUnbindSchedule() {
        String name = "schedule" + random.nextInt(6);
        String path = group + "/time_schedules/" + name + "/";
        if (!schedules.getOrDefault(name, false)) {
            return;
        }
        if (random.nextBoolean()) {
            Map<String, Object> unbound = new HashMap<>();
            unbound.put("link_id", null);
            isDone(SCHEDULE, "PUT", path, unbound);
        } else {
            schedules.remove(name);
            if (isDone(SCHEDULE, "DELETE", path, null)) {
                schedules.put(name, false);
            }
        }
    }

    private void recording(UUID link) {
        String name = name("recording");
        Instant start = now.plus(Duration.ofDays(2 + random.nextInt(100)));
        Map<String, Object> body =
                object("name", name, "room", room, "start_at", start.getEpochSecond(), "duration", 600);
        if (random.nextInt(5) > 0) {
            body.put("link_id", link);
        }
        Answer made = write(RECORDING, "POST", "/api/v3/schedule", body);
        if (isSuccess(made)) {
            recordings.put(made.body().at("/data/id").asLong(), name);
        }
    }

    private void endOrEditRecording(UUID link) {
        if (recordings.isEmpty()) {
            return;
        }
        long chosen = List.copyOf(recordings.keySet()).get(random.nextInt(recordings.size()));
        String path = "/api/v3/schedule/" + chosen;
        if (random.nextInt(3) == 0) {
            isDone(RECORDING, "POST", path + "/delete", object());
            return;
        }
        String name = name("recording");
        String before = recordings.remove(chosen);
        Answer answer = write(RECORDING, "POST", path + "/edit", object("name", name, "link_id", link));
        if (isSuccess(answer)) {
            recordings.put(chosen, name);
        } else if (answer.status() != NO_ANSWER && before != null) {
            recordings.put(chosen, before);
        }
    }

    private void changeZone() {
        // None of these saves daylight, so that a week is as long everywhere.
        String zone = ZONES.get(random.nextInt(ZONES.size()));
        if (random.nextInt(4) == 0) {
            isDone(
                    SCHEDULE,
                    "PUT",
                    "/api/v1/tenants/" + tenant,
                    object("name", "Soak", "type", "Enterprise", "timeZone", zone));
        } else {
            isDone(SCHEDULE, "PUT", group, object("name", name("group"), "timeZone", zone));
        }
    }

    private void read(UUID link) {
        switch (random.nextInt(4)) {
            case 0 -> write(PROFILE, "GET", "/api/v1/access/timeprofile/items?limit=10", null);
            case 1 -> write(SCHEDULE, "GET", group + "/time_schedules/", null);
            case 2 -> write(PERIOD, "GET", "/period/view/" + link, null);
            default -> write(INFORMATION, "GET", "/api/v1/informations?page_size=10", null);
        }
    }

    private List<UUID> someLinks() {
        List<UUID> chosen = new ArrayList<>(links);
        java.util.Collections.shuffle(chosen, random);
        return chosen.subList(0, 1 + random.nextInt(LINKS));
    }

    private List<String> someNotices() {
        List<String> chosen = new ArrayList<>(titles.keySet());
        java.util.Collections.sort(chosen);
        java.util.Collections.shuffle(chosen, random);
        return chosen.isEmpty()
                ? List.of(UUID.randomUUID().toString())
                : chosen.subList(0, 1 + random.nextInt(Math.min(4, chosen.size())));
    }

    private String name(String what) {
        return what + " " + number + "." + names++;
    }

    private static final int NO_ANSWER = 0;

    private boolean isDone(Service service, String method, String path, @Nullable Object body) {
        return isSuccess(write(service, method, path, body));
    }

    private static boolean isSuccess(Answer answer) {
        return answer.status() >= 200 && answer.status() < 300;
    }

    /** Refusals are answers, failures are not; a service that dies gives none. */
    private Answer write(Service service, String method, String path, @Nullable Object body) {
        writes++;
        try {
            Answer answer = api.ask(service, method, path, body);
            if (answer.status() >= 500) {
                throw new AssertionError("%s %s on %s answered %d %s; its log ends with:%n%s"
                        .formatted(
                                method,
                                path,
                                service.wireName(),
                                answer.status(),
                                answer.body(),
                                Platform.warnings(service)));
            }
            return answer;
        } catch (UncheckedIOException e) {
            unanswered++;
            return new Answer(NO_ANSWER, com.fasterxml.jackson.databind.node.NullNode.getInstance(), null);
        }
    }
}
