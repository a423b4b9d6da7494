package io.chronolink.recording.domain;

import io.chronolink.events.Timing;
import io.chronolink.links.LinkState;
import io.chronolink.recurrence.Interval;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What the occurrences of a schedule are planned from.
 *
 * @param series null while the schedule waits for its link: nothing is planned then
 */
record Plan(
        UUID scheduleId,
        String tenant,
        UUID roomId,
        boolean exclusive,
        @Nullable Series series) {

    /** @param link the state of the schedule's link; null if it has none */
    static Plan of(
            UUID scheduleId, String tenant, UUID roomId, boolean exclusive, Series series, @Nullable LinkState link) {
        boolean waits = link != null && !link.isLive();
        return new Plan(scheduleId, tenant, roomId, exclusive, waits ? null : series);
    }

    /** The times that a link gives; null where there is none, or its times are not known. */
    static @Nullable Timing timing(@Nullable LinkState link) {
        return link != null && link.isLive() ? link.timing() : null;
    }

    /** The recordings that start in a time, its end excluded. */
    List<Interval> starting(Instant from, Instant until) {
        return series == null ? List.of() : series.starting(from, until);
    }

    /** Up to here its occurrences are there when it was planned until then; null while it waits. */
    @Nullable
    Instant plannedUntil(Instant until) {
        return series == null ? null : until;
    }
}
