package io.chronolink.kit;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.equalTo;

import io.agroal.api.AgroalDataSource;
import io.chronolink.events.Topics;
import io.chronolink.kit.database.Database;
import io.chronolink.stack.ChronolinkTestResource;
import io.chronolink.stack.EventProbe;
import io.chronolink.stack.TestStack;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import jakarta.transaction.Status;
import jakarta.transaction.TransactionSynchronizationRegistry;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A database that keeps everybody waiting is no fault of an event's, nor of a request's. */
@QuarkusTest
@TestProfile(SlowDatabaseTest.ShortPatience.class)
@QuarkusTestResource(value = ChronolinkTestResource.class, initArgs = @ResourceArg(name = "service", value = "period"))
class SlowDatabaseTest {

    private static final int CONNECTIONS = 5;

    private final EventProbe probe = new EventProbe(TestStack.bootstrapServers());
    private final Rooms rooms = new Rooms();

    @Inject
    AgroalDataSource pool;

    @Inject
    Jdbi jdbi;

    @Inject
    TransactionSynchronizationRegistry transaction;

    public static class ShortPatience implements QuarkusTestProfile {
        @Override
        public Map<String, String> getConfigOverrides() {
            return Map.of(
                    "quarkus.transaction-manager.default-transaction-timeout", "1S",
                    "quarkus.datasource.jdbc.acquisition-timeout", "1S",
                    "quarkus.datasource.jdbc.max-size", Integer.toString(CONNECTIONS));
        }
    }

    @AfterEach
    void close() {
        probe.close();
    }

    /** Each attempt is cancelled with its transaction; parking would not need what is held. */
    @Test
    void anEventWaitsForWhatSomebodyElseHolds() throws SQLException {
        UUID id = UUID.randomUUID();
        try (Connection other =
                DriverManager.getConnection(TestStack.databases().superuserJdbcUrl("period"))) {
            other.setAutoCommit(false);
            other.createStatement().execute("lock table thing in access exclusive mode");
            probe.send(Topics.ROOM, rooms.saved(id, 1, "Lab"));

            Set<String> attempts = new HashSet<>();
            await().atMost(Duration.ofSeconds(60))
                    .pollInterval(Duration.ofMillis(50))
                    .until(() -> {
                        attempts.add(
                                Rooms.query(
                                        "select max(xact_start) from pg_stat_activity where usename = 'period' and wait_event_type = 'Lock'"));
                        return attempts.size() > 5;
                    });
            other.rollback();
        }

        rooms.awaitThing(id, "1 after 1");
        assertThat(parked(id)).isEqualTo("0");
    }

    @Test
    void anEventWaitsForAConnectionAndARequestIsAskedToComeAgain() throws SQLException {
        UUID id = UUID.randomUUID();
        List<Connection> taken = new ArrayList<>();
        try {
            takeAll(taken);
            probe.send(Topics.ROOM, rooms.saved(id, 1, "Lab"));

            String token = TestStack.tokens()
                    .user("ann")
                    .tenant(rooms.tenant())
                    .roles("end-user")
                    .sign();
            // As long as four attempts of the consumer's.
            for (int i = 0; i < 4; i++) {
                given().auth()
                        .oauth2(token)
                        .get("/things")
                        .then()
                        .statusCode(503)
                        .header("Retry-After", equalTo("5"))
                        .body("kind", equalTo("UNAVAILABLE"));
            }
        } finally {
            for (Connection connection : taken) {
                connection.close();
            }
        }

        rooms.awaitThing(id, "1 after 1");
        assertThat(parked(id)).isEqualTo("0");
    }

    /** The pool would otherwise give a connection of its own, on which the second half is kept without the first. */
    @Test
    void whatComesAfterTheEndOfATransactionIsNotKept() {
        UUID id = UUID.randomUUID();

        assertThatThrownBy(() -> QuarkusTransaction.requiringNew().run(() -> {
                    await().atMost(Duration.ofSeconds(30))
                            .pollInSameThread()
                            .until(() -> transaction.getTransactionStatus() == Status.STATUS_ROLLEDBACK);
                    jdbi.useHandle(handle -> handle.execute(
                            "insert into thing (tenant, id, name, version) values ('late', ?, 'x', 1)", id));
                }))
                .matches(Database::isTransient);
        assertThat(Rooms.query("select count(*) from thing where id = '" + id + "'"))
                .isEqualTo("0");
    }

    /** The relay keeps one for itself. */
    private void takeAll(List<Connection> taken) {
        try {
            while (taken.size() < CONNECTIONS) {
                taken.add(pool.getConnection());
            }
        } catch (SQLException e) {
            assertThat(taken).isNotEmpty();
        }
    }

    private static String parked(UUID id) {
        return Rooms.query("select count(*) from parked_event where record_key = '" + id + "'");
    }
}
