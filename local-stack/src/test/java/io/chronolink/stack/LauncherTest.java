package io.chronolink.stack;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.chronolink.events.Service;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@NullUnmarked
class LauncherTest {

    private static final Duration SOON = Duration.ofSeconds(60);

    @TempDir
    Path home;

    private final int offset = freeOffset();
    private final List<Process> launchers = new ArrayList<>();

    @BeforeEach
    void packageServices() throws IOException {
        for (Service service : Service.values()) {
            FakeService.packageAs(service.wireName(), home, FakeService.class);
        }
        // Saves each test the unpacking.
        var unpacked = "postgres-" + PostgreSql.version();
        if (Files.exists(TestStack.cache().resolve(unpacked))) {
            Files.createDirectories(home.resolve(".local"));
            Files.createSymbolicLink(
                    home.resolve(".local").resolve(unpacked), TestStack.cache().resolve(unpacked));
        }
    }

    @AfterEach
    void endAll() {
        launchers.forEach(Process::destroyForcibly);
        // Nothing to find, unless a test failed.
        processes().forEach(ProcessHandle::destroyForcibly);
        await().atMost(SOON).until(() -> processes().isEmpty());
    }

    @Test
    void afterKillNothingIsLeftAndTheNextStartGoesOnWithTheData() throws Exception {
        var first = launch("--no-demo");
        awaitServing(first);
        var environment = environment();
        assertEquals("http://127.0.0.1:" + (8081 + offset), environment.get("PROFILE_URL"));
        assertEquals("http://127.0.0.1:" + (8085 + offset), environment.get("RECORDING_URL"));
        assertEquals("127.0.0.1:" + (19092 + offset), environment.get("KAFKA_BOOTSTRAP_SERVERS"));
        assertEquals(3, environment.get("TOKEN").split("\\.").length);
        assertEquals(
                PosixFilePermissions.fromString("rw-------"),
                Files.getPosixFilePermissions(home.resolve(".local/stack.env")));
        var schedule = home.resolve(".local/env/schedule-service.env");
        assertEquals(PosixFilePermissions.fromString("rw-------"), Files.getPosixFilePermissions(schedule));
        assertTrue(Files.readAllLines(schedule)
                .containsAll(List.of(
                        "KAFKA_BOOTSTRAP_SERVERS=127.0.0.1:" + (19092 + offset),
                        "MP_JWT_VERIFY_PUBLICKEY_LOCATION=file:" + home.resolve(".local/keys/public.pem"),
                        "QUARKUS_DATASOURCE_JDBC_URL=jdbc:postgresql://127.0.0.1:" + (15432 + offset) + "/schedule",
                        "QUARKUS_DATASOURCE_USERNAME=schedule")));
        assertEquals(200, status(environment.get("INFORMATION_URL") + "/q/health/ready"));
        assertTrue(output(first).contains("PostgreSQL " + PostgreSql.version() + " ready on " + (15432 + offset)));
        // The launcher itself, PostgreSQL, Kafka and five services at least, or the rest proves nothing.
        assertTrue(processes().size() >= 8, () -> "running: " + processes());

        first.destroyForcibly().waitFor();
        await().atMost(SOON).until(() -> processes().isEmpty());

        var second = launch("--no-demo");
        awaitServing(second);
        second.destroy();
        assertTrue(second.waitFor(60, TimeUnit.SECONDS));
        assertTrue(processes().isEmpty(), () -> "still running: " + processes());
        assertFalse(Files.exists(home.resolve(".local/stack.env")));
        assertFalse(Files.exists(home.resolve(".local/env")));
        assertFalse(output(second).contains("Formatting"));
    }

    @Test
    void aServiceThatCannotStartIsNamedWithTheEndOfItsLogAndAllIsStopped() throws Exception {
        FakeService.packageAs("period-service", home, FakeService.Broken.class);
        var earlier = Files.createDirectories(home.resolve(".local/kafka/data"));
        Files.writeString(earlier.resolve("meta.properties"), "of another cluster, with which Kafka does not start");

        var launcher = launch("--clean", "--once", "--no-demo");

        assertEquals(1, exitCode(launcher));
        assertTrue(output(launcher).contains("Kafka ready"), () -> output(launcher));
        assertTrue(output(launcher).contains("period-service ended with exit code 3"), () -> output(launcher));
        assertTrue(output(launcher).contains("the schema does not fit"));
        assertTrue(processes().isEmpty(), () -> "still running: " + processes());
    }

