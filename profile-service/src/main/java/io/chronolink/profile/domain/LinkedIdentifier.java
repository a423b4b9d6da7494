package io.chronolink.profile.domain;

import java.util.Set;
import java.util.UUID;

/**
 * An identifier as far as it matters here.
 *
 * @param profileLinks the links of the time profiles that it is attached to from now on, and of no others
 */
public record LinkedIdentifier(UUID linkId, Set<UUID> profileLinks) {}
