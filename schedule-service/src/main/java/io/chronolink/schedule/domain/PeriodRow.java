package io.chronolink.schedule.domain;

import com.fasterxml.jackson.databind.JsonNode;
import jakarta.persistence.Embeddable;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.hibernate.annotations.JdbcTypeCode;
import org.hibernate.annotations.Mutability;
import org.hibernate.type.SqlTypes;
import org.hibernate.type.descriptor.java.Immutability;
import org.jspecify.annotations.Nullable;

/**
 * What is stored of a period under its name.
 *
 * @param place among the derived ones, or among the others
 * @param definition the members of the advanced API
 */
@Embeddable
record PeriodRow(
        int place,

        @JdbcTypeCode(SqlTypes.JSON) @Mutability(Immutability.class)
        JsonNode definition,

        @Nullable Boolean active,
        boolean derived) {

    /** Periods by name, each with its place. */
    static Map<String, PeriodRow> of(List<Period> periods) {
        Map<String, PeriodRow> rows = new LinkedHashMap<>();
        int derived = 0;
        int others = 0;
        for (Period period : periods) {
            rows.put(
                    period.name(),
                    new PeriodRow(
                            period.derived() ? derived++ : others++,
                            AdvancedDialect.json(period.event()),
                            period.active(),
                            period.derived()));
        }
        return rows;
    }

    Period named(String name) {
        return new Period(name, AdvancedDialect.event(definition), active, derived);
    }
}
