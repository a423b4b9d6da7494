package io.chronolink.recurrence;

/** How the end of an occurrence follows from its start; the two differ only across a change of the zone's offset. */
public enum DurationKind {
    /** The end is the start instant plus the elapsed duration: windows given by instants (profiles, recordings). */
    ELAPSED,

    /**
     * The end is the local start plus the duration, put on the wall clock: windows given by wall-clock times
     * (lessons, whole days). An end that falls into a gap or a fold is resolved like a start. Should the start have
     * been moved over its own end by a gap, the end moves along with it.
     */
    WALL_CLOCK
}
