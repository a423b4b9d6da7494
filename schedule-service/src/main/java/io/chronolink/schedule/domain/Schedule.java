package io.chronolink.schedule.domain;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A schedule with its periods in order.
 *
 * @param version grows with each change
 * @param changedAt when the last change was made
 */
public record Schedule(
        UUID id,
        Family family,
        String name,
        @Nullable UUID linkId,
        long version,
        Instant changedAt,
        List<Period> periods) {}
