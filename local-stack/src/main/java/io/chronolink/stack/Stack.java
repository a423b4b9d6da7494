package io.chronolink.stack;

import io.chronolink.events.Service;
import io.chronolink.events.Topic;
import io.chronolink.events.Topics;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;

/**
 * PostgreSQL, Kafka with all topics, and packaged services, as processes of this machine or, for tests, in containers.
 * What it keeps is in one directory; a stack of processes that is started on the directory of an earlier one goes on with
 * its data.
 */
public final class Stack implements AutoCloseable {

    private final Layout layout;
    private final boolean disposable;
    private final PrintStream progress;
    private final Map<String, String> settings;
    private final Backend backend;
    private final Map<Service, Part> services = new EnumMap<>(Service.class);
    private final Tokens tokens;

    private Stack(Builder builder) {
        layout = new Layout(builder.directory.toAbsolutePath(), builder.ports());
        disposable = builder.disposable;
        progress = builder.progress;
        settings = Map.copyOf(builder.settings);
        tokens = Tokens.in(layout.directory().resolve("keys"), Clock.systemUTC());
        backend = builder.backend(layout, tokens);
        for (Service service : builder.services) {
            services.put(service, backend.service(service, () -> environment(service)));
        }
    }

    /** A stack in the making: without services, on the usual ports. */
    public static Builder builder() {
        return new Builder();
    }

    /** The name of a service's database and of the role that owns it. */
    public static String database(Service service) {
        return service.name().toLowerCase(Locale.ROOT);
    }

    /** Where a service answers, such as http://127.0.0.1:8081. */
    public URI url(Service service) {
        requireService(service);
        return URI.create("http://" + backend.host() + ":" + layout.port(service.wireName()));
    }

    /** Where Kafka answers. */
    public String bootstrapServers() {
        return backend.bootstrapServers();
    }

    /** The databases and how to get in. */
    public Databases databases() {
        return backend.databases();
    }

    /** Makes tokens that the services accept. */
    public Tokens tokens() {
        return tokens;
    }

    /** PostgreSQL, to be stopped, killed, and started again. */
    public Part postgreSql() {
        return backend.postgreSql();
    }

    /** Kafka, to be stopped, killed, and started again. */
    public Part kafka() {
        return backend.kafka();
    }

    /** A service, to be stopped, killed, and started again. */
    public Part service(Service service) {
        return requireService(service);
    }

    /** All parts, PostgreSQL and Kafka first. */
    public List<Part> parts() {
        var parts = new ArrayList<Part>(List.of(postgreSql(), kafka()));
        parts.addAll(services.values());
        return parts;
    }

    /** Starts all: PostgreSQL and Kafka beside each other, then the services; stops all if one part fails. */
    void start() {
        services.keySet().forEach(backend::require);
        parts().forEach(Part::forgetLog);
        ExecutorService starters = Executors.newCachedThreadPool(work -> {
            var thread = new Thread(work, "stack-start");
            thread.setDaemon(true);
            return thread;
        });
        try {
            var databases = CompletableFuture.runAsync(this::startPostgreSql, starters);
            var broker = CompletableFuture.runAsync(this::startKafka, starters);
            await(List.of(databases, broker));
            await(services.entrySet().stream()
                    .map(service -> CompletableFuture.runAsync(
                            () -> report(
                                    service.getValue(),
                                    layout.port(service.getKey().wireName()),
                                    service.getValue().start()),
                            starters))
                    .toList());
        } catch (RuntimeException e) {
            close();
            throw e;
        } finally {
            starters.shutdownNow();
        }
    }

    /** Makes topics beside those of the platform, and brings existing ones to their settings. */
    void create(List<Topic> topics) {
        KafkaBroker.create(bootstrapServers(), topics);
    }

    private void startPostgreSql() {
        var took = postgreSql().start();
        services.keySet().forEach(service -> databases().create(database(service)));
        report(postgreSql(), layout.port(Layout.POSTGRESQL), took);
    }

    private void startKafka() {
        long from = System.nanoTime();
        kafka().start();
        create(Topics.all());
        report(kafka(), layout.port(Layout.KAFKA), Duration.ofNanos(System.nanoTime() - from));
    }

    private void report(Part part, int port, Duration took) {
        progress.printf(Locale.ROOT, "%s ready on %d (%.1f s)%n", part.name(), port, took.toMillis() / 1000.0);
    }

    /** Waits for all, but no longer than until the first one fails. */
    private static void await(List<CompletableFuture<Void>> starts) {
        var firstFailure = new CompletableFuture<Void>();
        for (var start : starts) {
            start.whenComplete((done, failure) -> {
                if (failure != null) {
                    firstFailure.completeExceptionally(failure);
                }
            });
        }
        var all = CompletableFuture.allOf(starts.toArray(CompletableFuture<?>[]::new));
        try {
            CompletableFuture.anyOf(all, firstFailure).join();
        } catch (CompletionException e) {
            throw e.getCause() instanceof RuntimeException cause ? cause : e;
        }
    }

