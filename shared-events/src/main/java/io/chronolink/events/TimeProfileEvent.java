package io.chronolink.events;

import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What profile-service tells: topic {@link Topics#TIME_PROFILE}. */
public sealed interface TimeProfileEvent extends Event {

    /**
     * A time profile was created or changed.
     *
     * @param linkId the link whose times this profile says, or null for a profile of a panel's own
     * @param uid the profile's number inside its tenant, at least 1
     * @param timing when the profile is active
     * @param timeOptions the member {@code time_options} as the client sent it
     * @param repeatOptions the member {@code repeat_options} as the client sent it
     */
    record TimeProfileSaved(
            UUID id,
            long version,
            @Nullable UUID linkId,
            long uid,
            String name,
            Timing timing,
            Map<String, Object> timeOptions,
            Map<String, Object> repeatOptions)
            implements TimeProfileEvent {}

    /** A time profile was deleted; a tombstone follows. */
    record TimeProfileDeleted(
            UUID id, long version, @Nullable UUID linkId, long uid, String name) implements TimeProfileEvent {}
}
