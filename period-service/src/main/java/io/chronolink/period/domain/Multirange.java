package io.chronolink.period.domain;

import io.chronolink.events.EntityPeriodEvent.Validity;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import org.jdbi.v3.core.mapper.ColumnMapper;
import org.jdbi.v3.core.statement.StatementContext;
import org.jspecify.annotations.Nullable;

/** Maps what {@link #bounds} selects; the driver knows a multirange as text alone, in the zone of its session. */
final class Multirange implements ColumnMapper<List<Validity>> {

    /** Takes a multirange apart into pairs of microseconds since the epoch; null is unbounded. */
    static String bounds(String multirange) {
        return """
                array(select array[(extract(epoch from lower(v)) * 1000000)::bigint,
                                   (extract(epoch from upper(v)) * 1000000)::bigint]
                      from unnest(%s) as v)""".formatted(multirange);
    }

    @Override
    public List<Validity> map(ResultSet row, int column, StatementContext context) throws SQLException {
        Object[] ranges = (Object[]) row.getArray(column).getArray();
        List<Validity> validities = new ArrayList<>(ranges.length);
        for (Object range : ranges) {
            @Nullable Long[] bounds = (@Nullable Long[]) range;
            validities.add(new Validity(instant(bounds[0]), instant(bounds[1])));
        }
        return validities;
    }

    private static @Nullable Instant instant(@Nullable Long micros) {
        return micros == null ? null : Instant.EPOCH.plus(micros, ChronoUnit.MICROS);
    }
}
