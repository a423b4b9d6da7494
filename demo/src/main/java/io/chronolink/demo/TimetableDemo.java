package io.chronolink.demo;

import static io.chronolink.demo.Api.object;
import static io.chronolink.demo.Api.path;
import static io.chronolink.events.Service.INFORMATION;
import static io.chronolink.events.Service.PERIOD;
import static io.chronolink.events.Service.PROFILE;
import static io.chronolink.events.Service.RECORDING;
import static io.chronolink.events.Service.SCHEDULE;

import com.fasterxml.jackson.databind.JsonNode;
import io.chronolink.demo.Api.Answer;
import io.chronolink.demo.Api.Unexpected;
import io.chronolink.events.Service;
import java.io.PrintStream;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;

/**
 * Plays a term: every line of a timetable becomes a link with a time profile, and a group schedule, a recording
 * schedule and an information that are bound to it. Then single links are moved, held and ended. After each step the
 * demo asks every service through its public API whether it followed.
 */
public final class TimetableDemo {

    /** So many links are asked for one by one after the bulk call; the operation counts all of them. */
    private static final int SAMPLES = 24;

    private static final int PROFILES_A_CALL = 5_000;
    private static final int ARCHIVED = 4;
    private static final Duration HOUR = Duration.ofHours(1);
    private static final DateTimeFormatter CLOCK_TIME = DateTimeFormatter.ofPattern("H:mm");
    private static final DateTimeFormatter PERIOD_TIME = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss");

    private final Api api;
    private final String tenant;
    private final Timetable timetable;
    private final Clock clock;
    private final PrintStream out;
    private final Map<String, Long> rooms = new HashMap<>();
    private final Map<String, Long> recordings = new HashMap<>();
    private final Map<String, UUID> notices = new HashMap<>();
    private final List<String> failures = new ArrayList<>();

    private TimetableDemo(Api api, String tenant, Timetable timetable, Clock clock, PrintStream out) {
        this.api = api;
        this.tenant = tenant;
        this.timetable = timetable;
        this.clock = clock;
        this.out = out;
    }

    /** Plays on running services and says whether every step held; what did not is printed. */
    static boolean play(Api api, String tenant, Timetable timetable, Clock clock, PrintStream out) {
        TimetableDemo demo = new TimetableDemo(api, tenant, timetable, clock, out);
        try {
            demo.play();
        } catch (Unexpected e) {
            demo.failures.add(e.getMessage());
        }
        demo.failures.forEach(failure -> out.println("FAILED: " + failure));
        out.println(
                demo.failures.isEmpty()
                        ? "Every service followed every step."
                        : "The demo failed: " + demo.failures.size() + " checks did not hold.");
        return demo.failures.isEmpty();
    }

    private void play() {
        List<Series> series = timetable.series();
        out.printf(
                "%d series in %d rooms of %d buildings, %s, moved forward by %d weeks (tenant %s)%n",
                series.size(),
                series.stream().map(Series::room).distinct().count(),
                series.stream().map(Series::building).distinct().count(),
                timetable.zone(),
                timetable.weeks(),
                tenant);
        prepare();
        bind();
        spread();
        move(series.get(0));
        archive(series.get(series.size() / 2));
        delete(series.get(series.size() - 1));
    }

    /** The tenant with its zone, a group for each building, and the rooms. */
    private void prepare() {
        Answer saved = api.call(
                SCHEDULE,
                "PUT",
                "/api/v1/tenants/" + path(tenant),
                object(
                        "name",
                        "Demo",
                        "type",
                        "Enterprise",
                        "timeZone",
                        timetable.zone().getId()));
        awaitDone(SCHEDULE, List.of(saved));
        List<Answer> groups = api.forEach(
                timetable.series().stream().map(Series::building).distinct().toList(),
                building -> api.call(SCHEDULE, "PUT", group(building), object("name", building)));
        List<String> names =
                timetable.series().stream().map(Series::room).distinct().toList();
        List<Answer> made =
                api.forEach(names, name -> api.call(RECORDING, "POST", "/api/v3/admin/rooms", object("name", name)));
        for (int i = 0; i < names.size(); i++) {
            rooms.put(names.get(i), made.get(i).body().at("/data/id").asLong());
        }
        awaitDone(SCHEDULE, groups);
        awaitDone(RECORDING, made);
    }

