package io.chronolink.recording;

import static io.chronolink.recording.Caller.json;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.chronolink.stack.ChronolinkTestResource;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** Every write is an operation, and its answer tells the operation's id. */
@QuarkusTest
@QuarkusTestResource(
        value = ChronolinkTestResource.class,
        initArgs = @ResourceArg(name = "service", value = "recording"))
class OperationTest {

    /** Requests with a body that write nothing of the tenant's: a preview, and a login. */
    private static final Set<String> NO_WRITES = Set.of("/api/v3/schedule/conflicts", "/api/v3/login");

    private static final String ROOM = "/api/v3/rooms/{id}/record/";
    private static final String SCHEDULE = "/api/v3/schedule/{id}/";

    private final Caller caller = Caller.ofNewTenant();
    private final Set<String> written = new TreeSet<>();

    @Test
    void everyWriteAnswersWithItsOperation() {
        long start = Instant.now().plus(Duration.ofDays(2)).getEpochSecond();
        String daily = "{'name':'x','room':1,'start_at':%d,'duration':60,'recurrence':{'type':'daily'}}";

        assertOperation("room.create", "/api/v3/admin/rooms", "{'name':'Lab'}");
        assertOperation("recording-schedule.create", "/api/v3/schedule", daily.formatted(start));
        assertOperation("recording-schedule.edit", SCHEDULE + "edit", "{'name':'y'}");
        assertOperation("recording-schedule.delete-next", SCHEDULE + "delete_next", "{}");
        assertOperation("recording-schedule.delete", SCHEDULE + "delete", "{}");
        assertOperation("recording.start", ROOM + "start", "{'name':'By hand'}");
        assertOperation("recording.pause", ROOM + "pause", "{}");
        assertOperation("recording.resume", ROOM + "resume", "{}");
        assertOperation("recording.stop", ROOM + "stop", "{}");

        assertThat(written).isEqualTo(writesOfTheApi());
    }

    @Test
    void whatIsRefusedIsNoOperation() {
        caller.newRoom();

        for (String verb : Set.of("stop", "pause", "resume")) {
            Response answer = caller.post("/api/v3/rooms/1/record/" + verb, "{}");

            assertThat(answer.statusCode()).isEqualTo(404);
            assertThat(answer.header("Operation-Id")).isNull();
        }
    }

    private void assertOperation(String kind, String path, String body) {
        written.add(path);
        Response answer = caller.post(path.replace("{id}", "1"), body);

        assertThat(answer.statusCode()).as(answer.asString()).isEqualTo(200);
        String id = answer.header("Operation-Id");
        assertThat(id).as(path).isNotNull();
        JsonNode operation = json(caller.get("/operations/" + id));
        assertThat(operation.get("kind").asText()).isEqualTo(kind);
        assertThat(operation.get("items").asInt()).isEqualTo(1);
    }

    private static Set<String> writesOfTheApi() {
        Set<String> writes = new TreeSet<>();
        for (Map.Entry<String, JsonNode> path :
                json(given().get("/q/openapi?format=json")).get("paths").properties()) {
            path.getValue().fieldNames().forEachRemaining(method -> {
                if (path.getKey().startsWith("/api/v3/")
                        && !method.equals("get")
                        && !NO_WRITES.contains(path.getKey())) {
                    writes.add(path.getKey());
                }
            });
        }
        return writes;
    }
}
