package io.chronolink.stack;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@NullUnmarked
class RunScriptTest {

    @TempDir
    Path temporary;

    /** What a run of the script came to. */
    private record Outcome(int code, String output) {}

    @Test
    void helpTellsTheOptions() throws Exception {
        var help = run(Map.of(), "--help");

        assertEquals(0, help.code());
        for (String option : List.of("--once", "--no-demo", "--timetable FILE", "--clean", "PORT_OFFSET")) {
            assertTrue(help.output().contains(option), option);
        }
    }

    @Test
    void helpNamesTheTasksHoweverItIsAskedFor() throws Exception {
        for (String asked : List.of("help", "--help", "-h")) {
            var help = run(Map.of(), asked);

            assertEquals(0, help.code(), asked);
            for (String task :
                    List.of("mvn verify", "-am", "-Pcontainers", "-Plint", "spotless", "-Pbench", "-Psoak")) {
                assertTrue(help.output().contains(task), asked + ": " + task);
            }
        }
    }

    @Test
    void whatItDoesNotUnderstandIsRefusedWithExitCodeTwo() throws Exception {
        assertEquals(
                new Outcome(2, "Unknown option --twice. ./run --help lists the options.\n"), run(Map.of(), "--twice"));
        assertEquals(
                new Outcome(2, "--timetable needs a file. ./run --help lists the options.\n"),
                run(Map.of(), "--once", "--timetable"));
        assertEquals(
                new Outcome(2, "There is no file /nowhere.csv to read a timetable from.\n"),
                run(Map.of(), "--timetable", "/nowhere.csv"));
        for (String bad : List.of("one", "-1", "46001", "1e3", "99999999999999999999")) {
            assertEquals(
                    new Outcome(2, "PORT_OFFSET must be a number from 0 to 46000, but is " + bad + ".\n"),
                    run(Map.of("PORT_OFFSET", bad), "--once"));
        }
    }

    @Test
    void missingJavaIsNamed() throws Exception {
        var outcome = run(Map.of("JAVA_HOME", "/nowhere"), "--once");

        assertEquals(1, outcome.code());
        assertTrue(outcome.output().startsWith("Java is missing (looked for /nowhere/bin/java)."), outcome.output());
    }

    @Test
    void oldJavaIsNamed() throws Exception {
        var bin = Files.createDirectories(temporary.resolve("bin"));
        program(bin.resolve("java"), "echo '    java.specification.version = 1.8' >&2");

        var outcome = run(Map.of("JAVA_HOME", temporary.toString()), "--once");

        assertEquals(
                new Outcome(
                        1, "Java 1.8 is too old (found " + bin.resolve("java") + "). Version 17 or newer is needed.\n"),
                outcome);
    }

    @Test
    void oldMavenIsNamedWhenThereIsSomethingToBuild() throws Exception {
        var clone = Files.createDirectories(temporary.resolve("clone"));
        Files.copy(script(), clone.resolve("run"));
        var bin = Files.createDirectories(temporary.resolve("bin"));
        program(bin.resolve("mvn"), "echo 'Apache Maven 3.6.3 (cecedd343)'");

        var outcome = run(clone.resolve("run"), Map.of("PATH", bin + ":" + System.getenv("PATH")), "--once");

        assertEquals(new Outcome(1, "Maven 3.6.3 is too old. Version 3.8.6 or newer is needed.\n"), outcome);
    }

    @Test
    void aBuildThatFailsStopsIt() throws Exception {
        var clone = Files.createDirectories(temporary.resolve("clone"));
        Files.copy(script(), clone.resolve("run"));
        var bin = Files.createDirectories(temporary.resolve("bin"));
        program(bin.resolve("mvn"), "[ \"$1\" = -v ] && echo 'Apache Maven 3.9.1 (x)' && exit; echo broken; exit 1");

        var outcome = run(clone.resolve("run"), Map.of("PATH", bin + ":" + System.getenv("PATH")), "--once");

        assertEquals(
                new Outcome(1, "Building local-stack\nbroken\nThe build failed; what Maven says stands above.\n"),
                outcome);
    }

    private static Path script() {
        return Path.of("..", "run").toAbsolutePath().normalize();
    }

    private static Outcome run(Map<String, String> environment, String... options) throws Exception {
        return run(script(), environment, options);
    }

    private static Outcome run(Path script, Map<String, String> environment, String... options) throws Exception {
        var command = new ArrayList<>(List.of("bash", script.toString()));
        command.addAll(List.of(options));
        var builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        builder.environment().remove("PORT_OFFSET");
        builder.environment().putAll(environment);
        var process = builder.start();
        var output = new String(process.getInputStream().readAllBytes(), UTF_8);
        return new Outcome(process.waitFor(), output);
    }

    private static void program(Path file, String body) throws IOException {
        Files.writeString(file, "#!/bin/sh\n" + body + "\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }
}
