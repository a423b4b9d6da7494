package io.chronolink.stack;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.function.BooleanSupplier;

/** One program of the stack, as a process of this machine or in a container; gone when this JVM is gone. */
public abstract sealed class Part permits ProcessPart, ContainerPart {

    private static final Duration READY_WITHIN = Duration.ofSeconds(120);
    private static final Duration LOOK_EVERY = Duration.ofMillis(200);
    private static final int LINES_TO_SHOW = 20;
    private static final int BYTES_TO_SHOW = 16 * 1024;

    private final String name;
    private final Path log;
    private final BooleanSupplier ready;

    private volatile boolean closed;

    /** @param ready asked again and again until it says yes; an exception from it counts as no */
    Part(String name, Path log, BooleanSupplier ready) {
        this.name = name;
        this.log = log;
        this.ready = ready;
    }

    /** What people call it, such as "PostgreSQL" or "profile-service". */
    public final String name() {
        return name;
    }

    /** The file that takes its standard output and error; grows over restarts. */
    public final Path log() {
        return log;
    }

    /** Whether it runs, ready or not. */
    public abstract boolean isAlive();

    /**
     * The process id of the program itself, where it runs: on this machine, or on that of the container engine. Throws
     * {@link StackException} when it was never started.
     */
    public abstract long pid();

    /**
     * Starts it and waits until it is ready, at most 120 s.
     *
     * @return how long that took
     * @throws StackException when it ends or is not ready in time; the message has the last lines of its log
     */
    public final synchronized Duration start() {
        if (isAlive()) {
            throw new StackException(name + " runs already");
        }
        if (closed) {
            throw new StackException(name + " is not started: the stack is being stopped");
        }
        long from = System.nanoTime();
        launch();
        if (closed) {
            kill();
        }
        while (!isReady()) {
            if (!isAlive()) {
                throw new StackException(name + " ended with exit code " + exitCode() + lastLines());
            }
            if (System.nanoTime() - from > READY_WITHIN.toNanos()) {
                kill();
                throw new StackException(
                        name + " was not ready within " + READY_WITHIN.toSeconds() + " s" + lastLines());
            }
            pause();
        }
        return Duration.ofNanos(System.nanoTime() - from);
    }

    /** Ends it in order: a service drains, a database writes its last checkpoint. Does nothing when it does not run. */
    public abstract void stop();

    /** Ends it as {@code kill -9} does, and waits until all that belonged to it is gone. */
    public abstract void kill();

    /** Starts the program, or throws {@link StackException}; it need not be ready yet. */
    abstract void launch();

    /** How the program ended. */
    abstract int exitCode();

    /** Its name, its exit code and the last lines of its log, for a part that ended by itself. */
    final String obituary() {
        return name + " ended by itself with exit code " + exitCode() + lastLines();
    }

    /** Takes away the log of earlier runs, so that logs do not grow without end. */
    final void forgetLog() {
        try {
            Files.deleteIfExists(log);
        } catch (IOException e) {
            throw new StackException(log + " cannot be deleted: " + e.getMessage(), e);
        }
    }

    /** Keeps it from being started from now on. */
    final void close() {
        closed = true;
    }

    private boolean isReady() {
        try {
            return ready.getAsBoolean();
        } catch (RuntimeException notYet) {
            return false;
        }
    }

    final String lastLines() {
        try {
            var lines = end().lines().toList();
            var last = lines.subList(Math.max(0, lines.size() - LINES_TO_SHOW), lines.size());
            return ". The end of " + log + ":\n  " + String.join("\n  ", last);
        } catch (IOException e) {
            return ". Its log " + log + " cannot be read.";
        }
    }

    private String end() throws IOException {
        try (var file = FileChannel.open(log)) {
            var bytes = ByteBuffer.allocate(BYTES_TO_SHOW);
            file.read(bytes, Math.max(0, file.size() - BYTES_TO_SHOW));
            return new String(bytes.array(), 0, bytes.position(), StandardCharsets.UTF_8);
        }
    }

    static void pause() {
        try {
            Thread.sleep(LOOK_EVERY.toMillis());
        } catch (InterruptedException e) {
            throw interrupted();
        }
    }

    static StackException interrupted() {
        Thread.currentThread().interrupt();
        return new StackException("interrupted");
    }
}
