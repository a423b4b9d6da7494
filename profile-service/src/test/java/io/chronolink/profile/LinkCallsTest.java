package io.chronolink.profile;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.notNullValue;

import com.fasterxml.jackson.databind.JsonNode;
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
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
@QuarkusTestResource(value = ChronolinkTestResource.class, initArgs = @ResourceArg(name = "service", value = "profile"))
class LinkCallsTest {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String SAVED = "io.chronolink.time-profile.saved.v1";
    private static final String DELETED = "io.chronolink.time-profile.deleted.v1";

    private final Caller caller = new Caller();
    private final UUID link = UUID.randomUUID();
    private EventProbe probe;

    @BeforeEach
    void open() {
        probe = new EventProbe(TestStack.bootstrapServers());
    }

    @AfterEach
    void close() {
        probe.close();
    }

    @Test
    void theSeedsExampleIsAnsweredToTheLetter() throws Exception {
        Response answer = caller.upsertItems(Caller.oneDay(UUID.fromString("91c615e3-1040-4815-8ecb-039a18b756b5")));

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.contentType()).startsWith("application/json");
        assertThat(JSON.readTree(answer.asString())).isEqualTo(JSON.readTree("""
                {
                  "result": [
                    {
                      "link_id": "91c615e3-1040-4815-8ecb-039a18b756b5",
                      "success": true,
                      "extended_info": "created"
                    }
                  ]
                }
                """));
        caller.as("end-user")
                .get("/operations/{id}", answer.header("Operation-Id"))
                .then()
                .statusCode(200)
                .body("kind", equalTo("time-profile.link.upsert"))
                .body("items", equalTo(1))
                .body("events", equalTo(1));
    }

    @Test
    void whoIsNotLoggedInIsAnsweredToTheLetter() throws Exception {
        Response answer = given().contentType(ContentType.JSON)
                .body("{\"list_items\":[" + Caller.oneDay(link) + "]}")
                .post(Caller.BULK);

        assertThat(answer.statusCode()).isEqualTo(401);
        assertThat(JSON.readTree(answer.asString())).isEqualTo(JSON.readTree("{\"error\": \"Log In\"}"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"end-user", "tenant-admin", "system-admin", "operator"})
    void onlyTheLinkManagerMayChangeLinks(String role) {
        caller.as(role)
                .contentType(ContentType.JSON)
                .body("{\"list_items\":[" + Caller.oneDay(link) + "]}")
                .post(Caller.BULK)
                .then()
                .statusCode(403)
                .body("error", notNullValue());
        assertThat(total()).isZero();
    }

    @ParameterizedTest
    @CsvSource({
        "POST,/api/v1/access/timeprofile/items/link",
        "POST,/api/v1/access/timeProfile/items/link",
        "POST,/api/v1/access/timeprofile/link",
        "POST,/access/timeprofile/items/link",
        "POST,/access/timeProfile/link",
    })
    void theUpsertHasManyAddresses(String method, String path) {
        caller.as("link-manager")
                .contentType(ContentType.JSON)
                .body("{\"list_options\":{\"sort\":[1]},\"list_items\":[" + Caller.oneDay(link) + "]}")
                .request(method, path)
                .then()
                .statusCode(200)
                .body("result[0].extended_info", equalTo("created"));
    }

    @ParameterizedTest
    @CsvSource({
        "POST,/api/v1/access/timeprofile/link/delete",
        "POST,/access/timeprofile/link/delete",
        "DELETE,/api/v1/access/timeprofile/items/link",
        "DELETE,/access/timeProfile/items/link",
    })
    void theDeletionHasManyAddressesAndAnswersToTheLetter(String method, String path) throws Exception {
        UUID unknown = UUID.randomUUID();
        caller.upsertItems(Caller.oneDay(link));

        Response answer = caller.as("link-manager")
                .contentType(ContentType.JSON)
                .body("{\"link_ids\":[\"" + link + "\",\"" + unknown + "\",\"" + link + "\"]}")
                .request(method, path);

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(JSON.readTree(answer.asString())).isEqualTo(JSON.readTree("""
                {"result":[
                 {"link_id":"%s","success":true,"extended_info":"deleted"},
                 {"link_id":"%s","success":false,"extended_info":"entity_not_found"},
                 {"link_id":"%s","success":false,"extended_info":"entity_not_found"}]}
                """.formatted(link, unknown, link)));
        assertThat(total()).isZero();
    }

    @Test
    void anEventTellsAllOfTheProfile() throws Exception {
        String repeat = Caller.repeating("""
                {"repeat_type":"custom","repeat_end":{"format":"date","date":1782370800},
                 "repeat_custom":{"repeat_point_type":"week","repeat_looper":2,"repeat_options":["TUE","THU"]}}
                """);
        // 3 March 2026 08:00 to 09:30 UTC, a Tuesday, until 25 June 2026 07:00 UTC.
        String operation = caller.upsertItems(Caller.timed(link, "Algebra", 1772524800, 1772530200, repeat))
                .header("Operation-Id");

        EventProbe.Seen event =
                await().until(() -> events(SAVED), events -> events.size() == 1).get(0);
        JsonNode data = JSON.readTree(event.data());

        assertThat(event.headers())
                .containsEntry(Headers.TENANT, caller.tenant)
                .containsEntry(Headers.OPERATION_ID, operation)
                .containsEntry(Headers.RECORD_VERSION, "1");
        assertThat(data.get("id").asText()).isEqualTo(event.key());
        assertThat(data.get("uid").asLong()).isEqualTo(1);
        assertThat(data.get("link_id").asText()).isEqualTo(link.toString());
        assertThat(data.get("name").asText()).isEqualTo("Algebra");
        assertThat(data.get("time_options"))
                .isEqualTo(JSON.readTree("{\"is_all_day\":false,\"date_from\":1772524800,\"date_to\":1772530200}"));
        assertThat(data.get("repeat_options")).isEqualTo(JSON.readTree(repeat));
        // Every second week: 16 weeks after 3 March is 23 June; 25 June 08:00 is later than the end, 07:00.
        assertThat(data.get("timing")).isEqualTo(JSON.readTree("""
                {"start":"2026-03-03T08:00:00","zone":"UTC","duration_seconds":5400,"wall_clock_duration":false,
                 "rrule":"FREQ=WEEKLY;INTERVAL=2;WKST=MO;BYDAY=TU,TH","last_start":"2026-06-25T07:00:00",
                 "first_start":"2026-03-03T08:00:00Z","last_end":"2026-06-23T09:30:00Z"}
                """));
    }

    @Test
    void aRepeatedItemIsWrittenOnceAndTheLastOneCounts() {
        Response answer = caller.upsertItems(
                Caller.item(link, "first", "{\"repeat_enable\":false}"),
                Caller.oneDay(UUID.randomUUID()),
                Caller.item(link, "last", "{\"repeat_enable\":false}"));

        answer.then()
                .statusCode(200)
                .body("result.extended_info", equalTo(List.of("created", "created", "updated")))
                .body("result[2].link_id", equalTo(link.toString()));
        caller.get("/item/1").then().body("name", equalTo("last"));
        await().until(() -> events(SAVED), events -> events.size() == 2);
    }

    @Test
    void whatChangesNothingIsNotTold() {
        caller.upsertItems(Caller.oneDay(link));
        // The same content with its members in another order and one that is ignored.
        Response same = caller.upsertItems("""
                {"repeat_options":{"repeat_enable":false},"colour":"red",
                 "time_options":{"date_to":1540819272,"date_from":1540819272,"is_all_day":true},
                 "name":"One day","link_id":"%s"}
                """.formatted(link));
        caller.upsertItems(Caller.item(link, "Other", "{\"repeat_enable\":false}"));

        same.then().statusCode(200).body("result[0].extended_info", equalTo("updated"));
        caller.as("end-user")
                .get("/operations/{id}", same.header("Operation-Id"))
                .then()
                .body("events", equalTo(0))
                .body("status", equalTo("done"));
        // The third call's event is the second one of the record: the second call left no trace.
        assertThat(await().until(() -> events(SAVED), events -> events.size() == 2).stream()
                        .map(event -> event.headers().get(Headers.RECORD_VERSION)))
                .containsExactly("1", "2");
    }

    @Test
    void aDeletedProfileIsToldAndItsReturnHasAHigherVersion() throws Exception {
        caller.upsertItems(Caller.oneDay(link));
        caller.delete(link);
        caller.delete(link).then().statusCode(200).body("result[0].extended_info", equalTo("entity_not_found"));
        caller.get("/item/1").then().statusCode(400).body("error", equalTo("Wrong Time Profile Uid"));
        caller.upsertItems(Caller.oneDay(link)).then().body("result[0].extended_info", equalTo("created"));
        caller.get("/item/1").then().statusCode(200).body("link_id", equalTo(link.toString()));

        UUID record = UUID.fromString(await().until(() -> events(SAVED), events -> events.size() == 2)
                .get(0)
                .key());
        List<EventProbe.Seen> told = probe.records(Topics.TIME_PROFILE, record);

        assertThat(told).extracting(EventProbe.Seen::type).containsExactly(SAVED, DELETED, null, SAVED);
        assertThat(told)
                .extracting(event -> event.headers().get(Headers.RECORD_VERSION))
                .containsExactly("1", "2", "2", "3");
        assertThat(told.get(2).data()).isNull();
        assertThat(JSON.readTree(told.get(1).data())).isEqualTo(JSON.readTree("""
                {"id":"%s","version":2,"link_id":"%s","uid":1,"name":"One day"}
                """.formatted(record, link)));
    }

    @Test
    void uidsAreASequencePerTenantInTheOrderOfTheRequest() {
        UUID second = UUID.randomUUID();
        caller.upsertItems(Caller.oneDay(link), Caller.oneDay(UUID.randomUUID()));
        caller.upsertItems(Caller.oneDay(link), Caller.oneDay(second));
        Caller other = new Caller();
        other.upsertItems(Caller.oneDay(second));

        caller.get("/item/3").then().body("link_id", equalTo(second.toString()));
        other.get("/item/1").then().body("link_id", equalTo(second.toString()));
    }

    @Test
    void aForeignTenantLearnsNothing() {
        caller.upsertItems(Caller.oneDay(link));
        Caller foreigner = new Caller();

        foreigner.get("/items").then().statusCode(200).body("list_option.pagination.total_items", equalTo(0));
        foreigner.get("/item/1").then().statusCode(400).body("error", equalTo("Wrong Time Profile Uid"));
        foreigner.get("/item/1/active?at=0").then().statusCode(400).body("error", equalTo("Wrong Time Profile Uid"));
        foreigner.delete(link).then().body("result[0].extended_info", equalTo("entity_not_found"));
        foreigner
                .upsertItems(Caller.item(link, "Mine", "{\"repeat_enable\":false}"))
                .then()
                .body("result[0].extended_info", equalTo("created"));
        caller.get("/item/1").then().statusCode(200).body("name", equalTo("One day"));
    }

    @Test
    void tenThousandProfilesAreWrittenAndToldOnce() {
        List<UUID> links =
                IntStream.range(0, 10_000).mapToObj(i -> UUID.randomUUID()).toList();
        String body = "{\"list_items\":[" + links.stream().map(Caller::oneDay).collect(Collectors.joining(",")) + "]}";

        Response created = caller.upsert(body);
        Response again = caller.upsert(body);

        assertThat(created.jsonPath().getList("result.link_id"))
                .isEqualTo(links.stream().map(UUID::toString).toList());
        assertThat(created.jsonPath().getList("result.extended_info"))
                .isEqualTo(Collections.nCopies(10_000, "created"));
        assertThat(again.jsonPath().getList("result.extended_info")).isEqualTo(Collections.nCopies(10_000, "updated"));
        assertThat(total()).isEqualTo(10_000);
        caller.as("end-user")
                .get("/operations/{id}", again.header("Operation-Id"))
                .then()
                .body("items", equalTo(10_000))
                .body("events", equalTo(0));
        List<EventProbe.Seen> events = await().atMost(Duration.ofMinutes(1))
                .pollInterval(Duration.ofMillis(500))
                .until(() -> events(SAVED), seen -> seen.size() >= 10_000);
        assertThat(events).hasSize(10_000);
        assertThat(events).extracting(EventProbe.Seen::key).doesNotHaveDuplicates();
        assertThat(events)
                .extracting(event -> event.headers().get(Headers.RECORD_VERSION))
                .containsOnly("1");
    }

    @Test
    void moreThanTenThousandAreTooMany() {
        String body = IntStream.range(0, 10_001)
                .mapToObj(i -> Caller.oneDay(UUID.randomUUID()))
                .collect(Collectors.joining(",", "{\"list_items\":[", "]}"));

        caller.upsert(body).then().statusCode(413).body("error", notNullValue());
        assertThat(total()).isZero();
    }

    @Test
    void callsThatOverlapInOppositeOrderBothArrive() throws Exception {
        List<UUID> links = new ArrayList<>(
                IntStream.range(0, 500).mapToObj(i -> UUID.randomUUID()).toList());
        String forward = bulk(links, "A");
        Collections.reverse(links);
        String backward = bulk(links, "B");

        List<CompletableFuture<Response>> calls = IntStream.range(0, 8)
                .mapToObj(i -> CompletableFuture.supplyAsync(() -> caller.upsert(i % 2 == 0 ? forward : backward)))
                .toList();

        for (CompletableFuture<Response> call : calls) {
            assertThat(call.get(60, TimeUnit.SECONDS).statusCode()).isEqualTo(200);
        }
        assertThat(total()).isEqualTo(500);
        // A record's versions stand in the topic as they were committed, without a gap.
        await().untilAsserted(() -> {
            List<EventProbe.Seen> all = events(SAVED);
            assertThat(all.size() % 500).isZero();
            assertThat(all).isNotEmpty();
            for (List<EventProbe.Seen> record : all.stream()
                    .collect(Collectors.groupingBy(EventProbe.Seen::key))
                    .values()) {
                assertThat(record)
                        .extracting(event -> Integer.parseInt(event.headers().get(Headers.RECORD_VERSION)))
                        .isEqualTo(
                                IntStream.rangeClosed(1, record.size()).boxed().toList());
            }
        });
    }

    private static String bulk(List<UUID> links, String name) {
        return links.stream()
                .map(link -> Caller.item(link, name, "{\"repeat_enable\":false}"))
                .collect(Collectors.joining(",", "{\"list_items\":[", "]}"));
    }

    private int total() {
        return caller.get("/items").path("list_option.pagination.total_items");
    }

    private List<EventProbe.Seen> events(String type) {
        return probe.all(Topics.TIME_PROFILE).stream()
                .filter(event -> type.equals(event.type())
                        && caller.tenant.equals(event.headers().get(Headers.TENANT)))
                .toList();
    }
}
