package io.chronolink.recording;

import static io.chronolink.recording.Caller.json;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import io.chronolink.stack.ChronolinkTestResource;
import io.chronolink.stack.TestStack;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The examples of the API's own documents, whole answers. */
@QuarkusTest
@QuarkusTestResource(
        value = ChronolinkTestResource.class,
        initArgs = @ResourceArg(name = "service", value = "recording"))
class SeedTest {

    private static final Instant CREATED = Instant.ofEpochSecond(1596636900);

    private final Caller caller = Caller.ofNewTenant();

    @Inject
    TestClock clock;

    @AfterEach
    void goOn() {
        clock.goOn();
    }

    @Test
    void theExampleOfUpdateSchedule() {
        clock.stopAt(CREATED);
        for (int room = 1; room <= 39; room++) {
            caller.newRoom(room == 39 ? "'name':'Fixed Dome'" : "'name':'Another'");
        }
        for (int schedule = 1; schedule <= 4; schedule++) {
            caller.newSchedule("'name':'API Schedule 1','room':1,'start_at':'1596640000','duration':60");
        }

        Response answer = given().queryParam("access_token", caller.token())
                .contentType("application/json")
                .body("""
                        { "name":"API Schedule 2", "room":39, "start_at":"1596636900", "duration":"300" }
                        """)
                .post("/api/v3/schedule/4/edit");

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.contentType()).startsWith("application/json");
        assertThat(json(answer)).isEqualTo(json("""
                { "data":{ "id": 4, "name": "API Schedule 2", "template": null, "author":{ "id": 1, "name": "admin" },
                  "room":{ "id": 39, "name": "Fixed Dome" }, "created": 1596636900, "start_at": 1596636900,
                  "stop_at": 1596637200, "duration": 300, "status": "pending", "recurrence":{ "type": "none" } } }
                """));
        assertThat(answer.asString())
                .startsWith("{\"data\":{\"id\":4,\"name\":\"API Schedule 2\",\"template\":null,\"author\":");
    }

    @Test
    void theFailureExampleOfUpdateSchedule() {
        Response answer = caller.edit(4, "'name':'API Schedule 2'");

        assertThat(answer.statusCode()).isEqualTo(404);
        assertThat(json(answer)).isEqualTo(json("{ \"error\":{ \"code\": 404 } }"));
    }

    @Test
    void theTableOfUpdateScheduleFieldByField() {
        Instant monday = Instant.parse("2026-11-30T10:00:00Z");
        clock.stopAt(monday.minus(Duration.ofDays(3)));
        long room = caller.newRoom();
        long id = caller.newSchedule(
                "'name':'x','room':" + room + ",'start_at':" + monday.getEpochSecond() + ",'duration':60");

        Response answer = caller.edit(id, """
                'name':'Monday Weekly', 'room':'%d', 'start_at':'%d', 'duration':'300', 'template':{17:'Student'},
                'recurrence':{'type':'weekly','weeks_range':'1','range_type':'by','end_by':'04-30-2027'},
                'share':{'users':'13,17,43','users_groups':'1,7,12'}
                """.formatted(room, monday.getEpochSecond()));

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(json(answer)).isEqualTo(json("""
                {"data":{"id":%d,"name":"Monday Weekly","template":[{"id":17,"name":null,"value":"Student"}],
                 "author":{"id":1,"name":"admin"},"room":{"id":%d,"name":"Fixed Dome"},"created":%d,"start_at":%d,
                 "stop_at":%d,"duration":300,"status":"pending",
                 "recurrence":{"type":"weekly","weeks_range":"1","range_type":"by","end_by":"04-30-2027"},
                 "shared":{"users":"13,17,43","user_groups":"1,7,12"}}}
                """.formatted(
                        id,
                        room,
                        monday.minus(Duration.ofDays(3)).getEpochSecond(),
                        monday.getEpochSecond(),
                        monday.getEpochSecond() + 300)));
    }

    @Test
    void aCallWithoutATokenIsRefusedInTheProductsWords() {
        Response answer = given().get("/api/v3/schedule/4");

        assertThat(answer.statusCode()).isEqualTo(401);
        assertThat(json(answer)).isEqualTo(json("{\"error\":{\"code\":401,\"message\":\"No API key provided\"}}"));
    }

    @Test
    void aCallWithAnotherTokenIsRefused() {
        for (String token : new String[] {
            "e82632d19c523678fea3d1016c6df9e9",
            TestStack.tokens()
                    .user("ann")
                    .tenant("t")
                    .roles("tenant-admin")
                    .expiresIn(Duration.ofHours(-1))
                    .sign(),
            TestStack.tokens()
                    .withOtherKey()
                    .user("ann")
                    .tenant("t")
                    .roles("tenant-admin")
                    .sign()
        }) {
            Response answer = given().queryParam("access_token", token).get("/api/v3/schedule/4");

            assertThat(answer.statusCode()).isEqualTo(401);
            assertThat(json(answer)).isEqualTo(json("{\"error\":{\"code\":401,\"message\":\"Invalid API key\"}}"));
        }
    }

    @Test
    void malformedJsonIsAnsweredAsTheProductDoes() {
        long room = caller.newRoom();
        long id = caller.newSchedule("'name':'x','room':" + room + ",'start_at':4102444800,'duration':60");
        for (String body : new String[] {"{", "", "[]", "{\"name\":}", "\"text\"", "{} {}", "null"}) {
            for (String path : new String[] {"/api/v3/schedule/" + id + "/edit", "/api/v3/schedule"}) {
                Response answer = caller.post(path, body);

                assertThat(answer.statusCode()).as(body).isEqualTo(500);
                assertThat(json(answer))
                        .isEqualTo(json("{\"error\":{\"code\":500,\"message\":\"JSON body formatted incorrectly\"}}"));
            }
        }
    }
}
