package io.chronolink.kit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.chronolink.events.OperationReceipt;
import io.chronolink.events.RoomEvent.RoomSaved;
import io.chronolink.events.Topics;
import io.chronolink.kit.events.EventJson;
import io.chronolink.stack.ChronolinkTestResource;
import io.chronolink.stack.EventProbe;
import io.chronolink.stack.EventProbe.Sent;
import io.chronolink.stack.TestStack;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.junit.QuarkusTest;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(value = ChronolinkTestResource.class, initArgs = @ResourceArg(name = "service", value = "period"))
class ConsumerTest {

    private static final String SAVED = "io.chronolink.room.saved.v1";
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final EventProbe probe = new EventProbe(TestStack.bootstrapServers());
    private final String tenant = "consumer-" + UUID.randomUUID();
    private final UUID operation = UUID.randomUUID();

    @AfterEach
    void close() {
        probe.close();
    }

    @Test
    void anEventThatIsDeliveredThriceIsAppliedAndCountedOnce() {
        UUID id = UUID.randomUUID();
        Sent event = saved(id, 1, "Lab");

        probe.send(Topics.ROOM, List.of(event, event));
        awaitApplied(id, 1);
        probe.send(Topics.ROOM, event);
        probe.send(Topics.ROOM, saved(id, 2, "Lab, newly painted"));

        awaitRow("select times from thing where id = '" + id + "' and version = 2", "2");
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(applied(operation)).isEqualTo(2));
        awaitReceiptsOfOnesBehind(id, 3);
        assertThat(applied(operation)).isEqualTo(2);
        assertThat(receipts(operation).stream()
                        .mapToInt(OperationReceipt::effects)
                        .sum())
                .isEqualTo(2);
    }

    @Test
    void aPoisonousEventIsParkedWithThoseBehindItAndHoldsUpNobodyElse() {
        UUID bad = UUID.randomUUID();
        UUID good = UUID.randomUUID();
        List<Sent> events = new ArrayList<>();
        events.add(saved(bad, 1, "poison"));
        events.add(saved(bad, 2, "would be fine"));
        events.add(saved(good, 1, "Lab"));

        probe.send(Topics.ROOM, events);

        awaitApplied(good, 1);
        awaitRow("select count(*) from parked_event where record_key = '" + bad + "'", "2");
        assertThat(query("select count(*) from thing where id = '" + bad + "'")).isEqualTo("0");
        assertThat(query("select string_agg(reason, '|' order by record_offset) from parked_event where record_key = '"
                        + bad + "'"))
                .isEqualTo("The event cannot be applied; the log tells why.|"
                        + "An earlier event of the same record is parked.");
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(receipts(operation).stream()
                        .mapToInt(receipt -> receipt.parked().getOrDefault(Topics.ROOM.name(), 0))
                        .sum())
                .isEqualTo(2));
    }

    @Test
    void unreadableRecordsAreParkedWithTheirBytesAndUnknownTypesSkipped() {
        UUID id = UUID.randomUUID();
        UUID other = UUID.randomUUID();
        UUID wrongKey = UUID.randomUUID();
        UUID newer = UUID.randomUUID();
        UUID unknown = UUID.randomUUID();
        UUID fine = UUID.randomUUID();

        probe.send(Topics.ROOM, Sent.of(SAVED, tenant, operation, id, 1, "{\"id\": broken"));
        probe.send(Topics.ROOM, Sent.of(SAVED, tenant, operation, wrongKey, 1, room(other, 1, "Lab")));
        probe.send(
                Topics.ROOM,
                Sent.of("io.chronolink.room.saved.v9", tenant, operation, newer, 1, room(newer, 1, "Lab")));
        probe.send(Topics.ROOM, Sent.of("io.chronolink.room.painted.v1", tenant, operation, unknown, 1, "{}"));
        probe.send(Topics.ROOM, saved(fine, 1, "Lab"));

        awaitApplied(fine, 1);
        awaitRow(
                "select convert_from(payload, 'UTF8') from parked_event where record_key = '" + id + "'",
                "{\"id\": broken");
        awaitRow(
                "select reason from parked_event where record_key = '" + wrongKey + "'",
                "The key is not the id of the record.");
        awaitRow(
                "select reason from parked_event where record_key = '" + newer + "'",
                "This version of the event type is not known.");
        assertThat(query("select count(*) from parked_event where record_key = '" + unknown + "'"))
                .isEqualTo("0");
    }

    @Test
    void anEventOfLongAgoIsAppliedWithoutBeingCounted() {
        UUID id = UUID.randomUUID();
        Instant longAgo = Instant.now().minus(Duration.ofDays(40));

        probe.send(
                Topics.ROOM, new Sent(UUID.randomUUID(), SAVED, tenant, operation, id, 1, longAgo, room(id, 1, "Old")));

        awaitApplied(id, 1);
        awaitReceiptsOfOnesBehind(id, 2);
        assertThat(applied(operation)).isZero();
    }

    /**
     * Whatever receipts the record's events have are there when those of two more events are, one after the other: what
     * is sent together with the first one's receipt is there before the second one's.
     */
    private void awaitReceiptsOfOnesBehind(UUID id, long version) {
        for (long behind = version; behind < version + 2; behind++) {
            UUID other = UUID.randomUUID();
            probe.send(Topics.ROOM, Sent.of(SAVED, tenant, other, id, behind, room(id, behind, "Behind " + behind)));
            await().atMost(PATIENCE)
                    .untilAsserted(() -> assertThat(applied(other)).isEqualTo(1));
        }
    }

    private int applied(UUID operation) {
        return receipts(operation).stream()
                .mapToInt(receipt -> receipt.applied().getOrDefault(Topics.ROOM.name(), 0))
                .sum();
    }

    private Sent saved(UUID id, long version, String name) {
        return Sent.of(SAVED, tenant, operation, id, version, room(id, version, name));
    }

    private static String room(UUID id, long version, String name) {
        return EventJson.write(new RoomSaved(id, version, 1, name, null, false));
    }

    private List<OperationReceipt> receipts(UUID operation) {
        return probe.all(Topics.OPERATION_RECEIPTS).stream()
                .map(seen -> EventJson.read(String.valueOf(seen.data()), OperationReceipt.class))
                .filter(receipt -> receipt.operationId().equals(operation))
                .toList();
    }

    private void awaitApplied(UUID id, long version) {
        awaitRow("select version from thing where id = '" + id + "'", Long.toString(version));
    }

    private static void awaitRow(String sql, String value) {
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(query(sql)).isEqualTo(value));
    }

    /** Looks from behind the rows' security. */
    private static String query(String sql) {
        try (Connection connection =
                        DriverManager.getConnection(TestStack.databases().superuserJdbcUrl("period"));
                ResultSet result = connection.createStatement().executeQuery(sql)) {
            return result.next() ? String.valueOf(result.getString(1)) : "no row";
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }
}
