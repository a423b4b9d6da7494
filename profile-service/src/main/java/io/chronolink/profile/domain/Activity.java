package io.chronolink.profile.domain;

import io.chronolink.kit.links.Timings;
import io.chronolink.recurrence.Interval;
import io.chronolink.recurrence.Occurrence;
import io.chronolink.recurrence.Recurrence;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Whether a profile lets in at an instant.
 *
 * @param window the one that contains the instant, or null
 * @param next the first one that starts later, or null
 */
public record Activity(
        Reason reason, @Nullable Interval window, @Nullable Interval next) {

    /** Why, or why not. */
    public enum Reason {
        inside_window,
        outside_window,
        link_held,
        ended
    }

    static Activity of(Profile profile, Instant at, boolean held) {
        Recurrence recurrence = Timings.recurrence(profile.timing());
        Interval window = recurrence.occurrenceAt(at).map(Occurrence::interval).orElse(null);
        Interval next = recurrence.next(at).map(Occurrence::interval).orElse(null);
        Reason reason;
        if (held) {
            reason = Reason.link_held;
        } else if (window != null) {
            reason = Reason.inside_window;
        } else {
            reason = next == null ? Reason.ended : Reason.outside_window;
        }
        return new Activity(reason, window, next);
    }

    /** Whether it lets in. */
    public boolean active() {
        return reason == Reason.inside_window;
    }
}
