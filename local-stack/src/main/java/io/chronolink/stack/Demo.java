package io.chronolink.stack;

import java.io.PrintStream;
import java.nio.file.Path;
import java.util.Optional;

/** What the launcher plays on a running stack; found by {@link java.util.ServiceLoader}. */
public interface Demo {

    /**
     * Plays on the stack and prints what happened.
     *
     * @param timetable the file of {@code --timetable}, which exists; empty for the demo's own
     * @return whether every step held
     */
    boolean play(Stack stack, Optional<Path> timetable, PrintStream out);
}
