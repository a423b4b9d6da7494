package io.chronolink.period;

import static io.chronolink.period.PeriodApi.json;
import static io.chronolink.period.PeriodApi.period;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.matchesPattern;

import com.fasterxml.jackson.databind.JsonNode;
import io.chronolink.events.Headers;
import io.chronolink.events.Topics;
import io.chronolink.stack.ChronolinkTestResource;
import io.chronolink.stack.EventProbe;
import io.chronolink.stack.TestStack;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Many entities at once, lists of them, and what became of their periods. */
@QuarkusTest
@QuarkusTestResource(value = ChronolinkTestResource.class, initArgs = @ResourceArg(name = "service", value = "period"))
class EntitiesTest {

    private final PeriodApi api = new PeriodApi("entities-" + UUID.randomUUID());

    @Test
    void manyEntitiesMayBeParentsOfEachOther() {
        entities(List.of(
                        entity("low", "OFFICE", "middle"), entity("middle", "OFFICE", "top"), entity("top", "PROJECT")))
                .then()
                .statusCode(200)
                .body("done", equalTo("true"))
                .header("Operation-Id", matchesPattern("[0-9a-f-]{36}"));
        api.periods("top", period(null, "2020-01-01 00:00:00", null));

        api.effective("low", "2019-01-01 00:00:00")
                .then()
                .body("active", equalTo(false))
                .body("decided_by.entity_id", equalTo("top"))
                .body("decided_by.level", equalTo("1"));
    }

    @Test
    void tenThousandAreTakenAndOneMoreIsNot() {
        List<Map<String, Object>> all = new ArrayList<>();
        for (int i = 0; i < 10_000; i++) {
            // Eight levels of five each below it.
            all.add(i == 0 ? entity("e0", "PROJECT") : entity("e" + i, "OFFICE", "e" + (i - 1) / 5));
        }
        entities(all).then().statusCode(200);
        api.periods("e0", period(null, "2020-01-01 00:00:00", null));
        api.effective("e9999", "2019-12-31 23:59:59").then().body("active", equalTo(false));
        JsonNode view = json(api.view("e0").asString());
        assertThat(view.path("child").isEmpty()).isTrue();

        all.add(entity("e10000", "OFFICE"));
        entities(all).then().statusCode(422);
    }

