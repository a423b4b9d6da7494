package io.chronolink.kit;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.chronolink.events.OperationReceipt;
import io.chronolink.events.RoomEvent.RoomSaved;
import io.chronolink.events.Topics;
import io.chronolink.kit.events.EventJson;
import io.chronolink.stack.ChronolinkTestResource;
import io.chronolink.stack.EventProbe;
import io.chronolink.stack.EventProbe.Sent;
import io.chronolink.stack.TestStack;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What an operator does with events that could not be applied. */
@QuarkusTest
@QuarkusTestResource(value = ChronolinkTestResource.class, initArgs = @ResourceArg(name = "service", value = "period"))
class ParkedEventTest {

    private static final String SAVED = "io.chronolink.room.saved.v1";
    private static final String CHECK = "check (name <> 'poison') not valid";

    private final EventProbe probe = new EventProbe(TestStack.bootstrapServers());
    private final String tenant = "parked-" + UUID.randomUUID();
    private final UUID operation = UUID.randomUUID();

    @Inject
    ObjectMapper json;

    @AfterEach
    void close() {
        probe.close();
    }

    @Test
    void anOperatorSeesWhatTheTenantsEventsWaitForWithTheirRawBytes() {
        UUID id = UUID.randomUUID();
        probe.send(Topics.ROOM, Sent.of(SAVED, tenant, operation, id, 1, "{\"id\": broken"));

        JsonNode page = awaitParked(1);

        JsonNode item = page.at("/items/0");
        assertThat(item.get("key").asText()).isEqualTo(id.toString());
        assertThat(item.get("topic").asText()).isEqualTo("room.events.v1");
        assertThat(item.get("type").asText()).isEqualTo(SAVED);
        assertThat(item.get("tenant").asText()).isEqualTo(tenant);
        assertThat(item.get("payload").asText()).isEqualTo("{\"id\": broken");
        assertThat(item.get("payload_base64").isNull()).isTrue();
        assertThat(item.at("/headers/ce_operationid").asText()).isEqualTo(operation.toString());
        assertThat(item.get("reason").asText()).isEqualTo("The data is not a readable event of its type.");
        String path = "/admin/parked-events/" + item.get("id").asText();
        assertThat(read(get(path, tenant, "operator"))).isEqualTo(item);
        assertThat(read(get(
                                "/admin/parked-events?type=" + SAVED + "&topic=room.events.v1&page_size=1",
                                tenant,
                                "operator"))
                        .get("total_count")
                        .asInt())
                .isEqualTo(1);
        assertThat(read(get("/admin/parked-events?operation_id=" + UUID.randomUUID(), tenant, "operator"))
                        .get("total_count")
                        .asInt())
                .isZero();
    }

    @Test
    void othersSeeNothingOfIt() {
        probe.send(Topics.ROOM, Sent.of(SAVED, tenant, operation, UUID.randomUUID(), 1, "{}"));
        String id = awaitParked(1).at("/items/0/id").asText();
        String path = "/admin/parked-events/" + id;

        assertThat(get(path, tenant, "tenant-admin").statusCode()).isEqualTo(403);
        assertThat(given().get(path).statusCode()).isEqualTo(401);
        Response foreign = get(path, "other-" + tenant, "operator");
        Response none = get("/admin/parked-events/" + UUID.randomUUID(), tenant, "operator");
        assertThat(foreign.statusCode()).isEqualTo(404);
        assertThat(foreign.asString()).isEqualTo(none.asString());
        assertThat(call("other-" + tenant, "operator").post(path + "/replay").statusCode())
                .isEqualTo(404);
        assertThat(call("other-" + tenant, "operator").delete(path).statusCode())
                .isEqualTo(404);
        assertThat(read(get("/admin/parked-events?tenant=" + tenant, "other-" + tenant, "operator"))
                        .get("total_count")
                        .asInt())
                .isZero();
        // Who is a system-admin too sees every tenant's.
        assertThat(read(call("other-" + tenant, "operator", "system-admin").get(path))
                        .get("tenant")
                        .asText())
                .isEqualTo(tenant);
        for (String bad : List.of("page=0", "page_size=101", "operation_id=x")) {
            assertThat(get("/admin/parked-events?" + bad, tenant, "operator").statusCode())
                    .as(bad)
                    .isEqualTo(400);
        }
        assertThat(call(tenant, "operator")
                        .post(path + "/replay?dry_run=perhaps")
                        .statusCode())
                .isEqualTo(400);
    }

