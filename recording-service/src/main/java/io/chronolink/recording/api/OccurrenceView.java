package io.chronolink.recording.api;

import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import io.chronolink.recording.api.ScheduleView.Named;
import io.chronolink.recording.domain.PlannedOccurrence;
import java.util.UUID;

/** One occurrence of a schedule; times are epoch seconds. */
@JsonNaming(SnakeCaseStrategy.class)
record OccurrenceView(UUID id, long startAt, long stopAt, Named room, String state) {

    static OccurrenceView of(PlannedOccurrence occurrence) {
        return new OccurrenceView(
                occurrence.id(),
                occurrence.during().startInclusive().getEpochSecond(),
                occurrence.during().endExclusive().getEpochSecond(),
                new Named(occurrence.room(), occurrence.roomName()),
                occurrence.state().spelled());
    }
}
