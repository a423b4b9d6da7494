package io.chronolink.recording;

import io.chronolink.stack.TestStack;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** The database as its superuser sees it, behind row security. */
public final class Backstage {

    private Backstage() {}

    /** The first column of each row, as text. */
    public static List<String> query(String sql, Object... parameters) {
        return run(sql, parameters, statement -> {
            List<String> rows = new ArrayList<>();
            try (ResultSet result = statement.executeQuery()) {
                while (result.next()) {
                    rows.add(result.getString(1));
                }
            }
            return rows;
        });
    }

    public static int update(String sql, Object... parameters) {
        return run(sql, parameters, PreparedStatement::executeUpdate);
    }

    private interface Work<T> {
        T with(PreparedStatement statement) throws SQLException;
    }

    private static <T> T run(String sql, Object[] parameters, Work<T> work) {
        try (Connection connection =
                        DriverManager.getConnection(TestStack.databases().superuserJdbcUrl("recording"));
                PreparedStatement statement = connection.prepareStatement(sql)) {
            for (int i = 0; i < parameters.length; i++) {
                statement.setObject(i + 1, parameters[i]);
            }
            return work.with(statement);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }
}
