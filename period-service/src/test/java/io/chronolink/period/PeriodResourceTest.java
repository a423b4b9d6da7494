package io.chronolink.period;

import static io.chronolink.period.PeriodApi.json;
import static io.chronolink.period.PeriodApi.period;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.nullValue;

import io.chronolink.stack.ChronolinkTestResource;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import io.restassured.response.Response;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
@QuarkusTestResource(value = ChronolinkTestResource.class, initArgs = @ResourceArg(name = "service", value = "period"))
class PeriodResourceTest {

    private static final String SEED_VIEW = """
            {
            "entity_type": "ACTION",
            "entity_name": "Base safety (4 hours)",
            "owned": [
            {
            "period_id": "example-period-id",
            "data": null,
            "start_date": "2017-01-01 00:00:00",
            "end_date": "2019-09-26 00:00:00",
            "entity_id": "example-action-id",
            "entity_name": "Base safety (4 hours)",
            "entity_type": "ACTION"
            }
            ],
            "child": {
            "example-action-subscription-id": [
            {
            "dep_id": "example-action-id",
            "dep_type": "ACTION",
            "start_date": "2017-01-01 00:00:00",
            "end_date": "2019-09-26 00:00:00",
            "entity_id": "example-action-subscription-id",
            "entity_name": "Jon Snow on Base safety (4 hours)",
            "entity_type": "ACTION_SUBSCRIPTION",
            "level": "0"
            }
            ]
            },
            "parent": {
            "example-office-id": [
            {
            "dep_id": "example-office-id",
            "dep_type": "OFFICE",
            "dep_name": "San Jose central office",
            "start_date": "2017-01-01 00:00:00",
            "end_date": "2019-09-26 00:00:00",
            "entity_id": "example-action-id",
            "entity_type": "ACTION",
            "level": "0"
            }
            ]
            }
            }
            """;
    private static final String SEED_UPDATE = """
            {
            "periods": [
            {
            "period_id": "example-period-id",
            "start_date": "2017-01-01 00:00:00",
            "end_date": "2019-09-26 00:00:00"
            }
            ]
            }
            """;

    private final PeriodApi api = new PeriodApi("period-" + UUID.randomUUID());

    @Test
    void theViewOfTheSeedIsAnsweredAsTheSeedSays() {
        api.entity("example-office-id", "OFFICE", "San Jose central office");
        api.entity("example-action-id", "ACTION", "Base safety (4 hours)", "example-office-id");
        api.entity(
                "example-action-subscription-id",
                "ACTION_SUBSCRIPTION",
                "Jon Snow on Base safety (4 hours)",
                "example-action-id");
        api.update("example-action-id", SEED_UPDATE);
        api.periods("example-office-id", period(null, "2017-01-01 00:00:00", "2019-09-26 00:00:00"));
        api.periods("example-action-subscription-id", period(null, "2017-01-01 00:00:00", "2019-09-26 00:00:00"));

        Response view = api.view("example-action-id");

        assertThat(view.statusCode()).isEqualTo(200);
        assertThat(view.contentType()).startsWith("application/json");
        assertThat(json(view.asString())).isEqualTo(json(SEED_VIEW));
    }

    @Test
    void theUpdateOfTheSeedIsAnsweredAsTheSeedSays() {
        api.entity("example-action-id", "ACTION", "Base safety (4 hours)");

        Response updated = api.update("example-action-id", SEED_UPDATE);

        assertThat(updated.statusCode()).isEqualTo(200);
        assertThat(json(updated.asString())).isEqualTo(json("{\"done\": \"true\"}"));
        assertThat(UUID.fromString(updated.header("Operation-Id")).version()).isEqualTo(7);
    }

    @Test
    void anEntityByItselfHasEmptyListsAndMaps() {
        api.office("o");

        assertThat(json(api.view("o").asString()))
                .isEqualTo(
                        json(
                                "{\"entity_type\":\"OFFICE\",\"entity_name\":\"Office o\",\"owned\":[],\"child\":{},\"parent\":{}}"));
    }

