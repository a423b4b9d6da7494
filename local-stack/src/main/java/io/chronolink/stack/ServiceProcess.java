package io.chronolink.stack;

import io.chronolink.events.Service;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/** A packaged service in a process of its own. */
final class ServiceProcess {

    private static final int PROBE_MILLIS = 2_000;
    private static final int FIRST_WITH_COMPACT_HEADERS = 25;

    private final Service service;
    private final Path repository;
    private final Path archives;
    private final boolean archivesKept;
    private final Supplier<Map<String, String>> environment;
    private final Part part;

    /**
     * @param repository the directory with the services' modules
     * @param archives where class archives for a faster start are kept
     * @param archivesKept whether that directory outlives the stack
     * @param environment where its database, its broker and its key are; asked at every start
     */
    ServiceProcess(
            Service service,
            Path repository,
            Path archives,
            boolean archivesKept,
            Path log,
            int port,
            Supplier<Map<String, String>> environment) {
        this.service = service;
        this.repository = repository;
        this.archives = archives;
        this.archivesKept = archivesKept;
        this.environment = environment;
        this.part = new ProcessPart(
                service.wireName(), log, this::prepare, () -> isReady(URI.create("http://127.0.0.1:" + port)));
    }

    Part part() {
        return part;
    }

    private ProcessPart.Command prepare() {
        var jar = runner(repository, service);
        try {
            var archive = new ClassArchive(archives, archivesKept, service.wireName(), jars(jar));
            var command = new ArrayList<String>();
            command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
            command.addAll(archive.options());
            command.addAll(List.of("-Xms32m", "-Xmx128m", "-XX:+UseSerialGC", "-XX:+ExitOnOutOfMemoryError"));
            // What the C heap has free goes back to the system; Java 17 knows it since 17.0.9.
            command.addAll(List.of("-XX:+IgnoreUnrecognizedVMOptions", "-XX:TrimNativeHeapInterval=5000"));
            if (Runtime.version().feature() >= FIRST_WITH_COMPACT_HEADERS) {
                command.add("-XX:+UseCompactObjectHeaders");
            }
            command.addAll(List.of("-jar", jar.toString()));
            var variables = new HashMap<>(environment.get());
            // glibc keeps an arena per thread otherwise, which is most of what a JVM wastes.
            variables.put("MALLOC_ARENA_MAX", "2");
            return new ProcessPart.Command(command, variables, "TERM", "TERM", archive.patience(), null, archive::keep);
        } catch (IOException e) {
            throw new StackException(service.wireName() + " cannot be started: " + e.getMessage(), e);
        }
    }

    /** The packaged service; throws {@link StackException} when there is none. */
    static Path runner(Path repository, Service service) {
        var target = repository.resolve(service.wireName()).resolve("target");
        if (Files.isDirectory(target)) {
            try (var found = Files.newDirectoryStream(target, service.wireName() + "-*-runner.jar")) {
                for (Path jar : found) {
                    return jar;
                }
            } catch (IOException e) {
                throw new StackException(target + " cannot be read: " + e.getMessage(), e);
            }
        }
        throw new StackException(service.wireName() + " is not built: there is no " + service.wireName()
                + "-*-runner.jar in " + target + ". mvn package -DskipTests makes it.");
    }

    private static List<Path> jars(Path runner) throws IOException {
        var jars = new ArrayList<Path>();
        jars.add(runner);
        var libraries = runner.resolveSibling("lib");
        if (Files.isDirectory(libraries)) {
            try (var all = Files.list(libraries)) {
                jars.addAll(all.sorted().toList());
            }
        }
        return jars;
    }

    /** Whether the service at an address says that it is ready. */
    static boolean isReady(URI service) {
        try {
            var probe = (HttpURLConnection)
                    service.resolve("/q/health/ready").toURL().openConnection();
            probe.setConnectTimeout(PROBE_MILLIS);
            probe.setReadTimeout(PROBE_MILLIS);
            try {
                return probe.getResponseCode() == HttpURLConnection.HTTP_OK;
            } finally {
                probe.disconnect();
            }
        } catch (IOException notYet) {
            return false;
        }
    }
}
