package io.chronolink.schedule;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.not;

import io.chronolink.stack.ChronolinkTestResource;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import io.restassured.http.ContentType;
import io.restassured.response.ValidatableResponse;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** APIO's own login (docs/dialects/schedule.md#login). */
@QuarkusTest
@TestProfile(LoginTest.Enabled.class)
@QuarkusTestResource(
        value = ChronolinkTestResource.class,
        initArgs = @ResourceArg(name = "service", value = "schedule"))
class LoginTest {

    /** Logins are off unless somebody switches them on. */
    public static class Enabled implements QuarkusTestProfile {
        @Override
        public Map<String, String> getConfigOverrides() {
            return Map.of("chronolink.login.enabled", "true");
        }
    }

    private final ScheduleApi api = new ScheduleApi("login-" + UUID.randomUUID(), "hall");
    private final String user = "apio-" + UUID.randomUUID();

    @BeforeEach
    void save() {
        api.admin()
                .body("{\"password\":\"secret\",\"roles\":[\"group-admin\"]}")
                .put("/admin/login-users/" + user)
                .then()
                .statusCode(200);
        api.create("{\"name\":\"A\"}").statusCode(201);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/api/v1", "/api/v01"})
    void whoLogsInGetsATokenThatCanBeRenewedUntilTheSessionEnds(String base) {
        String token = login(base, user, "secret")
                .statusCode(200)
                .body("token", equalTo(null))
                .body("ui_profile", equalTo(null))
                .body("2fa_payload", equalTo(null))
                .body("email_set", equalTo(false))
                .extract()
                .path("access_token");
        list(token).statusCode(200);

        String renewed = given().auth()
                .oauth2(token)
                .get(base + "/auth/access_token")
                .then()
                .statusCode(200)
                .body("access_token", not(equalTo(token)))
                .extract()
                .path("access_token");
        given().auth().oauth2(token).post(base + "/auth/logout").then().statusCode(200);

        list(token).statusCode(401);
        list(renewed).statusCode(200);
        given().auth().oauth2(token).get(base + "/auth/access_token").then().statusCode(401);
    }

    @Test
    void whatIsWrongIsRefusedWithoutSayingWhy() {
        String refused = "{\"error\":\"Wrong username, password or token\"}";

        login("/api/v1", user, "wrong").statusCode(401).body(equalTo(refused));
        login("/api/v1", "nobody", "secret").statusCode(401).body(equalTo(refused));
        login("/api/v1", user, "x".repeat(201)).statusCode(401).body(equalTo(refused));
        given().get("/api/v1/auth/access_token").then().statusCode(401).body(equalTo(refused));
        given().contentType(ContentType.JSON)
                .body("[]")
                .post("/api/v1/auth/login")
                .then()
                .statusCode(416)
                .body("errors[0].code", equalTo(920));
    }

    private ValidatableResponse list(String token) {
        return given().auth().oauth2(token).get(api.path("")).then();
    }

    private static ValidatableResponse login(String base, String username, String password) {
        return given().contentType(ContentType.JSON)
                .body("{\"username\":\"" + username + "\",\"password\":\"" + password + "\"}")
                .post(base + "/auth/login")
                .then();
    }
}
