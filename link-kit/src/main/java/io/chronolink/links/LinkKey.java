package io.chronolink.links;

import java.util.UUID;

/** A link's name: unique inside its tenant. */
public record LinkKey(String tenant, UUID linkId) {}
