package io.chronolink.links;

import io.chronolink.kit.events.Cause;

/** A link that is another one now than it was, and why. */
public record LinkChange(LinkState link, Cause cause) {}
