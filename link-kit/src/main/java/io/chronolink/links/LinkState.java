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
 * @param deleted whether its time profile was deleted
 * @param held whether a bound information in a closed state holds it
 */
public record LinkState(
        String tenant,
        UUID linkId,
        @Nullable String name,
        @Nullable Timing timing,
        long version,
        boolean deleted,
        boolean held) {

    /** Whether the link has a time profile that lives. */
    public boolean isLive() {
        return version > 0 && !deleted;
    }

    /** The link's name inside the platform. */
    public LinkKey key() {
        return new LinkKey(tenant, linkId);
    }
}
