package io.chronolink.information.domain;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.UUID;
import org.jdbi.v3.core.statement.StatementContext;
import org.jspecify.annotations.Nullable;

/**
 * A notice as it is stored.
 *
 * @param details JSON object of what is only kept for the clients
 * @param parent the notice it hangs under, or null
 * @param createdBy who made it
 * @param changedBy who changed it last; null for the platform itself
 */
public record Information(
        UUID id,
        long version,
        @Nullable UUID linkId,
        int stateId,
        String title,
        String text,
        Instant validFrom,
        String details,
        boolean deleted,
        Instant createdAt,
        String createdBy,
        Instant changedAt,
        @Nullable String changedBy,
        @Nullable Parent parent) {

    static final String COLUMNS = """
            i.id, i.version, i.link_id, i.state_id, i.title, i.text, i.valid_from, i.details, i.deleted, i.created_at,
            i.created_by, i.changed_at, i.changed_by, p.id as parent_id, p.title as parent_title,
            p.deleted as parent_deleted
            """;

    /** What a notice tells of the one above it. */
    public record Parent(UUID id, String title, boolean deleted) {}

    static Information of(ResultSet row, StatementContext context) throws SQLException {
        UUID parentId = row.getObject("parent_id", UUID.class);
        return new Information(
                row.getObject("id", UUID.class),
                row.getLong("version"),
                row.getObject("link_id", UUID.class),
                row.getInt("state_id"),
                row.getString("title"),
                row.getString("text"),
                instant(row, "valid_from"),
                row.getString("details"),
                row.getBoolean("deleted"),
                instant(row, "created_at"),
                row.getString("created_by"),
                instant(row, "changed_at"),
                row.getString("changed_by"),
                parentId == null
                        ? null
                        : new Parent(parentId, row.getString("parent_title"), row.getBoolean("parent_deleted")));
    }

    private static Instant instant(ResultSet row, String column) throws SQLException {
        return row.getObject(column, OffsetDateTime.class).toInstant();
    }
}