    @Test
    void aSecondRunIsRefusedAndAServiceThatDiesEndsTheFirst() throws Exception {
        var first = launch("--no-demo");
        awaitServing(first);

        var second = launch("--no-demo");
        assertEquals(1, exitCode(second));
        assertTrue(output(second).contains("Another ./run (process " + first.pid() + ")"), () -> output(second));

        processes().stream()
                .filter(process -> commandLine(process).contains("schedule-service"))
                .forEach(ProcessHandle::destroyForcibly);
        assertEquals(1, exitCode(first));
        assertTrue(output(first).contains("schedule-service ended by itself"), () -> output(first));
        assertTrue(processes().isEmpty(), () -> "still running: " + processes());
    }

    @Test
    void aTakenPortIsNamedBeforeAnythingStarts() throws Exception {
        try (var taken = new ServerSocket(8083 + offset, 1, InetAddress.getLoopbackAddress())) {
            var launcher = launch("--no-demo");

            assertEquals(1, exitCode(launcher));
            assertEquals(
                    "port " + taken.getLocalPort() + " is taken (period-service)."
                            + " Stop what uses it, or run PORT_OFFSET=" + (offset + 1000) + " ./run\n",
                    output(launcher));
            assertFalse(Files.exists(home.resolve(".local/postgresql")));
        }
    }

    @Test
    void aServiceThatWasNotBuiltIsNamed() throws Exception {
        Disk.delete(home.resolve("recording-service"));

        var launcher = launch("--no-demo");

        assertEquals(1, exitCode(launcher));
        assertTrue(output(launcher).contains("recording-service is not built"), () -> output(launcher));
        assertFalse(Files.exists(home.resolve(".local/postgresql")));
    }

    @Test
    void aDirectoryThatCannotBeMadeIsNamed() throws Exception {
        Disk.delete(home.resolve(".local"));
        Files.writeString(home.resolve(".local"), "in the way");

        var launcher = launch("--no-demo");

        assertEquals(1, exitCode(launcher));
        assertEquals(
                "Cannot write to " + home.resolve(".local") + ": it is a file, not a directory\n", output(launcher));
    }

    @Test
    void withoutADemoOnceIsNotASuccess() throws Exception {
        var launcher = launch("--once");

        assertEquals(1, exitCode(launcher));
        assertEquals("There is no demo to play.\n", output(launcher));
    }

    /** An offset at which all ports of the stack are free. */
    private static int freeOffset() {
        return new Random()
                .ints(1000, 12_000)
                .filter(candidate ->
                        Stack.builder().services(Service.values()).portOffset(candidate).ports().values().stream()
                                .allMatch(Ports::isFree))
                .findFirst()
                .orElseThrow();
    }

    private Process launch(String... options) throws IOException {
        var command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Dchronolink.home=" + home,
                "-cp",
                System.getProperty("java.class.path"),
                Launcher.class.getName()));
        command.addAll(Arrays.asList(options));
        var builder = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(home.resolve("output-" + launchers.size()).toFile());
        builder.environment().put("PORT_OFFSET", Integer.toString(offset));
        // All JVMs of the stack compile less, for they live only seconds; each says so in its output.
        builder.environment().put("JAVA_TOOL_OPTIONS", "-XX:TieredStopAtLevel=1");
        var launcher = builder.start();
        launchers.add(launcher);
        return launcher;
    }

    private void awaitServing(Process launcher) {
        await().atMost(Duration.ofSeconds(90))
                .until(() -> output(launcher).contains("Serving.") || !launcher.isAlive());
        assertTrue(launcher.isAlive(), () -> output(launcher));
    }

    private static int exitCode(Process launcher) throws InterruptedException {
        assertTrue(launcher.waitFor(90, TimeUnit.SECONDS));
        return launcher.exitValue();
    }

    private String output(Process launcher) {
        try {
            return Files.readString(home.resolve("output-" + launchers.indexOf(launcher)))
                    .replaceAll("Picked up JAVA_TOOL_OPTIONS.*\n", "");
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private Map<String, String> environment() throws IOException {
        return Files.readAllLines(home.resolve(".local/stack.env"), UTF_8).stream()
                .map(line -> line.split("=", 2))
                .collect(Collectors.toMap(pair -> pair[0], pair -> pair[1]));
    }

    /** All processes of this test's stack: the directory is in each one's command line, watchdogs included. */
    private List<ProcessHandle> processes() {
        return ProcessHandle.allProcesses()
                .filter(process -> commandLine(process).contains(home.toString()))
                .toList();
    }

    private static String commandLine(ProcessHandle process) {
        try {
            return Files.readString(Path.of("/proc", Long.toString(process.pid()), "cmdline"));
        } catch (IOException ended) {
            return "";
        }
    }

    private static int status(String url) throws IOException {
        return ((HttpURLConnection) URI.create(url).toURL().openConnection()).getResponseCode();
    }
}
