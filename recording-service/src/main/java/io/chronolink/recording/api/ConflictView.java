package io.chronolink.recording.api;

import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import io.chronolink.recording.domain.Clash;

/** A wanted recording, and another one in the room at that time; times are epoch seconds. */
@JsonNaming(SnakeCaseStrategy.class)
record ConflictView(long startAt, long stopAt, Holder schedule) {

    /** The schedule that has the room, and since when until when. */
    @JsonNaming(SnakeCaseStrategy.class)
    record Holder(long id, String name, long startAt, long stopAt) {}

    static ConflictView of(Clash clash) {
        return new ConflictView(
                clash.wanted().startInclusive().getEpochSecond(),
                clash.wanted().endExclusive().getEpochSecond(),
                new Holder(
                        clash.schedule(),
                        clash.scheduleName(),
                        clash.taken().startInclusive().getEpochSecond(),
                        clash.taken().endExclusive().getEpochSecond()));
    }
}