    /** Everything is bound to its link before the link has a time: it waits for the profile. */
    private void bind() {
        long since = System.nanoTime();
        List<Series> series = timetable.series();
        List<Answer> schedules = api.forEach(
                series,
                one -> api.call(
                        SCHEDULE,
                        "POST",
                        group(one.building()) + "/time_schedules/",
                        object("name", one.eventId(), "link_id", one.linkId(tenant))));
        // What a bound schedule is created with holds only until its link is known.
        Instant tomorrow = clock.instant().plus(Duration.ofDays(1));
        List<Answer> recorded = api.forEach(
                series,
                one -> api.call(
                        RECORDING,
                        "POST",
                        "/api/v3/schedule",
                        object(
                                "name", one.title(),
                                "room", known(rooms, one.room()),
                                "start_at", tomorrow.getEpochSecond(),
                                "duration", one.duration().toSeconds(),
                                "link_id", one.linkId(tenant))));
        List<Answer> informed = api.forEach(
                series,
                one -> api.call(
                        INFORMATION,
                        "POST",
                        "/api/v1/informations",
                        object(
                                "title", one.title(),
                                "text", one.title() + " takes place in " + one.room() + ".",
                                "valid_from", tomorrow.toString(),
                                "state_id", 3,
                                "labels", List.of(),
                                "sections", List.of(),
                                "deleted", false,
                                "link_id", one.linkId(tenant))));
        for (int i = 0; i < series.size(); i++) {
            recordings.put(
                    series.get(i).eventId(),
                    recorded.get(i).body().at("/data/id").asLong());
            notices.put(
                    series.get(i).eventId(),
                    UUID.fromString(informed.get(i).body().path("id").asText()));
        }
        awaitDone(SCHEDULE, schedules);
        awaitDone(RECORDING, recorded);
        awaitDone(INFORMATION, informed);
        out.printf(
                "%d group schedules, recording schedules and informations bound to links, one request each (%d ms)%n",
                3 * series.size(), Duration.ofNanos(System.nanoTime() - since).toMillis());
    }

    private void spread() {
        List<Series> series = timetable.series();
        List<JsonNode> done = new ArrayList<>();
        long since = System.nanoTime();
        for (int from = 0; from < series.size(); from += PROFILES_A_CALL) {
            List<Series> part = series.subList(from, Math.min(series.size(), from + PROFILES_A_CALL));
            done.add(upsert(part, "created"));
        }
        show("One bulk call gives " + series.size() + " links their times", done, since);
        for (String service : List.of("schedule-service", "information-service", "recording-service")) {
            int effects =
                    done.stream().mapToInt(status -> effects(status, service)).sum();
            check(effects == series.size(), "%s changed %d records instead of %d", service, effects, series.size());
        }
        samples().forEach(this::checkFollows);
    }

    private void move(Series one) {
        Series later = one.laterBy(HOUR);
        long since = System.nanoTime();
        show("\"" + one.title() + "\" moves by an hour", List.of(upsert(List.of(later), "updated")), since);
        checkFollows(later);
    }

    private void archive(Series one) {
        check(activePeriods(one).equals(List.of(true)), "%s: the schedule is not active", one.eventId());
        check(plannedStates(one).equals(List.of("planned")), "%s: nothing is planned", one.eventId());
        long since = System.nanoTime();
        Answer changed = api.call(
                INFORMATION,
                "POST",
                "/api/v1/informations/bulk/change_state",
                object(
                        "ids",
                        List.of(known(notices, one.eventId())),
                        "state_id",
                        ARCHIVED,
                        "message",
                        "The course is full."));
        show(
                "The notice of \"" + one.title() + "\" is archived, which holds the link",
                List.of(api.awaitDone(INFORMATION, operation(changed))),
                since);
        check(changed.body().path("count_of_errors").asInt(-1) == 0, "%s: the notice was not archived", one.eventId());
        check(activePeriods(one).equals(List.of(false)), "%s: the schedule is still active", one.eventId());
        check(
                plannedStates(one).equals(List.of("suspended")),
                "%s: the recordings are %s instead of suspended",
                one.eventId(),
                plannedStates(one));
        JsonNode active = api.call(
                        PROFILE,
                        "GET",
                        "/api/v1/access/timeprofile/item/" + profileUid(one) + "/active?at="
                                + one.firstStart().getEpochSecond(),
                        null)
                .body();
        check(
                active.path("reason").asText().equals("link_held"),
                "%s: the profile's reason is %s instead of link_held",
                one.eventId(),
                active.path("reason"));
    }

