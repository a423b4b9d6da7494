package io.chronolink.recording.domain;

import io.chronolink.kit.events.EventJson;
import io.chronolink.recording.domain.Recorder.Command;
import io.chronolink.recording.domain.Recorder.Recording;
import io.chronolink.recording.domain.Recordings.ByHand;
import io.chronolink.recording.domain.Recordings.Claim;
import io.chronolink.recording.domain.Recordings.Row;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.core.Jdbi;

/** The rows of what is being recorded in a room. */
@Singleton
class RunningRecordings {

    /** Of recordings that overlap in a room the one that started last is meant. */
    private static final String RUNNING = """
            select %s
            from occurrence o
            join room r on r.tenant = o.tenant and r.id = o.room_id
            left join recording_schedule s on s.tenant = o.tenant and s.id = o.schedule_id
            where o.tenant = :tenant and o.room_id = :room
              and (o.state = 'starting' or occurrence_is_running(o.state))
            order by o.started_at desc nulls last, o.number desc
            limit 1
            """.formatted(Recordings.COLUMNS);

    private static final String INSERT = """
            with started as (
                insert into occurrence (tenant, room_id, exclusive, starts_at, ends_at, state, number,
                                        claimed_until, by_hand)
                values (:tenant, :room, :exclusive, :now, 'infinity', 'starting', :number, :until,
                        cast(:said as jsonb))
                returning *
            )
            select %s
            from started o
            join room r on r.tenant = o.tenant and r.id = o.room_id
            left join recording_schedule s on s.tenant = o.tenant and s.id = o.schedule_id
            """.formatted(Recordings.COLUMNS);

    private final Jdbi jdbi;

    RunningRecordings(Jdbi jdbi) {
        this.jdbi = jdbi;
    }

    /** What is being recorded, or starts. */
    record Running(Recording recording, OccurrenceState state) {}

    /** What is being recorded in a room, or starts. */
    Optional<Running> in(Room room) {
        return jdbi.withHandle(handle -> handle.createQuery(RUNNING)
                .bind("tenant", room.tenant())
                .bind("room", room.id())
                .mapTo(Row.class)
                .map(row -> new Running(row.recording(), row.state()))
                .findOne());
    }

    /** Until the transaction ends nobody else starts or stops in the room by hand, nor books it if it is exclusive. */
    void lock(Room room) {
        jdbi.useHandle(handle -> handle.createQuery(
                        "select id from room where tenant = :tenant and id = :id for no key update")
                .bind("tenant", room.tenant())
                .bind("id", room.id())
                .mapTo(UUID.class)
                .one());
    }

    /** Adds a recording without an end, claimed to be started. */
    Claim start(Room room, ByHand said, long number, Instant now, Instant until) {
        Row started = jdbi.withHandle(handle -> handle.createQuery(INSERT)
                .bind("tenant", room.tenant())
                .bind("room", room.id())
                .bind("exclusive", room.exclusive())
                .bind("now", now)
                .bind("number", number)
                .bind("until", until)
                .bind("said", EventJson.write(said))
                .mapTo(Row.class)
                .one());
        return new Claim(Command.START, started.recording(), until);
    }

    /** Claims what runs to be stopped; empty if somebody else has stopped it. */
    Optional<Claim> stop(Recording recording, Instant now, Instant until) {
        int stopped = jdbi.withHandle(handle -> handle.createUpdate("""
                        update occurrence
                        set state = 'stopping', claimed_until = :until,
                            ends_at = greatest(least(ends_at, :now), starts_at + interval '1 microsecond')
                        where tenant = :tenant and id = :id and occurrence_is_running(state)
                        """)
                .bind("tenant", recording.tenant())
                .bind("id", recording.id())
                .bind("now", now)
                .bind("until", until)
                .execute());
        return stopped == 1 ? Optional.of(new Claim(Command.STOP, recording, until)) : Optional.empty();
    }

    /** Notes another state, unless it has left the former one meanwhile. */
    void change(Recording recording, OccurrenceState from, OccurrenceState to) {
        jdbi.useHandle(handle -> handle.createUpdate(
                        "update occurrence set state = :to where tenant = :tenant and id = :id and state = :from")
                .bind("tenant", recording.tenant())
                .bind("id", recording.id())
                .bind("from", from.spelled())
                .bind("to", to.spelled())
                .execute());
    }
}
