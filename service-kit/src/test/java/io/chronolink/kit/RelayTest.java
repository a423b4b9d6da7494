package io.chronolink.kit;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.chronolink.events.Headers;
import io.chronolink.events.Topics;
import io.chronolink.stack.ChronolinkTestResource;
import io.chronolink.stack.EventProbe;
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
import java.util.Map;
import java.util.UUID;
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

        await().atMost(Duration.ofSeconds(10)).untilAsserted(() -> assertThat(probe.records(Topics.ROOM, late))
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
