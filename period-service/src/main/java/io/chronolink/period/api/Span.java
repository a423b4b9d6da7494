package io.chronolink.period.api;

import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import io.chronolink.events.EntityPeriodEvent.Validity;
import java.util.List;

/** An interval of validity. */
@JsonNaming(SnakeCaseStrategy.class)
record Span(String startDate, String endDate) {

    static List<Span> of(List<Validity> validities) {
        return validities.stream()
                .map(validity -> new Span(PeriodDates.start(validity.start()), PeriodDates.end(validity.end())))
                .toList();
    }
}
