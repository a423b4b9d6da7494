package io.chronolink.recording.domain;

import io.chronolink.kit.web.Failure;
import io.chronolink.recurrence.RecordingRule;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What a caller wants a schedule to be; null is what the caller says nothing of.
 *
 * @param room the room's number
 * @param duration more than zero
 * @param template empty for none
 * @param linkGiven whether the caller says anything of the link; then null unbinds
 */
public record Draft(
        @Nullable String name,
        @Nullable Long room,
        @Nullable Instant startAt,
        @Nullable Duration duration,
        @Nullable RecordingRule rule,
        @Nullable Map<String, String> template,
        @Nullable Share share,
        boolean linkGiven,
        @Nullable UUID linkId) {

    /** @throws Failure (invalid) if the caller says nothing of it */
    static <T> T required(String member, @Nullable T value) {
        if (value == null) {
            throw Failure.invalid(member, "This value should not be blank.");
        }
        return value;
    }
}
