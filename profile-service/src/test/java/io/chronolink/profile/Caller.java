package io.chronolink.profile;

import static io.restassured.RestAssured.given;

import io.chronolink.stack.TestStack;
import io.restassured.http.ContentType;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import java.util.List;
import java.util.UUID;

/** A client of the service with a tenant of its own. */
final class Caller {

    static final String BULK = "/api/v1/access/timeprofile/items/link";

    final String tenant = "profile-" + UUID.randomUUID();

    RequestSpecification as(String... roles) {
        return given().auth().oauth2(token(roles));
    }

    String token(String... roles) {
        return TestStack.tokens().user("ann").tenant(tenant).roles(roles).sign();
    }

    Response upsert(String body) {
        return as("link-manager").contentType(ContentType.JSON).body(body).post(BULK);
    }

    Response upsertItems(String... items) {
        return upsert("{\"list_items\":[" + String.join(",", items) + "]}");
    }

    Response delete(UUID... links) {
        return as("link-manager")
                .contentType(ContentType.JSON)
                .body("{\"link_ids\":["
                        + String.join(
                                ",",
                                List.of(links).stream()
                                        .map(link -> "\"" + link + "\"")
                                        .toList())
                        + "]}")
                .post("/api/v1/access/timeprofile/link/delete");
    }

    Response get(String path) {
        return as("end-user").get("/api/v1/access/timeprofile" + path);
    }

    /** The profile "One day" of the published examples. */
    static String oneDay(UUID link) {
        return item(link, "One day", "{\"repeat_enable\":false}");
    }

    static String item(UUID link, String name, String repeatOptions) {
        return """
                {"link_id":"%s","name":"%s",
                 "time_options":{"is_all_day":true,"date_from":1540819272,"date_to":1540819272},
                 "repeat_options":%s}
                """.formatted(link, name, repeatOptions);
    }

    static String timed(UUID link, String name, long from, long to, String repeatOptions) {
        return """
                {"link_id":"%s","name":"%s",
                 "time_options":{"is_all_day":false,"date_from":%d,"date_to":%d},
                 "repeat_options":%s}
                """.formatted(link, name, from, to, repeatOptions);
    }

    static String repeating(String format) {
        return "{\"repeat_enable\":true,\"repeat_format\":" + format + "}";
    }

    static String custom(String custom) {
        return repeating(
                "{\"repeat_type\":\"custom\",\"repeat_end\":{\"format\":\"never\"},\"repeat_custom\":" + custom + "}");
    }
}