    private void delete(Series one) {
        long since = System.nanoTime();
        Answer deleted = api.call(
                PROFILE,
                "POST",
                "/api/v1/access/timeprofile/link/delete",
                object("link_ids", List.of(one.linkId(tenant))));
        show(
                "The link of \"" + one.title() + "\" is deleted",
                List.of(api.awaitDone(PROFILE, operation(deleted))),
                since);
        check(activePeriods(one).isEmpty(), "%s: the schedule still has periods", one.eventId());
        check(
                information(one).path("state_id").asInt() == ARCHIVED,
                "%s: the information is in state %s instead of archived",
                one.eventId(),
                information(one).path("state_id"));
        check(
                api.ask(RECORDING, "GET", "/api/v3/schedule/" + known(recordings, one.eventId()), null)
                                .status()
                        == 404,
                "%s: the recording schedule is still there",
                one.eventId());
        check(
                !periodEnd(one).equals(period(lastEnd(one))),
                "%s: the link's period does not end before its time",
                one.eventId());
    }

    /** Asks all four services whether they have the times of a series. */
    private void checkFollows(Series one) {
        String weekday = one.weekday().getDisplayName(java.time.format.TextStyle.FULL, Locale.ENGLISH);
        JsonNode periods = periods(one);
        if (one.weekInterval() == 1) {
            check(
                    periods.size() == 1
                            && periods.at("/0/dayOfWeek").asText().equals(weekday)
                            && periods.at("/0/startTime").asText().equals(CLOCK_TIME.format(one.start()))
                            && periods.at("/0/stopTime").asText().equals(CLOCK_TIME.format(one.end()))
                            && periods.at("/0/derived").asBoolean(),
                    "%s: the schedule has %s instead of %s %s to %s",
                    one.eventId(),
                    periods,
                    weekday,
                    one.start(),
                    one.end());
        }
        JsonNode recording = api.call(RECORDING, "GET", "/api/v3/schedule/" + known(recordings, one.eventId()), null)
                .body()
                .path("data");
        check(
                recording.path("start_at").asLong() == one.firstStart().getEpochSecond()
                        && recording.path("duration").asLong() == one.duration().toSeconds(),
                "%s: the recording starts at %s for %s s instead of %d for %d s",
                one.eventId(),
                recording.path("start_at"),
                recording.path("duration"),
                one.firstStart().getEpochSecond(),
                one.duration().toSeconds());
        Instant validFrom = instant(information(one).path("valid_from").asText());
        check(
                validFrom.equals(one.firstStart()),
                "%s: the information is valid from %s instead of %s",
                one.eventId(),
                validFrom,
                one.firstStart());
        check(
                periodEnd(one).equals(period(lastEnd(one))),
                "%s: the link is valid until %s instead of %s",
                one.eventId(),
                periodEnd(one),
                period(lastEnd(one)));
    }

    private JsonNode upsert(List<Series> part, String expected) {
        Answer answer = api.call(
                PROFILE,
                "POST",
                "/api/v1/access/timeprofile/items/link",
                object("list_items", part.stream().map(this::profile).toList()));
        int as = 0;
        for (JsonNode result : answer.body().path("result")) {
            as += result.path("extended_info").asText().equals(expected) ? 1 : 0;
        }
        check(as == part.size(), "%d of %d profiles were %s", as, part.size(), expected);
        return api.awaitDone(PROFILE, operation(answer));
    }

