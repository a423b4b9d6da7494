package io.chronolink.recording;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.chronolink.stack.TestStack;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** An administrator of a tenant of its own. */
public record Caller(String tenant, String user) {

    private static final ObjectMapper JSON = new ObjectMapper();

    /** An occurrence as the API shows it. */
    public record Seen(String id, Instant start, Instant stop, long room, String state) {}

    public static Caller ofNewTenant() {
        return new Caller("rec-" + UUID.randomUUID(), "admin");
    }

    public String token() {
        return TestStack.tokens()
                .user(user)
                .tenant(tenant)
                .roles("tenant-admin")
                .sign();
    }

    public RequestSpecification request() {
        return given().header("Authorization", "Bearer " + token());
    }

    public Response get(String path) {
        return request().get(path);
    }

    public Response post(String path, String body) {
        return request()
                .contentType("application/json")
                .body(body.replace('\'', '"'))
                .post(path);
    }

    public long newRoom() {
        return newRoom("'name':'Fixed Dome'");
    }

    public long newRoom(String members) {
        return id(post("/api/v3/admin/rooms", "{" + members + "}"));
    }

    public long newSchedule(String members) {
        return id(post("/api/v3/schedule", "{" + members + "}"));
    }

    /** The member data of the answer. */
    public JsonNode schedule(long id) {
        Response answer = get("/api/v3/schedule/" + id);
        answer.then().statusCode(200);
        return json(answer).get("data");
    }

    public Response edit(long id, String members) {
        return post("/api/v3/schedule/" + id + "/edit", "{" + members + "}");
    }

    public Response delete(long id) {
        return request().post("/api/v3/schedule/" + id + "/delete");
    }

    public List<Seen> occurrences(long id) {
        return occurrences(id, null);
    }

    /** The first thousand that are not over at {@code from}. */
    public List<Seen> occurrences(long id, @Nullable Instant from) {
        Response answer = get("/api/v3/schedule/" + id + "/occurrences?limit=1000"
                + (from == null ? "" : "&from=" + from.getEpochSecond()));
        answer.then().statusCode(200);
        List<Seen> seen = new ArrayList<>();
        for (JsonNode row : json(answer).at("/data/occurrences")) {
            seen.add(new Seen(
                    row.get("id").asText(),
                    Instant.ofEpochSecond(row.get("start_at").asLong()),
                    Instant.ofEpochSecond(row.get("stop_at").asLong()),
                    row.at("/room/id").asLong(),
                    row.get("state").asText()));
        }
        return seen;
    }

    public static JsonNode json(Response answer) {
        return json(answer.asString());
    }

    public static JsonNode json(String text) {
        try {
            return JSON.readTree(text);
        } catch (JsonProcessingException e) {
            throw new AssertionError(text, e);
        }
    }

    private static long id(Response response) {
        assertThat(response.statusCode()).as(response.asString()).isEqualTo(200);
        return json(response).at("/data/id").asLong();
    }
}
