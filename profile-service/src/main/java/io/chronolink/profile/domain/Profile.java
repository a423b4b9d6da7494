package io.chronolink.profile.domain;

import io.chronolink.events.Timing;
import io.chronolink.kit.events.EventJson;
import io.chronolink.kit.links.Timings;
import io.chronolink.recurrence.Recurrence;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.UUID;
import org.jdbi.v3.core.statement.StatementContext;
import org.jspecify.annotations.Nullable;

/**
 * A time profile as it is stored.
 *
 * @param timeOptions JSON
 * @param repeatOptions JSON
 * @param changedAt when it was last changed
 */
public record Profile(
        UUID id,
        long uid,
        @Nullable UUID linkId,
        String name,
        String timeOptions,
        String repeatOptions,
        Timing timing,
        long version,
        Instant changedAt) {

    static final String COLUMNS = "id, uid, link_id, name, time_options, repeat_options, timing, version, changed_at";

    static Profile of(ResultSet row, StatementContext context) throws SQLException {
        return new Profile(
                row.getObject("id", UUID.class),
                row.getLong("uid"),
                row.getObject("link_id", UUID.class),
                row.getString("name"),
                row.getString("time_options"),
                row.getString("repeat_options"),
                EventJson.read(row.getString("timing"), Timing.class),
                row.getLong("version"),
                row.getObject("changed_at", OffsetDateTime.class).toInstant());
    }

    /** When it lets in, apart from holds and validity. */
    public Recurrence recurrence() {
        return Timings.recurrence(timing);
    }
}
