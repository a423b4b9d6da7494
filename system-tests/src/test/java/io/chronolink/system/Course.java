package io.chronolink.system;

import static io.chronolink.demo.Api.object;
import static io.chronolink.events.Service.INFORMATION;
import static io.chronolink.events.Service.PERIOD;
import static io.chronolink.events.Service.PROFILE;
import static io.chronolink.events.Service.RECORDING;
import static io.chronolink.events.Service.SCHEDULE;

import com.fasterxml.jackson.databind.JsonNode;
import io.chronolink.demo.Api;
import io.chronolink.demo.Api.Answer;
import io.chronolink.events.Service;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/**
 * One real-world arrangement in all five services, in a tenant of its own: a group's schedule, a notice and a recording,
 * bound to a link that nobody knows yet.
 */
final class Course implements AutoCloseable {

    static final int WEEKS = 10;
    static final Duration WEEK = Duration.ofDays(7);

    private static final DateTimeFormatter PERIOD_DATE =
            DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss").withZone(ZoneOffset.UTC);

    final String tenant = "course-" + UUID.randomUUID();
    final UUID link = UUID.randomUUID();
    final Api api = Platform.as(tenant);
    final String notice;
    final long room;
    final long recording;

    /** Arranges it; the recording has times of its own until the link's are known. */
    Course(Instant before) {
        call(SCHEDULE, "PUT", tenantPath(), object("name", "Tenant", "type", "Enterprise", "timeZone", "UTC"));
        call(SCHEDULE, "PUT", groupPath(), object("name", "Group"));
        newSchedule("course", link);
        room = id(call(RECORDING, "POST", "/api/v3/admin/rooms", object("name", "Lab")));
        recording = newRecording("course", before, link);
        notice = newNotice(link);
    }

    @Override
    public void close() {
        api.close();
    }

    // The link

    /** Gives the link its times: an hour a week from {@code start} on. */
    Answer save(Instant start) {
        return save(start, Duration.ofHours(1));
    }

    Answer save(Instant start, Duration each) {
        return call(
                PROFILE,
                "POST",
                "/api/v1/access/timeprofile/items/link",
                object("list_items", List.of(weekly(link, "Course", start, each))));
    }

    /** A profile of {@link #WEEKS} weekly occurrences, as the bulk call takes it. */
    static Map<String, Object> weekly(UUID link, String name, Instant start, Duration each) {
        long from = start.getEpochSecond();
        long last = start.plus(WEEK.multipliedBy(WEEKS - 1)).getEpochSecond();
        return object(
                "name",
                name,
                "link_id",
                link,
                "time_options",
                object("is_all_day", false, "date_from", from, "date_to", from + each.toSeconds()),
                "repeat_options",
                object(
                        "repeat_enable",
                        true,
                        "repeat_format",
                        object("repeat_type", "week", "repeat_end", object("format", "date", "date", last))));
    }

    Answer deleteLink() {
        return call(PROFILE, "POST", "/api/v1/access/timeprofile/link/delete", object("link_ids", List.of(link)));
    }

    /** What the doors say at an instant: {@code active} and, where not, the {@code reason}. */
    JsonNode active(Instant at) {
        long uid = call(PROFILE, "GET", "/api/v1/access/timeprofile/items", null)
                .body()
                .at("/list_items/0/uid")
                .asLong();
        return call(
                        PROFILE,
                        "GET",
                        "/api/v1/access/timeprofile/item/" + uid + "/active?at=" + at.getEpochSecond(),
                        null)
                .body();
    }

    // Schedules of the group

    void newSchedule(String name, @Nullable UUID link) {
        call(SCHEDULE, "POST", groupPath() + "/time_schedules/", bound(object("name", name), link));
    }

    JsonNode schedule(String name) {
        return call(SCHEDULE, "GET", schedulePath(name) + "/?full_list=true", null)
                .body();
    }

    JsonNode periods(String name) {
        return schedule(name).path("periods");
    }

    boolean open(Instant at) {
        return call(SCHEDULE, "GET", schedulePath("course") + "/open?at=" + at, null)
                .body()
                .path("open")
                .asBoolean();
    }

    // Notices

