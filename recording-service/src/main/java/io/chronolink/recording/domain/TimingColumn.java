package io.chronolink.recording.domain;

import io.chronolink.events.Timing;
import io.chronolink.kit.events.EventJson;
import jakarta.persistence.AttributeConverter;
import java.sql.ResultSet;
import java.sql.SQLException;
import org.jdbi.v3.core.mapper.ColumnMapper;
import org.jdbi.v3.core.statement.StatementContext;
import org.jspecify.annotations.Nullable;

/** A timing in the words of the events, for entities and for statements: statements ask for members of it by these names. */
final class TimingColumn implements AttributeConverter<Timing, String>, ColumnMapper<Timing> {

    @Override
    public @Nullable String convertToDatabaseColumn(@Nullable Timing timing) {
        return timing == null ? null : EventJson.write(timing);
    }

    @Override
    public @Nullable Timing convertToEntityAttribute(@Nullable String json) {
        return json == null ? null : EventJson.read(json, Timing.class);
    }

    @Override
    public @Nullable Timing map(ResultSet row, int column, StatementContext context) throws SQLException {
        return convertToEntityAttribute(row.getString(column));
    }
}
