package io.chronolink.stack;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Where no container engine answers, containers are refused; nothing is skipped. */
@NullUnmarked
class ContainerEngineTest {

    private static final String NOWHERE = "tcp://127.0.0.1:1";
    private static final String SENTENCE = "No container engine answers at DOCKER_HOST=" + NOWHERE
            + ", which -Pcontainers needs: start Docker (or another engine with its API), or let DOCKER_HOST name one;"
            + " mvn verify without -Pcontainers runs the same tests without containers.\n";

    /** Testcontainers writes there which engine it found. */
    @TempDir
    Path home;

    private final String told = System.getProperty("chronolink.stack", "processes");

    @AfterEach
    void restore() {
        System.setProperty("chronolink.stack", told);
    }

    @Test
    void theBuildIsToldInOneSentenceByTheSourceAlone() throws Exception {
        var source = Path.of("src/main/java/io/chronolink/stack/ContainerEngine.java");

        assertEquals(SENTENCE, output(testcontainers(), source.toString()));
    }

    @Test
    void theTestResourceOfAServiceFailsWithTheSameSentence() throws Exception {
        assertEquals(
                SENTENCE,
                output(
                        System.getProperty("java.class.path"),
                        "-Dchronolink.stack=containers",
                        StartsTheResource.class.getName()));
    }

    @Test
    void aStackOfAnotherKindIsRefused() {
        System.setProperty("chronolink.stack", "container");

        var refused = assertThrows(StackException.class, TestStack::builder);
        assertEquals("chronolink.stack is processes or containers, but not container", refused.getMessage());
    }

    /** A service's test, as far as it comes. */
    static final class StartsTheResource {

        public static void main(String[] arguments) {
            var resource = new ChronolinkTestResource();
            resource.init(Map.of("service", "profile"));
            try {
                System.out.println("started with " + resource.start());
            } catch (StackException e) {
                System.out.println(e.getMessage());
            }
        }
    }

    /** The class path without any class of the project, as the build has it when nothing is compiled yet. */
    private static String testcontainers() {
        return List.of(System.getProperty("java.class.path").split(":")).stream()
                .filter(entry -> entry.endsWith(".jar") && !entry.contains("chronolink"))
                .reduce((before, next) -> before + ":" + next)
                .orElseThrow();
    }

    /** What a JVM prints in which no engine is to be found where it is told to look; what libraries log is left out, as in the build. */
    private String output(String classPath, String... arguments) throws Exception {
        var command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Duser.home=" + home,
                "-Dslf4j.provider=org.slf4j.helpers.NOP_FallbackServiceProvider",
                "-cp",
                classPath));
        command.addAll(List.of(arguments));
        var builder = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD);
        builder.environment().put("DOCKER_HOST", NOWHERE);
        var process = builder.start();
        var output = new String(process.getInputStream().readAllBytes(), UTF_8);
        process.waitFor();
        return output;
    }
}
