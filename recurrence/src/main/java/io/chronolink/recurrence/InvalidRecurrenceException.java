package io.chronolink.recurrence;

import java.io.Serial;

/** A recurrence that cannot be accepted; the message names the offending part and may be shown to the caller. */
public final class InvalidRecurrenceException extends IllegalArgumentException {

    @Serial
    private static final long serialVersionUID = 1L;

    InvalidRecurrenceException(String message) {
        super(message);
    }

    InvalidRecurrenceException(String message, Throwable cause) {
        super(message, cause);
    }
}
