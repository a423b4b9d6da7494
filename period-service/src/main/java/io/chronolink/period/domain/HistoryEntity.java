package io.chronolink.period.domain;

import com.fasterxml.jackson.databind.JsonNode;
import io.chronolink.events.EntityPeriodEvent.Validity;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.format.SignStyle;
import java.time.temporal.ChronoField;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import org.hibernate.annotations.Immutable;
import org.hibernate.annotations.JdbcTypeCode;
import org.hibernate.annotations.Mutability;
import org.hibernate.type.SqlTypes;
import org.hibernate.type.descriptor.java.Immutability;
import org.jspecify.annotations.Nullable;

/** A row of the history of periods, read only: {@link History} keeps those of many entities by one statement. */
@Entity
@Immutable
@Table(name = "period_history")
class HistoryEntity {

    /** As PostgreSQL writes a timestamp into JSON; unlike ISO 8601 it puts no sign before a year after 9999. */
    private static final DateTimeFormatter TIME = new DateTimeFormatterBuilder()
            .appendValue(ChronoField.YEAR, 4, 9, SignStyle.NOT_NEGATIVE)
            .appendPattern("-MM-dd'T'")
            .append(DateTimeFormatter.ISO_LOCAL_TIME)
            .appendOffsetId()
            .toFormatter(Locale.ROOT);

    /** Counted over all tenants. */
    @Id
    long number;

    String tenant;
    String entityId;
    Instant changedAt;

    @Nullable
    String changedBy;

    UUID operationId;

    @JdbcTypeCode(SqlTypes.JSON)
    @Mutability(Immutability.class)
    JsonNode periods;

    History.Change change() {
        List<History.Period> then = new ArrayList<>();
        for (JsonNode period : periods) {
            then.add(new History.Period(
                    period.path("period_id").textValue(),
                    new Validity(instant(period.path("start_at")), instant(period.path("end_at")))));
        }
        return new History.Change(changedAt, changedBy, operationId, then);
    }

    private static @Nullable Instant instant(JsonNode time) {
        return time.isNull()
                ? null
                : OffsetDateTime.parse(time.textValue(), TIME).toInstant();
    }
}
