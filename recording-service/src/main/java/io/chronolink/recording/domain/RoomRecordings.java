package io.chronolink.recording.domain;

import io.chronolink.kit.events.EventJson;
import io.chronolink.kit.web.Failure;
import io.chronolink.links.ValidityReplica;
import io.chronolink.recording.domain.Numbers.Kind;
import io.chronolink.recording.domain.Recorder.Command;
import io.chronolink.recording.domain.Recorder.Recording;
import io.chronolink.recording.domain.Recordings.ByHand;
import io.chronolink.recording.domain.Recordings.Claim;
import io.chronolink.recording.domain.Recordings.Row;
import io.chronolink.recurrence.Interval;
import io.quarkus.narayana.jta.QuarkusTransaction;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.mapper.Nested;
import org.jspecify.annotations.Nullable;

/** What is being recorded in a room, and what callers do about it by hand. */
@Singleton
public class RoomRecordings {

    private static final Logger LOG = Logger.getLogger(RoomRecordings.class);

    /** Of recordings that overlap in a room the one that started last is meant. */
    private static final String RUNNING = """
            select %s
            from occurrence o
            join room r on r.tenant = o.tenant and r.id = o.room_id
            left join recording_schedule s on s.tenant = o.tenant and s.id = o.schedule_id
            where o.tenant = :tenant and o.room_id = :room and o.state in ('starting', 'recording', 'paused')
            order by o.started_at desc nulls last, o.number desc
            limit 1
            """.formatted(Recordings.COLUMNS);

    private final Jdbi jdbi;
    private final Clock clock;
    private final ValidityReplica validity;
    private final Rooms rooms;
    private final Users users;
    private final Numbers numbers;
    private final Recordings recordings;
    private final Recorder recorder;
    private final Duration claim;

    RoomRecordings(
            Jdbi jdbi,
            Clock clock,
            ValidityReplica validity,
            Rooms rooms,
            Users users,
            Numbers numbers,
            Recordings recordings,
            Recorder recorder,
            @ConfigProperty(name = "recording.device-timeout") Duration deviceTimeout) {
        this.jdbi = jdbi;
        this.clock = clock;
        this.validity = validity;
        this.rooms = rooms;
        this.users = users;
        this.numbers = numbers;
        this.recordings = recordings;
        this.recorder = recorder;
        this.claim = Starter.claim(deviceTimeout);
    }

    /** What the API calls the state of a room. */
    public enum State {
        AVAILABLE,
        RECORDING,
        PAUSED,
        /** A start is under way. */
        PREPARED,
        /** The room is not valid at present, so that nothing starts in it. */
        LOCKED
    }

    /**
     * What happens in a room.
     *
     * @param recording number of the recording that runs, or null
     * @param accessible whether the caller may see that recording
     */
    public record Status(State state, @Nullable Long recording, boolean accessible) {}

    /** One recording that is to take place or runs, as capture agents are told. */
    public record Entry(UUID id, String name, @Nested Interval during, String zone, Instant changedAt, long version) {}

    private record Running(Recording recording, String state, boolean confirmed) {}

    /**
     * What happens in a room at present.
     *
     * @param admin whether the caller sees everything
     * @throws Failure (not found)
     */
    public Status status(String tenant, long number, String caller, boolean admin) {
        Room room = room(tenant, number);
        Running running = running(room).orElse(null);
        if (running == null) {
            return new Status(isValid(room) ? State.AVAILABLE : State.LOCKED, null, false);
        }
        if (!running.confirmed()) {
            return new Status(State.PREPARED, null, false);
        }
        Recording recording = running.recording();
        return new Status(
                running.state().equals("paused") ? State.PAUSED : State.RECORDING,
                recording.number(),
                admin || users.maySee(tenant, caller, recording.author(), recording.share()));
    }

    /**
     * Starts a recording that lasts until somebody stops it.
     *
     * @param author number of the user that will own it; null for the caller
     * @return its number
     * @throws Failure (not found), (invalid) if the room is recording already, (internal) if its device does not do it
     */
    public long start(
            String tenant,
            long number,
            String caller,
            String name,
            @Nullable Map<String, String> template,
            Share share,
            @Nullable Long author) {
        Room room = room(tenant, number);
        Instant now = clock.instant();
        Claim claimed = QuarkusTransaction.requiringNew()
                .call(() -> jdbi.withHandle(handle -> {
                    lock(handle, room);
                    if (running(room).isPresent()) {
                        throw Failure.invalid("room", "This room is being recorded already.");
                    }
                    if (author != null && !users.exists(tenant, author)) {
                        throw Failure.invalid("author", "This value is not valid.");
                    }
                    ByHand said =
                            new ByHand(name, author == null ? users.numberOf(tenant, caller) : author, template, share);
                    return insert(handle, room, said, numbers.next(tenant, Kind.RECORDING), now);
                }));
        try {
            recorder.tell(Command.START, claimed.recording());
        } catch (RuntimeException e) {
            // It may have heard, so it is told to stop as soon as the starter looks.
            recordings.giveBack(claimed, now);
            throw failed(claimed.recording(), e);
        }
        recordings.confirm(List.of(claimed), now);
        return claimed.recording().number();
    }

