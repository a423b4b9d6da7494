package io.chronolink.period.api;

import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import io.chronolink.period.domain.History;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What the periods of an entity were after a change; it was made by nobody where an event made it. */
@JsonNaming(SnakeCaseStrategy.class)
record ChangeView(String changedAt, @Nullable String changedBy, UUID operationId, List<Period> periods) {

    /** A period as it was then. */
    @JsonNaming(SnakeCaseStrategy.class)
    record Period(String periodId, String startDate, String endDate) {}

    static ChangeView of(History.Change change) {
        return new ChangeView(
                PeriodDates.text(change.changedAt()),
                change.changedBy(),
                change.operationId(),
                change.periods().stream()
                        .map(period -> new Period(
                                period.id(),
                                PeriodDates.start(period.validity().start()),
                                PeriodDates.end(period.validity().end())))
                        .toList());
    }
}
