package io.chronolink.kit;

import static io.restassured.RestAssured.given;
import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.mapping;
import static java.util.stream.Collectors.toList;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.chronolink.events.Headers;
import io.chronolink.events.Topic;
import io.chronolink.events.Topics;
import io.chronolink.stack.ChronolinkTestResource;
import io.chronolink.stack.EventProbe;
import io.chronolink.stack.EventProbe.Seen;
import io.chronolink.stack.TestStack;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(value = ChronolinkTestResource.class, initArgs = @ResourceArg(name = "service", value = "period"))
class RelayTest {

    private final EventProbe probe = new EventProbe(TestStack.bootstrapServers());
    private final String tenant = "relay-" + UUID.randomUUID();

    @AfterEach
    void close() {
        probe.close();
    }

    @Test
    void anEventThatCommitsLongAfterItsIdWasDrawnIsNotLost() throws SQLException {
        UUID late = UUID.randomUUID();
        try (Connection slow = superuser()) {
            slow.setAutoCommit(false);
            insert(slow, late, 1);
            long drawn = Long.parseLong(value(slow, "select last_value from outbox_id_seq"));
            // Others pass by until the low-water mark has had every chance to pass by as well.
            await().atMost(Duration.ofSeconds(30))
                    .pollInterval(Duration.ofMillis(100))
                    .until(() -> {
                        make();
                        return Long.parseLong(query("select last_value from outbox_id_seq")) > drawn + 20;
                    });

            slow.commit();
        }

        await().atMost(Duration.ofSeconds(30)).untilAsserted(() -> assertThat(probe.records(Topics.ROOM, late))
                .hasSize(1));
    }

    @Test
    void anotherConnectionTakesTheLeadWhenTheLeadersIsCut() {
        UUID before = make();
        await().atMost(Duration.ofSeconds(30))
                .until(() -> !probe.records(Topics.ROOM, before).isEmpty());
        String leader = "select pid from pg_locks where locktype = 'advisory' and granted"
                + " and database = (select oid from pg_database where datname = 'period')";
        String cut = query(leader);

        query("select pg_terminate_backend(" + cut + ")");
        UUID after = make();

        await().atMost(Duration.ofSeconds(30)).untilAsserted(() -> assertThat(probe.records(Topics.ROOM, after))
                .hasSize(1));
        assertThat(query(leader)).isNotEqualTo(cut);
    }

    @Test
    void whatAnotherInstanceCommitsAndTellsIsSent() throws SQLException {
        UUID id = UUID.randomUUID();
        try (Connection other = superuser()) {
            insert(other, id, 1);
            value(other, "select pg_notify('outbox', '')");
        }

        await().atMost(Duration.ofSeconds(30)).untilAsserted(() -> assertThat(probe.records(Topics.ROOM, id))
                .singleElement()
                .satisfies(seen -> assertThat(seen.headers()).containsEntry(Headers.TENANT, tenant)));
    }

    @Test
    void aTopicThatTheBrokerDoesNotKnowHoldsUpNoOther() throws SQLException {
        UUID id = UUID.randomUUID();
        try (Connection connection = superuser()) {
            connection.setAutoCommit(false);
            insert(connection, "unknown", tenant, 100, 100);
            insert(connection, id, 1);
            value(connection, "select pg_notify('outbox', '')");
            connection.commit();
            connection.setAutoCommit(true);

            try {
                await().atMost(Duration.ofSeconds(30)).untilAsserted(() -> assertThat(probe.records(Topics.ROOM, id))
                        .hasSize(1));
                assertThat(value(connection, "select count(*) from outbox where topic = 'unknown'"))
                        .isEqualTo("100");
            } finally {
                connection.createStatement().execute("delete from outbox where topic = 'unknown'");
            }
        }
    }

