package io.chronolink.recording;

import static io.chronolink.recording.Caller.json;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.chronolink.events.RecordingScheduleEvent.RecordingScheduleSaved;
import io.chronolink.events.Topics;
import io.chronolink.kit.events.EventJson;
import io.chronolink.stack.ChronolinkTestResource;
import io.chronolink.stack.EventProbe;
import io.chronolink.stack.TestStack;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Schedules that are bound to no link. */
@QuarkusTest
@QuarkusTestResource(
        value = ChronolinkTestResource.class,
        initArgs = @ResourceArg(name = "service", value = "recording"))
class ScheduleTest {

    /** Monday, 4 January 2100, 10:00 UTC. */
    private static final Instant START = Instant.parse("2100-01-04T10:00:00Z");

    private final Caller caller = Caller.ofNewTenant();

    @Test
    void numbersAreCountedForEachTenant() {
        long room = caller.newRoom();
        assertThat(List.of(create(room, ""), create(room, ""), create(room, "")))
                .containsExactly(1L, 2L, 3L);

        Caller other = Caller.ofNewTenant();
        assertThat(other.newRoom()).isEqualTo(1);
    }

    @Test
    void theListHasAllSchedulesAndTheDocumentedMembers() {
        long room = caller.newRoom();
        create(room, "");
        create(room, "");

        JsonNode data = json(caller.get("/api/v3/schedule")).get("data");

        assertThat(data.get("total_count").asInt()).isEqualTo(2);
        assertThat(data.get("schedules").findValuesAsText("name")).contains("API Schedule 1");
        assertThat(data.get("schedules").get(1)).isEqualTo(caller.schedule(2));
        assertThat(data.get("blocked_schedules").isArray()).isTrue();
        assertThat(data.get("conflict_schedules").isArray()).isTrue();
        assertThat(data.size()).isEqualTo(4);
    }

    @Test
    void whatAnEditDoesNotNameStaysAsItIs() {
        long room = caller.newRoom();
        long id = create(
                room,
                ",'template':{'17':'Student'},'share':{'users':[1,2]},"
                        + "'recurrence':{'type':'weekly','weeks_range':[1,3],'range_type':'after','end_after':'4'}");
        JsonNode before = caller.schedule(id);

        JsonNode after = json(caller.edit(id, "'name':'Renamed'")).get("data");

        assertThat(after.get("name").asText()).isEqualTo("Renamed");
        assertThat(after.get("recurrence")).isEqualTo(json("""
                        {"type":"weekly","weeks_range":"1,3","range_type":"after","end_after":4}
                        """));
        for (String member : List.of("template", "shared", "recurrence", "start_at", "duration", "room", "created")) {
            assertThat(after.get(member)).as(member).isEqualTo(before.get(member));
        }
    }

    @Test
    void anEditThatChangesNothingTellsNothing() {
        long room = caller.newRoom();
        long id = create(room, ",'recurrence':{'type':'daily'},'share':{'users':'5'},'template':{3:'x'}");

        caller.edit(id, "").then().statusCode(200);
        caller.edit(
                        id,
                        "'name':'API Schedule 1','room':%d,'start_at':%d,'duration':'60','recurrence':{'type':'daily'},'share':{'users':5},'template':{'3':'x'}"
                                .formatted(room, START.getEpochSecond()))
                .then()
                .statusCode(200);
        caller.edit(id, "'name':'Other'").then().statusCode(200);

        try (EventProbe probe = new EventProbe(TestStack.bootstrapServers())) {
            UUID record = record(id);
            await().atMost(Duration.ofSeconds(30))
                    .untilAsserted(() -> assertThat(probe.records(Topics.RECORDING_SCHEDULE, record))
                            .extracting(seen -> seen.headers().get("ce_recordversion"))
                            .containsExactly("1", "2"));
            RecordingScheduleSaved saved = EventJson.read(
                    Objects.requireNonNull(probe.records(Topics.RECORDING_SCHEDULE, record)
                            .get(1)
                            .data()),
                    RecordingScheduleSaved.class);
            assertThat(saved.name()).isEqualTo("Other");
            assertThat(saved.number()).isEqualTo(id);
            assertThat(saved.room()).isEqualTo(room);
            assertThat(saved.linkId()).isNull();
            assertThat(saved.timing().firstStart()).isEqualTo(START);
            assertThat(saved.timing().rrule()).isEqualTo("FREQ=DAILY");
            assertThat(saved.timing().lastEnd()).isNull();
        }
    }

