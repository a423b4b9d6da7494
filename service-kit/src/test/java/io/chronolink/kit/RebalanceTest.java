package io.chronolink.kit;

import static io.chronolink.kit.Rooms.execute;
import static io.chronolink.kit.Rooms.query;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.chronolink.events.OperationReceipt;
import io.chronolink.events.Topics;
import io.chronolink.kit.events.EventJson;
import io.chronolink.stack.ChronolinkTestResource;
import io.chronolink.stack.EventProbe;
import io.chronolink.stack.TestStack;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.junit.QuarkusTest;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.clients.producer.internals.BuiltInPartitioner;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Partitions that go to others and come back, and offsets that others have moved. */
@QuarkusTest
@QuarkusTestResource(value = ChronolinkTestResource.class, initArgs = @ResourceArg(name = "service", value = "period"))
class RebalanceTest {

    private final EventProbe probe = new EventProbe(TestStack.bootstrapServers());
    private final Rooms rooms = new Rooms();

    @AfterEach
    void close() {
        probe.close();
    }

    @Test
    void membersThatComeAndGoCostNoEventAndDoubleNone() {
        int events = 1_500;
        CompletableFuture<Void> sending = CompletableFuture.runAsync(() -> {
            for (int i = 0; i < events; i++) {
                probe.send(Topics.ROOM, rooms.saved(UUID.randomUUID(), 1, "Lab"));
            }
        });

        int comings = 0;
        while (!sending.isDone() || comings == 0) {
            Member.join().close();
            comings++;
        }

        sending.join();
        await().atMost(Duration.ofSeconds(60))
                .untilAsserted(() -> assertThat(rooms.things()).isEqualTo(events + " after " + events));
        await().atMost(Duration.ofSeconds(60))
                .untilAsserted(() -> assertThat(applied()).isEqualTo(events));
    }

    @Test
    void whatAnotherInstanceHasAppliedIsNotAppliedHere() {
        UUID id = UUID.randomUUID();
        probe.send(Topics.ROOM, rooms.saved(id, 1, "Lab"));
        rooms.awaitThing(id, "1 after 1");

        // Another instance lost the partition, but applies one event of it yet.
        execute("update consumer_offset set next_offset = next_offset + 1 where " + isOf(partition(id)));
        probe.send(Topics.ROOM, rooms.saved(id, 2, "Applied elsewhere"));
        probe.send(Topics.ROOM, rooms.saved(id, 3, "Lab"));

        rooms.awaitThing(id, "3 after 2");
    }

    @Test
    void aDatabaseOfYesterdayIsBroughtUpToTheTopicAgain() {
        UUID id = UUID.randomUUID();
        TopicPartition partition = partition(id);
        probe.send(Topics.ROOM, rooms.saved(id, 1, "Lab"));
        rooms.awaitThing(id, "1 after 1");
        long applied = Long.parseLong(query("select next_offset from consumer_offset where " + isOf(partition)));
        await().atMost(Duration.ofSeconds(30)).until(() -> Member.told(partition) >= applied);

        execute(
                "update consumer_offset set next_offset = 0 where " + isOf(partition),
                "truncate inbox",
                "delete from thing where id = '" + id + "'");
        UUID later = sameRecordsPartition(partition);
        probe.send(Topics.ROOM, rooms.saved(later, 1, "Hall"));

        rooms.awaitThing(id, "1 after 1");
        rooms.awaitThing(later, "1 after 1");
    }

    @Test
    void aDatabaseThatIsBehindTheGroupsOffsetsIsReadFromWhereItIs() {
        UUID id = UUID.randomUUID();
        TopicPartition partition = partition(id);
        probe.send(Topics.ROOM, rooms.saved(id, 1, "Lab"));
        rooms.awaitThing(id, "1 after 1");
        long applied = Long.parseLong(query("select next_offset from consumer_offset where " + isOf(partition)));
        await().atMost(Duration.ofSeconds(30)).until(() -> Member.told(partition) >= applied);

        execute(
                "update consumer_offset set next_offset = next_offset - 1 where " + isOf(partition),
                "truncate inbox",
                "delete from thing where id = '" + id + "'");
        Member.join().close();

        rooms.awaitThing(id, "1 after 1");
    }

    @Test
    void aTopicThatEndsBeforeWhereTheDatabaseIsWasMadeAnewAndIsReadFromItsStart() {
        UUID id = UUID.randomUUID();
        execute("update consumer_offset set next_offset = 1000000 where " + isOf(partition(id)));
        Member.join().close();

        probe.send(Topics.ROOM, rooms.saved(id, 1, "Lab"));

        rooms.awaitThing(id, "1 after 1");
    }

    @Test
    void whatTheConnectorPutsOnARecordIsNotParkedWithIt() {
        UUID id = UUID.randomUUID();
        probe.send(Topics.ROOM, rooms.saved(id, 1, "poison"));

        String parked = "select %s from parked_event where record_key = '" + id + "'";
        await().atMost(Duration.ofSeconds(30))
                .until(() -> query(parked.formatted("count(*)")).equals("1"));
        assertThat(query(parked.formatted(
                        "(select string_agg(name, ' ' order by name) from jsonb_object_keys(headers) name)")))
                .isEqualTo(
                        "ce_id ce_operationid ce_recordversion ce_source ce_specversion ce_subject ce_tenant ce_time ce_type"
                                + " content-type");
    }

    private int applied() {
        return probe.all(Topics.OPERATION_RECEIPTS).stream()
                .map(seen -> EventJson.read(String.valueOf(seen.data()), OperationReceipt.class))
                .filter(receipt -> receipt.operationId().equals(rooms.operation()))
                .mapToInt(receipt -> receipt.applied().getOrDefault(Topics.ROOM.name(), 0))
                .sum();
    }

    private static TopicPartition partition(UUID id) {
        return new TopicPartition(
                Topics.ROOM.name(),
                BuiltInPartitioner.partitionForKey(
                        id.toString().getBytes(StandardCharsets.UTF_8), Topics.ROOM.partitions()));
    }

    private static UUID sameRecordsPartition(TopicPartition partition) {
        UUID id = UUID.randomUUID();
        while (!partition(id).equals(partition)) {
            id = UUID.randomUUID();
        }
        return id;
    }

    private static String isOf(TopicPartition partition) {
        return "topic = '%s' and partition = %d".formatted(partition.topic(), partition.partition());
    }
}
