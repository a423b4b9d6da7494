package io.chronolink.recording.domain;

import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.List;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;

/** Reads the occurrences of schedules. */
@Singleton
class OccurrenceLists {

    private final Jdbi jdbi;

    OccurrenceLists(Jdbi jdbi) {
        this.jdbi = jdbi;
    }

    /**
     * The occurrences of a schedule that overlap a time, in order; at most {@code limit}.
     *
     * @param to exclusive, null for no end
     * @param cancelled whether those that were cancelled are listed too
     */
    List<PlannedOccurrence> of(Schedule schedule, Instant from, @Nullable Instant to, int limit, boolean cancelled) {
        return jdbi.withHandle(
                handle -> handle.createQuery("""
                        select o.id, o.starts_at as start_inclusive, o.ends_at as end_exclusive, o.state,
                               r.number as room, r.name as room_name
                        from occurrence o join room r on r.tenant = o.tenant and r.id = o.room_id
                        where o.tenant = :tenant and o.schedule_id = :schedule and o.ends_at > :from
                          and (cast(:to as timestamptz) is null or o.starts_at < cast(:to as timestamptz))
                          %s
                        order by o.starts_at, o.id
                        limit :limit
                        """.formatted(cancelled ? "" : "and o.state <> 'cancelled'"))
                        .bind("tenant", schedule.tenant())
                        .bind("schedule", schedule.id())
                        .bind("from", from)
                        .bind("to", to)
                        .bind("limit", limit)
                        .mapTo(PlannedOccurrence.class)
                        .list());
    }
}
