package io.chronolink.recording.domain;

import java.net.URI;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What makes a room's device record. */
@FunctionalInterface
public interface Recorder {

    /** So often a device is called in one telling, at most: a claim holds for as long. */
    int MAX_CALLS = 3;

    /** What a device is told. */
    enum Command {
        START,
        STOP,
        PAUSE,
        RESUME
    }

    /**
     * A recording as a device hears of it.
     *
     * @param id stays the same however often the device is told; it starts each id once
     * @param device null if the room has none
     * @param number id of the recording in the API
     * @param room number of the room
     * @param stopAt when it will be told to stop, or null if nobody knows yet
     * @param author number of the user that will own it
     * @param template values of metadata fields by the field's id, or null
     */
    record Recording(
            UUID id,
            String tenant,
            @Nullable URI device,
            long number,
            long room,
            String roomName,
            String name,
            Instant startAt,
            @Nullable Instant stopAt,
            long author,
            @Nullable Map<String, String> template,
            Share share) {}

    /**
     * Returns when the device has confirmed; telling it again is harmless.
     *
     * @throws RecorderException if it has not: it may have heard all the same
     */
    void tell(Command command, Recording recording);
}