    @Test
    void distantRelativesHaveHigherLevelsAndTheShortestWayCounts() {
        api.office("top");
        api.office("a", "top");
        api.office("b", "a");
        api.office("c", "b", "top");
        Stream.of("top", "a", "c")
                .forEach(id -> api.periods(id, period(null, "2020-01-01 00:00:00", "2021-01-01 00:00:00")));

        var ofC = api.view("c").then().statusCode(200);
        ofC.body("parent.keySet()", hasSize(2))
                .body("parent.top.level", contains("0"))
                .body("parent.a.level", contains("1"))
                .body("parent.a.entity_id", contains("c"))
                .body("parent.a.dep_name", contains("Office a"));
        api.view("top")
                .then()
                .statusCode(200)
                .body("child.keySet()", hasSize(2))
                .body("child.a.level", contains("0"))
                .body("child.c.level", contains("0"))
                .body("child.c.dep_id", contains("top"));
        api.view("a").then().body("child.c.level", contains("1"));
    }

    @Test
    void theListReplacesTheWholeSet() {
        api.office("o");
        api.periods(
                "o",
                period("kept", "2020-01-01 00:00:00", "2021-01-01 00:00:00"),
                period("gone", "2022-01-01 00:00:00", "2023-01-01 00:00:00"));

        api.periods(
                "o",
                period("kept", "2020-01-01 00:00:00", "2020-06-01 00:00:00"),
                period("new", "2024-01-01 00:00:00", "2024-01-01 00:00:00"));

        api.view("o")
                .then()
                .body("owned.period_id", contains("kept", "new"))
                .body("owned.end_date", contains("2020-06-01 00:00:00", "2024-01-01 00:00:00"));
        api.periods("o");
        api.view("o").then().body("owned", hasSize(0));
    }

    @Test
    void missingAndNullDatesAreInfiniteAndWithoutAnIdTheServiceMakesOne() {
        api.office("o");

        api.update(
                        "o",
                        "{\"periods\":[{},{\"period_id\":\"\",\"start_date\":null,\"end_date\":\"2020-01-01 00:00:00\"}]}")
                .then()
                .statusCode(200);

        var view = api.view("o").then();
        view.body("owned.start_date", contains("1970-01-01 00:00:00", "1970-01-01 00:00:00"))
                .body("owned.end_date", contains("2020-01-01 00:00:00", "9999-12-31 23:59:59"));
        List<String> ids = view.extract().path("owned.period_id");
        assertThat(ids).doesNotHaveDuplicates().allSatisfy(id -> assertThat(UUID.fromString(id))
                .isNotNull());
        api.effective("o", "1066-10-14 09:00:00").then().body("active", equalTo(true));
        api.effective("o", "9999-12-31 23:59:59").then().body("active", equalTo(true));
    }

    @Test
    void aDryRunShowsWhatWouldChangeAndChangesNothing() {
        api.office("top");
        api.office("low", "top");
        api.office("lowest", "low");
        api.office("apart");
        api.periods("low", period("p", "2020-01-01 00:00:00", "2021-01-01 00:00:00"));
        String before = api.view("top").asString();

        Response dry = api.as("tenant-admin")
                .body("{\"periods\":[{\"start_date\":\"2020-07-01 00:00:00\"}]}")
                .queryParam("dry_run", "true")
                .put("/period/update/{id}", "top");

        assertThat(dry.statusCode()).isEqualTo(200);
        assertThat(dry.header("Operation-Id")).isNull();
        String year = "[{\"start_date\":\"2020-01-01 00:00:00\",\"end_date\":\"2021-01-01 00:00:00\"}]";
        String half = "[{\"start_date\":\"2020-07-01 00:00:00\",\"end_date\":\"2021-01-01 00:00:00\"}]";
        assertThat(json(dry.asString()))
                .isEqualTo(json("{\"done\":\"false\",\"affected\":["
                        + "{\"entity_id\":\"top\",\"entity_type\":\"OFFICE\",\"level\":null,"
                        + "\"before\":[{\"start_date\":\"1970-01-01 00:00:00\",\"end_date\":\"9999-12-31 23:59:59\"}],"
                        + "\"after\":[{\"start_date\":\"2020-07-01 00:00:00\",\"end_date\":\"9999-12-31 23:59:59\"}]},"
                        + "{\"entity_id\":\"low\",\"entity_type\":\"OFFICE\",\"level\":\"0\",\"before\":" + year
                        + ",\"after\":" + half + "},"
                        + "{\"entity_id\":\"lowest\",\"entity_type\":\"OFFICE\",\"level\":\"1\",\"before\":" + year
                        + ",\"after\":" + half + "}]}"));
        assertThat(api.view("top").asString()).isEqualTo(before);
        assertThat(json(api.effective("low", null).asString()).path("effective"))
                .isEqualTo(json(year));
    }