    @Test
    void aReplayAppliesTheEventAndThoseBehindItInOrderAndCountsThemAsApplied() {
        UUID id = UUID.randomUUID();
        probe.send(Topics.ROOM, List.of(room(id, 1, "poison"), room(id, 2, "Lab"), room(id, 3, "Hall")));
        JsonNode parked = awaitParked(3);
        String first = parked.at("/items/0/id").asText();
        String second = parked.at("/items/1/id").asText();
        awaitCounts(0, 3);

        assertThat(replay(second, "").statusCode()).isEqualTo(409);
        JsonNode stillBad = read(replay(first, ""));
        assertThat(stillBad.get("failed").asText()).isEqualTo(first);
        assertThat(stillBad.get("applied")).isEmpty();
        awaitParked(3);

        execute("alter table thing drop constraint thing_name_is_not_poison");
        try {
            JsonNode tried = read(replay(first, "?dry_run=true"));
            assertThat(tried.get("applied")).hasSize(1);
            awaitParked(3);
            assertThat(query("select count(*) from thing where id = '" + id + "'"))
                    .isEqualTo("0");

            JsonNode done = read(replay(first, ""));
            assertThat(done.get("failed").isNull()).isTrue();
            assertThat(done.get("applied")).hasSize(3);
        } finally {
            execute("update thing set name = 'cured' where name = 'poison'");
            execute("alter table thing add constraint thing_name_is_not_poison " + CHECK);
        }
        assertThat(query("select name || version || times from thing where id = '" + id + "'"))
                .isEqualTo("Hall33");
        awaitParked(0);
        awaitCounts(3, 0);
        assertThat(replay(first, "").statusCode()).isEqualTo(404);
        assertThat(query("select string_agg(action || ' ' || outcome || ' ' || done_by, ',' order by id)"
                        + " from parked_event_audit where tenant = '" + tenant + "'"))
                .isEqualTo("replay The event cannot be applied; the log tells why. olga,replay applied olga,"
                        + "replay applied olga,replay applied olga");
        // What comes later is applied as always.
        probe.send(Topics.ROOM, room(id, 4, "Later"));
        await().untilAsserted(() -> assertThat(query("select name from thing where id = '" + id + "'"))
                .isEqualTo("Later"));
    }

    @Test
    void anEventThatIsGivenUpLetsThoseBehindItBeReplayed() {
        UUID id = UUID.randomUUID();
        probe.send(Topics.ROOM, List.of(room(id, 1, "poison"), room(id, 2, "Lab")));
        JsonNode parked = awaitParked(2);
        String first = parked.at("/items/0/id").asText();
        String second = parked.at("/items/1/id").asText();

        assertThat(read(call(tenant, "operator").delete("/admin/parked-events/" + first))
                        .get("deleted")
                        .asText())
                .isEqualTo(first);
        assertThat(call(tenant, "operator")
                        .delete("/admin/parked-events/" + first)
                        .statusCode())
                .isEqualTo(404);

        assertThat(read(replay(second, "")).get("applied")).hasSize(1);
        assertThat(query("select name from thing where id = '" + id + "'")).isEqualTo("Lab");
        // The one that was given up stays counted as parked.
        awaitCounts(1, 1);
    }

    @Test
    void operatorsWatchLagOutboxParkedEventsAndLatency() {
        probe.send(Topics.ROOM, room(UUID.randomUUID(), 1, "poison"));
        awaitParked(1);
        UUID id = UUID.randomUUID();
        probe.send(Topics.ROOM, room(id, 1, "Lab"));
        await().untilAsserted(() -> assertThat(query("select name from thing where id = '" + id + "'"))
                .isEqualTo("Lab"));

        String metrics = given().get("/q/metrics").asString();

        assertThat(figure(metrics, "chronolink_parked_events"))
                .isEqualTo(Double.parseDouble(query("select count(*) from parked_event")));
        assertThat(figure(metrics, "chronolink_outbox_depth")).isNotNegative();
        assertThat(figure(metrics, "chronolink_outbox_age_seconds")).isNotNegative();
        assertThat(figure(metrics, "chronolink_consumer_lag{topic=\"room.events.v1\"}"))
                .isNotNegative();
        assertThat(figure(metrics, "chronolink_propagation_seconds_count{topic=\"room.events.v1\"}"))
                .isPositive();
    }

