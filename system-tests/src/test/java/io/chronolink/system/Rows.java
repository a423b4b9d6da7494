package io.chronolink.system;

import static org.assertj.core.api.Assertions.assertThat;

import io.chronolink.events.Service;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * All rows of one tenant in all services, by service and table. Events and operations are the past and may grow, so they
 * are left out.
 */
record Rows(String tenant, Map<String, List<String>> byTable) {

    /** What says when and how often, and not what: it grows when something is repaired. */
    private static final String NOT_COMPARED = "'{version,stated_version,changed_at,planned_until}'";

    private static final String TABLES = """
            select c.table_name from information_schema.columns c
            join information_schema.tables t using (table_schema, table_name)
            where c.table_schema = 'public' and c.column_name = 'tenant' and t.table_type = 'BASE TABLE'
              and c.table_name not in ('outbox', 'operation', 'parked_event', 'parked_event_audit', 'rebuild',
                                       'period_history')
            """;

    static Rows of(String tenant) throws SQLException {
        Map<String, List<String>> byTable = new TreeMap<>();
        for (Service service : Service.values()) {
            try (Connection database = Platform.database(service)) {
                List<String> tables = new ArrayList<>();
                try (ResultSet found = database.createStatement().executeQuery(TABLES)) {
                    while (found.next()) {
                        tables.add(found.getString(1));
                    }
                }
                for (String table : tables) {
                    byTable.put(service.wireName() + " " + table, rows(database, table, tenant));
                }
            }
        }
        return new Rows(tenant, byTable);
    }

    /** Fails unless all is as it is here. */
    void assertUnchanged() throws SQLException {
        Map<String, List<String>> now = of(tenant).byTable();
        byTable.forEach((table, rows) -> assertThat(now.get(table)).as(table).containsExactlyElementsOf(rows));
    }

    private static List<String> rows(Connection database, String table, String tenant) throws SQLException {
        String id = table.equals("occurrence") ? " - 'id'" : "";
        String sql = "select to_jsonb(t) - cast(" + NOT_COMPARED + " as text[])" + id + " from " + table
                + " t where tenant = ?";
        try (PreparedStatement select = database.prepareStatement(sql)) {
            select.setString(1, tenant);
            List<String> content = new ArrayList<>();
            try (ResultSet found = select.executeQuery()) {
                while (found.next()) {
                    content.add(found.getString(1));
                }
            }
            Collections.sort(content);
            return content;
        }
    }
}
