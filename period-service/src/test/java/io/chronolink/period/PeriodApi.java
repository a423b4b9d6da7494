package io.chronolink.period;

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
import org.jspecify.annotations.Nullable;

/** The API as an administrator of one tenant calls it. */
record PeriodApi(String tenant) {

    private static final ObjectMapper JSON = new ObjectMapper();

    static JsonNode json(String text) {
        try {
            return JSON.readTree(text);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(text, e);
        }
    }

    static Map<String, Object> period(@Nullable String id, @Nullable String start, @Nullable String end) {
        Map<String, Object> period = new HashMap<>();
        period.put("period_id", id);
        period.put("start_date", start);
        period.put("end_date", end);
        return period;
    }

    String token(String role) {
        return TestStack.tokens().user("ann").tenant(tenant).roles(role).sign();
    }

    RequestSpecification as(String role) {
        return given().urlEncodingEnabled(true).auth().oauth2(token(role)).contentType(ContentType.JSON);
    }

    Response entity(String id, String type, String name, String... parents) {
        return as("tenant-admin")
                .body(Map.of("entity_type", type, "entity_name", name, "parents", List.of(parents)))
                .put("/period/entity/{id}", id);
    }

    /** Makes an office, or fails. */
    void office(String id, String... parents) {
        entity(id, "OFFICE", "Office " + id, parents).then().statusCode(200);
    }

    Response update(String id, Object body) {
        return as("tenant-admin").body(body).put("/period/update/{id}", id);
    }

    @SafeVarargs
    final void periods(String id, Map<String, Object>... periods) {
        update(id, Map.of("periods", List.of(periods))).then().statusCode(200);
    }

    Response view(String id) {
        return as("end-user").get("/period/view/{id}", id);
    }

    Response effective(String id, @Nullable String at) {
        return at == null
                ? as("end-user").get("/period/effective/{id}", id)
                : as("end-user").queryParam("at", at).get("/period/effective/{id}", id);
    }
}
