package io.chronolink.profile;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.matchesPattern;

import io.chronolink.stack.ChronolinkTestResource;
import io.chronolink.stack.TestStack;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import io.restassured.http.ContentType;
import io.restassured.response.Response;
import java.sql.Connection;
import java.sql.DriverManager;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The panels' own login (docs/dialects/profile.md#login). */
@QuarkusTest
@TestProfile(LoginTest.Enabled.class)
@QuarkusTestResource(value = ChronolinkTestResource.class, initArgs = @ResourceArg(name = "service", value = "profile"))
class LoginTest {

    /** Logins are off unless somebody switches them on. */
    public static class Enabled implements QuarkusTestProfile {
        @Override
        public Map<String, String> getConfigOverrides() {
            return Map.of("chronolink.login.enabled", "true");
        }
    }

    /** MD5 of "secret", from RFC 1321's reference program. */
    private static final String SECRET = "5ebe2294ecd0e0f08eab7690d2a6ee69";

    private static final String UUID_PATTERN = "[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}";

    private final Caller caller = new Caller();
    private final String user = "panel-" + UUID.randomUUID();

    @BeforeEach
    void save() {
        save("tenant-admin", "{\"password\":\"secret\"}").then().statusCode(200);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "/api/v1", "/api/v0"})
    void whoLogsInGetsATokenThatDoesWhatTheUserMay(String base) {
        String token = given().queryParam("username", user)
                .queryParam("password", SECRET)
                .get(base + "/login")
                .then()
                .statusCode(200)
                .body("account_type", equalTo("admin"))
                .body("token", matchesPattern(UUID_PATTERN))
                .extract()
                .path("token");

        given().auth()
                .oauth2(token)
                .contentType(ContentType.JSON)
                .body("{\"list_items\":[" + Caller.oneDay(UUID.randomUUID()) + "]}")
                .post("/access/timeprofile/items/link")
                .then()
                .statusCode(200);
        assertThat(caller.get("/items").<Integer>path("list_option.pagination.total_items"))
                .isEqualTo(1);

        given().auth().oauth2(token).get(base + "/logout").then().statusCode(200);
        given().auth()
                .oauth2(token)
                .get("/access/timeprofile/items")
                .then()
                .statusCode(401)
                .body("error", equalTo("Log In"));
    }

    @Test
    void theHexadecimalMayBeInCapitals() {
        assertThat(login(user, SECRET.toUpperCase(Locale.ROOT)).statusCode()).isEqualTo(200);
    }

    @ParameterizedTest
    @CsvSource({
        "username={user}&password=secret,Wrong login or password",
        "username={user}&password=0000,Wrong login or password",
        "username=nobody&password=5ebe2294ecd0e0f08eab7690d2a6ee69,Wrong login or password",
        "username={user},Required parameters missed",
        "password=x,Required parameters missed",
        "username=&password=x,Required parameters missed",
    })
    void whatIsWrongIsToldInThePublishedWords(String query, String error) {
        given().get("/login?" + query.replace("{user}", user))
                .then()
                .statusCode(400)
                .body("error", equalTo(error));
    }

    @Test
    void aUserMayDoNoMoreThanTheRolesSay() {
        save("tenant-admin", "{\"password\":\"secret\",\"roles\":[\"end-user\"]}")
                .then()
                .statusCode(200);
        Response login = login(user, SECRET);
        assertThat(login.<String>path("account_type")).isEqualTo("user");
        String token = login.path("token");

        given().auth().oauth2(token).get("/access/timeprofile/items").then().statusCode(200);
        given().auth().oauth2(token).delete("/access/timeprofile/item/1").then().statusCode(403);
    }

    @Test
    void anotherPasswordAndADeletionEndTheSessions() {
        String token = login(user, SECRET).path("token");
        save("tenant-admin", "{\"password\":\"other\"}").then().statusCode(200);
        given().auth().oauth2(token).get("/access/timeprofile/items").then().statusCode(401);
        assertThat(login(user, SECRET).statusCode()).isEqualTo(400);

        caller.as("tenant-admin").delete("/admin/login-users/" + user).then().statusCode(204);
        caller.as("tenant-admin").delete("/admin/login-users/" + user).then().statusCode(404);
    }

    @Test
    void aSessionEndsByItself() throws Exception {
        String token = login(user, SECRET).path("token");
        given().auth().oauth2(token).get("/access/timeprofile/items").then().statusCode(200);

        try (Connection database =
                        DriverManager.getConnection(TestStack.databases().superuserJdbcUrl("profile"));
                var update = database.prepareStatement(
                        "update login_session set expires_at = now() - interval '1 s' where username = ?")) {
            update.setString(1, user);
            assertThat(update.executeUpdate()).isEqualTo(1);
        }

        given().auth().oauth2(token).get("/access/timeprofile/items").then().statusCode(401);
    }

    @Test
    void nobodyGivesMoreThanHeHasNorTakesAnothersName() {
        save("tenant-admin", "{\"password\":\"x\",\"roles\":[\"system-admin\"]}")
                .then()
                .statusCode(403);
        save("end-user", "{\"password\":\"x\"}").then().statusCode(403);
        save("tenant-admin", "{\"password\":\"\"}").then().statusCode(400);
        new Caller()
                .as("tenant-admin")
                .contentType(ContentType.JSON)
                .body("{\"password\":\"x\"}")
                .put("/admin/login-users/" + user)
                .then()
                .statusCode(409);
        assertThat(login(user, SECRET).statusCode()).isEqualTo(200);
        assertThat(new Caller().as("tenant-admin").get("/admin/login-users").asString())
                .isEqualTo("[]");
        assertThat(caller.as("tenant-admin").get("/admin/login-users").asString())
                .isEqualTo("[{\"username\":\"" + user + "\",\"roles\":[\"link-manager\",\"tenant-admin\"]}]");
    }

    @Test
    void nothingStoredIsThePasswordOrTheToken() throws Exception {
        String token = login(user, SECRET).path("token");

        try (Connection database =
                        DriverManager.getConnection(TestStack.databases().superuserJdbcUrl("profile"));
                var select = database.prepareStatement(
                        "select u::text || s::text from login_user u join login_session s using (username) where username = ?")) {
            select.setString(1, user);
            var row = select.executeQuery();
            assertThat(row.next()).isTrue();
            assertThat(row.getString(1))
                    .doesNotContain(SECRET)
                    .doesNotContain("secret")
                    .doesNotContain(token);
        }
    }

    @Test
    void savingAndDeletingAUserAreOperations() {
        assertOperation(save("tenant-admin", "{\"password\":\"other\"}"), "login-user.save");
        assertThat(save("tenant-admin", "{\"password\":\"\"}").header("Operation-Id"))
                .isNull();
        assertOperation(caller.as("tenant-admin").delete("/admin/login-users/" + user), "login-user.delete");
        assertThat(caller.as("tenant-admin")
                        .delete("/admin/login-users/" + user)
                        .header("Operation-Id"))
                .isNull();
    }

    private void assertOperation(Response answer, String kind) {
        String id = answer.header("Operation-Id");
        assertThat(id).as(kind).isNotNull();
        caller.as("tenant-admin")
                .get("/operations/" + id)
                .then()
                .statusCode(200)
                .body("kind", equalTo(kind))
                .body("items", equalTo(1))
                .body("status", equalTo("done"));
    }

    private Response save(String role, String body) {
        return caller.as(role).contentType(ContentType.JSON).body(body).put("/admin/login-users/" + user);
    }

    private static Response login(String user, String password) {
        return given().queryParam("username", user)
                .queryParam("password", password)
                .get("/login");
    }
}
