package io.chronolink.demo;

import static io.chronolink.demo.Api.object;
import static io.chronolink.demo.Api.path;
import static io.chronolink.events.Service.INFORMATION;
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
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
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

    private final Api api;
    private final String tenant;
    private final Timetable timetable;
    private final Clock clock;
    private final PrintStream out;
    private final Report report;
    private final Questions questions;
    private final Followed followed;
    private final Map<String, Long> rooms = new HashMap<>();

    private TimetableDemo(Api api, String tenant, Timetable timetable, Clock clock, PrintStream out) {
        this.api = api;
        this.tenant = tenant;
        this.timetable = timetable;
        this.clock = clock;
        this.out = out;
        this.report = new Report(out);
        this.questions = new Questions(api, tenant);
        this.followed = new Followed(api, questions, report);
    }

    /** Plays on running services and says whether every step held; what did not is printed. */
    static boolean play(Api api, String tenant, Timetable timetable, Clock clock, PrintStream out) {
        TimetableDemo demo = new TimetableDemo(api, tenant, timetable, clock, out);
        try {
            demo.play();
        } catch (Unexpected e) {
            demo.report.failed(String.valueOf(e.getMessage()));
        }
        return demo.report.end();
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
                building -> api.call(SCHEDULE, "PUT", questions.group(building), object("name", building)));
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
                        questions.group(one.building()) + "/time_schedules/",
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
                                "room", Questions.known(rooms, one.room()),
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
            questions.made(
                    series.get(i),
                    recorded.get(i).body().at("/data/id").asLong(),
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
        report.show("One bulk call gives " + series.size() + " links their times", done, since);
        for (String service : List.of("schedule-service", "information-service", "recording-service")) {
            int effects = done.stream()
                    .mapToInt(status -> Report.effects(status, service))
                    .sum();
            report.check(
                    effects == series.size(), "%s changed %d records instead of %d", service, effects, series.size());
        }
        samples().forEach(followed::check);
    }

    private void move(Series one) {
        Series later = one.laterBy(HOUR);
        long since = System.nanoTime();
        report.show("\"" + one.title() + "\" moves by an hour", List.of(upsert(List.of(later), "updated")), since);
        followed.check(later);
    }

    private void archive(Series one) {
        report.check(
                questions.activePeriods(one).equals(List.of(true)), "%s: the schedule is not active", one.eventId());
        report.check(questions.plannedStates(one).equals(List.of("planned")), "%s: nothing is planned", one.eventId());
        long since = System.nanoTime();
        Answer changed = api.call(
                INFORMATION,
                "POST",
                "/api/v1/informations/bulk/change_state",
                object("ids", List.of(questions.notice(one)), "state_id", ARCHIVED, "message", "The course is full."));
        report.show(
                "The notice of \"" + one.title() + "\" is archived, which holds the link",
                List.of(api.awaitDone(INFORMATION, operation(changed))),
                since);
        report.check(
                changed.body().path("count_of_errors").asInt(-1) == 0,
                "%s: the notice was not archived",
                one.eventId());
        report.check(
                questions.activePeriods(one).equals(List.of(false)), "%s: the schedule is still active", one.eventId());
        report.check(
                questions.plannedStates(one).equals(List.of("suspended")),
                "%s: the recordings are %s instead of suspended",
                one.eventId(),
                questions.plannedStates(one));
        JsonNode active = api.call(
                        PROFILE,
                        "GET",
                        "/api/v1/access/timeprofile/item/" + questions.profileUid(one) + "/active?at="
                                + one.firstStart().getEpochSecond(),
                        null)
                .body();
        report.check(
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
        report.show(
                "The link of \"" + one.title() + "\" is deleted",
                List.of(api.awaitDone(PROFILE, operation(deleted))),
                since);
        report.check(questions.activePeriods(one).isEmpty(), "%s: the schedule still has periods", one.eventId());
        report.check(
                questions.information(one).path("state_id").asInt() == ARCHIVED,
                "%s: the information is in state %s instead of archived",
                one.eventId(),
                questions.information(one).path("state_id"));
        report.check(
                api.ask(RECORDING, "GET", "/api/v3/schedule/" + questions.recording(one), null)
                                .status()
                        == 404,
                "%s: the recording schedule is still there",
                one.eventId());
        report.check(
                !questions.periodEnd(one).equals(Followed.period(Followed.lastEnd(one))),
                "%s: the link's period does not end before its time",
                one.eventId());
    }

    private JsonNode upsert(List<Series> part, String expected) {
        Answer answer = api.call(
                PROFILE,
                "POST",
                "/api/v1/access/timeprofile/items/link",
                object(
                        "list_items",
                        part.stream().map(one -> ProfileItems.of(one, tenant)).toList()));
        int as = 0;
        for (JsonNode result : answer.body().path("result")) {
            as += result.path("extended_info").asText().equals(expected) ? 1 : 0;
        }
        report.check(as == part.size(), "%d of %d profiles were %s", as, part.size(), expected);
        return api.awaitDone(PROFILE, operation(answer));
    }

    private List<Series> samples() {
        List<Series> series = timetable.series();
        int step = Math.max(1, series.size() / SAMPLES);
        return IntStream.iterate(0, i -> i < series.size(), i -> i + step)
                .mapToObj(series::get)
                .toList();
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
}