    String newNotice(@Nullable UUID link) {
        return call(
                        INFORMATION,
                        "POST",
                        "/api/v1/informations",
                        bound(object("title", "Notice", "text", "Text", "state_id", 3), link))
                .body()
                .path("id")
                .asText();
    }

    /** Replaces a notice. */
    Answer replace(String id, String title, @Nullable UUID link) {
        return call(INFORMATION, "PUT", "/api/v1/informations/" + id, replacement(title, link));
    }

    /** A notice as a client sends the whole of it, published; without a link it stays bound as it is. */
    static Map<String, Object> replacement(String title, @Nullable UUID link) {
        Map<String, Object> body = object("title", title, "text", "Text", "state_id", 3, "deleted", false);
        body.putAll(object("valid_from", "2026-01-01T00:00:00Z", "labels", List.of(), "sections", List.of()));
        return bound(body, link);
    }

    Answer state(String id, int state) {
        return bulk("change_state", object("ids", List.of(id), "state_id", state));
    }

    Answer bulk(String what, Map<String, Object> body) {
        return call(INFORMATION, "POST", "/api/v1/informations/bulk/" + what, body);
    }

    JsonNode information(String id) {
        return call(INFORMATION, "GET", "/api/v1/informations/" + id, null).body();
    }

    String validFrom(String id) {
        return information(id).path("valid_from").asText();
    }

    // Recordings

    long newRecording(String name, Instant start, @Nullable UUID link) {
        Map<String, Object> body =
                object("name", name, "room", room, "start_at", start.getEpochSecond(), "duration", 600);
        return id(call(RECORDING, "POST", "/api/v3/schedule", bound(body, link)));
    }

    JsonNode occurrences(long recording) {
        return call(RECORDING, "GET", "/api/v3/schedule/" + recording + "/occurrences?limit=100", null)
                .body()
                .at("/data/occurrences");
    }

    List<String> states(long recording) {
        List<String> states = new ArrayList<>();
        occurrences(recording)
                .forEach(occurrence -> states.add(occurrence.path("state").asText()));
        return states;
    }

    // Entities

    JsonNode view(String entity) {
        return call(PERIOD, "GET", "/period/view/" + Api.path(entity), null).body();
    }

    boolean isEffective(String entity, Instant at) {
        return call(
                        PERIOD,
                        "GET",
                        "/period/effective/" + Api.path(entity) + "?at=" + Api.path(date(at.plusSeconds(60))),
                        null)
                .body()
                .path("active")
                .asBoolean();
    }

    /** Sets the only own period of an entity. */
    Answer own(String entity, Instant from, Instant to) {
        return own(entity, List.of(object("start_date", date(from), "end_date", date(to))));
    }

    Answer own(String entity, List<Object> periods) {
        return call(PERIOD, "PUT", "/period/update/" + Api.path(entity), object("periods", periods));
    }

    String entity(String type, String name) {
        JsonNode index =
                call(PERIOD, "GET", "/period/index?entity_type=" + type, null).body();
        return StreamSupport.stream(index.spliterator(), false)
                .filter(entity -> entity.path("entity_name").asText().equals(name))
                .map(entity -> entity.path("entity_id").asText())
                .findFirst()
                .orElseThrow(() -> new AssertionError(type + " " + name + " is not in " + index));
    }

    /** An instant as period-service writes it. */
    static String date(Instant at) {
        return PERIOD_DATE.format(at);
    }

    static Instant now() {
        return Clock.systemUTC().instant();
    }

    // Calls

    String tenantPath() {
        return "/api/v1/tenants/" + tenant;
    }

    String groupPath() {
        return tenantPath() + "/groups/group";
    }

    String schedulePath(String name) {
        return groupPath() + "/time_schedules/" + name;
    }

    Answer call(Service service, String method, String path, @Nullable Object body) {
        return api.call(service, method, path, body);
    }

    /** Waits until a write has spread everywhere, and returns what its operation tells. */
    JsonNode spread(Service service, Answer answer) {
        return api.awaitDone(service, String.valueOf(answer.operation()));
    }

    private static Map<String, Object> bound(Map<String, Object> body, @Nullable UUID link) {
        if (link != null) {
            body.put("link_id", link);
        }
        return body;
    }

    private static long id(Answer created) {
        return created.body().at("/data/id").asLong();
    }
}
