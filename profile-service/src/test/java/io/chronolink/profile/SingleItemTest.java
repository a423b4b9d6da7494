package io.chronolink.profile;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.equalTo;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.chronolink.events.Headers;
import io.chronolink.events.Topics;
import io.chronolink.stack.ChronolinkTestResource;
import io.chronolink.stack.EventProbe;
import io.chronolink.stack.TestStack;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import io.restassured.response.Response;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The calls of the published document that name a profile by its number (docs/dialects/profile.md#operations). */
@QuarkusTest
@QuarkusTestResource(value = ChronolinkTestResource.class, initArgs = @ResourceArg(name = "service", value = "profile"))
class SingleItemTest {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String WRONG_UID = "Wrong Time Profile Uid";

    /** The example "Work week" of the published document. */
    private static final String WORK_WEEK = """
            {"name":"Work week","time_options":{"is_all_day":true,"date_from":1540819272,"date_to":1540819272},
             "repeat_options":{"repeat_enable":true,"repeat_format":{"repeat_type":"day",
              "repeat_end":{"format":"date","date":1540819272},
              "repeat_custom":{"repeat_point_type":"week","repeat_looper":5,
               "repeat_options":["MON","TUE","WED","THU","FRI"]}}}}""";

    private static final String ONE_DAY = """
            {"name":"One day","time_options":{"is_all_day":true,"date_from":1540819272,"date_to":1540819272},
             "repeat_options":{"repeat_enable":false}}""";

    private final Caller caller = new Caller();

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/access/timeprofile",
                "/access/timeProfile",
                "/api/v1/access/timeprofile",
                "/api/v1/access/timeProfile",
                "/api/v0/access/timeprofile"
            })
    void aProfileIsCreatedReadChangedAndDeletedAtEachAddress(String address) throws Exception {
        assertBody(send("POST", address, WORK_WEEK), "{\"uid\":1}");
        assertBody(
                send("GET", address + "/item/1", null),
                "{\"uid\":1,\"link_id\":null,\"identifiers\":{\"uid_items\":[],\"count\":0}," + WORK_WEEK.substring(1));

        assertBody(send("PATCH", address + "/item/1", ONE_DAY), "{}");
        assertBody(
                send("GET", address + "/item/1", null),
                "{\"uid\":1,\"link_id\":null,\"identifiers\":{\"uid_items\":[],\"count\":0}," + ONE_DAY.substring(1));

        assertBody(send("DELETE", address + "/item/1", null), "{}");
        assertRefused(send("GET", address + "/item/1", null), WRONG_UID);
        assertRefused(send("PATCH", address + "/item/1", ONE_DAY), WRONG_UID);
        assertRefused(send("DELETE", address + "/item/1", null), WRONG_UID);
        assertBody(send("POST", address, WORK_WEEK), "{\"uid\":2}");
    }

    @Test
    void whatAClientReadsItMaySendBack() {
        UUID link = UUID.randomUUID();
        caller.upsertItems(Caller.oneDay(link));
        String read = caller.get("/item/1").asString();

        assertThat(send("PATCH", "/access/timeprofile/item/1", read).statusCode())
                .isEqualTo(200);

        assertThat(caller.get("/item/1").asString()).isEqualTo(read);
    }

    @Test
    void aLinkStaysWithItsProfile() {
        UUID link = UUID.randomUUID();
        String linked = "{\"link_id\":\"" + link + "\"," + ONE_DAY.substring(1);
        assertThat(send("POST", "/access/timeprofile", linked).<Integer>path("uid"))
                .isEqualTo(1);
        assertThat(caller.get("/items/link").<List<String>>path("list_items.link_id"))
                .containsExactly(link.toString());

        assertRefused(
                send("POST", "/access/timeprofile", linked),
                "Wrong JSON body: the `link_id` belongs to another time profile");
        assertRefused(
                send("PATCH", "/access/timeprofile/item/1", linked.replace(link.toString(), UUID.randomUUID() + "")),
                "Wrong JSON body: the `link_id` of a time profile cannot be changed");
        assertRefused(
                send("POST", "/access/timeprofile", linked.replace(link.toString(), "nobody")),
                "Wrong JSON body: value `link_id` was of the wrong type");

        send("DELETE", "/access/timeprofile/item/1", null).then().statusCode(200);
        assertThat(send("POST", "/access/timeprofile", linked).<Integer>path("uid"))
                .isEqualTo(1);
    }

    @Test
    void severalAreDeletedAllOrNone() {
        for (int i = 0; i < 4; i++) {
            send("POST", "/access/timeprofile", ONE_DAY).then().statusCode(200);
        }

        assertRefused(send("DELETE", "/access/timeprofile/items", "{\"uid_items\":[1,9]}"), WRONG_UID);
        assertRefused(
                send("DELETE", "/access/timeprofile/items", "{\"uid_items\":[1,99999999999999999999]}"), WRONG_UID);
        assertRefused(
                send("DELETE", "/access/timeprofile/items", "{\"uid_items\":[1,\"2\"]}"),
                "Wrong JSON body: value `uid_items` was of the wrong type");
        assertRefused(send("DELETE", "/access/timeprofile/items", "{}"), "Wrong JSON body: no value for `uid_items`");
        assertRefused(send("DELETE", "/access/timeprofile/items", "["), "Wrong JSON body");
        assertThat(uids()).containsExactly(1, 2, 3, 4);

        assertBodyIsEmptyObject(send("DELETE", "/access/timeprofile/items", "{\"uid_items\":[2,3,3]}"));
        assertThat(uids()).containsExactly(1, 4);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "null", "[]", "7", "{", "{}{}", "{\"name\":\"x\"", "{} x"})
    void aBodyThatIsNoItemIsRefusedAndNothingIsWritten(String body) {
        Response created = send("POST", "/access/timeprofile", body);

        assertThat(created.statusCode()).isEqualTo(400);
        assertThat(created.<String>path("error")).startsWith("Wrong JSON body");
        assertThat(uids()).isEmpty();
    }

    @Test
    void theChecksOfTheBulkCallHoldHereToo() {
        assertRefused(
                send("POST", "/access/timeprofile", ONE_DAY.replace("\"name\":\"One day\",", "")),
                "Wrong JSON body: no value for `name`");
        send("POST", "/access/timeprofile", ONE_DAY);
        assertRefused(
                send("PATCH", "/access/timeprofile/item/1", WORK_WEEK.replace("\"day\",", "\"century\",")),
                "Wrong repeat_type");
        assertThat(caller.get("/item/1").<String>path("name")).isEqualTo("One day");
    }

    @ParameterizedTest
    @ValueSource(strings = {"POST ", "PATCH /item/1", "DELETE /item/1", "DELETE /items"})
    void writingNeedsALoginAndAnAdministrator(String call) {
        String method = call.split(" ", 2)[0];
        String path = "/access/timeprofile" + call.split(" ", 2)[1];
        given().contentType(ContentType.JSON)
                .body("{}")
                .request(method, path)
                .then()
                .statusCode(401)
                .body("error", equalTo("Log In"));
        caller.as("end-user", "link-manager")
                .contentType(ContentType.JSON)
                .body("{}")
                .request(method, path)
                .then()
                .statusCode(403);
    }

    @Test
    void aForeignTenantsNumberIsAsUnknownAsNone() {
        send("POST", "/access/timeprofile", ONE_DAY);
        Caller stranger = new Caller();

        Response foreign = stranger.as("tenant-admin").delete("/access/timeprofile/item/1");
        Response none = stranger.as("tenant-admin").delete("/access/timeprofile/item/2");

        assertThat(foreign.statusCode()).isEqualTo(none.statusCode()).isEqualTo(400);
        assertThat(foreign.asString()).isEqualTo(none.asString());
        assertThat(uids()).containsExactly(1);
    }

    @Test
    void eachChangeIsToldOnceAndAnIdleOneNot() {
        String created = operation(send("POST", "/access/timeprofile", ONE_DAY));
        String idle = operation(send("PATCH", "/access/timeprofile/item/1", ONE_DAY));
        String changed = operation(send("PATCH", "/access/timeprofile/item/1", WORK_WEEK));
        String deleted = operation(send("DELETE", "/access/timeprofile/item/1", null));

        try (EventProbe probe = new EventProbe(TestStack.bootstrapServers())) {
            await().until(() -> versions(probe, deleted).size() == 2);
            assertThat(versions(probe, created)).containsExactly("1");
            assertThat(versions(probe, idle)).isEmpty();
            assertThat(versions(probe, changed)).containsExactly("2");
            // The event and the tombstone after it
            assertThat(versions(probe, deleted)).containsExactly("3", "3");
        }
    }

    @Test
    void aLinkThatComesBackGoesOnWithAHigherVersion() {
        String linked = "{\"link_id\":\"" + UUID.randomUUID() + "\"," + ONE_DAY.substring(1);
        String created = operation(send("POST", "/access/timeprofile", linked));
        String deleted = operation(send("DELETE", "/access/timeprofile/item/1", null));
        String back = operation(send("POST", "/access/timeprofile", linked));

        try (EventProbe probe = new EventProbe(TestStack.bootstrapServers())) {
            await().until(() -> versions(probe, back).size() == 1);
            assertThat(versions(probe, created)).containsExactly("1");
            assertThat(versions(probe, deleted)).containsExactly("2", "2");
            assertThat(versions(probe, back)).containsExactly("3");
        }
    }

    @Test
    void membersStayInTheOrderInWhichTheyWereSentAndAnotherOneIsNoChange() {
        String item = """
                {"name":"One day","time_options":%s,"repeat_options":{"repeat_enable":false}}""";
        String sent =
                "{\"note\":[1,{\"b\":1.50,\"a\":null}],\"date_to\":1540819272,\"is_all_day\":true,\"date_from\":1540819272}";
        String reordered =
                "{\"date_from\":1540819272,\"date_to\":1540819272,\"is_all_day\":true,\"note\":[1.0,{\"a\":null,\"b\":1.5}]}";
        send("POST", "/access/timeprofile", item.formatted(sent));

        String same = operation(send("PATCH", "/access/timeprofile/item/1", item.formatted(reordered)));

        assertThat(caller.get("/item/1").asString()).contains("\"time_options\":" + sent);
        assertThat(events(same)).isZero();
        String other = operation(
                send("PATCH", "/access/timeprofile/item/1", item.formatted(reordered.replace("[1.0,", "[2,"))));
        assertThat(events(other)).isEqualTo(1);
    }

    private int events(String operation) {
        return caller.as("end-user").get("/operations/{id}", operation).path("events");
    }

    private List<String> versions(EventProbe probe, String operation) {
        return probe.all(Topics.TIME_PROFILE).stream()
                .filter(event -> operation.equals(event.headers().get(Headers.OPERATION_ID)))
                .map(event -> String.valueOf(event.headers().get(Headers.RECORD_VERSION)))
                .toList();
    }

    private static String operation(Response answer) {
        assertThat(answer.statusCode()).isEqualTo(200);
        return answer.header("Operation-Id");
    }

    private Response send(String method, String path, @Nullable String body) {
        var request = caller.as("tenant-admin").contentType(ContentType.JSON);
        return (body == null ? request : request.body(body)).request(method, path);
    }

    private List<Integer> uids() {
        return caller.get("/items").path("list_items.uid");
    }

    private static void assertBody(Response answer, String body) throws Exception {
        assertThat(answer.statusCode()).as(answer.asString()).isEqualTo(200);
        assertThat(JSON.readTree(answer.asString())).isEqualTo(JSON.readTree(body));
    }

    private static void assertBodyIsEmptyObject(Response answer) {
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.asString()).isEqualTo("{}");
    }

    private static void assertRefused(Response answer, String error) {
        assertThat(answer.statusCode()).as(answer.asString()).isEqualTo(400);
        assertThat(answer.asString()).isEqualTo("{\"error\":\"" + error + "\"}");
    }
}
