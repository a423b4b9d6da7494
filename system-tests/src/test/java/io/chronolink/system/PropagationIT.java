package io.chronolink.system;

import static io.chronolink.demo.Api.object;
import static io.chronolink.events.Service.INFORMATION;
import static io.chronolink.events.Service.PERIOD;
import static io.chronolink.events.Service.PROFILE;
import static io.chronolink.events.Service.RECORDING;
import static io.chronolink.events.Service.SCHEDULE;
import static io.chronolink.system.Course.WEEK;
import static io.chronolink.system.Course.WEEKS;
import static io.chronolink.system.Course.date;
import static io.chronolink.system.Course.now;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.chronolink.events.Topics;
import io.chronolink.stack.EventProbe;
import io.chronolink.stack.EventProbe.Seen;
import io.chronolink.stack.EventProbe.Sent;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What each change does elsewhere, over real HTTP and real Kafka: the table of propagation, cell by cell. */
class PropagationIT {

    private static final Instant START = now().truncatedTo(ChronoUnit.HOURS).plus(Duration.ofDays(7));
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final int PUBLISHED = 3;
    private static final int ARCHIVED = 4;
    private static final DateTimeFormatter ICALENDAR_UTC =
            DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);

    private final Course course = new Course(START.plusSeconds(86_400));

    @AfterEach
    void close() {
        course.close();
    }

    @Test
    void aSavedProfileMovesAllThatIsBoundAndTheSameAgainMovesNothing() {
        assertThat(course.periods("course")).isEmpty();
        assertThat(course.states(course.recording)).isEmpty();

        JsonNode done = course.spread(PROFILE, course.save(START));

        for (String service : List.of("schedule", "information", "recording", "period")) {
            assertThat(done.at("/services/" + service + "-service/effects").asInt())
                    .as(service)
                    .isPositive();
        }
        assertThat(course.periods("course")).hasSize(1);
        assertThat(course.periods("course").get(0).path("derived").asBoolean()).isTrue();
        assertThat(course.validFrom(course.notice)).isEqualTo(START.toString());
        assertOwned(
                course.link.toString(),
                START,
                START.plus(WEEK.multipliedBy(WEEKS - 1)).plusSeconds(3_600));
        assertThat(starts(course.recording)).hasSize(WEEKS).startsWith(START);

        JsonNode again = course.spread(PROFILE, course.save(START));
        assertThat(again.path("events").asInt()).isZero();

        course.spread(PROFILE, course.save(START.plusSeconds(7_200)));
        assertThat(course.validFrom(course.notice))
                .isEqualTo(START.plusSeconds(7_200).toString());
        assertThat(starts(course.recording)).hasSize(WEEKS).startsWith(START.plusSeconds(7_200));
    }

    @Test
    void whatIsBoundLaterTakesThePresentStateOfItsLinkAtOnce() {
        course.spread(PROFILE, course.save(START));
        course.spread(INFORMATION, course.state(course.notice, ARCHIVED));

        // Made with the link, and edited to carry it.
        course.newSchedule("made", course.link);
        course.newSchedule("edited", null);
        course.call(SCHEDULE, "PUT", course.schedulePath("edited") + "/", object("link_id", course.link));
        long made = course.newRecording("made", START.plusSeconds(86_400), course.link);
        long edited = course.newRecording("edited", START.plusSeconds(86_400), null);
        course.call(RECORDING, "POST", "/api/v3/schedule/" + edited + "/edit", object("link_id", course.link));
        String madeNotice = course.newNotice(course.link);
        String editedNotice = course.newNotice(null);
        course.replace(editedNotice, "Notice", course.link);

        for (String name : List.of("made", "edited")) {
            assertThat(course.periods(name)).as(name).hasSize(1);
            assertThat(course.periods(name).get(0).path("active").asBoolean(true))
                    .as(name)
                    .isFalse();
        }
        for (long recording : List.of(made, edited)) {
            assertThat(starts(recording)).hasSize(WEEKS).startsWith(START);
            assertThat(course.states(recording)).containsOnly("suspended");
        }
        assertThat(course.validFrom(madeNotice)).isEqualTo(START.toString());
        assertThat(course.validFrom(editedNotice)).isEqualTo(START.toString());
    }

    @Test
    void aDeletedProfileEndsAllThatIsBoundAndALinkThatComesBackLeadsAgain() {
        course.spread(PROFILE, course.save(START));

        course.spread(PROFILE, course.deleteLink());

        assertThat(course.periods("course")).isEmpty();
        assertThat(course.schedule("course").path("link_id").asText("")).isNotEqualTo(course.link.toString());
        assertThat(course.information(course.notice).path("state_id").asInt()).isEqualTo(ARCHIVED);
        assertThat(lastMessage(course.notice)).isEqualTo("link deleted");
        assertThat(course.api
                        .ask(RECORDING, "GET", "/api/v3/schedule/" + course.recording, null)
                        .status())
                .isEqualTo(404);
        assertThat(course.isEffective(course.link.toString(), START)).isFalse();

        String later = course.newNotice(course.link);
        assertThat(course.information(later).path("state_id").asInt()).isEqualTo(ARCHIVED);
        course.spread(PROFILE, course.save(START));
        assertThat(course.isEffective(course.link.toString(), START)).isTrue();
    }

    @Test
    void aDeletedProfileLetsWhatRunsEndNormallyAndItsPastIsKept() throws Exception {
        // What starts before it is planned is not planned any more.
        Instant start = now().truncatedTo(ChronoUnit.SECONDS).plusSeconds(6);
        course.spread(PROFILE, course.save(start, Duration.ofSeconds(20)));
        await().atMost(PATIENCE).until(() -> occurrences().contains("recording"));

        course.spread(PROFILE, course.deleteLink());

        assertThat(occurrences()).contains("cancelled").doesNotContain("planned");
        JsonNode owned = course.view(course.link.toString()).path("owned");
        assertThat(owned.at("/0/start_date").asText()).isEqualTo(date(start));
        assertThat(owned.at("/0/end_date").asText()).isBetween(date(start), date(now()));
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(occurrences()).contains("recorded"));
    }

    @Test
    void anInformationIsAnEntityBelowItsLinkAndItsParent() {
        course.spread(PROFILE, course.save(START));
        String below = course.call(
                        INFORMATION,
                        "POST",
                        "/api/v1/informations",
                        object("title", "Below", "text", "Text", "information_parent", object("id", course.notice)))
                .body()
                .path("id")
                .asText();
        course.spread(INFORMATION, course.replace(below, "Renamed", course.link));

        assertThat(fields(course.view(below).path("parent"))).contains(course.notice, course.link.toString());
        assertThat(course.view(below).path("entity_name").asText()).isEqualTo("Renamed");

        course.spread(INFORMATION, course.bulk("delete", object("ids", List.of(below), "deleted", true)));
        assertThat(course.isEffective(below, START)).isFalse();
        course.spread(INFORMATION, course.bulk("restore", object("ids", List.of(below), "deleted", false)));
        assertThat(course.isEffective(below, START)).isTrue();
    }

    @Test
    void aClosedInformationHoldsItsLinkUntilItIsReopened() {
        // It has begun, so that there is a period to end.
        course.spread(PROFILE, course.save(START.minus(WEEK.multipliedBy(2))));
        assertIsHeld(false);
        Instant closing = now();

        course.spread(INFORMATION, course.state(course.notice, ARCHIVED));

        assertIsHeld(true);
        assertThat(course.isEffective(course.notice, START)).isFalse();
        String closed = course.view(course.notice).at("/owned/0/end_date").asText();
        assertThat(closed).isBetween(date(closing), date(now()));

        course.spread(INFORMATION, course.state(course.notice, PUBLISHED));

        assertIsHeld(false);
        assertThat(course.isEffective(course.notice, START)).isTrue();
        JsonNode reopened = course.view(course.notice).at("/owned/0");
        assertThat(reopened.path("start_date").asText()).isBetween(closed, date(now()));
        assertThat(reopened.path("end_date").asText()).isEqualTo("9999-12-31 23:59:59");
    }

    @Test
    void aLinkIsHeldWhileAnyOfItsInformationsIsClosed() {
        course.spread(PROFILE, course.save(START));
        String other = course.newNotice(course.link);
        course.spread(
                INFORMATION,
                course.bulk("change_state", object("ids", List.of(course.notice, other), "state_id", ARCHIVED)));

        course.spread(INFORMATION, course.state(course.notice, PUBLISHED));
        assertIsHeld(true);

        course.spread(INFORMATION, course.bulk("delete", object("ids", List.of(other), "deleted", true)));
        assertIsHeld(false);
    }

    @Test
    void tenantsGroupsSchedulesAndRoomsAreEntitiesWithTheirParents() {
        course.spread(PROFILE, course.save(START));

        String tenant = course.entity("TENANT", "Tenant");
        String group = course.entity("GROUP", "Group");
        String schedule = course.entity("GROUP_SCHEDULE", "course");
        String recorded = course.entity("RECORDING_SCHEDULE", "course");
        String room = course.entity("ROOM", "Lab");
        assertOwned(recorded, START, START.plus(WEEK.multipliedBy(WEEKS - 1)).plusSeconds(3_600));
        // Each parent in turn is valid for a day only, and so is what hangs below it.
        for (List<String> above : List.of(
                List.of(tenant, group),
                List.of(tenant, schedule),
                List.of(group, schedule),
                List.of(course.link.toString(), schedule),
                List.of(room, recorded),
                List.of(course.link.toString(), recorded))) {
            assertThat(course.isEffective(above.get(1), START)).as("%s", above).isTrue();
            course.own(above.get(0), START.minus(Duration.ofDays(30)), START.minus(Duration.ofDays(29)));
            assertThat(course.isEffective(above.get(1), START)).as("%s", above).isFalse();
            course.own(above.get(0), List.of());
        }

        course.spread(
                RECORDING,
                course.call(RECORDING, "POST", "/api/v3/schedule/" + course.recording + "/delete", object()));
        assertThat(course.isEffective(recorded, START)).isFalse();
        course.spread(SCHEDULE, course.call(SCHEDULE, "DELETE", course.schedulePath("course") + "/", null));
        assertThat(course.isEffective(schedule, START)).isFalse();
        // The dialect deletes no rooms, but the contract knows that they end.
        tellRoomDeleted(room);
        await().atMost(PATIENCE).until(() -> !course.isEffective(room, START));
    }

    @Test
    void validityLimitsDoorsPhonesFeedsAndRecordings() throws Exception {
        course.spread(PROFILE, course.save(START));
        Instant inTwoWeeks = START.plus(WEEK.multipliedBy(2));
        String tenant = course.entity("TENANT", "Tenant");
        String group = course.entity("GROUP", "Group");
        String schedule = course.entity("GROUP_SCHEDULE", "course");
        String recorded = course.entity("RECORDING_SCHEDULE", "course");
        String room = course.entity("ROOM", "Lab");
        String link = course.link.toString();

        for (String entity : List.of(link, tenant, group, schedule, room, recorded)) {
            // Two of the weekly occurrences come before the end.
            course.spread(PERIOD, course.own(entity, START.minusSeconds(86_400), START.plus(Duration.ofDays(10))));

            boolean isRecordings = List.of(link, room, recorded).contains(entity);
            boolean isPhones = List.of(link, tenant, group, schedule).contains(entity);
            assertThat(course.states(course.recording))
                    .as(entity)
                    .hasSize(WEEKS)
                    .startsWith("planned", "planned", isRecordings ? "suspended" : "planned");
            assertThat(course.open(START.plusSeconds(60))).as(entity).isTrue();
            assertThat(course.open(inTwoWeeks.plusSeconds(60))).as(entity).isEqualTo(!isPhones);
            assertThat(feed().contains("UNTIL=" + ICALENDAR_UTC.format(START.plus(WEEK))))
                    .as(entity)
                    .isEqualTo(isPhones);
            assertThat(course.active(START).path("active").asBoolean())
                    .as(entity)
                    .isTrue();
            assertThat(course.active(inTwoWeeks).path("reason").asText(""))
                    .as(entity)
                    .isEqualTo(entity.equals(link) ? "validity_ended" : "inside_window");

            course.spread(PERIOD, course.own(entity, List.of()));
            assertThat(course.states(course.recording)).as(entity).containsOnly("planned");
            assertThat(course.open(inTwoWeeks.plusSeconds(60))).as(entity).isTrue();
            assertThat(course.active(inTwoWeeks).path("active").asBoolean())
                    .as(entity)
                    .isTrue();
        }
    }

    @Test
    void anOpenInformationIsArchivedWhenItsValidityEndsAndStaysSoWhenItBeginsAgain() {
        String free = course.newNotice(null);
        await().atMost(PATIENCE)
                .until(() -> course.api
                                .ask(PERIOD, "GET", "/period/view/" + free, null)
                                .status()
                        == 200);

        course.own(free, START.minus(Duration.ofDays(30)), now().plusSeconds(3));

        await().atMost(PATIENCE)
                .until(() -> course.information(free).path("state_id").asInt() == ARCHIVED);
        assertThat(lastMessage(free)).isEqualTo("validity ended");

        course.spread(PERIOD, course.own(free, List.of()));
        assertThat(course.information(free).path("state_id").asInt()).isEqualTo(ARCHIVED);
    }

    private void assertOwned(String entity, Instant from, Instant to) {
        JsonNode owned = course.view(entity).path("owned");
        assertThat(owned).hasSize(1);
        assertThat(owned.at("/0/period_id").asText()).startsWith("derived:");
        assertThat(owned.at("/0/start_date").asText()).isEqualTo(date(from));
        assertThat(owned.at("/0/end_date").asText()).isEqualTo(date(to));
    }

    private void assertIsHeld(boolean held) {
        assertThat(course.periods("course").get(0).path("active").asBoolean(true))
                .isEqualTo(!held);
        assertThat(course.states(course.recording)).containsOnly(held ? "suspended" : "planned");
        JsonNode active = course.active(START);
        assertThat(active.path("active").asBoolean()).isEqualTo(!held);
        assertThat(active.path("reason").asText("")).isEqualTo(held ? "link_held" : "inside_window");
    }

    private List<Instant> starts(long recording) {
        List<Instant> starts = new ArrayList<>();
        course.occurrences(recording)
                .forEach(occurrence -> starts.add(
                        Instant.ofEpochSecond(occurrence.path("start_at").asLong())));
        return starts;
    }

    /** The states of the recordings of the course, of deleted schedules too, which the API shows no more. */
    private List<String> occurrences() throws SQLException {
        List<String> states = new ArrayList<>();
        try (Connection database = Platform.database(RECORDING);
                PreparedStatement select =
                        database.prepareStatement("select state from occurrence where tenant = ? order by starts_at")) {
            select.setString(1, course.tenant);
            ResultSet rows = select.executeQuery();
            while (rows.next()) {
                states.add(rows.getString(1));
            }
        }
        return states;
    }

    /** Why a notice came to its state, as its last event tells. */
    private static String lastMessage(String notice) {
        try (EventProbe probe = new EventProbe(Platform.STACK.bootstrapServers())) {
            List<Seen> seen = probe.records(Topics.NOTICE, UUID.fromString(notice));
            return json(String.valueOf(seen.get(seen.size() - 1).data()))
                    .path("message")
                    .asText();
        }
    }

    private void tellRoomDeleted(String room) {
        UUID id = UUID.fromString(room);
        String event = "{\"id\":\"%s\",\"version\":2,\"number\":%d,\"name\":\"Lab\"}".formatted(id, course.room);
        try (EventProbe probe = new EventProbe(Platform.STACK.bootstrapServers())) {
            probe.send(
                    Topics.ROOM,
                    Sent.of("io.chronolink.room.deleted.v1", course.tenant, UUID.randomUUID(), id, 2, event));
        }
    }

    private String feed() throws Exception {
        String path = course.schedulePath("course") + "/calendar.ics";
        HttpResponse<String> answer = HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(URI.create(Platform.STACK.url(SCHEDULE) + path))
                                .header("Authorization", "Bearer " + Platform.token(course.tenant))
                                .build(),
                        HttpResponse.BodyHandlers.ofString());
        assertThat(answer.statusCode()).isEqualTo(200);
        return answer.body();
    }

    private static TreeSet<String> fields(JsonNode map) {
        TreeSet<String> names = new TreeSet<>();
        map.fieldNames().forEachRemaining(names::add);
        return names;
    }

    private static JsonNode json(String text) {
        try {
            return new ObjectMapper().readTree(text);
        } catch (com.fasterxml.jackson.core.JsonProcessingException e) {
            throw new AssertionError(e);
        }
    }
}
