package io.chronolink.period.reactions;

import io.chronolink.events.EntityPeriodEvent.Validity;
import io.chronolink.events.Timing;
import java.time.Instant;

/** From the first start of a timing to its last end. */
final class Spans {

    private Spans() {}

    /** Something that never takes place gets an empty span at {@code toldAt}: it is never valid. */
    static Validity of(Timing timing, Instant toldAt) {
        return timing.firstStart() == null
                ? new Validity(toldAt, toldAt)
                : new Validity(timing.firstStart(), timing.lastEnd());
    }
}
