package io.chronolink.information;

import io.chronolink.stack.TestStack;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.UUID;

/** What no endpoint does yet, or not so fast, done behind the service's back. */
final class TestData {

    private TestData() {}

    static void insert(String tenant, List<UUID> ids, int state) {
        run("""
                insert into information (tenant, id, version, state_id, title, text, valid_from, details,
                                         created_at, created_by, changed_at)
                select ?, id, 1, ?, 'Title', 'Text', '2026-01-01T00:00:00Z', '{}',
                       '2026-01-01T00:00:00Z', 'ann', '2026-01-01T00:00:00Z'
                from unnest(?) as n (id)
                """, tenant, state, ids.toArray(UUID[]::new));
    }

    /** Two notices for each link. */
    static void insertBound(String tenant, List<UUID> links, int state) {
        run("""
                insert into information (tenant, id, version, link_id, state_id, title, text, valid_from, details,
                                         created_at, created_by, changed_at)
                select ?, gen_random_uuid(), 1, link, ?, 'Title', 'Text', '2026-01-01T00:00:00Z', '{}',
                       '2026-01-01T00:00:00Z', 'ann', '2026-01-01T00:00:00Z'
                from unnest(?) as n (link), generate_series(1, 2)
                """, tenant, state, links.toArray(UUID[]::new));
    }

    static void delete(String tenant, UUID id) {
        run("update information set deleted = true where tenant = ? and id = ?", tenant, id);
    }

    /** Lets no mail of another test come in between. */
    static void forgetMails() {
        run("delete from notification_due");
    }

    /** As a sender leaves the tenant's mails that dies while it sends them. */
    static void claimForGood(String tenant) {
        run("update notification_due set sending = true, at = now() where tenant = ?", tenant);
    }

    /** The versions that the tenant's notices have. */
    static List<Long> versions(String tenant) {
        return longs("select distinct version from information where tenant = ? order by version", tenant);
    }

    static long count(String table, String tenant) {
        return longs("select count(*) from " + table + " where tenant = ?", tenant)
                .get(0);
    }

    /** How a notice came to its state, oldest first. */
    static List<String> history(String tenant, UUID id) {
        try (Connection connection = connect();
                PreparedStatement statement = connection.prepareStatement("""
                        select version || ': ' || from_id || ' to ' || to_id || ' by ' || changed_by || ' in ' || operation_id
                        from state_change where tenant = ? and information_id = ? order by version
                        """)) {
            statement.setString(1, tenant);
            statement.setObject(2, id);
            List<String> lines = new ArrayList<>();
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    lines.add(rows.getString(1));
                }
            }
            return lines;
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private static List<Long> longs(String sql, String tenant) {
        try (Connection connection = connect();
                PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setString(1, tenant);
            List<Long> longs = new ArrayList<>();
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    longs.add(rows.getLong(1));
                }
            }
            return longs;
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void run(String sql, Object... values) {
        try (Connection connection = connect();
                PreparedStatement statement = connection.prepareStatement(sql)) {
            for (int i = 0; i < values.length; i++) {
                if (values[i] instanceof UUID[] ids) {
                    statement.setArray(i + 1, connection.createArrayOf("uuid", ids));
                } else {
                    statement.setObject(i + 1, values[i]);
                }
            }
            statement.execute();
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Connection connect() throws SQLException {
        // Not by DriverManager, which asks who loaded the driver: in a Quarkus test that is another class loader.
        Connection connection = new org.postgresql.Driver()
                .connect(TestStack.databases().superuserJdbcUrl("information"), new Properties());
        if (connection == null) {
            throw new SQLException("not a PostgreSQL URL");
        }
        return connection;
    }
}
