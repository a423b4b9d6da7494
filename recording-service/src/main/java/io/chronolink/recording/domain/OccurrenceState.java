package io.chronolink.recording.domain;

import java.util.Locale;
import java.util.Set;

/**
 * The states of an occurrence. The database spells them in lower case, and has the same sets for its statements:
 * {@code occurrence_is_waiting}, {@code occurrence_is_running} and {@code occurrence_is_live} of the migration.
 */
public enum OccurrenceState {
    PLANNED,
    /** Its link is held, or it lies outside a validity: it keeps its place, so that it can come back. */
    SUSPENDED,
    /** Somebody is telling the device to start. */
    STARTING,
    RECORDING,
    PAUSED,
    /** Somebody is telling the device to stop. */
    STOPPING,
    RECORDED,
    MISSED,
    CANCELLED;

    private static final Set<OccurrenceState> WAITING = Set.of(PLANNED, SUSPENDED);
    private static final Set<OccurrenceState> RUNNING = Set.of(RECORDING, PAUSED);

    /** Whether it is still to come. */
    public boolean isWaiting() {
        return WAITING.contains(this);
    }

    /** Whether the device has confirmed the start and was not told to stop. */
    public boolean isRunning() {
        return RUNNING.contains(this);
    }

    /** Whether it has its room, now or to come. */
    public boolean isLive() {
        return isWaiting() || this == STARTING || isRunning();
    }

    /** Whether it can be in the other state next. */
    public boolean mayBecome(OccurrenceState next) {
        return switch (this) {
            case PLANNED -> next == SUSPENDED || next == STARTING || next == MISSED || next == CANCELLED;
            case SUSPENDED -> next == PLANNED || next == CANCELLED;
            case STARTING -> next == RECORDING || next == STOPPING;
            case RECORDING -> next == PAUSED || next == STOPPING;
            case PAUSED -> next == RECORDING || next == STOPPING;
            case STOPPING -> next == RECORDED || next == MISSED;
            case RECORDED, MISSED, CANCELLED -> false;
        };
    }

    /** As the database and the API spell it. */
    public String spelled() {
        return name().toLowerCase(Locale.ROOT);
    }
}
