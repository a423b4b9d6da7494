package io.chronolink.kit;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;

import io.chronolink.stack.ChronolinkTestResource;
import io.chronolink.stack.TestStack;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import io.restassured.response.Response;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ThreadLocalRandom;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(value = ChronolinkTestResource.class, initArgs = @ResourceArg(name = "service", value = "period"))
class OperationsTest {

    private final String tenant = "operations-" + UUID.randomUUID();

    @Test
    void aWriteThatAndAnotherOneWaitForEachOtherIsDoneAgain() throws Exception {
        long first = ThreadLocalRandom.current().nextLong();
        long second = first + 1;
        try (Connection other =
                DriverManager.getConnection(TestStack.databases().superuserJdbcUrl("period"))) {
            other.setAutoCommit(false);
            // So that it is the write that is ended.
            other.createStatement().execute("set deadlock_timeout = '1min'");
            other.createStatement().execute("select pg_advisory_xact_lock(%d)".formatted(second));
            CompletableFuture<Response> answer = CompletableFuture.supplyAsync(() -> given().auth()
                    .oauth2(token(tenant))
                    .contentType(ContentType.JSON)
                    .body(List.of(first, second))
                    .post("/things/locked"));
            await().until(() -> {
                ResultSet waiting = other.createStatement()
                        .executeQuery("select count(*) from pg_locks where locktype = 'advisory' and not granted"
                                + " and database = (select oid from pg_database where datname = 'period')");
                return waiting.next() && waiting.getInt(1) == 1;
            });
            other.createStatement().execute("select pg_advisory_xact_lock(%d)".formatted(first));
            other.commit();

            answer.get().then().statusCode(200).body(equalTo("2"));
            // What the first attempt would have published is not counted.
            given().auth()
                    .oauth2(token(tenant))
                    .get("/operations/{id}?wait=20s", answer.get().header("Operation-Id"))
                    .then()
                    .body("status", equalTo("done"))
                    .body("events", equalTo(1));
        }
    }

    @Test
    void anOperationIsDoneWhenItsSubscribersHaveAppliedAllOfIt() {
        String operation = make(3);

        given().auth()
                .oauth2(token(tenant))
                .get("/operations/{id}?wait=20s", operation)
                .then()
                .statusCode(200)
                .body("operation_id", equalTo(operation))
                .body("kind", equalTo("things.make"))
                .body("items", equalTo(3))
                .body("events", equalTo(3))
                .body("status", equalTo("done"))
                .body("accepted_at", notNullValue())
                .body("services.'period-service'.applied", equalTo(3))
                .body("services.'period-service'.effects", equalTo(3))
                .body("services.'period-service'.parked", equalTo(0))
                .body("services.'period-service'.done_at", notNullValue())
                .body("services.'schedule-service'", nullValue());
    }

    @Test
    void aStreamTellsEachChangeUntilTheOperationIsDone() {
        var answer = given().auth().oauth2(token(tenant)).get("/operations/{id}/stream", make(3));

        assertThat(answer.contentType()).startsWith("text/event-stream");
        List<String> events = answer.asString()
                .lines()
                .filter(line -> line.startsWith("data:"))
                .map(line -> line.substring(5))
                .toList();
        assertThat(events).isNotEmpty().doesNotHaveDuplicates();
        assertThat(events.subList(0, events.size() - 1)).allMatch(event -> event.contains("\"status\":\"spreading\""));
        assertThat(events.get(events.size() - 1)).contains("\"status\":\"done\"", "\"applied\":3");
    }

    @Test
    void aStreamOfAnotherTenantsOperationLooksLikeNone() {
        var ofOther = given().auth().oauth2(token("other-" + tenant)).get("/operations/{id}/stream", make(1));

        assertThat(ofOther.statusCode()).isEqualTo(404);
    }

    @Test
    void anOperationThatChangesNothingIsDoneAtOnce() {
        given().auth()
                .oauth2(token(tenant))
                .get("/operations/{id}", make(0))
                .then()
                .statusCode(200)
                .body("status", equalTo("done"))
                .body("events", equalTo(0));
    }

    @Test
    void anotherTenantsOperationLooksLikeNone() {
        String operation = make(1);
        String foreign = token("other-" + tenant);

        var ofOther = given().auth().oauth2(foreign).get("/operations/{id}", operation);
        var ofNobody = given().auth().oauth2(foreign).get("/operations/{id}", UUID.randomUUID());
        var noUuid = given().auth().oauth2(foreign).get("/operations/x");

        assertThat(ofOther.statusCode()).isEqualTo(404);
        assertThat(ofOther.asString()).isEqualTo(ofNobody.asString()).isEqualTo(noUuid.asString());
    }

    @Test
    void aWaitThatIsNoTimeIsRefused() {
        given().auth()
                .oauth2(token(tenant))
                .get("/operations/{id}?wait=soon", make(0))
                .then()
                .statusCode(400)
                .body("field", equalTo("wait"));
    }

    @Test
    void aFailedRequestNamesNoOperation() {
        var failed = given().auth()
                .oauth2(token(tenant))
                .contentType(ContentType.JSON)
                .body(Map.of("rooms", 1, "fail", true))
                .post("/things");

        assertThat(failed.statusCode()).isEqualTo(409);
        assertThat(failed.header("Operation-Id")).isNull();
    }

    private String make(int rooms) {
        return given().auth()
                .oauth2(token(tenant))
                .contentType(ContentType.JSON)
                .body(Map.of("rooms", rooms, "fail", false))
                .post("/things")
                .then()
                .statusCode(200)
                .extract()
                .header("Operation-Id");
    }

    private static String token(String tenant) {
        return TestStack.tokens().user("ann").tenant(tenant).roles("end-user").sign();
    }
}
