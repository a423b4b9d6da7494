package io.chronolink.kit.events;

import static org.assertj.core.api.Assertions.assertThat;

import io.chronolink.stack.ChronolinkTestResource;
import io.chronolink.stack.TestStack;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.junit.QuarkusTest;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(value = ChronolinkTestResource.class, initArgs = @ResourceArg(name = "service", value = "period"))
class LowWaterTest {

    private static final long NOTHING = Long.MAX_VALUE;

    private Connection connection;
    private long now;
    private final LowWater lowWater = new LowWater(now);

    /** A sequence of the test's own stands before the service's. */
    @BeforeEach
    void connect() throws SQLException {
        connection = DriverManager.getConnection(TestStack.databases().superuserJdbcUrl("period"));
        execute("create temporary sequence outbox_id_seq");
    }

    @AfterEach
    void close() throws SQLException {
        connection.close();
    }

    @Test
    void theFirstIdOfAllIsNotPassedBeforeItIsDrawn() throws SQLException {
        lookOften();

        assertThat(lowWater.id()).isZero();
    }

    @Test
    void whatWasDrawnAndIsGoneIsPassed() throws SQLException {
        execute("select nextval('outbox_id_seq')");

        lookOften();

        assertThat(lowWater.id()).isEqualTo(1);
    }

    @Test
    void nothingIsPassedWhileATransactionOfThatTimeGoesOn() throws SQLException {
        execute("select nextval('outbox_id_seq')");
        try (Connection slow = DriverManager.getConnection(TestStack.databases().superuserJdbcUrl("period"))) {
            slow.setAutoCommit(false);
            slow.createStatement().execute("select pg_current_xact_id()");

            lookOften();
            assertThat(lowWater.id()).isZero();

            slow.commit();
        }
        lookOften();
        assertThat(lowWater.id()).isEqualTo(1);
    }

    private void lookOften() throws SQLException {
        for (int i = 0; i < 8; i++) {
            now += TimeUnit.SECONDS.toNanos(1);
            lowWater.look(connection, now);
            lowWater.saw(NOTHING);
        }
    }

    private void execute(String sql) throws SQLException {
        try (var statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
