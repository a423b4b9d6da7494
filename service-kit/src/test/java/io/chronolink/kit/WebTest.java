package io.chronolink.kit;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.emptyString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.not;

import io.chronolink.stack.ChronolinkTestResource;
import io.chronolink.stack.TestStack;
import io.chronolink.stack.Tokens;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
@QuarkusTestResource(value = ChronolinkTestResource.class, initArgs = @ResourceArg(name = "service", value = "period"))
class WebTest {

    private final String tenant = "web-" + UUID.randomUUID();

    @ParameterizedTest
    @ValueSource(strings = {"none", "garbage", "expired", "otherKey", "otherAudience", "otherIssuer"})
    void aTokenThatIsNotValidIsNobody(String which) {
        Tokens.Token token = TestStack.tokens().user("eve").tenant(tenant).roles("end-user");
        String sent =
                switch (which) {
                    case "garbage" -> "abc.def.ghi";
                    case "expired" -> token.expiresIn(Duration.ofHours(-1)).sign();
                    case "otherKey" ->
                        TestStack.tokens()
                                .withOtherKey()
                                .user("eve")
                                .tenant(tenant)
                                .roles("end-user")
                                .sign();
                    case "otherAudience" -> token.audience("somebody-else").sign();
                    case "otherIssuer" ->
                        token.issuer("https://elsewhere.example").sign();
                    default -> "";
                };

        var request = sent.isEmpty() ? given() : given().auth().oauth2(sent);

        request.get("/things").then().statusCode(401).body("kind", equalTo("UNAUTHENTICATED"));
    }

    @Test
    void whatIsNotAnnotatedIsDenied() {
        given().auth().oauth2(token("system-admin")).get("/things/open").then().statusCode(403);
        given().get("/things/open").then().statusCode(401);
    }

    @ParameterizedTest
    @CsvSource({"end-user,403", "group-admin,403", "tenant-admin,200", "system-admin,200", "link-manager,403"})
    void theGreaterRoleHasTheRightsOfTheLesser(String role, int status) {
        given().auth().oauth2(token(role)).get("/things/admin").then().statusCode(status);
    }

    @Test
    void aTokenWithoutATenantMayDoNothing() {
        String token = TestStack.tokens().user("eve").roles("system-admin").sign();

        given().auth().oauth2(token).get("/things/admin").then().statusCode(403).body("kind", equalTo("FORBIDDEN"));
    }