    /**
     * The leader of a new partition is not there at once. If it refuses what comes first and takes what comes next, it
     * never takes the first again.
     */
    @Test
    void theOrderStaysInATopicWhosePartitionsHaveNoLeaderYet() throws Exception {
        int events = 8_000;
        int records = 100;
        for (int round = 0; round < 4; round++) {
            Topic topic = new Topic("new-" + UUID.randomUUID(), Set.of(), Set.of(), 12, Map.of());
            try (Admin admin = Admin.create(Map.of("bootstrap.servers", TestStack.bootstrapServers()));
                    Connection connection = superuser()) {
                connection.setAutoCommit(false);
                insert(connection, topic.name(), tenant, records, events);
                value(connection, "select pg_notify('outbox', '')");
                admin.createTopics(List.of(new NewTopic(topic.name(), topic.partitions(), (short) 1)))
                        .all()
                        .get();
                connection.commit();

                await().atMost(Duration.ofSeconds(30))
                        .until(() -> query("select count(*) from outbox where topic = '" + topic.name() + "'")
                                .equals("0"));

                Map<String, List<Long>> versions = probe.all(topic).stream()
                        .collect(groupingBy(
                                Seen::key,
                                mapping(
                                        seen -> Long.parseLong(
                                                String.valueOf(seen.headers().get(Headers.RECORD_VERSION))),
                                        toList())));
                assertThat(versions).hasSize(records);
                assertThat(versions.values()).allSatisfy(ofOne -> assertThat(ofOne)
                        .isSorted()
                        .doesNotHaveDuplicates()
                        .hasSize(events / records));
            }
        }
    }

    /** Events of a kilobyte, the records by turns. */
    private static void insert(Connection connection, String topic, String tenant, int records, int events)
            throws SQLException {
        try (var insert = connection.prepareStatement("""
                insert into outbox (event_id, topic, record_id, type, tenant, operation_id, record_version, occurred_at,
                                    payload)
                select gen_random_uuid(), ?, md5((i % ?)::text)::uuid, 'test', ?, gen_random_uuid(), i, now(),
                       to_json(repeat('x', 1000))::text
                from generate_series(1, ?) i
                """)) {
            insert.setString(1, topic);
            insert.setInt(2, records);
            insert.setString(3, tenant);
            insert.setInt(4, events);
            insert.executeUpdate();
        }
    }

    private void insert(Connection connection, UUID record, long version) throws SQLException {
        try (var insert = connection.prepareStatement("""
                insert into outbox (event_id, topic, record_id, type, tenant, operation_id, record_version, occurred_at,
                                    payload)
                values (gen_random_uuid(), ?, ?, 'io.chronolink.room.saved.v1', ?, gen_random_uuid(), ?, now(), ?)
                """)) {
            insert.setString(1, Topics.ROOM.name());
            insert.setObject(2, record);
            insert.setString(3, tenant);
            insert.setLong(4, version);
            insert.setString(
                    5,
                    "{\"id\":\"%s\",\"version\":%d,\"number\":1,\"name\":\"Room\",\"exclusive\":false}"
                            .formatted(record, version));
            insert.executeUpdate();
        }
    }

    private UUID make() {
        return UUID.fromString(given().auth()
                .oauth2(TestStack.tokens()
                        .user("ann")
                        .tenant(tenant)
                        .roles("end-user")
                        .sign())
                .contentType(ContentType.JSON)
                .body(Map.of("rooms", 1, "fail", false))
                .post("/things")
                .jsonPath()
                .getString("[0]"));
    }

    private static Connection superuser() throws SQLException {
        return DriverManager.getConnection(TestStack.databases().superuserJdbcUrl("period"));
    }

    private static String query(String sql) {
        try (Connection connection = superuser()) {
            return value(connection, sql);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String value(Connection connection, String sql) throws SQLException {
        try (ResultSet result = connection.createStatement().executeQuery(sql)) {
            return result.next() ? String.valueOf(result.getString(1)) : "";
        }
    }
}
