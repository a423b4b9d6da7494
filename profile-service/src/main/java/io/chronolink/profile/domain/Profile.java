package io.chronolink.profile.domain;

import io.chronolink.events.Timing;
import io.chronolink.links.Timings;
import io.chronolink.recurrence.Recurrence;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A time profile as it is stored.
 *
 * @param timeOptions JSON
 * @param repeatOptions JSON
 * @param born the version at which its present life began
 * @param changedAt when it was last changed
 */
public record Profile(
        UUID id,
        long uid,
        @Nullable UUID linkId,
        String name,
        String timeOptions,
        String repeatOptions,
        Timing timing,
        long version,
        long born,
        Instant changedAt) {

    /** When it lets in, apart from holds and validity. */
    public Recurrence recurrence() {
        return Timings.recurrence(timing);
    }
}