    @Test
    void theTokenMayStandInTheQuery() {
        given().queryParam("access_token", token("tenant-admin"))
                .get("/things/admin")
                .then()
                .statusCode(200)
                .body("tenant", equalTo(tenant));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"rooms\": |400|MALFORMED",
                "[1, 2]|400|MALFORMED",
                "{\"rooms\": \"many\"}|400|INVALID",
                "{\"rooms\": 1, \"id\": \"no-uuid\"}|400|INVALID",
            })
    void aBodyThatCannotBeReadIsRefused(String body, int status, String kind) {
        given().auth()
                .oauth2(token("end-user"))
                .contentType(ContentType.JSON)
                .body(body)
                .post("/things")
                .then()
                .statusCode(status)
                .body("kind", equalTo(kind))
                .body("text", not(containsString("Exception")));
    }

    @Test
    void deepAndLongAndLargeBodiesAreRefused() {
        String deep = "{\"rooms\":" + "[".repeat(5_000) + "]".repeat(5_000) + "}";
        String number = "{\"rooms\":" + "9".repeat(1_001) + "}";
        String large = "{\"rooms\": 0, \"more\": \"" + "x".repeat(30_000) + "\"}";

        assertThat(post(deep)).isEqualTo(400);
        assertThat(post(number)).isEqualTo(400);
        assertThat(post(large)).isEqualTo(413);
        assertThat(post("{\"rooms\": 0}")).isEqualTo(200);
    }

    @Test
    void addressesMethodsAndMediaTypesHaveTheirOwnErrors() {
        given().auth()
                .oauth2(token("end-user"))
                .get("/nothing")
                .then()
                .statusCode(404)
                .body("kind", equalTo("NOT_FOUND"));
        given().auth()
                .oauth2(token("end-user"))
                .delete("/things")
                .then()
                .statusCode(405)
                .body("kind", equalTo("METHOD_NOT_ALLOWED"));
        given().auth()
                .oauth2(token("end-user"))
                .contentType("text/plain")
                .body("x")
                .post("/things")
                .then()
                .statusCode(415)
                .body("kind", equalTo("UNSUPPORTED_MEDIA_TYPE"));
        given().auth()
                .oauth2(token("end-user"))
                .accept("image/png")
                .get("/things")
                .then()
                .statusCode(406);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "\"a,b\"|304",
                "W/\"a,b\"|304",
                "\"x\", W/\"a,b\"|304",
                "*|304",
                "\"a\"|200",
                "\"x\", \"y\"|200",
                "a,b|200"
            })
    void whoeverHasWhatIsTaggedIsSparedOfIt(String known, int status) {
        for (String method : List.of("GET", "HEAD")) {
            given().auth()
                    .oauth2(token("end-user"))
                    .header("If-None-Match", known)
                    .request(method, "/things/tagged")
                    .then()
                    .statusCode(status)
                    .header("ETag", equalTo("\"a,b\""))
                    .body(status == 200 && method.equals("GET") ? equalTo("{\"name\":\"x\"}") : emptyString());
        }
    }

    @Test
    void aMediaTypeMayStandInQuotes() {
        given().auth()
                .oauth2(token("end-user"))
                .header("Content-Type", "\"application/json\"")
                .body("{\"rooms\": 0}".getBytes(StandardCharsets.UTF_8))
                .post("/things")
                .then()
                .statusCode(200);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/things/%E9", "/things/%C3", "/things?x=%FF", "/things/%ED%A0%80", "/things/%C0%AE"})
    void anAddressThatIsNoUtf8IsRefused(String address) {
        given().auth()
                .oauth2(token("end-user"))
                .urlEncodingEnabled(false)
                .get(address)
                .then()
                .statusCode(400)
                .body("kind", equalTo("MALFORMED"));
    }

    @Test
    void anAccidentTellsNothingOfTheInside() {
        given().auth()
                .oauth2(token("end-user"))
                .get("/things/accident")
                .then()
                .statusCode(500)
                .body("text", not(containsString("secret")))
                .body("kind", equalTo("INTERNAL"));
    }

    @Test
    void aStatementThatForgetsItsTenantStillSeesNoOther() {
        String other = "web-" + UUID.randomUUID();
        String operation = given().auth()
                .oauth2(TestStack.tokens()
                        .user("bob")
                        .tenant(other)
                        .roles("end-user")
                        .sign())
                .contentType(ContentType.JSON)
                .body(Map.of("rooms", 1, "fail", false))
                .post("/things")
                .header("Operation-Id");
        given().auth()
                .oauth2(TestStack.tokens()
                        .user("bob")
                        .tenant(other)
                        .roles("end-user")
                        .sign())
                .get("/operations/{id}?wait=20s", operation)
                .then()
                .body("status", equalTo("done"));

        given().auth()
                .oauth2(token("end-user"))
                .get("/things")
                .then()
                .statusCode(200)
                .body("size()", equalTo(0));
    }

    @Test
    void healthMetricsAndOpenApiAreThere() {
        given().get("/q/health/live").then().statusCode(200);
        given().get("/q/health/ready").then().statusCode(200).body(containsString("event-consumer"));
        given().get("/q/metrics").then().statusCode(200).body(containsString("chronolink_outbox_sent_total"));
        given().get("/q/openapi").then().statusCode(200).body(containsString("/operations/{id}"));
    }

    private int post(String body) {
        return given().auth()
                .oauth2(token("end-user"))
                .contentType(ContentType.JSON)
                .body(body)
                .post("/things")
                .statusCode();
    }

    private String token(String role) {
        return TestStack.tokens().user("ann").tenant(tenant).roles(role).sign();
    }
}
