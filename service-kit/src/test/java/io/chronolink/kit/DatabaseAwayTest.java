package io.chronolink.kit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.chronolink.events.Topics;
import io.chronolink.stack.ChronolinkTestResource;
import io.chronolink.stack.EventProbe;
import io.chronolink.stack.TestStack;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Events wait while the database refuses the service, for longer than the group bears a member that does not poll. */
@QuarkusTest
@TestProfile(DatabaseAwayTest.ImpatientGroup.class)
@QuarkusTestResource(value = ChronolinkTestResource.class, initArgs = @ResourceArg(name = "service", value = "period"))
class DatabaseAwayTest {

    private static final Duration PATIENCE = Duration.ofSeconds(8);

    private final EventProbe probe = new EventProbe(TestStack.bootstrapServers());
    private final Rooms rooms = new Rooms();

    public static class ImpatientGroup implements QuarkusTestProfile {
        @Override
        public Map<String, String> getConfigOverrides() {
            String millis = Long.toString(PATIENCE.toMillis());
            return Map.of(
                    "mp.messaging.incoming.events.max.poll.interval.ms", millis,
                    "mp.messaging.incoming.events.session.timeout.ms", millis,
                    "mp.messaging.incoming.events.heartbeat.interval.ms", "1000");
        }
    }

    @AfterEach
    void close() {
        Rooms.giveDatabaseBack();
        probe.close();
    }

    @Test
    void theMembershipIsKeptAndEachEventAppliedOnce() {
        UUID before = UUID.randomUUID();
        probe.send(Topics.ROOM, rooms.saved(before, 1, "Lab"));
        rooms.awaitThing(before, "1 after 1");
        Set<String> members = Member.all();
        assertThat(members).hasSize(1);

        Rooms.takeDatabaseAway();
        List<UUID> during =
                IntStream.range(0, 50).mapToObj(i -> UUID.randomUUID()).toList();
        during.forEach(id -> probe.send(Topics.ROOM, rooms.saved(id, 1, "Lab")));
        await().during(PATIENCE.multipliedBy(2))
                .atMost(PATIENCE.multipliedBy(3))
                .pollInterval(Duration.ofMillis(500))
                .until(() -> Member.all().equals(members));
        Rooms.giveDatabaseBack();

        during.forEach(id -> rooms.awaitThing(id, "1 after 1"));
        assertThat(Member.all()).isEqualTo(members);
    }

    @Test
    void partitionsThatAreAssignedMeanwhileAreReadWhenItIsBack() {
        UUID before = UUID.randomUUID();
        probe.send(Topics.ROOM, rooms.saved(before, 1, "Lab"));
        rooms.awaitThing(before, "1 after 1");

        Rooms.takeDatabaseAway();
        Member.join().close();
        List<UUID> during =
                IntStream.range(0, 50).mapToObj(i -> UUID.randomUUID()).toList();
        during.forEach(id -> probe.send(Topics.ROOM, rooms.saved(id, 1, "Lab")));
        // Longer than the group waits for a member that is in the middle of being assigned.
        await().during(PATIENCE.plusSeconds(2)).atMost(PATIENCE.plusSeconds(10)).until(() -> rooms.things()
                .equals("1 after 1"));
        Rooms.giveDatabaseBack();

        during.forEach(id -> rooms.awaitThing(id, "1 after 1"));
    }
}