    @Test
    void aTemplateAndASharingAreReplacedAsAWholeAndTakenAway() {
        long id = create(caller.newRoom(), ",'template':{17:'a',9:'b'},'share':{'users':'1','user_groups':'2'}");

        JsonNode replaced = json(caller.edit(id, "'template':{4:'c'},'share':{'user_groups':7}"))
                .get("data");
        assertThat(replaced.get("template")).isEqualTo(json("[{\"id\":4,\"name\":null,\"value\":\"c\"}]"));
        assertThat(replaced.get("shared")).isEqualTo(json("{\"users\":\"\",\"user_groups\":\"7\"}"));

        JsonNode cleared = json(caller.edit(id, "'template':null,'share':{}")).get("data");
        assertThat(cleared.get("template").isNull()).isTrue();
        assertThat(cleared.has("shared")).isFalse();
    }

    @Test
    void theStartOfASeriesIsItsFirstMatchingDay() {
        long id = create(caller.newRoom(), ",'recurrence':{'type':'weekly','weeks_range':'0,5'}");

        // The start is a Monday; the first of Sunday and Friday is the Friday.
        assertThat(caller.schedule(id).get("start_at").asLong())
                .isEqualTo(Instant.parse("2100-01-08T10:00:00Z").getEpochSecond());
        assertThat(caller.schedule(id).get("stop_at").asLong())
                .isEqualTo(Instant.parse("2100-01-08T10:01:00Z").getEpochSecond());
    }

    @Test
    void aDeletedScheduleIsGoneAndItsNumberIsNotGivenAgain() {
        long room = caller.newRoom();
        long id = create(room, "");
        UUID record = record(id);

        Response answer = caller.delete(id);

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(json(answer)).isEqualTo(json("{}"));
        for (Response gone : List.of(
                caller.get("/api/v3/schedule/" + id),
                caller.edit(id, "'name':'x'"),
                caller.delete(id),
                caller.get("/api/v3/schedule/" + id + "/occurrences"))) {
            assertThat(gone.statusCode()).isEqualTo(404);
            assertThat(json(gone)).isEqualTo(json("{\"error\":{\"code\":404}}"));
        }
        assertThat(create(room, "")).isEqualTo(id + 1);
        try (EventProbe probe = new EventProbe(TestStack.bootstrapServers())) {
            await().atMost(Duration.ofSeconds(30))
                    .untilAsserted(() -> assertThat(probe.records(Topics.RECORDING_SCHEDULE, record))
                            .extracting(EventProbe.Seen::type)
                            .containsExactly(
                                    "io.chronolink.recording-schedule.saved.v1",
                                    "io.chronolink.recording-schedule.deleted.v1",
                                    null));
        }
    }

    @Test
    void anotherTenantFindsNothing() {
        long room = caller.newRoom();
        long id = create(room, "");
        Caller stranger = Caller.ofNewTenant();

        for (Response answer : List.of(
                stranger.get("/api/v3/schedule/" + id),
                stranger.get("/api/v3/schedule/" + id + "/occurrences"),
                stranger.edit(id, "'name':'x'"),
                stranger.delete(id),
                stranger.get("/api/v3/admin/rooms/" + room))) {
            assertThat(answer.statusCode()).isEqualTo(404);
            assertThat(json(answer)).isEqualTo(json("{\"error\":{\"code\":404}}"));
        }
        assertThat(json(stranger.get("/api/v3/schedule"))
                        .at("/data/total_count")
                        .asInt())
                .isZero();
        assertThat(json(stranger.get("/api/v3/admin/rooms")).get("data")).isEmpty();
        refused(stranger.post("/api/v3/schedule", body(room, "")), "room", "This value is not valid.");
        assertThat(caller.schedule(id).get("name").asText()).isEqualTo("API Schedule 1");
    }

