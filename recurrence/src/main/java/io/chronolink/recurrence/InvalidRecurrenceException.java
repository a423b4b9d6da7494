package io.chronolink.recurrence;

import java.io.Serial;

/** A recurrence that cannot be accepted; the message names the offending part and may be shown to the caller. */
public final class InvalidRecurrenceException extends IllegalArgumentException {

    @Serial
    private static final long serialVersionUID = 1L;

    private final String field;

    InvalidRecurrenceException(String field, String message) {
        super(message);
        this.field = field;
    }

    InvalidRecurrenceException(String field, String message, Throwable cause) {
        super(message, cause);
        this.field = field;
    }

    /**
     * The member at fault: in the spelling of the dialect from a translation, such as {@code repeat_looper} or
     * {@code end_after}; from {@link Recurrence} itself {@code start}, {@code duration}, {@code rrule} or
     * {@code excludedStarts}.
     */
    public String field() {
        return field;
    }
}
