package io.chronolink.kit;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.chronolink.events.Headers;
import io.chronolink.events.RoomEvent.RoomSaved;
import io.chronolink.events.Topics;
import io.chronolink.kit.events.Cause;
import io.chronolink.kit.events.EventJson;
import io.chronolink.kit.events.Outbox;
import io.chronolink.kit.events.Outgoing;
import io.chronolink.stack.ChronolinkTestResource;
import io.chronolink.stack.EventProbe;
import io.chronolink.stack.EventProbe.Seen;
import io.chronolink.stack.TestStack;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
@QuarkusTestResource(value = ChronolinkTestResource.class, initArgs = @ResourceArg(name = "service", value = "period"))
class OutboxTest {

    private final EventProbe probe = new EventProbe(TestStack.bootstrapServers());
    private final String tenant = "outbox-" + UUID.randomUUID();

    @Inject
    Outbox outbox;

    @Inject
    Jdbi jdbi;

    @AfterEach
    void close() {
        probe.close();
    }

    @Test
    void whatIsCommittedArrivesWithAllItsHeaders() {
        Response made = make(Map.of("rooms", 1, "fail", false));

        UUID id = UUID.fromString(made.jsonPath().getString("[0]"));
        List<Seen> seen = await().until(() -> probe.records(Topics.ROOM, id), records -> !records.isEmpty());
        assertThat(seen).hasSize(1);
        assertThat(seen.get(0).type()).isEqualTo("io.chronolink.room.saved.v1");
        assertThat(seen.get(0).headers())
                .containsEntry(Headers.SPEC_VERSION, "1.0")
                .containsEntry(Headers.SOURCE, "/period-service")
                .containsEntry(Headers.SUBJECT, id.toString())
                .containsEntry(Headers.TENANT, tenant)
                .containsEntry(Headers.OPERATION_ID, made.header("Operation-Id"))
                .containsEntry(Headers.RECORD_VERSION, "1")
                .containsEntry(Headers.TRACE_PARENT, "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01")
                .containsEntry(Headers.CONTENT_TYPE, "application/json")
                .containsKeys(Headers.ID, Headers.TIME)
                .doesNotContainKey(Headers.LINK_ID);
    }

    @Test
    void aDeletionIsFollowedByATombstone() {
        UUID id = UUID.fromString(given().auth()
                .oauth2(token())
                .contentType(ContentType.JSON)
                .post("/things/last")
                .then()
                .statusCode(200)
                .extract()
                .asString()
                .replace("\"", ""));

        List<Seen> seen = await().until(() -> probe.records(Topics.ROOM, id), records -> records.size() == 2);
        assertThat(seen.get(0).type()).isEqualTo("io.chronolink.room.deleted.v1");
        assertThat(seen.get(1).data()).isNull();
    }

    @Test
    void whatIsRolledBackIsNeverTold() {
        UUID id = UUID.randomUUID();

        make(Map.of("rooms", 1, "fail", true, "id", id));

        // What is made afterwards arrives, so what was rolled back would have arrived before it.
        UUID after = UUID.fromString(
                make(Map.of("rooms", 1, "fail", false)).jsonPath().getString("[0]"));
        await().until(() -> !probe.records(Topics.ROOM, after).isEmpty());
        assertThat(probe.records(Topics.ROOM, id)).isEmpty();
    }

    @Test
    void eventsOfARecordKeepTheirOrderThroughTheCopyToo() {
        UUID id = UUID.randomUUID();

        make(Map.of("rooms", 5_000, "fail", false, "id", id));

        List<Seen> seen = await().until(() -> probe.records(Topics.ROOM, id), records -> records.size() == 5_000);
        assertThat(seen.stream().map(event -> Integer.parseInt(event.headers().get(Headers.RECORD_VERSION))))
                .containsExactlyElementsOf(
                        IntStream.rangeClosed(1, 5_000).boxed().toList());
    }

    /** More than are held at once, by number and by length. */
    @Test
    void whatAStatementYieldsIsToldRowByRow() {
        UUID id = UUID.randomUUID();
        Cause cause = new Cause(tenant, UUID.randomUUID(), null);

        QuarkusTransaction.requiringNew()
                .run(() -> jdbi.useHandle(handle -> outbox.append(
                        handle.createQuery("""
                                        select i, case when i % 100 = 0 then repeat('x', 500000) else 'Room ' || i end
                                        from generate_series(1, 2500) as i
                                        """),
                        (row, context) -> Outgoing.of(
                                cause,
                                new RoomSaved(id, row.getLong(1), row.getLong(1), row.getString(2), null, false)))));

        List<Seen> seen = await().until(() -> probe.records(Topics.ROOM, id), records -> records.size() >= 2_500);
        assertThat(seen.stream()
                        .map(event -> EventJson.read(String.valueOf(event.data()), RoomSaved.class))
                        .map(room -> room.version() + " " + room.name().length()))
                .containsExactlyElementsOf(IntStream.rangeClosed(1, 2_500)
                        .mapToObj(i -> i + " " + (i % 100 == 0 ? 500_000 : ("Room " + i).length()))
                        .toList());
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 300})
    void anEventOfAMegabyteArrivesAndOneOfAByteMoreIsRefusedWithAllThatCameWithIt(int others) {
        int[] fitting = IntStream.range(0, others).map(i -> 500).toArray();
        fitting[others - 1] = Topics.MAX_EVENT_BYTES;
        int[] tooLarge = fitting.clone();
        tooLarge[others - 1]++;

        Response refused = sized(tooLarge);
        Response accepted = sized(fitting);

        assertThat(refused.statusCode()).isEqualTo(413);
        assertThat(refused.asString()).contains("too large to be told").doesNotContain("outbox");
        assertThat(refused.header("Operation-Id")).isNull();
        assertThat(accepted.statusCode()).isEqualTo(200);
        List<UUID> ids = accepted.jsonPath().getList(".", UUID.class);
        UUID largest = ids.get(others - 1);
        List<Seen> seen = await().until(() -> probe.records(Topics.ROOM, largest), records -> !records.isEmpty());
        assertThat(String.valueOf(seen.get(0).data()).getBytes(StandardCharsets.UTF_8))
                .hasSize(Topics.MAX_EVENT_BYTES);
        // All that was accepted is there by now, and so would be what was refused.
        assertThat(probe.all(Topics.ROOM))
                .filteredOn(event -> tenant.equals(event.headers().get(Headers.TENANT)))
                .hasSize(others);
    }

    private Response sized(int... sizes) {
        return given().auth()
                .oauth2(token())
                .contentType(ContentType.JSON)
                .body(sizes)
                .post("/things/sized");
    }

    @Test
    void nothingIsPublishedOutsideATransaction() {
        assertThatThrownBy(() -> outbox.append(
                        new Cause(tenant, UUID.randomUUID(), null),
                        new RoomSaved(UUID.randomUUID(), 1, 1, "Room", null, false)))
                .isInstanceOf(IllegalStateException.class);
    }

    private Response make(Map<String, Object> order) {
        return given().auth()
                .oauth2(token())
                .header("traceparent", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01")
                .contentType(ContentType.JSON)
                .body(order)
                .post("/things");
    }

    private String token() {
        return TestStack.tokens().user("ann").tenant(tenant).roles("end-user").sign();
    }
}
