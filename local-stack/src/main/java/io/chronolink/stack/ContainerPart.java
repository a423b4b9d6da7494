package io.chronolink.stack;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.command.InspectContainerResponse.ContainerState;
import com.github.dockerjava.api.exception.ConflictException;
import com.github.dockerjava.api.exception.NotModifiedException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.output.OutputFrame;
import org.testcontainers.utility.LogUtils;

/**
 * A part that is a container. Testcontainers makes it and removes it; in between it is stopped, killed and started
 * again by the engine itself, so that it keeps its files and its ports, as a process would.
 */
final class ContainerPart extends Part {

    private static final int PATIENCE_SECONDS = 20;

    private final GenericContainer<?> container;
    private volatile @Nullable String id;

    ContainerPart(String name, Path log, GenericContainer<?> container, BooleanSupplier ready) {
        super(name, log, ready);
        this.container = container.withLogConsumer(this::append);
    }

    @Override
    public boolean isAlive() {
        return id != null && Boolean.TRUE.equals(state().getRunning());
    }

    @Override
    public long pid() {
        return state().getPidLong();
    }

    @Override
    public void stop() {
        if (id != null) {
            try {
                engine().stopContainerCmd(started())
                        .withTimeout(PATIENCE_SECONDS)
                        .exec();
            } catch (NotModifiedException doesNotRun) {
                // As it should be.
            }
        }
    }

    @Override
    public void kill() {
        if (id != null) {
            try {
                engine().killContainerCmd(started()).exec();
            } catch (ConflictException doesNotRun) {
                // As it should be.
            }
            while (isAlive()) {
                pause();
            }
        }
    }

    /** Takes the container away. */
    void remove() {
        container.stop();
    }

    @Override
    void launch() {
        try {
            if (id == null) {
                Files.createDirectories(log().getParent());
                container.start();
                id = container.getContainerId();
            } else {
                engine().startContainerCmd(started()).exec();
                // The engine tells its whole output again.
                Files.deleteIfExists(log());
                LogUtils.followOutput(engine(), started(), this::append);
            }
        } catch (IOException | RuntimeException e) {
            throw new StackException(name() + " cannot be started: " + rootOf(e).getMessage(), e);
        }
    }

    @Override
    int exitCode() {
        Long code = state().getExitCodeLong();
        return code == null ? -1 : code.intValue();
    }

    private ContainerState state() {
        return engine().inspectContainerCmd(started()).exec().getState();
    }

    private DockerClient engine() {
        return container.getDockerClient();
    }

    private String started() {
        String current = id;
        if (current == null) {
            throw new StackException(name() + " was never started");
        }
        return current;
    }

    private void append(OutputFrame output) {
        byte[] bytes = output.getBytes();
        if (bytes != null) {
            try {
                Files.write(log(), bytes, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    private static Throwable rootOf(Throwable failure) {
        Throwable root = failure;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        return root;
    }
}
