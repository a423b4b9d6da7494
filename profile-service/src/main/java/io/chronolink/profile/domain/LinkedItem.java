package io.chronolink.profile.domain;

import java.util.UUID;

/** A time profile that the Link server recognises by a UUID. */
public record LinkedItem(UUID linkId, ProfileItem item) {}
