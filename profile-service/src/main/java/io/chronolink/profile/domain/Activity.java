package io.chronolink.profile.domain;

import io.chronolink.recurrence.Interval;
import io.chronolink.recurrence.Occurrence;
import io.chronolink.recurrence.Recurrence;
import java.time.Instant;
import java.util.function.Predicate;
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
        validity_ended,
        ended
    }

    /**
     * @param held whether a notice holds the link
     * @param valid whether period-service says that the profile's entity is valid then; asked for instants in a window
     */
    static Activity of(Profile profile, Instant at, boolean held, Predicate<Instant> valid) {
        Recurrence recurrence = profile.recurrence();
        Interval window = recurrence.occurrenceAt(at).map(Occurrence::interval).orElse(null);
        Interval next = recurrence.next(at).map(Occurrence::interval).orElse(null);
        Reason reason;
        if (held) {
            reason = Reason.link_held;
        } else if (window != null) {
            reason = valid.test(at) ? Reason.inside_window : Reason.validity_ended;
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
