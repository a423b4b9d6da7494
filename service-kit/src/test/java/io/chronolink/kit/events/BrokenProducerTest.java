package io.chronolink.kit.events;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.chronolink.kit.Rooms;
import io.chronolink.stack.ChronolinkTestResource;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import io.smallrye.reactive.messaging.kafka.KafkaClientService;
import jakarta.inject.Inject;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** In an application of its own, since its producer is broken for good. */
@QuarkusTest
@TestProfile(BrokenProducerTest.Alone.class)
@QuarkusTestResource(value = ChronolinkTestResource.class, initArgs = @ResourceArg(name = "service", value = "period"))
class BrokenProducerTest {

    @Inject
    KafkaClientService clients;

    public static class Alone implements QuarkusTestProfile {}

    @Test
    void aServiceWhoseProducerWillNeverSendAgainAsksToBeReplaced() {
        assertThat(given().get("/q/health/live").statusCode()).isEqualTo(200);

        clients.getProducer(Channels.OUTBOX).unwrap().close();
        Rooms.execute("""
                insert into outbox (event_id, topic, record_id, type, tenant, operation_id, record_version, occurred_at, payload)
                values (gen_random_uuid(), 'room.events.v1', gen_random_uuid(), 'test', 'broken', gen_random_uuid(), 1, now(),
                        '{}')
                """);
        try {
            await().atMost(Duration.ofSeconds(30)).untilAsserted(() -> assertThat(
                            given().get("/q/health/live").statusCode())
                    .isEqualTo(503));
            assertThat(given().get("/q/health/live")
                            .jsonPath()
                            .getString("checks.find { it.name == 'outbox-relay' }.status"))
                    .isEqualTo("DOWN");
        } finally {
            Rooms.execute("delete from outbox where tenant = 'broken'");
        }
    }
}
