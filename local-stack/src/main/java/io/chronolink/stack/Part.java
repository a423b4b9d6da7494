package io.chronolink.stack;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One process of the stack. It is started under a watchdog that stops it when this JVM is gone, however that
 * happened, so that nothing is left behind.
 */
public final class Part {

    private static final Duration READY_WITHIN = Duration.ofSeconds(120);
    private static final Duration LOOK_EVERY = Duration.ofMillis(200);
    private static final int LINES_TO_SHOW = 20;
    private static final int BYTES_TO_SHOW = 16 * 1024;

    /**
     * The shell becomes the program (so the pid is the program's own) and leaves a watcher behind that reads the
     * pipe whose other end only this JVM holds: a line is a signal to pass on, the end means that this JVM died.
     * In a session of its own the program does not hear Ctrl-C: it is this JVM that decides the order of stopping.
     */
    private static final String WATCHDOG = """
            signal=$1 tries=$2 rubbish=$3; shift 3
            exec 3<&0 </dev/null
            ( (
              trap '' INT HUP TERM
              while read -r wish; do kill -s "$wish" $$; done <&3
              kill -0 $$ || exit 0
              kill -s "$signal" $$
              while [ "$tries" -gt 0 ] && kill -0 $$; do tries=$((tries - 1)); sleep 0.1; done
              kill -s KILL $$
              [ -z "$rubbish" ] || rm -rf "$rubbish"
            ) >/dev/null 2>&1 & )
            if command -v setsid >/dev/null; then exec setsid "$@" 3<&-; fi
            trap '' INT
            exec "$@" 3<&-
            """;

    private final String name;
    private final Path log;
    private final Supplier<Command> recipe;
    private final BooleanSupplier ready;

    private volatile @Nullable Process process;
    private volatile @Nullable Command command;
    private volatile boolean closed;

    /**
     * How the program is started and stopped.
     *
     * @param arguments program and arguments
     * @param environment added to this JVM's own
     * @param stopSignal the signal that asks for an orderly end, as {@code kill -s} names it
     * @param orphanSignal the signal that the watchdog sends when this JVM has died
     * @param patience how long the orderly end may take before the part is killed
     * @param rubbish deleted after the program when this JVM has died; null to keep everything
     * @param afterStop what is left to do after an orderly end
     */
    record Command(
            List<String> arguments,
            Map<String, String> environment,
            String stopSignal,
            String orphanSignal,
            Duration patience,
            @Nullable Path rubbish,
            Runnable afterStop) {}

    /**
     * @param recipe makes ready what the program needs, then tells how to start it; asked at every start
     * @param ready asked again and again until it says yes; an exception from it counts as no
     */
    Part(String name, Path log, Supplier<Command> recipe, BooleanSupplier ready) {
        this.name = name;
        this.log = log;
        this.recipe = recipe;
        this.ready = ready;
    }

    /** What people call it, such as "PostgreSQL" or "profile-service". */
    public String name() {
        return name;
    }

    /** The file that takes its standard output and error; grows over restarts. */
    public Path log() {
        return log;
    }

    /** Whether its process runs, ready or not. */
    public boolean isAlive() {
        Process current = process;
        return current != null && current.isAlive();
    }

    /** The process id of the program itself; throws {@link StackException} when it was never started. */
    public long pid() {
        return started().pid();
    }

    /**
     * Starts it and waits until it is ready, at most 120 s.
     *
     * @return how long that took
     * @throws StackException when it ends or is not ready in time; the message has the last lines of its log
     */
    public synchronized Duration start() {
        if (isAlive()) {
            throw new StackException(name + " runs already");
        }
        if (closed) {
            throw new StackException(name + " is not started: the stack is being stopped");
        }
        long from = System.nanoTime();
        Command made = recipe.get();
        command = made;
        Process running = launch(made);
        process = running;
        if (closed) {
            kill();
        }
        while (!isReady()) {
            if (!running.isAlive()) {
                throw new StackException(name + " ended with exit code " + running.exitValue() + lastLines());
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
    public void stop() {
        Process running = process;
        Command how = command;
        if (running == null || how == null || !running.isAlive()) {
            return;
        }
        List<ProcessHandle> family = running.descendants().toList();
        try {
            var watcher = running.getOutputStream();
            watcher.write((how.stopSignal() + "\n").getBytes(StandardCharsets.US_ASCII));
            watcher.flush();
        } catch (IOException gone) {
            running.toHandle().destroy();
        }
        if (ended(running, how.patience())) {
            how.afterStop().run();
        } else {
            running.toHandle().destroyForcibly();
        }
        bury(running, family);
    }

    /**
     * Ends it as {@code kill -9} does, and waits until all that belonged to it is gone. The signal goes through the
     * handle: {@link Process#destroyForcibly} would close the pipe as well, while the program is still dying, which
     * the watchdog would take for the death of this JVM.
     */
    public void kill() {
        Process running = process;
        if (running != null) {
            List<ProcessHandle> family = running.descendants().toList();
            running.toHandle().destroyForcibly();
            bury(running, family);
        }
    }

    /** Its name, its exit code and the last lines of its log, for a part that ended by itself. */
    String obituary() {
        return name + " ended by itself with exit code " + started().exitValue() + lastLines();
    }

    /** Takes away the log of earlier runs, so that logs do not grow without end. */
    void forgetLog() {
        try {
            Files.deleteIfExists(log);
        } catch (IOException e) {
            throw new StackException(log + " cannot be deleted: " + e.getMessage(), e);
        }
    }

    /** Keeps it from being started from now on. */
    void close() {
        closed = true;
    }

    private Process launch(Command made) {
        var arguments = new ArrayList<String>(List.of(
                "/bin/sh",
                "-c",
                WATCHDOG,
                "watchdog",
                made.orphanSignal(),
                Long.toString(made.patience().toMillis() / 100),
                made.rubbish() == null ? "" : made.rubbish().toString()));
        arguments.addAll(made.arguments());
        var builder = new ProcessBuilder(arguments);
        builder.environment().putAll(made.environment());
        builder.redirectErrorStream(true).redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
        try {
            Files.createDirectories(log.toAbsolutePath().getParent());
            return builder.start();
        } catch (IOException e) {
            throw new StackException(name + " cannot be started: " + e.getMessage(), e);
        }
    }

    private boolean isReady() {
        try {
            return ready.getAsBoolean();
        } catch (RuntimeException notYet) {
            return false;
        }
    }

    private Process started() {
        Process current = process;
        if (current == null) {
            throw new StackException(name + " was never started");
        }
        return current;
    }

    private String lastLines() {
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

    private static void bury(Process running, List<ProcessHandle> family) {
        if (!ended(running, Duration.ofSeconds(10))) {
            throw new StackException("process " + running.pid() + " does not end");
        }
        for (ProcessHandle child : family) {
            try {
                child.onExit().get(5, TimeUnit.SECONDS);
            } catch (TimeoutException tooSlow) {
                child.destroyForcibly();
            } catch (ExecutionException e) {
                throw new StackException("process " + child.pid() + " cannot be watched", e);
            } catch (InterruptedException e) {
                throw interrupted();
            }
        }
    }

    private static boolean ended(Process running, Duration within) {
        try {
            return running.waitFor(within.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            throw interrupted();
        }
    }

    static void pause() {
        try {
            Thread.sleep(LOOK_EVERY.toMillis());
        } catch (InterruptedException e) {
            throw interrupted();
        }
    }

    private static StackException interrupted() {
        Thread.currentThread().interrupt();
        return new StackException("interrupted");
    }
}
