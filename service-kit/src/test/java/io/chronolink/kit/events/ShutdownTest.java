package io.chronolink.kit.events;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.chronolink.events.Topics;
import io.chronolink.kit.Rooms;
import io.chronolink.stack.ChronolinkTestResource;
import io.chronolink.stack.EventProbe;
import io.chronolink.stack.TestStack;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** In an application of its own, since its consumer is stopped. */
@QuarkusTest
@TestProfile(ShutdownTest.Alone.class)
@QuarkusTestResource(value = ChronolinkTestResource.class, initArgs = @ResourceArg(name = "service", value = "period"))
class ShutdownTest {

    private final Rooms rooms = new Rooms();

    @Inject
    EventConsumer consumer;

    public static class Alone implements QuarkusTestProfile {}

    @Test
    void theTransactionUnderWayIsCommittedAndTheNextIsNotBegun() throws InterruptedException {
        UUID underWay = UUID.randomUUID();
        UUID next = UUID.randomUUID();
        try (EventProbe probe = new EventProbe(TestStack.bootstrapServers())) {
            probe.send(Topics.ROOM, rooms.saved(underWay, 1, "slow"));
            await().atMost(Duration.ofSeconds(30))
                    .until(() -> Rooms.query("select count(*) from pg_stat_activity where usename = 'period'"
                                    + " and wait_event = 'PgSleep'")
                            .equals("1"));
            probe.send(Topics.ROOM, rooms.saved(next, 1, "Lab"));

            consumer.stop(new ShutdownEvent());

            assertThat(rooms.thing(underWay)).isEqualTo("1 after 1");
            await().during(Duration.ofSeconds(2)).atMost(Duration.ofSeconds(10)).until(() -> rooms.thing(next)
                    .equals("none"));
        }
    }
}
