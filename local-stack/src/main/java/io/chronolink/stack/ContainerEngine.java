package io.chronolink.stack;

import java.util.Optional;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.dockerclient.EnvironmentAndSystemPropertyClientProviderStrategy;
import org.testcontainers.dockerclient.TestcontainersHostPropertyClientProviderStrategy;

/**
 * Whether a container engine answers. The build with {@code -Pcontainers} runs this file as a program before anything
 * else, when nothing is compiled yet, so it uses no other class of the project.
 */
final class ContainerEngine {

    private ContainerEngine() {}

    /** Prints one sentence where no engine answers, and nothing else. */
    public static void main(String[] arguments) {
        problem().ifPresent(System.out::println);
    }

    /** What is wrong, for the person at the terminal; empty when an engine answers. */
    static Optional<String> problem() {
        String told = System.getenv("DOCKER_HOST");
        boolean isTold = told != null && !told.isBlank();
        if (isTold ? answersWhereTold() : answers()) {
            return Optional.empty();
        }
        return Optional.of("No container engine answers" + (isTold ? " at DOCKER_HOST=" + told : "")
                + ", which -Pcontainers needs: start Docker (or another engine with its API), or let DOCKER_HOST name"
                + " one; mvn verify without -Pcontainers runs the same tests without containers.");
    }

    private static boolean answers() {
        try {
            return DockerClientFactory.instance().getTransportConfig() != null;
        } catch (IllegalStateException none) {
            return false;
        }
    }

    /** An engine found elsewhere, such as at the usual socket, is not the one that was asked for. */
    @SuppressWarnings(
            "deprecation") // Testcontainers marks all strategies so, and tells what was found by no other way.
    private static boolean answersWhereTold() {
        var engine = DockerClientFactory.instance();
        return answers()
                && (engine.isUsing(EnvironmentAndSystemPropertyClientProviderStrategy.class)
                        || engine.isUsing(TestcontainersHostPropertyClientProviderStrategy.class));
    }
}
