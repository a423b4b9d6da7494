package io.chronolink.events;

import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What profile-service tells: topic {@link Topics#TIME_PROFILE}. */
public sealed interface TimeProfileEvent extends Event {

    /** The version at which the profile's present life began, or where it is deleted, at which the next one will. */
    long lifeFrom();

    /**
     * A time profile was created or changed.
     *
     * @param linkId the link whose times this profile says, or null for a profile of a panel's own
     * @param born the version at which the profile's present life began: 1, or that of its return after its last deletion, so
     *     that {@code born - 1} is the version of that deletion; null in events of old, which are of the first life
     * @param uid the profile's number inside its tenant, at least 1
     * @param timing when the profile is active
     * @param timeOptions the member {@code time_options} as the client sent it
     * @param repeatOptions the member {@code repeat_options} as the client sent it
     */
    record TimeProfileSaved(
            UUID id,
            long version,
            @Nullable UUID linkId,
            @Nullable Long born,
            long uid,
            String name,
            Timing timing,
            Map<String, Object> timeOptions,
            Map<String, Object> repeatOptions)
            implements TimeProfileEvent {

        /** One that tells of no life, so of the first. */
        public TimeProfileSaved(
                UUID id,
                long version,
                @Nullable UUID linkId,
                long uid,
                String name,
                Timing timing,
                Map<String, Object> timeOptions,
                Map<String, Object> repeatOptions) {
            this(id, version, linkId, null, uid, name, timing, timeOptions, repeatOptions);
        }

        @Override
        public long lifeFrom() {
            return born == null ? 1 : born;
        }
    }

    /** A time profile was deleted; a tombstone follows. */
    record TimeProfileDeleted(
            UUID id, long version, @Nullable UUID linkId, long uid, String name) implements TimeProfileEvent {

        @Override
        public long lifeFrom() {
            return version + 1;
        }
    }
}