    /** Stops the services in order, then Kafka and PostgreSQL. */
    @Override
    public void close() {
        parts().forEach(Part::close);
        stopTogether(List.copyOf(services.values()));
        if (disposable) {
            kafka().kill();
            postgreSql().stop();
            backend.close();
            deleteAll();
        } else {
            stopTogether(List.of(kafka(), postgreSql()));
        }
    }

    private static void stopTogether(List<Part> parts) {
        var stops =
                parts.stream().map(part -> new Thread(part::stop, "stack-stop")).toList();
        stops.forEach(Thread::start);
        for (Thread stop : stops) {
            try {
                stop.join();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                parts.forEach(Part::kill);
            }
        }
    }

    private void deleteAll() {
        try {
            Disk.delete(layout.directory());
        } catch (IOException e) {
            throw new StackException(layout.directory() + " cannot be deleted: " + e.getMessage(), e);
        }
    }

    /** What a service is told by environment variables. */
    Map<String, String> environment(Service service) {
        var database = database(service);
        var environment = new HashMap<>(settings);
        environment.putAll(backend.addresses(service));
        environment.put("QUARKUS_DATASOURCE_USERNAME", database);
        environment.put("QUARKUS_DATASOURCE_PASSWORD", databases().password(database));
        return environment;
    }

    private Part requireService(Service service) {
        var part = services.get(service);
        if (part == null) {
            throw new StackException(service.wireName() + " is not in this stack");
        }
        return part;
    }

    /** What a stack is made of. */
    public static final class Builder {

        private Path directory = Path.of(".local");
        private @Nullable Path cache;
        private Path repository = Path.of("").toAbsolutePath();
        private Set<Service> services = EnumSet.noneOf(Service.class);
        private PrintStream progress = new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8);
        private int portOffset;
        private boolean freePorts;
        private boolean disposable;
        private boolean inContainers;
        private final Map<String, String> settings = new HashMap<>();

        private Builder() {}

        /** Where data, keys and logs are kept; {@code .local} unless told. */
        public Builder directory(Path path) {
            directory = path;
            return this;
        }

        /** Where PostgreSQL's programs and class archives are kept; the stack's directory unless told. */
        public Builder cache(Path path) {
            cache = path;
            return this;
        }

        /** The directory with the modules of the services, which must be packaged; the working directory unless told. */
        public Builder repository(Path path) {
            repository = path.toAbsolutePath().normalize();
            return this;
        }

        /** The services to start; none unless told. */
        public Builder services(Service... wanted) {
            services = EnumSet.noneOf(Service.class);
            services.addAll(List.of(wanted));
            return this;
        }

        /** Moves all ports. */
        public Builder portOffset(int offset) {
            portOffset = offset;
            return this;
        }

        /** Takes any free ports instead of the usual ones. */
        public Builder freePorts() {
            freePorts = true;
            return this;
        }

        /** For tests: fast instead of durable, and deleted with its whole directory at the end. */
        public Builder disposable() {
            disposable = true;
            return this;
        }

        /**
         * In containers instead of processes, and always {@link #disposable}; throws {@link StackException} where no
         * container engine answers.
         */
        public Builder inContainers() {
            ContainerEngine.problem().ifPresent(problem -> {
                throw new StackException(problem);
            });
            inContainers = true;
            return disposable();
        }

        /**
         * Lets the services reach a port of this JVM. To be called after {@link #inContainers} and before the start.
         *
         * @return the name of the host by which they reach it
         */
        public String reach(int port) {
            return inContainers ? Containers.reach(port) : "127.0.0.1";
        }

        /** A setting of all services as an environment variable, such as {@code CHRONOLINK_MAIL_PORT}. */
        public Builder setting(String name, String value) {
            settings.put(name, value);
            return this;
        }

        /** Where to print a line per part that is ready; nowhere unless told. */
        public Builder progress(PrintStream out) {
            progress = out;
            return this;
        }

        /** Starts it, and returns when every part is ready; throws {@link StackException} with all stopped if not. */
        public Stack start() {
            var stack = build();
            stack.start();
            return stack;
        }

        Stack build() {
            return new Stack(this);
        }

        private Backend backend(Layout layout, Tokens tokens) {
            if (inContainers) {
                return new Containers(layout, repository, tokens);
            }
            boolean archivesKept = !disposable || cache != null;
            return new Processes(
                    layout, repository, cache == null ? layout.directory() : cache, archivesKept, disposable, tokens);
        }

        /** Each part's port by the part's name. */
        Map<String, Integer> ports() {
            return Ports.of(services, freePorts, portOffset);
        }
    }
}
