package io.chronolink.kit;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;

import io.chronolink.stack.ChronolinkTestResource;
import io.chronolink.stack.TestStack;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import io.restassured.RestAssured;
import io.restassured.http.ContentType;
import io.restassured.response.Response;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** Where the heap bears one large body at a time. */
@QuarkusTest
@TestProfile(LargeBodiesTest.OneAtATime.class)
@QuarkusTestResource(value = ChronolinkTestResource.class, initArgs = @ResourceArg(name = "service", value = "period"))
class LargeBodiesTest {

    private static final int LARGE = 100_000;

    private final String token = TestStack.tokens()
            .user("ann")
            .tenant("large-" + UUID.randomUUID())
            .roles("end-user")
            .sign();

    public static class OneAtATime implements QuarkusTestProfile {
        @Override
        public Map<String, String> getConfigOverrides() {
            return Map.of(
                    "chronolink.max-body-bytes", "1000000",
                    "chronolink.large-bodies.bytes", "1",
                    "chronolink.large-bodies.patience", "2S",
                    "chronolink.large-bodies.arrival", "6S");
        }
    }

    @Test
    void whoeverIsLetInAndDoesNotSendIsCutOff() throws IOException {
        try (Socket silent = announce("Authorization: Bearer " + token + "\r\n")) {
            send().then().statusCode(503).header("Retry-After", equalTo("5")).body("kind", equalTo("UNAVAILABLE"));

            assertThat(silent.getInputStream().read()).isEqualTo(-1);
            send().then().statusCode(200);
        }
    }

    @Test
    void whoeverHasNoTokenIsAnsweredBeforeTheBodyAndHoldsNobodyUp() throws IOException {
        try (Socket silent = announce("")) {
            byte[] answer = silent.getInputStream().readNBytes("HTTP/1.1 401".length());

            assertThat(new String(answer, StandardCharsets.US_ASCII)).isEqualTo("HTTP/1.1 401");
            send().then().statusCode(200);
        }
    }

    /** The head of a request with a large body, of which only the first byte follows. */
    private static Socket announce(String authorization) throws IOException {
        Socket socket = new Socket("localhost", RestAssured.port);
        socket.setSoTimeout(30_000);
        socket.getOutputStream()
                .write(("POST /things HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n" + authorization
                                + "Content-Length: " + LARGE + "\r\n\r\n{")
                        .getBytes(StandardCharsets.US_ASCII));
        return socket;
    }

    private Response send() {
        return given().auth()
                .oauth2(token)
                .contentType(ContentType.JSON)
                .body("{\"rooms\": 0, \"more\": \"" + "x".repeat(LARGE) + "\"}")
                .post("/things");
    }
}