    @Test
    void whoMayOnlyWatchChangesNothing() {
        long room = caller.newRoom();
        long id = create(room, "");
        String token = TestStack.tokens()
                .user("eve")
                .tenant(caller.tenant())
                .roles("end-user")
                .sign();

        assertThat(given().queryParam("access_token", token)
                        .get("/api/v3/schedule/" + id)
                        .statusCode())
                .isEqualTo(200);
        for (String path : List.of("/api/v3/schedule", "/api/v3/schedule/" + id + "/edit", "/api/v3/admin/rooms")) {
            Response answer = given().queryParam("access_token", token)
                    .contentType("application/json")
                    .body("{}")
                    .post(path);
            assertThat(answer.statusCode()).isEqualTo(403);
            assertThat(json(answer).at("/error/code").asInt()).isEqualTo(403);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "name          | {'room':1,'start_at':4102444800,'duration':60}           | This value should not be blank.",
                "name          | {'name':' ','room':1,'start_at':4102444800,'duration':1} | This value should not be blank.",
                "name          | {'name':5,'room':1,'start_at':4102444800,'duration':60}  | This value should be of type string.",
                "name          | {'name':'\\u0000','room':1,'start_at':4102444800}        | This value is not valid.",
                "name          | {'name':'\\ud800','room':1,'start_at':4102444800}        | This value is not valid.",
                "room          | {'name':'x','start_at':4102444800,'duration':60}         | This value should not be blank.",
                "room          | {'name':'x','room':99,'start_at':4102444800}             | This value is not valid.",
                "room          | {'name':'x','room':'1.5','start_at':4102444800}          | This value should be of type integer.",
                "room          | {'name':'x','room':true,'start_at':4102444800}           | This value should be of type integer.",
                "room          | {'name':'x','room':99999999999999999999999}              | This value should be of type integer.",
                "start_at      | {'name':'x','room':1,'duration':60}                      | This value should not be blank.",
                "start_at      | {'name':'x','room':1,'start_at':1570011010,'duration':6} | This value should be in the future.",
                "start_at      | {'name':'x','room':1,'start_at':'soon','duration':60}    | This value should be of type integer.",
                "start_at      | {'name':'x','room':1,'start_at':999999999999999}         | This value is not valid.",
                "duration      | {'name':'x','room':1,'start_at':4102444800}              | This value should not be blank.",
                "duration      | {'name':'x','room':1,'duration':0}                       | This value should be greater than 0.",
                "duration      | {'name':'x','room':1,'duration':'-5'}                    | This value should be greater than 0.",
                "duration      | {'name':'x','room':1,'duration':31622401}                | This value should be 31622400 or less.",
                "recurrence    | {'recurrence':'weekly'}                                  | This value should be of type object.",
                "recurrence.type | {'recurrence':{'type':'yearly'}}                       | The value you selected is not a valid choice.",
                "recurrence.weeks_range | {'recurrence':{'type':'weekly','weeks_range':'7'}} | The value you selected is not a valid choice.",
                "recurrence.weeks_range | {'recurrence':{'type':'weekly','weeks_range':'1,,2'}} | This value should be of type integer.",
                "recurrence.range_type | {'recurrence':{'type':'daily','range_type':'x'}} | The value you selected is not a valid choice.",
                "recurrence.end_after | {'recurrence':{'type':'daily','range_type':'after'}} | This value should not be blank.",
                "recurrence.end_after | {'recurrence':{'type':'daily','range_type':'after','end_after':0}} | This value should be between 1 and 100000.",
                "recurrence.end_by | {'recurrence':{'type':'daily','range_type':'by'}}     | This value should not be blank.",
                "recurrence.end_by | {'recurrence':{'type':'daily','range_type':'by','end_by':'02-30-2100'}} | 'This value is not a valid date, it should be MM-DD-YYYY.'",
                "template.x    | {'template':{'x':'y'}}                                   | This value should be of type integer.",
                "template.17   | {'template':{17:['y']}}                                  | This value should be of type string.",
                "share.users   | {'share':{'users':'1;2'}}                                | This value should be of type integer.",
                "share.users_groups | {'share':{'users_groups':0}}                        | This value should be greater than 0.",
                "link_id       | {'link_id':'1-1-1-1-1'}                                  | This is not a valid UUID.",
            })
    void aWrongValueIsNamedAndNothingIsKept(String field, String body, String text) {
        caller.newRoom();

        refused(caller.post("/api/v3/schedule", body), field, text);

        assertThat(json(caller.get("/api/v3/schedule")).at("/data/total_count").asInt())
                .isZero();
    }

    @Test
    void aWrongEditChangesNothing() {
        long id = create(caller.newRoom(), ",'recurrence':{'type':'daily'}");
        JsonNode before = caller.schedule(id);

        refused(caller.edit(id, "'name':'y','start_at':1570011010"), "start_at", "This value should be in the future.");
        refused(caller.edit(id, "'name':'y','room':5"), "room", "This value is not valid.");
        refused(
                caller.edit(id, "'name':'y','recurrence':{'type':'daily','range_type':'by','end_by':'01-01-2100'}"),
                "recurrence.end_by",
                "This value should not be before the first recording.");

        assertThat(caller.schedule(id)).isEqualTo(before);
    }

