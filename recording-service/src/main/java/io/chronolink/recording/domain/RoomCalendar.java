package io.chronolink.recording.domain;

import io.chronolink.kit.web.Failure;
import io.chronolink.recurrence.Interval;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.mapper.Nested;
import org.jspecify.annotations.Nullable;

/** What is to be recorded in a room. */
@Singleton
public class RoomCalendar {

    private final Jdbi jdbi;
    private final Clock clock;
    private final Rooms rooms;

    RoomCalendar(Jdbi jdbi, Clock clock, Rooms rooms) {
        this.jdbi = jdbi;
        this.clock = clock;
        this.rooms = rooms;
    }

    /** One recording that is to take place or runs, as capture agents are told. */
    public record Entry(UUID id, String name, @Nested Interval during, String zone, Instant changedAt, long version) {}

    /**
     * What is to be recorded in a room from now on, by start; nothing that is suspended.
     *
     * @param cutoff start of the first that is left out; null for none
     * @throws Failure (not found)
     */
    public List<Entry> entries(String tenant, long number, @Nullable Instant cutoff, int limit) {
        Room room = rooms.get(tenant, number);
        return jdbi.withHandle(handle -> handle.createQuery("""
                        select o.id, s.name, o.starts_at as start_inclusive, o.ends_at as end_exclusive,
                               s.timing ->> 'zone' as zone, s.created_at as changed_at, s.version
                        from occurrence o
                        join recording_schedule s on s.tenant = o.tenant and s.id = o.schedule_id
                        where o.tenant = :tenant and o.room_id = :room
                          and occurrence_is_live(o.state) and o.state <> 'suspended' and o.ends_at > :now
                          and (cast(:cutoff as timestamptz) is null or o.starts_at < cast(:cutoff as timestamptz))
                        order by o.starts_at, o.id
                        limit :limit
                        """)
                .bind("tenant", tenant)
                .bind("room", room.id())
                .bind("now", clock.instant())
                .bind("cutoff", cutoff)
                .bind("limit", limit)
                .mapTo(Entry.class)
                .list());
    }
}
