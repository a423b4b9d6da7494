package io.chronolink.recording;

import static io.chronolink.recording.Caller.json;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.chronolink.recording.domain.Starter;
import io.chronolink.stack.ChronolinkTestResource;
import io.chronolink.stack.TestStack;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.postgresql.PGConnection;

/** What happens in a room, and the neighbours of the schedules: users, templates, login. */
@QuarkusTest
@QuarkusTestResource(
        value = ChronolinkTestResource.class,
        initArgs = @ResourceArg(name = "service", value = "recording"))
class RoomTest {

    /** Long ago, so that no other test is disturbed. */
    private static final Instant NOW = Instant.parse("2003-05-05T10:00:00Z");

    private static final String NONE_TO_STOP =
            "{\"data\":{\"message\":\"Recording in room not found\",\"status\":false},\"code\":404}";
    private static final String NONE_TO_CHANGE =
            "{\"data\":{\"message\":\"The recording in the room is not found\",\"status\":false},\"code\":404}";

    private final Caller caller = Caller.ofNewTenant();

    @Inject
    TestClock clock;

    @Inject
    Starter starter;

    private long room;

    @BeforeEach
    void open() {
        clock.stopAt(NOW);
        room = caller.newRoom();
    }

    @AfterEach
    void goOn() {
        clock.goOn();
    }

    @Test
    void aRecordingByHandIsStartedPausedResumedAndStopped() {
        assertThat(status()).isEqualTo(json("{\"data\":{\"status\":\"available\",\"record\":false}}"));
        assertThat(json(post("stop"))).isEqualTo(json(NONE_TO_STOP));
        assertThat(json(post("pause"))).isEqualTo(json(NONE_TO_CHANGE));
        assertThat(json(post("resume"))).isEqualTo(json(NONE_TO_CHANGE));
        assertThat(post("stop").statusCode()).isEqualTo(404);

        Response started = start("'name':'By hand','template':{17:'Student'},'share':{'users':[13],'groups':[2]}");
        assertThat(started.statusCode()).as(started.asString()).isEqualTo(200);
        assertThat(json(started)).isEqualTo(json("""
                {"data":{"message":"The recording is started","id":1,"start":true}}
                """));
        assertThat(status()).isEqualTo(json("""
                {"data":{"status":"recording","record":true,"record_id":1,"record_access":true}}
                """));
        String done = "{\"data\":{\"id\":1,\"status\":true}}";
        assertThat(json(post("resume"))).isEqualTo(json(done));
        assertThat(json(post("pause"))).isEqualTo(json(done));
        assertThat(json(post("pause"))).isEqualTo(json(done));
        assertThat(status().at("/data/status").asText()).isEqualTo("paused");
        assertThat(json(post("resume"))).isEqualTo(json(done));
        assertThat(status().at("/data/status").asText()).isEqualTo("recording");

        Response again = start("'name':'Another'");
        assertThat(again.statusCode()).isEqualTo(400);
        assertThat(json(again).at("/data/fields/0/name").asText()).isEqualTo("room");

        clock.stopAt(NOW.plusSeconds(60));
        assertThat(json(post("stop"))).isEqualTo(json(done));
        assertThat(post("stop").statusCode()).isEqualTo(404);
        assertThat(status().at("/data/status").asText()).isEqualTo("available");
        assertThat(Backstage.query(
                        "select state || ' ' || (ends_at - starts_at) from occurrence where tenant = ?",
                        caller.tenant()))
                .containsExactly("recorded 00:01:00");
        assertThat(json(start("'name':'Next'")).at("/data/id").asLong()).isEqualTo(2);
    }

