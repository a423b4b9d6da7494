package io.chronolink.benchmarks;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;

/** Bare statements. */
final class Sql {

    private Sql() {}

    /** Makes a place for the outbox rows of bare work, where no relay sends them. */
    static void makeBareOutbox(Connection database) throws SQLException {
        database.createStatement()
                .execute("create table if not exists bare_outbox (like outbox including all excluding indexes)");
    }

    /** Returns how many rows were written. */
    static int execute(Connection database, String sql, Object... values) throws SQLException {
        try (PreparedStatement statement = database.prepareStatement(sql)) {
            bind(statement, values);
            return statement.executeUpdate();
        }
    }

    /** Returns how many rows were read. */
    static int query(Connection database, String sql, Object... values) throws SQLException {
        try (PreparedStatement statement = database.prepareStatement(sql)) {
            bind(statement, values);
            int count = 0;
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    rows.getObject(1);
                    count++;
                }
            }
            return count;
        }
    }

    private static void bind(PreparedStatement statement, Object... values) throws SQLException {
        for (int i = 0; i < values.length; i++) {
            statement.setObject(i + 1, values[i]);
        }
    }
}
