package io.chronolink.stack;

import org.jspecify.annotations.Nullable;

/** The stack could not do what was asked; the message is meant for the person at the terminal. */
public final class StackException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    StackException(String message) {
        this(message, null);
    }

    StackException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