    private static double figure(String metrics, String name) {
        return metrics.lines()
                .filter(line -> line.startsWith(name + " "))
                .map(line -> Double.valueOf(line.substring(name.length() + 1)))
                .findFirst()
                .orElseThrow(() -> new AssertionError(name + " is missing"));
    }

    private Sent room(UUID id, long version, String name) {
        return Sent.of(
                SAVED,
                tenant,
                operation,
                id,
                version,
                EventJson.write(new RoomSaved(id, version, 1, name, null, false)));
    }

    @Test
    void whatAnOperatorDoesIsAnOperationOfTheOperatorsTenant() {
        UUID id = UUID.randomUUID();
        probe.send(Topics.ROOM, List.of(room(id, 1, "poison"), room(id, 2, "Lab")));
        JsonNode parked = awaitParked(2);
        String first = parked.at("/items/0/id").asText();
        String second = parked.at("/items/1/id").asText();

        assertThat(replay(second, "").header("Operation-Id")).isNull();
        assertThat(replay(first, "?dry_run=true").header("Operation-Id")).isNull();
        assertOperation(replay(first, ""), "parked-event.replay", 1);
        assertOperation(call(tenant, "operator").delete("/admin/parked-events/" + first), "parked-event.delete", 1);
        assertThat(call(tenant, "operator")
                        .delete("/admin/parked-events/" + first)
                        .header("Operation-Id"))
                .isNull();
        assertOperation(replay(second, ""), "parked-event.replay", 1);
        assertOperation(call(tenant, "operator").post("/admin/rebuild"), "rebuild.start", 1);
    }

    private void assertOperation(Response answer, String kind, int items) {
        String operationId = answer.header("Operation-Id");
        assertThat(operationId).as(kind).isNotNull();
        JsonNode status = read(call(tenant, "operator").get("/operations/" + operationId));
        assertThat(status.get("kind").asText()).isEqualTo(kind);
        assertThat(status.get("items").asInt()).isEqualTo(items);
    }

    private JsonNode awaitParked(int count) {
        await().atMost(Duration.ofSeconds(30))
                .untilAsserted(() -> assertThat(read(get("/admin/parked-events", tenant, "operator"))
                                .get("total_count")
                                .asInt())
                        .isEqualTo(count));
        return read(get("/admin/parked-events", tenant, "operator"));
    }

    /** What the receipts of the operation say together. */
    private void awaitCounts(int applied, int parked) {
        await().atMost(Duration.ofSeconds(30)).untilAsserted(() -> {
            List<OperationReceipt> receipts = probe.all(Topics.OPERATION_RECEIPTS).stream()
                    .map(seen -> EventJson.read(String.valueOf(seen.data()), OperationReceipt.class))
                    .filter(receipt -> receipt.operationId().equals(operation))
                    .toList();
            assertThat(sum(receipts.stream().map(OperationReceipt::applied).toList()))
                    .isEqualTo(applied);
            assertThat(sum(receipts.stream().map(OperationReceipt::parked).toList()))
                    .isEqualTo(parked);
        });
    }

    private static int sum(List<Map<String, Integer>> counts) {
        return counts.stream()
                .mapToInt(count -> count.getOrDefault(Topics.ROOM.name(), 0))
                .sum();
    }

    private Response replay(String id, String query) {
        return call(tenant, "operator").post("/admin/parked-events/" + id + "/replay" + query);
    }

    private static Response get(String path, String tenant, String role) {
        return call(tenant, role).get(path);
    }

    private static io.restassured.specification.RequestSpecification call(String tenant, String... roles) {
        return given().auth()
                .oauth2(TestStack.tokens()
                        .user("olga")
                        .tenant(tenant)
                        .roles(roles)
                        .sign());
    }

    private JsonNode read(Response response) {
        assertThat(response.statusCode()).isEqualTo(200);
        try {
            return json.readTree(response.asString());
        } catch (com.fasterxml.jackson.core.JsonProcessingException e) {
            throw new AssertionError(e);
        }
    }

    private static void execute(String sql) {
        try (Connection connection =
                DriverManager.getConnection(TestStack.databases().superuserJdbcUrl("period"))) {
            connection.createStatement().execute(sql);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String query(String sql) {
        try (Connection connection =
                        DriverManager.getConnection(TestStack.databases().superuserJdbcUrl("period"));
                ResultSet result = connection.createStatement().executeQuery(sql)) {
            return result.next() ? String.valueOf(result.getString(1)) : "no row";
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }
}