    @Test
    void aDryRunIsCheckedLikeTheRealOne() {
        api.office("o");
        for (String body : List.of(
                "{\"periods\":[{\"start_date\":\"yesterday\"}]}",
                "{\"periods\":[{\"start_date\":\"2021-01-01 00:00:00\",\"end_date\":\"2020-01-01 00:00:00\"}]}")) {
            api.as("tenant-admin")
                    .body(body)
                    .queryParam("dry_run", "true")
                    .put("/period/update/{id}", "o")
                    .then()
                    .statusCode(422);
        }
        api.as("tenant-admin")
                .body("{\"periods\":[]}")
                .queryParam("dry_run", "perhaps")
                .put("/period/update/{id}", "o")
                .then()
                .statusCode(422);
        api.as("tenant-admin")
                .body("{\"periods\":[]}")
                .queryParam("dry_run", "true")
                .put("/period/update/{id}", "none")
                .then()
                .statusCode(404);
    }

    @Test
    void anUpdateWithoutAListChangesNothing() {
        api.office("o");
        api.periods("o", period("p", "2020-01-01 00:00:00", "2021-01-01 00:00:00"));

        api.update("o", "{}").then().statusCode(200).body("done", equalTo("true"));

        api.view("o").then().body("owned.period_id", contains("p"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"periods\":[{\"start_date\":\"2021-01-01 00:00:00\",\"end_date\":\"2020-01-01 00:00:00\"}]}|periods[0].start_date",
                "{\"periods\":[{},{\"start_date\":\"2021-01-01\"}]}|periods[1].start_date",
                "{\"periods\":[{\"end_date\":\"2021-02-30 00:00:00\"}]}|periods[0].end_date",
                "{\"periods\":[{\"end_date\":\"0000-02-01 00:00:00\"}]}|periods[0].end_date",
                "{\"periods\":[{\"end_date\":\"2021-01-01 24:00:00\"}]}|periods[0].end_date",
                "{\"periods\":[{\"end_date\":\"2021-01-01T00:00:00Z\"}]}|periods[0].end_date",
                "{\"periods\":[{\"end_date\":20210101}]}|periods[0].end_date",
                "{\"periods\":[{\"period_id\":5}]}|periods[0].period_id",
                "{\"periods\":[{\"period_id\":\"a\\u0000b\"}]}|periods[0].period_id",
                "{\"periods\":[{\"period_id\":\"x\"},{\"period_id\":\"x\"}]}|periods[1].period_id",
                "{\"periods\":[null]}|periods[0]",
                "{\"periods\":{}}|periods",
                "{\"periods\":\"none\"}|periods",
            })
    void aBadPeriodIsRefusedByItsFieldAndNothingChanges(String body, String field) {
        api.office("o");
        api.periods("o", period("p", "2020-01-01 00:00:00", "2021-01-01 00:00:00"));

        Response refused = api.update("o", body);

        assertThat(refused.statusCode()).isEqualTo(422);
        assertThat(refused.header("Operation-Id")).isNull();
        refused.then().body("field", contains(field)).body("message", hasSize(1));
        api.view("o").then().body("owned.period_id", contains("p"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "null", "[]", "{", "5", "\"x\""})
    void whatIsNoObjectIsABadRequest(String body) {
        api.office("o");

        api.update("o", body)
                .then()
                .statusCode(400)
                .body("name", equalTo("Bad Request"))
                .body("code", equalTo(0))
                .body("status", equalTo(400))
                .body("message", not(containsString("jackson")));
    }

    @Test
    void aPeriodOfAnotherEntityIsRefused() {
        api.office("o");
        api.office("other");
        api.periods("other", period("p", "2020-01-01 00:00:00", "2021-01-01 00:00:00"));

        api.update("o", Map.of("periods", List.of(Map.of("period_id", "p"))))
                .then()
                .statusCode(422)
                .body("field", contains("periods[0].period_id"));
    }

    @Test
    void anotherTenantsEntityLooksLikeNone() {
        PeriodApi stranger = new PeriodApi("stranger-" + UUID.randomUUID());
        api.office("o");
        api.periods("o", period("p", "2020-01-01 00:00:00", "2021-01-01 00:00:00"));
        String missing = "{\"name\":\"Not Found\",\"message\":\"Entity not found.\",\"code\":0,\"status\":404}";

        for (String id : List.of("o", "nobody")) {
            for (Response answer :
                    List.of(stranger.view(id), stranger.effective(id, null), stranger.update(id, "{\"periods\":[]}"))) {
                assertThat(answer.statusCode()).isEqualTo(404);
                assertThat(json(answer.asString())).isEqualTo(json(missing));
            }
            stranger.entity("child", "OFFICE", "x", id)
                    .then()
                    .statusCode(422)
                    .body("field", contains("parents[0]"))
                    .body("message", contains("This parent is not known."));
        }
        stranger.office("o");
        stranger.periods("o", period("p", "2022-01-01 00:00:00", "2023-01-01 00:00:00"));
        api.view("o").then().body("owned.start_date", contains("2020-01-01 00:00:00"));
    }

    @Test
    void rightsAreAsked() {
        api.office("o");

        given().get("/period/view/o").then().statusCode(401).body("name", equalTo("Unauthorized"));
        given().queryParam("access-token", api.token("end-user"))
                .get("/period/view/o")
                .then()
                .statusCode(200);
        api.as("group-admin")
                .body("{}")
                .put("/period/update/o")
                .then()
                .statusCode(403)
                .body("status", equalTo(403));
        api.as("group-admin").body("{}").put("/period/entity/o").then().statusCode(403);
        api.as("end-user").delete("/period/view/o").then().statusCode(405).body("name", equalTo("Method Not Allowed"));
        api.as("tenant-admin")
                .contentType(ContentType.XML)
                .body("<a/>")
                .put("/period/update/o")
                .then()
                .statusCode(415);
    }

    @Test
    void anEntityCanBeRenamedAndMoved() {
        api.office("a");
        api.office("b");
        api.office("o", "a");
        api.periods("a", period(null, "2020-01-01 00:00:00", "2021-01-01 00:00:00"));
        api.periods("b", period(null, "2022-01-01 00:00:00", "2023-01-01 00:00:00"));

        api.entity("o", "ACTION", "New", "b").then().statusCode(200).body("done", equalTo("true"));

        api.view("o")
                .then()
                .body("entity_type", equalTo("ACTION"))
                .body("entity_name", equalTo("New"))
                .body("parent.keySet()", contains("b"));
        api.effective("o", null).then().body("effective.start_date", contains("2022-01-01 00:00:00"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"entity_name\":\"x\"}|entity_type",
                "{\"entity_type\":\"office\",\"entity_name\":\"x\"}|entity_type",
                "{\"entity_type\":\"ROOM\",\"entity_name\":\"x\"}|entity_type",
                "{\"entity_type\":true,\"entity_name\":\"x\"}|entity_type",
                "{\"entity_type\":\"OFFICE\"}|entity_name",
                "{\"entity_type\":\"OFFICE\",\"entity_name\":\" \"}|entity_name",
                "{\"entity_type\":\"OFFICE\",\"entity_name\":\"a\\nb\"}|entity_name",
                "{\"entity_type\":\"OFFICE\",\"entity_name\":\"x\",\"parents\":[null]}|parents[0]",
                "{\"entity_type\":\"OFFICE\",\"entity_name\":\"x\",\"parents\":[\"nobody\"]}|parents[0]",
                "{\"entity_type\":\"OFFICE\",\"entity_name\":\"x\",\"parents\":[\"o\"]}|parents",
                "{\"entity_type\":\"OFFICE\",\"entity_name\":\"x\",\"link_id\":\"1-1-1-1-1\"}|link_id",
            })
    void aBadEntityIsRefusedByItsField(String body, String field) {
        api.as("tenant-admin")
                .body(body)
                .put("/period/entity/o")
                .then()
                .statusCode(422)
                .body("field", contains(field));
        api.view("o").then().statusCode(404);
    }

    @Test
    void aCycleIsRefusedByItsPath() {
        api.office("a");
        api.office("b", "a");
        api.office("c", "b");

        api.entity("a", "OFFICE", "Office a", "c")
                .then()
                .statusCode(422)
                .body("field", contains("parents"))
                .body("message", contains("The parents make a cycle: a > c > b > a."));
        api.view("a").then().statusCode(200).body("parent.keySet()", hasSize(0));
        api.entity("a", "OFFICE", "Office a", "a")
                .then()
                .statusCode(422)
                .body("message", contains("The parents make a cycle: a > a."));
    }

    @Test
    void ofTwoWritesThatMakeACycleTogetherOneIsRefused() {
        ExecutorService threads = Executors.newFixedThreadPool(2);
        try {
            for (int i = 0; i < 20; i++) {
                String left = "left-" + i;
                String right = "right-" + i;
                api.office(left);
                api.office(right);

                var one = CompletableFuture.supplyAsync(() -> api.entity(left, "OFFICE", "x", right), threads);
                var other = CompletableFuture.supplyAsync(() -> api.entity(right, "OFFICE", "x", left), threads);

                assertThat(List.of(one.join().statusCode(), other.join().statusCode()))
                        .containsExactlyInAnyOrder(200, 422);
            }
        } finally {
            threads.shutdown();
        }
    }

    @Test
    void effectiveValidityIsThatOfAllAncestorsAndTellsWhoDecides() {
        api.office("company");
        api.office("office", "company");
        api.office("action", "office");
        api.periods("company", period(null, "2015-01-01 00:00:00", "2022-01-01 00:00:00"));
        api.periods(
                "action",
                period(null, "2017-01-01 00:00:00", "2019-01-01 00:00:00"),
                period(null, "2018-01-01 00:00:00", "2019-06-01 00:00:00"),
                period(null, "2021-01-01 00:00:00", "9999-12-31 23:59:59"));

        assertThat(json(api.effective("action", "2021-01-01 00:00:00").asString()))
                .isEqualTo(json("""
                {"entity_id":"action","entity_type":"OFFICE","entity_name":"Office action",
                 "effective":[{"start_date":"2017-01-01 00:00:00","end_date":"2019-06-01 00:00:00"},
                              {"start_date":"2021-01-01 00:00:00","end_date":"2022-01-01 00:00:00"}],
                 "at":"2021-01-01 00:00:00","active":true,"decided_by":null}
                """));
        api.effective("action", "2022-01-01T01:00:00+01:00")
                .then()
                .body("at", equalTo("2022-01-01 00:00:00"))
                .body("active", equalTo(false))
                .body("decided_by.entity_id", equalTo("company"))
                .body("decided_by.entity_name", equalTo("Office company"))
                .body("decided_by.level", equalTo("1"));
        api.effective("action", "2014-12-31T23:59:59Z")
                .then()
                .body("decided_by.entity_id", equalTo("action"))
                .body("decided_by.level", nullValue());
        api.effective("company", null).then().body("active", equalTo(false));
        api.effective("company", "tomorrow").then().statusCode(422).body("field", contains("at"));
        api.effective("company", "+12345-01-01T00:00:00Z").then().statusCode(422);
    }

    @Test
    void aPeriodThatIsOpenedAgainAboveReachesEverybodyBelow() {
        api.office("top");
        api.office("middle", "top");
        api.office("low", "middle", "top");
        api.periods("top", period("p", "2020-01-01 00:00:00", "2020-02-01 00:00:00"));
        api.effective("low", "2020-03-01 00:00:00").then().body("active", equalTo(false));

        api.periods("top", period("p", "2020-01-01 00:00:00", "2020-04-01 00:00:00"));

        api.effective("low", "2020-03-01 00:00:00").then().body("active", equalTo(true));
        api.periods("top");
        api.effective("low", null)
                .then()
                .body("effective.start_date", contains("1970-01-01 00:00:00"))
                .body("effective.end_date", contains("9999-12-31 23:59:59"));
    }

    /** From the fifth execution on the driver talks binary. */
    @ParameterizedTest
    @CsvSource({
        "0001-01-01 00:00:00,0001-01-02 00:00:00,0001-01-05 00:00:00,0001-01-12 00:00:00",
        "1500-06-01 00:00:00,1500-06-02 00:00:00,1500-06-05 00:00:00,1500-06-12 00:00:00",
        "9999-12-01 00:00:00,9999-12-02 00:00:00,9999-12-31 23:59:58,9999-12-31 23:59:59"
    })
    void farDatesStayThemselvesHoweverOftenTheyComeAndGo(String start, String in, String end, String after) {
        api.office("o");
        api.periods("o", period("p", start, end));

        for (int i = 0; i < 8; i++) {
            api.effective("o", in)
                    .then()
                    .body("active", equalTo(true))
                    .body("at", equalTo(in))
                    .body("effective.start_date", contains(start))
                    .body("effective.end_date", contains(end));
            api.effective("o", start).then().body("active", equalTo(true));
            api.effective("o", end)
                    .then()
                    .body("active", equalTo(false))
                    .body("decided_by.entity_id", equalTo("o"))
                    .body("decided_by.level", nullValue());
            api.effective("o", after).then().body("active", equalTo(false));
            index(in).then().body("entity_id", contains("o")).body("effective[0].start_date", contains(start));
            index(after).then().body("", hasSize(0));
            api.view("o").then().body("owned.start_date", contains(start)).body("owned.end_date", contains(end));
            api.as("end-user")
                    .get("/period/history/{id}", "o")
                    .then()
                    .statusCode(200)
                    .body("[0].periods.start_date", contains(start))
                    .body("[0].periods.end_date", contains(end));

            Map<String, Object> seen = api.view("o").then().extract().path("owned[0]");
            api.periods("o", period("p" + i, (String) seen.get("start_date"), (String) seen.get("end_date")));
        }
    }

    private Response index(String activeAt) {
        return api.as("end-user").queryParam("active_at", activeAt).get("/period/index");
    }

    @Test
    void theHistoryComesInPages() {
        api.office("o");
        api.periods("o", period("first", "2020-01-01 00:00:00", null));
        api.periods("o", period("second", null, "2021-01-01 00:00:00"));
        api.periods("o", period("third", null, null));

        for (var page : Map.of("limit=1", "third", "limit=1&offset=1", "second", "limit=100&offset=2", "first")
                .entrySet()) {
            history(page.getKey()).then().body("periods.period_id.flatten()", contains(page.getValue()));
        }
        history("limit=1000&offset=2147483647").then().body("", hasSize(0));
    }

    private Response history(String part) {
        Response history = api.as("end-user").urlEncodingEnabled(false).get("/period/history/o?" + part);
        assertThat(history.statusCode()).isEqualTo(200);
        assertThat(history.header("X-Pagination-Total-Count")).isEqualTo("3");
        return history;
    }
}
