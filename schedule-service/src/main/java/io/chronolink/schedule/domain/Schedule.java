package io.chronolink.schedule.domain;

import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A schedule with its periods in order. */
public record Schedule(
        UUID id, Family family, String name, @Nullable UUID linkId, long version, List<Period> periods) {}
