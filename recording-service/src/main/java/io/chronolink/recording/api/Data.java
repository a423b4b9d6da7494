package io.chronolink.recording.api;

/** The envelope around every answer that is no error. */
record Data<T>(T data) {

    /** The number of what was made. */
    record Id(long id) {}
}
