package io.chronolink.recording.domain;

import io.chronolink.kit.operations.Operations;
import io.chronolink.kit.web.Failure;
import io.chronolink.recording.domain.Numbers.Kind;
import io.chronolink.recording.domain.Recorder.Command;
import io.chronolink.recording.domain.Recorder.Recording;
import io.chronolink.recording.domain.Recordings.ByHand;
import io.chronolink.recording.domain.Recordings.Claim;
import io.chronolink.recording.domain.RunningRecordings.Running;
import io.quarkus.narayana.jta.QuarkusTransaction;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;

/**
 * What callers do by hand about the recordings of a room. A device is told outside of any transaction, after a claim and
 * before the operation, which notes what the device has confirmed. Whatever the device does not do is no operation.
 */
@Singleton
public class ManualRecordings {

    private static final Logger LOG = Logger.getLogger(ManualRecordings.class);

    private final Clock clock;
    private final Operations operations;
    private final Rooms rooms;
    private final Users users;
    private final Numbers numbers;
    private final RunningRecordings running;
    private final Recordings recordings;
    private final Recorder recorder;
    private final Duration claim;

    ManualRecordings(
            Clock clock,
            Operations operations,
            Rooms rooms,
            Users users,
            Numbers numbers,
            RunningRecordings running,
            Recordings recordings,
            Recorder recorder,
            @ConfigProperty(name = "recording.device-timeout") Duration deviceTimeout) {
        this.clock = clock;
        this.operations = operations;
        this.rooms = rooms;
        this.users = users;
        this.numbers = numbers;
        this.running = running;
        this.recordings = recordings;
        this.recorder = recorder;
        this.claim = Starter.claim(deviceTimeout);
    }

    /**
     * Starts a recording that lasts until somebody stops it.
     *
     * @return its number
     * @throws Failure (not found), (invalid) if the room is recording already, (internal) if its device does not do it
     */
    public long start(String tenant, long number, String caller, NewRecording wanted) {
        Room room = rooms.get(tenant, number);
        Instant now = clock.instant();
        Claim claimed = QuarkusTransaction.requiringNew().call(() -> claimStart(room, caller, wanted, now));
        return tell("recording.start", claimed, now);
    }

    /**
     * Stops what is recorded in a room.
     *
     * @return its number; empty if nothing is
     * @throws Failure (not found), (internal) if the device does not do it, which is tried again then
     */
    public Optional<Long> stop(String tenant, long number) {
        Room room = rooms.get(tenant, number);
        Instant now = clock.instant();
        return QuarkusTransaction.requiringNew()
                .call(() -> claimStop(room, now))
                .map(claimed -> tell("recording.stop", claimed, now));
    }

    /** Pauses what is recorded in a room; one that is paused already stays so. As {@link #stop}. */
    public Optional<Long> pause(String tenant, long number) {
        return change("recording.pause", rooms.get(tenant, number), Command.PAUSE, OccurrenceState.PAUSED);
    }

    /** Goes on with what was paused; one that is not paused goes on anyway. As {@link #stop}. */
    public Optional<Long> resume(String tenant, long number) {
        return change("recording.resume", rooms.get(tenant, number), Command.RESUME, OccurrenceState.RECORDING);
    }

    /** Somebody who was never here gets a number before the room is locked, as in a creation: docs/locks.md. */
    private Claim claimStart(Room room, String caller, NewRecording wanted, Instant now) {
        Long given = wanted.author();
        long author = given == null ? users.numberOf(room.tenant(), caller) : given;
        running.lock(room);
        if (running.in(room).isPresent()) {
            throw Failure.invalid("room", "This room is being recorded already.");
        }
        if (given != null && !users.exists(room.tenant(), given)) {
            throw Failure.invalid("author", "This value is not valid.");
        }
        ByHand said = new ByHand(wanted.name(), author, wanted.template(), wanted.share());
        return running.start(room, said, numbers.next(room.tenant(), Kind.RECORDING), now, now.plus(claim));
    }

    private Optional<Claim> claimStop(Room room, Instant now) {
        running.lock(room);
        return running.in(room)
                .filter(each -> each.state().isRunning())
                .flatMap(found -> running.stop(found.recording(), now, now.plus(claim)));
    }

    private long tell(String kind, Claim claimed, Instant now) {
        Recording recording = claimed.recording();
        try {
            recorder.tell(claimed.command(), recording);
        } catch (RuntimeException e) {
            // It may have heard all the same, so it is told to stop as soon as the starter looks.
            recordings.giveBack(claimed, now);
            throw failed(recording, e);
        }
        return operations.accept(kind, 1, cause -> {
            recordings.confirm(List.of(claimed), now);
            return recording.number();
        });
    }

    private Optional<Long> change(String kind, Room room, Command command, OccurrenceState next) {
        Running found =
                running.in(room).filter(each -> each.state().isRunning()).orElse(null);
        if (found == null) {
            return Optional.empty();
        }
        Recording recording = found.recording();
        boolean changes = found.state().mayBecome(next);
        if (changes) {
            try {
                recorder.tell(command, recording);
            } catch (RuntimeException e) {
                throw failed(recording, e);
            }
        }
        return Optional.of(operations.accept(kind, 1, cause -> {
            if (changes) {
                running.change(recording, found.state(), next);
            }
            return recording.number();
        }));
    }

    private static Failure failed(Recording recording, RuntimeException e) {
        LOG.warnf("Recording %d of %s: %s", recording.number(), recording.tenant(), e.getMessage());
        return Failure.of(Failure.Kind.INTERNAL, "The recorder of the room did not answer.");
    }
}
