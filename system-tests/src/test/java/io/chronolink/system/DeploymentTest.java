package io.chronolink.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.chronolink.events.Service;
import io.chronolink.events.Topic;
import io.chronolink.events.Topics;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The deployment files are true. */
class DeploymentTest {

    private static final Path PROJECT = Path.of("..").toAbsolutePath().normalize();

    @Test
    void theTopicsOfTheManifestsAreThoseOfTheContracts() throws IOException {
        String expected =
                Topics.all().stream().map(DeploymentTest::line).sorted().collect(Collectors.joining("\n"));

        String actual = Files.readAllLines(PROJECT.resolve("deploy/base/topics.txt")).stream()
                .filter(line -> !line.startsWith("#"))
                .sorted()
                .collect(Collectors.joining("\n"));

        assertThat(actual).isEqualTo(expected);
    }

    @Test
    void composeBuildsEveryServiceFromTheOneDockerfile() throws IOException {
        String compose = Files.readString(PROJECT.resolve("docker-compose.yml"));

        for (Service service : Service.values()) {
            String database = service.name().toLowerCase(Locale.ROOT);
            assertThat(compose)
                    .contains("  " + service.wireName() + ":\n")
                    .contains("SERVICE: " + service.wireName() + "\n")
                    .contains("jdbc:postgresql://postgres:5432/" + database + "\n");
        }
    }

    @Test
    void theKubernetesBaseRendersFiveServicesWithProbesAndResources() throws Exception {
        assumeTrue(
                new ProcessBuilder("sh", "-c", "command -v kubectl").start().waitFor() == 0,
                "kubectl is not installed, so the manifests are not rendered");

        Process kubectl = new ProcessBuilder("kubectl", "kustomize", "deploy/base")
                .directory(PROJECT.toFile())
                .start();
        String rendered = new String(kubectl.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

        assertThat(kubectl.waitFor()).isZero();
        assertThat(rendered.split("kind: Deployment\n", -1)).hasSize(6);
        for (String part : new String[] {"readinessProbe:", "livenessProbe:", "startupProbe:", "resources:"}) {
            assertThat(rendered.split(part, -1).length).as(part).isGreaterThanOrEqualTo(6);
        }
        for (Service service : Service.values()) {
            assertThat(rendered)
                    .contains("name: " + service.wireName() + "\n")
                    .contains("name: " + service.name().toLowerCase(Locale.ROOT) + "-database\n");
        }
    }

    private static String line(Topic topic) {
        Map<String, String> settings = new TreeMap<>(topic.config());
        return topic.name() + " " + topic.partitions() + " "
                + settings.entrySet().stream()
                        .map(setting -> setting.getKey() + "=" + setting.getValue())
                        .collect(Collectors.joining(","));
    }
}