    /**
     * Stops what is recorded in a room.
     *
     * @return its number; empty if nothing is
     * @throws Failure (not found), (internal) if the device does not do it, which is tried again then
     */
    public Optional<Long> stop(String tenant, long number) {
        Room room = room(tenant, number);
        Instant now = clock.instant();
        Instant until = now.plus(claim);
        Recording recording = QuarkusTransaction.requiringNew()
                .call(() -> jdbi.withHandle(handle -> {
                    lock(handle, room);
                    Running running = running(room).filter(Running::confirmed).orElse(null);
                    if (running == null) {
                        return null;
                    }
                    int stopped = handle.createUpdate("""
                            update occurrence
                            set state = 'stopping', claimed_until = :until,
                                ends_at = greatest(least(ends_at, :now), starts_at + interval '1 microsecond')
                            where tenant = :tenant and id = :id and state in ('recording', 'paused')
                            """)
                            .bind("tenant", tenant)
                            .bind("id", running.recording().id())
                            .bind("now", now)
                            .bind("until", until)
                            .execute();
                    return stopped == 1 ? running.recording() : null;
                }));
        if (recording == null) {
            return Optional.empty();
        }
        Claim claimed = new Claim(Command.STOP, recording, until);
        try {
            recorder.tell(Command.STOP, recording);
        } catch (RuntimeException e) {
            recordings.giveBack(claimed, now);
            throw failed(recording, e);
        }
        recordings.confirm(List.of(claimed), now);
        return Optional.of(recording.number());
    }

    /** Pauses what is recorded in a room; one that is paused already stays so. As {@link #stop}. */
    public Optional<Long> pause(String tenant, long number) {
        return change(room(tenant, number), Command.PAUSE, "recording", "paused");
    }

    /** Goes on with what was paused; one that is not paused goes on anyway. As {@link #stop}. */
    public Optional<Long> resume(String tenant, long number) {
        return change(room(tenant, number), Command.RESUME, "paused", "recording");
    }

    /**
     * What is to be recorded in a room from now on, by start; nothing that is suspended.
     *
     * @param cutoff start of the first that is left out; null for none
     * @throws Failure (not found)
     */
    public List<Entry> calendar(String tenant, long number, @Nullable Instant cutoff, int limit) {
        Room room = room(tenant, number);
        return jdbi.withHandle(handle -> handle.createQuery("""
                        select o.id, s.name, o.starts_at as start_inclusive, o.ends_at as end_exclusive,
                               s.timing ->> 'zone' as zone, s.created_at as changed_at, s.version
                        from occurrence o
                        join recording_schedule s on s.tenant = o.tenant and s.id = o.schedule_id
                        where o.tenant = :tenant and o.room_id = :room
                          and o.state in ('planned', 'starting', 'recording', 'paused') and o.ends_at > :now
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

    private Optional<Long> change(Room room, Command command, String from, String to) {
        Running running = running(room).filter(Running::confirmed).orElse(null);
        if (running == null) {
            return Optional.empty();
        }
        Recording recording = running.recording();
        if (running.state().equals(from)) {
            try {
                recorder.tell(command, recording);
            } catch (RuntimeException e) {
                throw failed(recording, e);
            }
            jdbi.useHandle(handle -> handle.createUpdate("""
                            update occurrence set state = :to
                            where tenant = :tenant and id = :id and state = :from
                            """)
                    .bind("tenant", recording.tenant())
                    .bind("id", recording.id())
                    .bind("from", from)
                    .bind("to", to)
                    .execute());
        }
        return Optional.of(recording.number());
    }

    private Optional<Running> running(Room room) {
        return jdbi.withHandle(handle -> handle.createQuery(RUNNING)
                .bind("tenant", room.tenant())
                .bind("room", room.id())
                .mapTo(Row.class)
                .map(row -> new Running(row.recording(), row.state(), row.startedAt() != null))
                .findOne());
    }

    private Claim insert(Handle handle, Room room, ByHand said, long number, Instant now) {
        Instant until = now.plus(claim);
        Recording recording = handle.createQuery("""
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
                        """.formatted(Recordings.COLUMNS))
                .bind("tenant", room.tenant())
                .bind("room", room.id())
                .bind("exclusive", room.exclusive())
                .bind("now", now)
                .bind("number", number)
                .bind("until", until)
                .bind("said", EventJson.write(said))
                .mapTo(Row.class)
                .one()
                .recording();
        return new Claim(Command.START, recording, until);
    }

    private static void lock(Handle handle, Room room) {
        handle.createQuery("select id from room where tenant = :tenant and id = :id for no key update")
                .bind("tenant", room.tenant())
                .bind("id", room.id())
                .mapTo(UUID.class)
                .one();
    }

    private boolean isValid(Room room) {
        return validity.isValid(room.tenant(), ScheduleValidity.ROOM, room.id().toString(), clock.instant());
    }

    private Room room(String tenant, long number) {
        return rooms.find(tenant, number).orElseThrow(() -> Failure.notFound("There is no such room."));
    }

    private static Failure failed(Recording recording, RuntimeException e) {
        LOG.warnf("Recording %d of %s: %s", recording.number(), recording.tenant(), e.getMessage());
        return Failure.of(Failure.Kind.INTERNAL, "The recorder of the room did not answer.");
    }
}
