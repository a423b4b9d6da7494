package io.chronolink.kit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.chronolink.events.RoomEvent.RoomSaved;
import io.chronolink.kit.events.EventJson;
import io.chronolink.stack.EventProbe.Sent;
import io.chronolink.stack.TestStack;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.UUID;

/** Rooms that another service tells of, and the things that become of them here, seen from behind the rows' security. */
public final class Rooms {

    private final String tenant = "rooms-" + UUID.randomUUID();
    private final UUID operation = UUID.randomUUID();

    /** An event of a room of this tenant. */
    public Sent saved(UUID id, long version, String name) {
        return Sent.of(
                "io.chronolink.room.saved.v1",
                tenant,
                operation,
                id,
                version,
                EventJson.write(new RoomSaved(id, version, 1, name, null, false)));
    }

    public String tenant() {
        return tenant;
    }

    public UUID operation() {
        return operation;
    }

    /** The version of a thing and how many events have made it, such as "2 after 1", or "none". */
    public String thing(UUID id) {
        return query("select version || ' after ' || times from thing where id = '" + id + "'");
    }

    public void awaitThing(UUID id, String expected) {
        await().atMost(Duration.ofSeconds(60))
                .untilAsserted(() -> assertThat(thing(id)).isEqualTo(expected));
    }

    /** How many things there are, and how many events have made them. */
    public String things() {
        return query(
                "select count(*) || ' after ' || coalesce(sum(times), 0) from thing where tenant = '" + tenant + "'");
    }

    public static String query(String sql) {
        try (Connection connection = superuser();
                ResultSet result = connection.createStatement().executeQuery(sql)) {
            return result.next() ? String.valueOf(result.getString(1)) : "none";
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Executes statements in one transaction. */
    public static void execute(String... statements) {
        try (Connection connection = superuser();
                Statement statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            for (String sql : statements) {
                statement.execute(sql);
            }
            connection.commit();
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The database refuses the service from now on. */
    public static void takeDatabaseAway() {
        execute("alter role period connection limit 0");
        execute("select pg_terminate_backend(pid) from pg_stat_activity where usename = 'period'");
    }

    public static void giveDatabaseBack() {
        execute("alter role period connection limit -1");
    }

    private static Connection superuser() throws SQLException {
        return DriverManager.getConnection(TestStack.databases().superuserJdbcUrl("period"));
    }
}