    @Test
    void bytesThatAreNoJsonInAnyEncodingAreMalformedAndTheNextRequestWorks() {
        long id = create(caller.newRoom(), "");
        for (byte[] body : List.of(
                new byte[] {(byte) 0xff, (byte) 0xfe, 0, 0, 1},
                new byte[] {0, 0, 0, '{'},
                new byte[] {'{', '"', 'n', '"', ':', '"', (byte) 0xc3, '"', '}'},
                "{\"a\":".repeat(100_000).getBytes(StandardCharsets.UTF_8),
                "[".repeat(100_000).getBytes(StandardCharsets.UTF_8))) {
            Response answer = caller.request()
                    .contentType("application/json")
                    .body(body)
                    .post("/api/v3/schedule/" + id + "/edit");

            assertThat(answer.statusCode()).isEqualTo(500);
            assertThat(json(answer))
                    .isEqualTo(json("{\"error\":{\"code\":500,\"message\":\"JSON body formatted incorrectly\"}}"));
        }
        caller.edit(id, "'name':'y'").then().statusCode(200);
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "x", "-1", "99999999999999999999", "1e3"})
    void whatIsNoNumberOfAScheduleIsNotFound(String id) {
        assertThat(caller.get("/api/v3/schedule/" + id).statusCode()).isEqualTo(404);
        assertThat(caller.get("/api/v3/admin/rooms/" + id).statusCode()).isEqualTo(404);
    }

    @ParameterizedTest
    @CsvSource({"from=x,from", "to=1.5,to", "limit=0,limit", "limit=1001,limit", "from=999999999999,from"})
    void wrongParametersOfOccurrencesAreNamed(String query, String field) {
        long id = create(caller.newRoom(), "");

        Response answer = caller.get("/api/v3/schedule/" + id + "/occurrences?" + query);

        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(json(answer).at("/data/fields/0/name").asText()).isEqualTo(field);
    }

    @Test
    void aRoomHasTheDocumentedMembersAndThePlatformsOwn() {
        long plain = caller.newRoom();
        long own = caller.newRoom("'name':'Lab','zone':'America/Chicago','exclusive':'true','is_io':true,"
                + "'io_camera_id':'7','io_user_id':8,'wowza':1");

        assertThat(json(caller.get("/api/v3/admin/rooms"))).isEqualTo(json("""
                {"data":[{"id":%d,"name":"Fixed Dome","is_io":false,"cameras":[],"zone":null,"exclusive":false},
                         {"id":%d,"name":"Lab","is_io":true,"io_camera_id":7,"io_user_id":8,"cameras":[],
                          "zone":"America/Chicago","exclusive":true}]}
                """.formatted(plain, own)));
        assertThat(json(caller.get("/api/v3/admin/rooms/" + own)).get("data"))
                .isEqualTo(json(caller.get("/api/v3/admin/rooms")).at("/data/1"));
        refused(caller.post("/api/v3/admin/rooms", "{}"), "name", "This value should not be blank.");
        refused(
                caller.post("/api/v3/admin/rooms", "{'name':'x','zone':'Mars'}"),
                "zone",
                "This value is not a valid timezone.");
    }

    @Test
    void aNewRoomIsTold() {
        long number = caller.newRoom("'name':'Lab','zone':'America/Chicago','exclusive':true");
        UUID record = UUID.fromString(
                Backstage.query("select id from room where tenant = ? and number = ?", caller.tenant(), number)
                        .get(0));

        try (EventProbe probe = new EventProbe(TestStack.bootstrapServers())) {
            await().atMost(Duration.ofSeconds(30)).untilAsserted(() -> assertThat(probe.records(Topics.ROOM, record))
                    .singleElement()
                    .satisfies(seen -> assertThat(json(Objects.requireNonNull(seen.data())))
                            .isEqualTo(json("""
                                            {"id":"%s","version":1,"number":%d,"name":"Lab",
                                             "zone":"America/Chicago","exclusive":true}
                                            """.formatted(record, number)))));
        }
    }

    private long create(long room, String members) {
        Response answer = caller.post("/api/v3/schedule", body(room, members));
        assertThat(answer.statusCode()).as(answer.asString()).isEqualTo(200);
        assertThat(answer.header("Operation-Id")).isNotNull();
        return json(answer).at("/data/id").asLong();
    }

    private static String body(long room, String members) {
        return "{'name':'API Schedule 1','room':%d,'start_at':'%d','duration':60%s}"
                .formatted(room, START.getEpochSecond(), members);
    }

    private UUID record(long number) {
        return UUID.fromString(Backstage.query(
                        "select id from recording_schedule where tenant = ? and number = ?", caller.tenant(), number)
                .get(0));
    }

    private static void refused(Response answer, String field, String text) {
        assertThat(json(answer)).isEqualTo(json("""
                {"data":{"message":"Validation Error","fields":[{"name":"%s","message":"%s"}]},"code":400}
                """.formatted(field, text)));
        assertThat(answer.statusCode()).isEqualTo(400);
    }
}
