package io.chronolink.schedule.domain;

import io.chronolink.events.GroupScheduleEvent.GroupScheduleSaved;
import io.chronolink.events.RecordIds;
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
        List<Period> periods) {

    /** The event that tells all of it. */
    GroupScheduleSaved saved() {
        return new GroupScheduleSaved(
                id,
                version,
                linkId,
                family.level(),
                family.kind().name(),
                RecordIds.tenant(family.tenant()),
                family.groupId() == null ? null : RecordIds.group(family.tenant(), family.groupId()),
                family.userId(),
                name,
                periods.stream().map(PeriodDialect.ADVANCED::members).toList());
    }
}
