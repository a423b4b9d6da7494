package io.chronolink.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.chronolink.demo.Api;
import io.chronolink.events.Service;
import io.chronolink.events.Topics;
import io.chronolink.stack.EventProbe;
import io.chronolink.stack.EventProbe.Sent;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The commands with curl, as they stand in the READMEs. */
class ReadmeIT {

    private static final String WALK = "```bash\nsource .local/stack.env\n";

    @BeforeAll
    static void requireCurl() throws Exception {
        assumeTrue(
                new ProcessBuilder("sh", "-c", "command -v curl").start().waitFor() == 0,
                "curl is not installed, so the READMEs' commands are not run");
    }

    @Test
    void theWalkWithCurlShowsWhatItSays() throws Exception {
        String output = run(
                block("README.md", WALK),
                Map.of(
                        "PROFILE_URL",
                        Platform.STACK.url(Service.PROFILE).toString(),
                        "SCHEDULE_URL",
                        Platform.STACK.url(Service.SCHEDULE).toString(),
                        "TOKEN",
                        Platform.token("demo")));

        assertThat(output)
                .contains("\"status\":\"done\"")
                .contains("\"dayOfWeek\":\"Monday\",\"startTime\":\"9:00\",\"stopTime\":\"10:00\",\"derived\":true");
    }

    @Test
    void anOperatorWithCurlSeesReplaysAndGivesUpParkedEventsAndRebuilds() throws Exception {
        String tenant = "operator-" + UUID.randomUUID();
        try (Api api = Platform.as(tenant);
                EventProbe probe = new EventProbe(Platform.STACK.bootstrapServers())) {
            probe.send(
                    Topics.ROOM,
                    Sent.of(
                            "io.chronolink.room.saved.v1",
                            tenant,
                            UUID.randomUUID(),
                            UUID.randomUUID(),
                            1,
                            "{\"id\": broken"));
            String parked = await().atMost(Duration.ofSeconds(60))
                    .until(
                            () -> api.call(Service.PERIOD, "GET", "/admin/parked-events", null)
                                    .body()
                                    .at("/items/0/id")
                                    .asText(),
                            id -> !id.isEmpty());

            List<JsonNode> answers =
                    json(run(block("service-kit/README.md", "/admin/parked-events\""), of(tenant, parked)));
            // A list, one, and it still cannot be read when it is tried, or in earnest; then it is given up.
            assertThat(answers).hasSize(5);
            assertThat(answers.get(0).path("total_count").asInt()).isEqualTo(1);
            assertThat(answers.get(1).path("payload").asText()).isEqualTo("{\"id\": broken");
            assertThat(answers.get(2).path("dry_run").asBoolean()).isTrue();
            assertThat(answers.get(3).path("failed").asText()).isEqualTo(parked);
            assertThat(answers.get(4).path("deleted").asText()).isEqualTo(parked);

            String[] rebuild =
                    block("service-kit/README.md", "/admin/rebuild\"").split("\n");
            JsonNode started = json(run(rebuild[0], of(tenant, ""))).get(0);
            String id = started.path("rebuild_id").asText();
            assertThat(json(run(rebuild[1], of(tenant, id)))
                            .get(0)
                            .path("status")
                            .asText())
                    .isIn("running", "done");
            Platform.awaitRebuilt(api, Service.PERIOD, "/admin/rebuild/" + id);
        }
    }

    private static Map<String, String> of(String tenant, String id) {
        return Map.of("URL", Platform.STACK.url(Service.PERIOD).toString(), "TOKEN", Platform.token(tenant), "ID", id);
    }

    /** The commands of the block that has a text in it; of those, what comes after the text where it is how it begins. */
    private static String block(String file, String text) throws Exception {
        String readme = Files.readString(Platform.PROJECT.resolve(file));
        int at = readme.indexOf(text);
        assertThat(at).as("%s in %s", text, file).isPositive();
        int begin = text.startsWith("```") ? at + text.length() : readme.lastIndexOf("```sh\n", at) + 6;
        return readme.substring(begin, readme.indexOf("```", begin)).strip();
    }

    private static String run(String commands, Map<String, String> environment) throws Exception {
        Path script = Files.createTempFile("readme", ".sh");
        try {
            Files.writeString(script, "set -euo pipefail\n" + commands.replace("curl -H", "curl -sS -H") + "\n");
            ProcessBuilder bash = new ProcessBuilder("bash", script.toString()).redirectErrorStream(true);
            bash.environment().putAll(environment);
            Process running = bash.start();
            String output = new String(running.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(running.waitFor()).as(output).isZero();
            return output;
        } finally {
            Files.delete(script);
        }
    }

    private static List<JsonNode> json(String answers) throws Exception {
        try (MappingIterator<JsonNode> values =
                new ObjectMapper().readerFor(JsonNode.class).readValues(answers)) {
            return values.readAll();
        }
    }
}
