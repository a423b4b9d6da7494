package io.chronolink.kit;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.chronolink.stack.ChronolinkTestResource;
import io.chronolink.stack.TestStack;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import io.restassured.http.ContentType;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** A broker whose name nobody knows yet, as when it is set up together with the services. */
@QuarkusTest
@TestProfile(UnknownBrokerTest.Nobody.class)
@QuarkusTestResource(value = ChronolinkTestResource.class, initArgs = @ResourceArg(name = "service", value = "period"))
class UnknownBrokerTest {

    private final String tenant = "unknown-broker-" + UUID.randomUUID();

    public static class Nobody implements QuarkusTestProfile {
        @Override
        public Map<String, String> getConfigOverrides() {
            return Map.of("mp.messaging.connector.smallrye-kafka.bootstrap.servers", "nobody.invalid:9092");
        }
    }

    @Test
    void theServiceStartsAcceptsWritesAndIsNotReady() {
        given().auth()
                .oauth2(TestStack.tokens()
                        .user("ann")
                        .tenant(tenant)
                        .roles("end-user")
                        .sign())
                .contentType(ContentType.JSON)
                .body(Map.of("rooms", 1, "fail", false))
                .post("/things")
                .then()
                .statusCode(200);

        await().during(Duration.ofSeconds(5)).atMost(Duration.ofSeconds(20)).untilAsserted(() -> {
            assertThat(given().get("/q/health/live").statusCode()).isEqualTo(200);
            assertThat(given().get("/q/health/ready").statusCode()).isEqualTo(503);
        });
        assertThat(Rooms.query("select count(*) from outbox where tenant = '" + tenant + "'"))
                .isEqualTo("1");
    }
}
