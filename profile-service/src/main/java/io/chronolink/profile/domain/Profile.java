package io.chronolink.profile.domain;

import io.chronolink.events.Timing;
import io.chronolink.kit.events.EventJson;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.UUID;
import org.jdbi.v3.core.statement.StatementContext;
import org.jspecify.annotations.Nullable;

/**
 * A time profile as it is stored.
 *
 * @param timeOptions JSON
 * @param repeatOptions JSON
 */
public record Profile(
        long uid, @Nullable UUID linkId, String name, String timeOptions, String repeatOptions, Timing timing) {

    static final String COLUMNS = "uid, link_id, name, time_options, repeat_options, timing";

    static Profile of(ResultSet row, StatementContext context) throws SQLException {
        return new Profile(
                row.getLong("uid"),
                row.getObject("link_id", UUID.class),
                row.getString("name"),
                row.getString("time_options"),
                row.getString("repeat_options"),
                EventJson.read(row.getString("timing"), Timing.class));
    }
}
