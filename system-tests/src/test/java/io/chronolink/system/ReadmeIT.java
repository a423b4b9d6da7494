package io.chronolink.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.chronolink.events.Service;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The README's walk with curl, as it stands there. */
class ReadmeIT {

    private static final String BEGIN = "```bash\nsource .local/stack.env\n";

    @Test
    void theWalkWithCurlShowsWhatItSays() throws Exception {
        assumeTrue(
                new ProcessBuilder("sh", "-c", "command -v curl").start().waitFor() == 0,
                "curl is not installed, so the README's walk is not taken");
        String readme = Files.readString(Platform.PROJECT.resolve("README.md"));
        int begin = readme.indexOf(BEGIN);
        assertThat(begin).isPositive();
        String walk = readme.substring(begin + BEGIN.length(), readme.indexOf("```", begin + BEGIN.length()));
        Path script = Files.createTempFile("readme", ".sh");
        Files.writeString(script, "set -euo pipefail\n" + walk);
        ProcessBuilder bash = new ProcessBuilder("bash", script.toString()).redirectErrorStream(true);
        bash.environment()
                .putAll(Map.of(
                        "PROFILE_URL",
                        Platform.STACK.url(Service.PROFILE).toString(),
                        "SCHEDULE_URL",
                        Platform.STACK.url(Service.SCHEDULE).toString(),
                        "TOKEN",
                        Platform.STACK
                                .tokens()
                                .user("reader")
                                .tenant("demo")
                                .roles("tenant-admin", "link-manager")
                                .sign()));

        Process walking = bash.start();
        String output = new String(walking.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

        assertThat(walking.waitFor()).as(output).isZero();
        assertThat(output)
                .contains("\"status\":\"done\"")
                .contains("\"dayOfWeek\":\"Monday\",\"startTime\":\"9:00\",\"stopTime\":\"10:00\",\"derived\":true");
        Files.delete(script);
    }
}
