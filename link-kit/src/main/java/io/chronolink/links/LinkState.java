package io.chronolink.links;

import io.chronolink.events.Timing;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What this service knows of a link.
 *
 * @param name the time profile's name; null for a link that is not known yet
 * @param timing when the arrangement takes place; null for a link that is not known yet
 * @param version the time profile's version; 0 for a link that is not known yet
 * @param born the version at which its present life began, or where it is deleted, at which the next one will
 * @param deleted whether its time profile was deleted
 * @param held whether an information of its present life that is in a closed state holds it
 */
public record LinkState(
        String tenant,
        UUID linkId,
        @Nullable String name,
        @Nullable Timing timing,
        long version,
        long born,
        boolean deleted,
        boolean held) {

    /** Whether the link has a time profile that lives. */
    public boolean isLive() {
        return version > 0 && !deleted;
    }

    /**
     * Whether a record belongs to a former life of the link: it was bound before the deletion that the present life came
     * after, and that deletion has the version {@code born - 1}.
     *
     * @param linkVersion the link's version when the record was bound
     */
    public boolean hasEnded(long linkVersion) {
        return linkVersion < born - 1;
    }

    /** The link's name inside the platform. */
    public LinkKey key() {
        return new LinkKey(tenant, linkId);
    }
}
