package io.chronolink.period.domain;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A period to be set.
 *
 * @param id null for one that the service names
 * @param start null for "always has been"
 * @param end exclusive, not before {@code start}; null for "without end"
 */
public record OwnPeriod(
        @Nullable String id,
        @Nullable Instant start,
        @Nullable Instant end) {

    /** This one, with an id. */
    OwnPeriod named() {
        return id == null ? new OwnPeriod(UUID.randomUUID().toString(), start, end) : this;
    }
}
