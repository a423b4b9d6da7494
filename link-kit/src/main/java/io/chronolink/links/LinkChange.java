package io.chronolink.links;

import io.chronolink.kit.events.Cause;

/**
 * A link that is another one now than it was, and why.
 *
 * @param before the version that was known before; 0 for none
 */
public record LinkChange(LinkState link, long before, Cause cause) {

    /** One that brings the time profile no other version. */
    static LinkChange ofHold(LinkState link, Cause cause) {
        return new LinkChange(link, link.version(), cause);
    }

    /** Whether with it a life of the link ended, told by a deletion or by the life that came after. */
    public boolean endsLife() {
        return link.hasEnded(before);
    }
}