    @Test
    void ofEightWhoStartByHandAtOnceOneDoes() throws Exception {
        ExecutorService callers = Executors.newFixedThreadPool(8);
        List<Future<Integer>> answers = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            answers.add(callers.submit(() -> start("'name':'x'").statusCode()));
        }
        List<Integer> codes = new ArrayList<>();
        for (Future<Integer> answer : answers) {
            codes.add(answer.get());
        }
        callers.shutdown();
        assertThat(codes).containsOnly(200, 400);
        assertThat(codes).filteredOn(code -> code == 200).hasSize(1);
    }

    @Test
    void whoStartsForTheFirstTimeGetsANumberBeforeTheRoomIsTaken() throws Exception {
        Backstage.update("insert into tenant_counter values (?, 'user', 1)", caller.tenant());
        ExecutorService thread = Executors.newSingleThreadExecutor();
        Future<Integer> answer;
        try (Connection other =
                DriverManager.getConnection(TestStack.databases().superuserJdbcUrl("recording"))) {
            other.setAutoCommit(false);
            run(other, "select last from tenant_counter where tenant = '%s' and kind = 'user' for update");
            answer = thread.submit(() -> start("'name':'x'").statusCode());
            await().until(() -> Backstage.query(
                            "select count(*) from pg_locks where not granted and ? = any (pg_blocking_pids(pid))",
                            other.unwrap(PGConnection.class).getBackendPID())
                    .equals(List.of("1")));

            // A creation holds the number that this start waits for, and wants the room next.
            run(other, "select id from room where tenant = '%s' for no key update nowait");
            other.rollback();
        }
        assertThat(answer.get()).isEqualTo(200);
        thread.shutdown();
    }

    @Test
    void whatASchedulesStartedCanBeStoppedByHandAndItsNextInstanceIsToCome() {
        long id = caller.newSchedule("'name':'x','room':%d,'start_at':%d,'duration':3600,'recurrence':{'type':'daily'}"
                .formatted(room, NOW.getEpochSecond()));
        starter.run(NOW).join();
        assertThat(caller.schedule(id).get("status").asText()).isEqualTo("started");
        assertThat(status().at("/data/record_id").asLong()).isEqualTo(1);

        clock.stopAt(NOW.plusSeconds(60));
        assertThat(post("stop").statusCode()).isEqualTo(200);
        starter.run(NOW.plusSeconds(61)).join();

        assertThat(status().at("/data/status").asText()).isEqualTo("available");
        assertThat(caller.schedule(id).get("status").asText()).isEqualTo("pending");
    }

    @Test
    void aRecorderThatCannotBeReachedIsAnError() {
        Backstage.update("update room set device_url = 'http://localhost:1' where tenant = ?", caller.tenant());

        Response answer = start("'name':'x'");

        assertThat(answer.statusCode()).isEqualTo(500);
        assertThat(json(answer)).isEqualTo(json("""
                {"error":{"code":500,"message":"The recorder of the room did not answer."}}
                """));
        Backstage.update("update room set device_url = null where tenant = ?", caller.tenant());
        starter.run(NOW.plusSeconds(1)).join();
        assertThat(status().at("/data/status").asText()).isEqualTo("available");
        assertThat(Backstage.query("select state from occurrence where tenant = ?", caller.tenant()))
                .containsExactly("missed");
    }

    @Test
    void whatARoomIsGivenIsChecked() {
        assertThat(json(start("'name':' '")).at("/data/fields/0/message").asText())
                .isEqualTo("This value should not be blank.");
        assertThat(json(start("'template':{}")).at("/data/fields/0/name").asText())
                .isEqualTo("name");
        assertThat(json(start("'name':'x','author':99"))
                        .at("/data/fields/0/name")
                        .asText())
                .isEqualTo("author");
        assertThat(caller.post("/api/v3/rooms/99/record/start", "{'name':'x'}").statusCode())
                .isEqualTo(404);
        assertThat(caller.get("/api/v3/rooms/99/status").asString()).isEqualTo("{\"error\":{\"code\":404}}");
        assertThat(caller.get("/api/v3/rooms/99/calendar.ics").statusCode()).isEqualTo(404);
        Response device =
                caller.post("/api/v3/admin/rooms", "{'name':'x','device_url':'http://169.254.169.254/latest'}");
        assertThat(device.statusCode()).isEqualTo(400);
        assertThat(json(device).at("/data/fields/0/name").asText()).isEqualTo("device_url");
        Caller stranger = Caller.ofNewTenant();
        assertThat(stranger.get("/api/v3/rooms/" + room + "/status").asString())
                .isEqualTo("{\"error\":{\"code\":404}}");
        assertThat(given().post("/api/v3/rooms/" + room + "/record/stop").statusCode())
                .isEqualTo(401);
        String watcher = TestStack.tokens()
                .user("eve")
                .tenant(caller.tenant())
                .roles("end-user")
                .sign();
        for (String verb : List.of("start", "stop", "pause", "resume")) {
            assertThat(given().queryParam("access_token", watcher)
                            .contentType("application/json")
                            .body("{\"name\":\"x\"}")
                            .post("/api/v3/rooms/" + room + "/record/" + verb)
                            .statusCode())
                    .isEqualTo(403);
        }
        for (String path : List.of("users", "users/1", "user_groups", "templates", "rooms")) {
            assertThat(given().queryParam("access_token", watcher)
                            .get("/api/v3/admin/" + path)
                            .statusCode())
                    .as(path)
                    .isEqualTo(403);
        }
    }

    @Test
    void captureAgentsReadWhatIsToBeRecordedAndAreToldWhenNothingIsNew() {
        long start = NOW.plusSeconds(3600).getEpochSecond();
        caller.newSchedule("'name':'Lecture; one','room':%d,'start_at':%d,'duration':3600,'recurrence':{'type':'daily'}"
                .formatted(room, start));
        String path = "/api/v3/rooms/" + room + "/calendar.ics";

        Response feed = caller.get(path + "?cutoff=" + (start + 2 * 86_400));
        assertThat(feed.statusCode()).isEqualTo(200);
        assertThat(feed.contentType()).startsWith("text/calendar");
        assertThat(feed.asString())
                .containsOnlyOnce("DTSTART:20030505T110000Z")
                .containsOnlyOnce("DTSTART:20030506T110000Z")
                .contains("SUMMARY:Lecture\\; one", "DURATION:PT1H")
                .doesNotContain("20030507", "RRULE");
        String millis = "?cutoff=" + (start + 2 * 86_400) * 1000;
        assertThat(caller.get(path + millis).asString()).isEqualTo(feed.asString());
        Response unchanged =
                caller.request().header("If-None-Match", feed.header("ETag")).get(path + millis);
        assertThat(unchanged.statusCode()).isEqualTo(304);
        assertThat(caller.get(path).asString()).contains("20030601T110000Z");
        assertThat(caller.get(path + "?cutoff=soon").statusCode()).isEqualTo(400);

        Backstage.update("update occurrence set state = 'suspended' where tenant = ?", caller.tenant());
        assertThat(caller.get(path).asString()).doesNotContain("VEVENT");
    }

    @Test
    void usersGroupsAndTemplatesAreReadFromTheTables() {
        Backstage.update("""
                with g as (
                    insert into user_group (tenant, number, name, marker, information)
                    select t, n, name, m, null from (values (?, 1, 'Administrators', 4), (?, 2, 'test', null)) as v (t, n, name, m)
                )
                insert into recording_user (tenant, number, name, card_number, user_group)
                values (?, 1, 'root', '326577', null), (?, 7, 'comma, test,', null, null)
                """, caller.tenant(), caller.tenant(), caller.tenant(), caller.tenant());
        Backstage.update("update recording_user set user_group = 1 where tenant = ?", caller.tenant());
        Backstage.update("insert into video_access values (?, 1, 1), (?, 1, 2)", caller.tenant(), caller.tenant());
        Backstage.update("insert into metadata_template values (?, 4, 'Session')", caller.tenant());
        Backstage.update("""
                insert into metadata_field (tenant, number, template, name, type, required, data)
                values (?, 17, 4, 'Role', 'select', true, '["Student"]')
                """, caller.tenant());
        Backstage.update("""
                update room set cameras = '[{"id":1,"name":"Dome","type":"ptz"}]' where tenant = ?
                """, caller.tenant());

        String root = """
                {"id":1,"name":"root","display_name":null,"user_group":{"id":1,"name":"Administrators"},
                 "card_number":"326577","video_access":{"user_groups":[
                  {"id":1,"name":"Administrators","users":[{"id":1,"name":"root"},{"id":7,"name":"comma, test,"}]},
                  {"id":2,"name":"test","users":[]}]}}
                """;
        assertThat(json(caller.get("/api/v3/admin/users/1"))).isEqualTo(json("{\"data\":" + root + "}"));
        assertThat(json(caller.get("/api/v3/admin/users?cardNumber=326577")))
                .isEqualTo(json("{\"data\":[" + root + "]}"));
        assertThat(json(caller.get("/api/v3/admin/users")).at("/data")).hasSize(2);
        assertThat(json(caller.get("/api/v3/admin/users?cardNumber=1"))).isEqualTo(json("{\"data\":[]}"));
        assertThat(caller.get("/api/v3/admin/users/2").asString()).isEqualTo("{\"error\":{\"code\":404}}");
        assertThat(json(caller.get("/api/v3/admin/user_groups"))).isEqualTo(json("""
                {"data":{"userGroups":[{"id":1,"name":"Administrators","marker":4,"information":null},
                 {"id":2,"name":"test","marker":null,"information":null}]}}
                """));
        String fields = """
                [{"id":17,"on":true,"required":true,"type":"select","name":"Role","data":["Student"]}]
                """;
        for (String templates : List.of("/api/v3/templates", "/api/v3/admin/templates")) {
            assertThat(json(caller.get(templates))).isEqualTo(json("{\"data\":[{\"id\":4,\"name\":\"Session\"}]}"));
            assertThat(json(caller.get(templates + "/4")))
                    .isEqualTo(json("{\"data\":{\"id\":4,\"name\":\"Session\",\"fields\":" + fields + "}}"));
            assertThat(json(caller.get(templates + "/4/fields"))).isEqualTo(json("{\"data\":" + fields + "}"));
            assertThat(caller.get(templates + "/5").statusCode()).isEqualTo(404);
            assertThat(caller.get(templates + "/5/fields").statusCode()).isEqualTo(404);
        }
        assertThat(json(caller.get("/api/v3/admin/rooms/" + room)).at("/data/cameras"))
                .isEqualTo(json("[{\"id\":1,\"name\":\"Dome\",\"type\":\"ptz\"}]"));

        // A field with a name, and an author whose number the operator has not given to somebody else.
        long id = caller.newSchedule("'name':'x','room':%d,'start_at':%d,'duration':60,'template':{17:'Student'}"
                .formatted(room, NOW.plusSeconds(60).getEpochSecond()));
        JsonNode schedule = caller.schedule(id);
        assertThat(schedule.get("template")).isEqualTo(json("[{\"id\":17,\"name\":\"Role\",\"value\":\"Student\"}]"));
        assertThat(schedule.get("author")).isEqualTo(json("{\"id\":2,\"name\":\"admin\"}"));

        // A recording of a user whose group is open to root, not to admin; here nobody is an administrator.
        start("'name':'x','author':7");
        assertThat(access("root")).isTrue();
        assertThat(access("admin")).isFalse();
        assertThat(access("nobody")).isFalse();
    }

    private void run(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql.formatted(caller.tenant()));
        }
    }

    private boolean access(String user) {
        String token = TestStack.tokens()
                .user(user)
                .tenant(caller.tenant())
                .roles("end-user")
                .sign();
        return json(given().queryParam("access_token", token).get("/api/v3/rooms/" + room + "/status"))
                .at("/data/record_access")
                .asBoolean();
    }

    private JsonNode status() {
        return json(caller.get("/api/v3/rooms/" + room + "/status"));
    }

    private Response start(String members) {
        return caller.post("/api/v3/rooms/" + room + "/record/start", "{" + members + "}");
    }

    private Response post(String verb) {
        return caller.request().post("/api/v3/rooms/" + room + "/record/" + verb);
    }
}
