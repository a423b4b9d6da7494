package io.chronolink.stack;

import java.io.IOException;
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
 * A part that is a process of this machine. It is started under a watchdog that stops it when this JVM is gone, however
 * that happened, so that nothing is left behind.
 */
final class ProcessPart extends Part {

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

    private final Supplier<Command> recipe;

    private volatile @Nullable Process process;
    private volatile @Nullable Command command;

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
    ProcessPart(String name, Path log, Supplier<Command> recipe, BooleanSupplier ready) {
        super(name, log, ready);
        this.recipe = recipe;
    }

    @Override
    public boolean isAlive() {
        Process current = process;
        return current != null && current.isAlive();
    }

    @Override
    public long pid() {
        return started().pid();
    }

    @Override
    void launch() {
        Command made = recipe.get();
        command = made;
        process = launch(made);
    }

    @Override
    int exitCode() {
        return started().exitValue();
    }

    @Override
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
     * {@inheritDoc}
     *
     * <p>The signal goes through the handle: {@link Process#destroyForcibly} would close the pipe as well, while the program is still dying, which
     * the watchdog would take for the death of this JVM.
     */
    @Override
    public void kill() {
        Process running = process;
        if (running != null) {
            List<ProcessHandle> family = running.descendants().toList();
            running.toHandle().destroyForcibly();
            bury(running, family);
        }
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
        builder.redirectErrorStream(true).redirectOutput(ProcessBuilder.Redirect.appendTo(log().toFile()));
        try {
            Files.createDirectories(log().toAbsolutePath().getParent());
            return builder.start();
        } catch (IOException e) {
            throw new StackException(name() + " cannot be started: " + e.getMessage(), e);
        }
    }

    private Process started() {
        Process current = process;
        if (current == null) {
            throw new StackException(name() + " was never started");
        }
        return current;
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
}
