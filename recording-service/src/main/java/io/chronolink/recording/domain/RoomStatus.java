package io.chronolink.recording.domain;

import io.chronolink.kit.web.Failure;
import io.chronolink.links.ValidityReplica;
import io.chronolink.recording.domain.Recorder.Recording;
import io.chronolink.recording.domain.RunningRecordings.Running;
import jakarta.inject.Singleton;
import java.time.Clock;
import org.jspecify.annotations.Nullable;

/** What happens in a room at present. */
@Singleton
public class RoomStatus {

    private final Clock clock;
    private final ValidityReplica validity;
    private final Rooms rooms;
    private final Users users;
    private final RunningRecordings running;

    RoomStatus(Clock clock, ValidityReplica validity, Rooms rooms, Users users, RunningRecordings running) {
        this.clock = clock;
        this.validity = validity;
        this.rooms = rooms;
        this.users = users;
        this.running = running;
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

    /**
     * What happens in a room.
     *
     * @param admin whether the caller sees everything
     * @throws Failure (not found)
     */
    public Status get(String tenant, long number, String caller, boolean admin) {
        Room room = rooms.get(tenant, number);
        Running found = running.in(room).orElse(null);
        if (found == null) {
            return new Status(isValid(room) ? State.AVAILABLE : State.LOCKED, null, false);
        }
        if (!found.state().isRunning()) {
            return new Status(State.PREPARED, null, false);
        }
        Recording recording = found.recording();
        return new Status(
                found.state() == OccurrenceState.PAUSED ? State.PAUSED : State.RECORDING,
                recording.number(),
                admin || users.maySee(tenant, caller, recording.author(), recording.share()));
    }

    private boolean isValid(Room room) {
        return validity.isValid(room.tenant(), ScheduleValidity.ROOM, room.id().toString(), clock.instant());
    }
}
