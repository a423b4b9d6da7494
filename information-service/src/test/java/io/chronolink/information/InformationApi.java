package io.chronolink.information;

import static io.restassured.RestAssured.given;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.chronolink.stack.TestStack;
import io.restassured.http.ContentType;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The API as people of one tenant call it. */
record InformationApi(String tenant) {

    static final String PATH = "/api/v1/informations";
    static final String CHANGE_STATE = PATH + "/bulk/change_state";

    static final int DRAFT = 1;
    static final int AWAITING_APPROVAL = 2;
    static final int PUBLISHED = 3;
    static final int ARCHIVED = 4;
    static final int REJECTED = 5;

    private static final ObjectMapper JSON = new ObjectMapper();

    static InformationApi ofNewTenant() {
        return new InformationApi("tenant-" + UUID.randomUUID());
    }

    static JsonNode json(@Nullable String text) {
        try {
            return JSON.readTree(text == null ? "null" : text);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(text, e);
        }
    }

    static String text(Object value) {
        try {
            return JSON.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(e);
        }
    }

    RequestSpecification as(String role) {
        return given().auth()
                .oauth2(TestStack.tokens()
                        .user("ann")
                        .tenant(tenant)
                        .roles(role)
                        .sign())
                .contentType(ContentType.JSON);
    }

    Response post(Map<String, ?> body) {
        return as("tenant-admin").body(text(body)).post(PATH);
    }

    /** Makes a notice, or fails. */
    UUID made(Map<String, ?> members) {
        Map<String, Object> body = new HashMap<>(Map.of("title", "Notice", "text", "Text"));
        body.putAll(members);
        return UUID.fromString(
                post(body).then().statusCode(200).extract().body().path("id"));
    }

    UUID made(int state) {
        return made(Map.of("state_id", state));
    }

    Response change(int state, List<UUID> ids) {
        return change(Map.of("ids", ids, "state_id", state));
    }

    Response change(Map<String, ?> body) {
        return as("tenant-admin").body(text(body)).post(CHANGE_STATE);
    }

    /** Puts somebody into the directory. */
    void user(String id, String body) {
        as("tenant-admin").body(body).put("/api/v1/users/{id}", id).then().statusCode(200);
    }

    Response get(UUID id) {
        return as("end-user").get(PATH + "/{id}", id);
    }

    int state(UUID id) {
        return get(id).then().statusCode(200).extract().path("state_id");
    }

    /** The accepting service's word about an operation. */
    JsonNode operation(String id) {
        return json(as("end-user").get("/operations/{id}", id).asString());
    }
}
