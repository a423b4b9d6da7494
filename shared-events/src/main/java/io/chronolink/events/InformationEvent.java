package io.chronolink.events;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What information-service tells: topic {@link Topics#NOTICE}. */
public sealed interface InformationEvent extends Event {

    /** Whether a notice in this state holds its link ({@code closed}) or not ({@code open}). */
    enum Category {
        open,
        closed
    }

    /**
     * The public state of a notice.
     *
     * @param parentId the information it hangs under, or null
     * @param stateCode the state's code, such as {@code published}
     * @param validFrom from when on it is shown
     */
    record Information(
            String title,
            String text,
            @Nullable UUID parentId,
            int stateId,
            String stateCode,
            Category category,
            Instant validFrom) {}

    /**
     * A notice was created or changed.
     *
     * @param linkVersion the version of the link's time profile, as far as was known, when the notice was bound to the life
     *     that it belongs to; null where nothing was known
     */
    record InformationSaved(
            UUID id,
            long version,
            @Nullable UUID linkId,
            @Nullable Long linkVersion,
            Information information) implements InformationEvent {

        /** One that was bound when nothing was known of its link, if it has one. */
        public InformationSaved(UUID id, long version, @Nullable UUID linkId, Information information) {
            this(id, version, linkId, null, information);
        }
    }

    /**
     * A notice changed its state.
     *
     * @param linkVersion as in {@link InformationSaved}
     * @param previousStateId the state before
     * @param previousCategory the category before
     * @param message the reason given with the change, or null
     */
    record InformationStateChanged(
            UUID id,
            long version,
            @Nullable UUID linkId,
            @Nullable Long linkVersion,
            Information information,
            int previousStateId,
            Category previousCategory,
            @Nullable String message)
            implements InformationEvent {

        /** One that was bound when nothing was known of its link, if it has one. */
        public InformationStateChanged(
                UUID id,
                long version,
                @Nullable UUID linkId,
                Information information,
                int previousStateId,
                Category previousCategory,
                @Nullable String message) {
            this(id, version, linkId, null, information, previousStateId, previousCategory, message);
        }
    }

    /** A notice was deleted; a tombstone follows. */
    record InformationDeleted(
            UUID id, long version, @Nullable UUID linkId) implements InformationEvent {}

    /**
     * A notification about notices was handed to the mail server.
     *
     * @param id the notification's own id
     * @param recipientId the user in the directory
     * @param informationIds the notices it tells of, at least one
     */
    record NotificationSent(UUID id, long version, UUID recipientId, List<UUID> informationIds, Instant sentAt)
            implements InformationEvent {}
}
