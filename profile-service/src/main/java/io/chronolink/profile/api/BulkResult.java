package io.chronolink.profile.api;

import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import io.chronolink.profile.domain.Outcome;
import io.chronolink.profile.domain.Outcome.What;
import java.util.List;
import java.util.UUID;

/** The answer of a bulk call: a line per item, in order. */
record BulkResult(List<Line> result) {

    @JsonNaming(SnakeCaseStrategy.class)
    record Line(UUID linkId, boolean success, What extendedInfo) {}

    static BulkResult of(List<Outcome> outcomes) {
        return new BulkResult(outcomes.stream()
                .map(outcome -> new Line(outcome.linkId(), outcome.what().isSuccess(), outcome.what()))
                .toList());
    }
}
