package io.chronolink.recording.domain;

import org.jspecify.annotations.Nullable;

/** A device has not confirmed what it was told. */
public class RecorderException extends RuntimeException {

    private static final long serialVersionUID = 1;

    /** @param message why, in words for the log */
    public RecorderException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
