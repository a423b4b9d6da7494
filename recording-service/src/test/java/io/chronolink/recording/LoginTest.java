package io.chronolink.recording;

import static io.chronolink.recording.Caller.json;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import io.chronolink.stack.ChronolinkTestResource;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** The product's own login. */
@QuarkusTest
@QuarkusTestResource(
        value = ChronolinkTestResource.class,
        initArgs = @ResourceArg(name = "service", value = "recording"))
class LoginTest {

    private final Caller admin = Caller.ofNewTenant();

    @Test
    void whoLogsInGetsATokenForAllCallsWithTheRightsOfTheUser() {
        String name = "user-" + UUID.randomUUID();
        admin.request()
                .contentType("application/json")
                .body("{\"password\":\"secret\",\"roles\":[\"group-admin\"]}")
                .put("/admin/login-users/" + name)
                .then()
                .statusCode(200);
        long room = admin.newRoom();

        Response answer = login("{\"username\":\"%s\",\"password\":\"secret\"}".formatted(name));
        assertThat(answer.statusCode()).isEqualTo(200);
        String token = json(answer).at("/data/access_token").asText();
        assertThat(json(answer)).isEqualTo(json("{\"data\":{\"access_token\":\"" + token + "\"}}"));

        Response created = given().queryParam("access_token", token)
                .contentType("application/json")
                .body("{\"name\":\"x\",\"room\":%d,\"start_at\":\"4102444800\",\"duration\":\"60\"}".formatted(room))
                .post("/api/v3/schedule");
        assertThat(created.statusCode()).isEqualTo(200);
        assertThat(admin.schedule(json(created).at("/data/id").asLong())
                        .at("/author/name")
                        .asText())
                .isEqualTo(name);
        assertThat(given().header("Authorization", "Bearer " + token)
                        .get("/api/v3/schedule")
                        .statusCode())
                .isEqualTo(200);
        assertThat(given().queryParam("access_token", token)
                        .get("/api/v3/admin/rooms")
                        .statusCode())
                .isEqualTo(403);
    }

    @Test
    void whoDoesNotIsRefusedInTheProductsWords() {
        for (String body : new String[] {
            "{\"username\":\"nobody\",\"password\":\"x\"}", "{\"username\":\"nobody\",\"password\":\"\"}"
        }) {
            Response wrong = login(body);
            assertThat(wrong.statusCode()).isEqualTo(401);
            assertThat(json(wrong)).isEqualTo(json("{\"data\":\"Invalid username or password\"}"));
        }
        assertThat(json(login("{\"password\":\"x\"}")).at("/data/fields/0/name").asText())
                .isEqualTo("username");
        assertThat(login("{").statusCode()).isEqualTo(500);
        Response invented =
                given().queryParam("access_token", UUID.randomUUID()).get("/api/v3/schedule");
        assertThat(json(invented)).isEqualTo(json("{\"error\":{\"code\":401,\"message\":\"Invalid API key\"}}"));
    }

    private static Response login(String body) {
        return given().contentType("application/json").body(body).post("/api/v3/login");
    }
}