    private Map<String, Object> profile(Series one) {
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

    private List<Series> samples() {
        List<Series> series = timetable.series();
        int step = Math.max(1, series.size() / SAMPLES);
        return IntStream.iterate(0, i -> i < series.size(), i -> i + step)
                .mapToObj(series::get)
                .toList();
    }

    private JsonNode periods(Series one) {
        return api.call(
                        SCHEDULE,
                        "GET",
                        group(one.building()) + "/time_schedules/" + path(one.eventId()) + "/?full_list=true",
                        null)
                .body()
                .path("periods");
    }

    private List<Boolean> activePeriods(Series one) {
        List<Boolean> active = new ArrayList<>();
        periods(one).forEach(period -> active.add(period.path("active").asBoolean(true)));
        return active.stream().distinct().toList();
    }

    private List<String> plannedStates(Series one) {
        List<String> states = new ArrayList<>();
        api.call(
                        RECORDING,
                        "GET",
                        "/api/v3/schedule/" + known(recordings, one.eventId()) + "/occurrences?limit=100",
                        null)
                .body()
                .at("/data/occurrences")
                .forEach(occurrence -> states.add(occurrence.path("state").asText()));
        return states.stream().distinct().toList();
    }

    private JsonNode information(Series one) {
        return api.call(INFORMATION, "GET", "/api/v1/informations/" + known(notices, one.eventId()), null)
                .body();
    }

    private String periodEnd(Series one) {
        return api.call(PERIOD, "GET", "/period/view/" + one.linkId(tenant), null)
                .body()
                .at("/owned/0/end_date")
                .asText();
    }

    private long profileUid(Series one) {
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

    private Instant lastEnd(Series one) {
        return one.lastStart().plus(one.duration());
    }

    /** As the period API writes it: in UTC. */
    private static String period(Instant instant) {
        return PERIOD_TIME.format(instant.atOffset(ZoneOffset.UTC));
    }

    /** With an offset or, as the dialect also writes it, without one: then it is UTC. */
    private static Instant instant(String text) {
        return text.endsWith("Z") || text.matches(".*[+-]\\d\\d:\\d\\d$")
                ? java.time.OffsetDateTime.parse(text).toInstant()
                : java.time.LocalDateTime.parse(text).toInstant(ZoneOffset.UTC);
    }

    private static <V> V known(Map<String, V> made, String name) {
        V value = made.get(name);
        if (value == null) {
            throw new Unexpected("nothing was made for " + name);
        }
        return value;
    }

    private String group(String building) {
        return "/api/v1/tenants/" + path(tenant) + "/groups/" + path(building);
    }

    private void awaitDone(Service service, List<Answer> writes) {
        api.forEach(writes, write -> api.awaitDone(service, operation(write)));
    }

    private static String operation(Answer write) {
        if (write.operation() == null) {
            throw new Unexpected("a write was answered without an Operation-Id");
        }
        return write.operation();
    }

    private static int effects(JsonNode status, String service) {
        return status.path("services").path(service).path("effects").asInt();
    }

    private void check(boolean held, String message, Object... arguments) {
        if (!held) {
            failures.add(message.formatted(arguments));
        }
    }

    /** What changed where, how much, and how long after the call was accepted. */
    private void show(String title, List<JsonNode> operations, long sinceNanos) {
        long total = Duration.ofNanos(System.nanoTime() - sinceNanos).toMillis();
        out.println();
        out.println(title);
        out.printf("  %-20s %16s %16s %12s%n", "service", "events applied", "records changed", "done after");
        for (Service service : Service.values()) {
            int applied = 0;
            int effects = 0;
            long millis = -1;
            for (JsonNode operation : operations) {
                JsonNode part = operation.path("services").path(service.wireName());
                if (!part.isMissingNode()) {
                    applied += part.path("applied").asInt();
                    effects += part.path("effects").asInt();
                    millis = Math.max(
                            millis,
                            Duration.between(
                                            Instant.parse(operation
                                                    .path("accepted_at")
                                                    .asText()),
                                            Instant.parse(part.path("done_at").asText()))
                                    .toMillis());
                }
            }
            if (millis >= 0) {
                out.printf("  %-20s %16d %16d %9d ms%n", service.wireName(), applied, effects, millis);
            }
        }
        out.printf(
                "  %d events in all, spread everywhere %d ms after the request was sent%n",
                operations.stream()
                        .mapToInt(operation -> operation.path("events").asInt())
                        .sum(),
                total);
    }
}