    @Test
    void aViewOfThousandsOfRelativesHoldsEachOfThem() {
        List<Map<String, Object>> all = new ArrayList<>();
        all.add(entity("top", "PROJECT"));
        for (int i = 0; i < 3_000; i++) {
            all.add(entity("c" + i, "OFFICE", i < 1_000 ? "top" : "c" + i % 1_000));
        }
        entities(all).then().statusCode(200);
        for (int i = 0; i < 3_000; i += 500) {
            api.periods(
                    "c" + i,
                    period("second" + i, "2021-01-01 00:00:00", null),
                    period("first" + i, "2020-01-01 00:00:00", "2020-06-01 00:00:00"));
        }

        JsonNode child = json(api.view("top").asString()).path("child");

        assertThat(child).hasSize(6);
        assertThat(child.path("c500")).hasSize(2);
        assertThat(child.path("c500").get(0).path("start_date").asText()).isEqualTo("2020-01-01 00:00:00");
        assertThat(child.path("c500").get(0).path("level").asText()).isEqualTo("0");
        assertThat(child.path("c2500").get(0).path("level").asText()).isEqualTo("1");
        assertThat(json(api.view("c2500").asString()).path("parent")).hasSize(1);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "[null]|[0]",
                "[{\"entity_id\":\"..\",\"entity_type\":\"OFFICE\",\"entity_name\":\"O\"}]|[0].entity_id",
                "[{\"entity_type\":\"OFFICE\",\"entity_name\":\"O\"}]|[0].entity_id",
                "[{\"entity_id\":\"a\",\"entity_type\":\"OFFICE\",\"entity_name\":\"O\"},{\"entity_id\":\"a\",\"entity_type\":\"OFFICE\",\"entity_name\":\"O\"}]|[1].entity_id",
                "[{\"entity_id\":\"a\",\"entity_type\":\"office\",\"entity_name\":\"O\"}]|[0].entity_type",
                "[{\"entity_id\":\"a\",\"entity_type\":\"TENANT\",\"entity_name\":\"O\"}]|[0].entity_type",
                "[{\"entity_id\":\"a\",\"entity_type\":\"OFFICE\"}]|[0].entity_name",
                "[{\"entity_id\":\"a\",\"entity_type\":\"OFFICE\",\"entity_name\":\"O\"},{\"entity_id\":\"b\",\"entity_type\":\"OFFICE\",\"entity_name\":\"O\",\"parents\":[\"a\",\"none\"]}]|[1].parents[1]",
                "[{\"entity_id\":\"a\",\"entity_type\":\"OFFICE\",\"entity_name\":\"O\",\"link_id\":\"no\"}]|[0].link_id",
                "[{\"entity_id\":\"a\",\"entity_type\":\"OFFICE\",\"entity_name\":\"O\",\"parents\":[\"b\"]},{\"entity_id\":\"b\",\"entity_type\":\"OFFICE\",\"entity_name\":\"O\",\"parents\":[\"a\"]}]|[0].parents",
                "[{\"entity_id\":\"a\",\"entity_type\":\"OFFICE\",\"entity_name\":\"O\",\"parents\":[\"a\"]}]|[0].parents",
            })
    void aBadListIsRefusedByItsFieldAndNothingOfItIsKept(String body, String field) {
        Response answer = api.as("tenant-admin").body(body).put("/period/entities");

        assertThat(answer.statusCode()).isEqualTo(422);
        assertThat(json(answer.asString()).get(0).path("field").asText()).isEqualTo(field);
        api.view("a").then().statusCode(404);
    }

    /** A name stands in no address. */
    @Test
    void aDotIsAName() {
        api.as("tenant-admin")
                .body("[{\"entity_id\":\"dot\",\"entity_type\":\"OFFICE\",\"entity_name\":\".\"}]")
                .put("/period/entities")
                .then()
                .statusCode(200);
    }

    @Test
    void aCycleThroughEntitiesOutsideTheListIsFoundAndNamed() {
        api.office("a");
        api.office("b", "a");
        api.office("c", "b");

        Response answer = entities(List.of(entity("x", "OFFICE"), entity("a", "OFFICE", "x", "c")));

        assertThat(answer.statusCode()).isEqualTo(422);
        assertThat(answer.asString()).contains("The parents make a cycle: a > c > b > a.");
        // What the list itself changes does not count with its old parents.
        entities(List.of(entity("a", "OFFICE", "c"), entity("b", "OFFICE")))
                .then()
                .statusCode(200);
    }

    @Test
    void ofManyWritesThatMakeCyclesTogetherNoneIsLeft() throws Exception {
        int count = 6;
        for (int i = 0; i < count; i++) {
            api.office("o" + i);
        }
        ExecutorService threads = Executors.newFixedThreadPool(count);
        List<Integer> answers = new ArrayList<>();
        try {
            // Each becomes the child of the next one: all of them together would be a ring.
            for (Future<Integer> each : threads.invokeAll(IntStream.range(0, count)
                    .<Callable<Integer>>mapToObj(
                            i -> () -> api.entity("o" + i, "OFFICE", "Office", "o" + (i + 1) % count)
                                    .statusCode())
                    .toList())) {
                answers.add(each.get());
            }
        } finally {
            threads.shutdown();
        }

        assertThat(answers).filteredOn(status -> status == 422).hasSize(1);
        assertThat(answers).filteredOn(status -> status == 200).hasSize(count - 1);
    }

    @Test
    void listsAreFilteredSortedAndPaged() {
        entities(List.of(
                        entity("b", "OFFICE"),
                        entity("a", "PROJECT"),
                        entity("d", "OFFICE", "a"),
                        entity("c", "OFFICE")))
                .then()
                .statusCode(200);
        api.periods("a", period(null, "2020-01-01 00:00:00", null));

        assertThat(ids("")).containsExactly("a", "b", "c", "d");
        assertThat(ids("?sort=-entity_id")).containsExactly("d", "c", "b", "a");
        assertThat(ids("?sort=entity_type")).containsExactly("b", "c", "d", "a");
        assertThat(ids("?entity_type=OFFICE&sort=-entity_name")).containsExactly("d", "c", "b");
        assertThat(ids("?active_at=2019-06-01%2000:00:00")).containsExactly("b", "c");
        assertThat(ids("?active_at=2020-06-01T00:00:00Z&entity_type=PROJECT")).containsExactly("a");
        assertThat(ids("?entity_type=NONE")).isEmpty();
        api.as("end-user")
                .urlEncodingEnabled(false)
                .get("/period/index?limit=3&offset=3")
                .then()
                .statusCode(200)
                .header("X-Pagination-Current-Page", "2")
                .header("X-Pagination-Page-Count", "2")
                .header("X-Pagination-Per-Page", "3")
                .header("X-Pagination-Total-Count", "4")
                .body("size()", equalTo(1))
                .body("[0].entity_id", equalTo("d"))
                .body("[0].effective[0].start_date", equalTo("2020-01-01 00:00:00"))
                .body("[0].effective[0].end_date", equalTo("9999-12-31 23:59:59"));
        for (String bad : List.of("sort=name", "limit=0", "limit=1001", "limit=x", "offset=-1", "active_at=now")) {
            Response refused = api.as("end-user").urlEncodingEnabled(false).get("/period/index?" + bad);
            assertThat(refused.statusCode()).isEqualTo(422);
            assertThat(json(refused.asString()).get(0).path("field").asText()).isEqualTo(bad.replaceFirst("=.*", ""));
        }
    }

    @Test
    void theHistoryTellsWhoChangedPeriodsToWhat() {
        api.office("o");
        api.periods("o", period("p", "2020-01-01 00:00:00", null));
        api.periods("o", period("p", "2020-01-01 00:00:00", null));
        String operation = api.update("o", Map.of("periods", List.of())).header("Operation-Id");

        Response history = api.as("end-user").get("/period/history/{id}", "o");

        assertThat(history.header("X-Pagination-Total-Count")).isEqualTo("2");
        JsonNode changes = json(history.asString());
        assertThat(changes).hasSize(2);
        assertThat(changes.get(0).path("periods")).isEmpty();
        assertThat(changes.get(0).path("operation_id").asText()).isEqualTo(operation);
        assertThat(changes.get(0).path("changed_by").asText()).isEqualTo("ann");
        assertThat(changes.get(0).path("changed_at").asText()).matches("\\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d:\\d\\d");
        assertThat(changes.get(1).path("periods"))
                .isEqualTo(
                        json(
                                "[{\"period_id\":\"p\",\"start_date\":\"2020-01-01 00:00:00\",\"end_date\":\"9999-12-31 23:59:59\"}]"));
        api.as("end-user").get("/period/history/{id}", "none").then().statusCode(404);
        new PeriodApi("other-" + UUID.randomUUID())
                .as("end-user")
                .get("/period/history/{id}", "o")
                .then()
                .statusCode(404);
    }

    @Test
    void aPeriodThatEndsIsToldByItself() {
        api.office("o");
        Instant end = Instant.now().plusSeconds(2).truncatedTo(ChronoUnit.SECONDS);
        api.periods("o", period(null, null, end.toString().replace("T", " ").replace("Z", "")));

        try (EventProbe probe = new EventProbe(TestStack.bootstrapServers())) {
            await().atMost(Duration.ofSeconds(30)).untilAsserted(() -> assertThat(probe.all(Topics.ENTITY_PERIOD))
                    .filteredOn(seen -> api.tenant().equals(seen.headers().get(Headers.TENANT)))
                    .extracting(
                            seen -> json(String.valueOf(seen.data())).path("at").asText())
                    .contains(end.toString()));
        }
        api.effective("o", null).then().body("active", equalTo(false));
    }

    private Response entities(List<Map<String, Object>> entities) {
        return api.as("tenant-admin").body(entities).put("/period/entities");
    }

    private static Map<String, Object> entity(String id, String type, String... parents) {
        return Map.of("entity_id", id, "entity_type", type, "entity_name", "Name " + id, "parents", List.of(parents));
    }

    private List<String> ids(String query) {
        Response answer = api.as("end-user").urlEncodingEnabled(false).get("/period/index" + query);
        assertThat(answer.statusCode()).isEqualTo(200);
        return StreamSupport.stream(json(answer.asString()).spliterator(), false)
                .map(one -> one.path("entity_id").asText())
                .toList();
    }
}
