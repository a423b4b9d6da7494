package io.chronolink.period;

import static io.chronolink.period.PeriodApi.json;
import static io.chronolink.period.PeriodApi.period;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.chronolink.events.Headers;
import io.chronolink.events.Topics;
import io.chronolink.period.domain.Boundaries;
import io.chronolink.stack.ChronolinkTestResource;
import io.chronolink.stack.EventProbe;
import io.chronolink.stack.TestStack;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What begins and ends is told once, by however many instances and however late. Time is what the test says. */
@QuarkusTest
@TestProfile(BoundariesTest.WithoutTimer.class)
@QuarkusTestResource(value = ChronolinkTestResource.class, initArgs = @ResourceArg(name = "service", value = "period"))
class BoundariesTest {

    /** Nothing is told by itself. */
    public static class WithoutTimer implements QuarkusTestProfile {
        @Override
        public Map<String, String> getConfigOverrides() {
            return Map.of("quarkus.scheduler.enabled", "false");
        }
    }

    @Inject
    Boundaries boundaries;

    private final PeriodApi api = new PeriodApi("boundary-" + UUID.randomUUID());

    @Test
    void eachBoundaryIsToldOnceInOrderAlsoAfterDowntime() {
        api.office("top");
        api.office("low", "top");
        api.periods("top", period(null, "2100-01-01 00:00:00", "2100-06-01 00:00:00"));
        api.periods(
                "low",
                period(null, "2100-02-01 00:00:00", "2100-03-01 00:00:00"),
                period(null, "2100-05-01 00:00:00", null));

        assertThat(told("2099-12-31T23:59:59Z")).isEmpty();
        boundaries.tellUntil(Instant.parse("2100-01-01T00:00:00Z"));
        assertThat(told("top Active 2100-01-01T00:00:00Z")).hasSize(1);

        // A long time in which nobody told anything.
        boundaries.tellUntil(Instant.parse("2100-05-15T00:00:00Z"));
        boundaries.tellUntil(Instant.parse("2100-05-15T00:00:00Z"));
        boundaries.tellUntil(Instant.parse("2100-07-01T00:00:00Z"));

        assertThat(told("top Inactive 2100-06-01T00:00:00Z"))
                .containsExactlyInAnyOrder(
                        "top Active 2100-01-01T00:00:00Z",
                        "low Active 2100-02-01T00:00:00Z",
                        "low Inactive 2100-03-01T00:00:00Z",
                        "low Active 2100-05-01T00:00:00Z",
                        "low Inactive 2100-06-01T00:00:00Z",
                        "top Inactive 2100-06-01T00:00:00Z");
        assertThat(told(""))
                .filteredOn(each -> each.startsWith("low"))
                .extracting(each -> each.replaceFirst("\\w+ \\w+ ", ""))
                .isSorted();
    }

    @Test
    void manyInstancesTellEachBoundaryOnce() throws Exception {
        List<Map<String, Object>> entities = new ArrayList<>();
        entities.add(Map.of("entity_id", "top", "entity_type", "OFFICE", "entity_name", "Top"));
        for (int i = 0; i < 2_500; i++) {
            entities.add(Map.of(
                    "entity_id", "e" + i, "entity_type", "OFFICE", "entity_name", "E", "parents", List.of("top")));
        }
        api.as("tenant-admin").body(entities).put("/period/entities").then().statusCode(200);
        api.periods("top", period(null, "2100-01-01 00:00:00", null));

        ExecutorService threads = Executors.newFixedThreadPool(4);
        int sum = 0;
        try {
            Callable<Integer> instance = () -> boundaries.tellUntil(Instant.parse("2100-01-01T00:00:00Z"));
            for (Future<Integer> each : threads.invokeAll(
                    IntStream.range(0, 4).mapToObj(i -> instance).toList())) {
                sum += each.get();
            }
        } finally {
            threads.shutdown();
        }

        assertThat(sum).isGreaterThanOrEqualTo(2_501);
        await().atMost(Duration.ofSeconds(30))
                .untilAsserted(() -> assertThat(told("")).hasSize(2_501).doesNotHaveDuplicates());
    }

    @Test
    void aChangeMovesTheBoundaryThatHasNotComeYet() {
        api.office("o");
        api.periods("o", period(null, null, "2100-01-01 00:00:00"));
        api.periods("o", period(null, null, "2100-02-01 00:00:00"));

        boundaries.tellUntil(Instant.parse("2100-01-15T00:00:00Z"));
        boundaries.tellUntil(Instant.parse("2100-02-01T00:00:00Z"));
        assertThat(told("o Inactive 2100-02-01T00:00:00Z")).hasSize(1);

        // What has no boundary any more tells none.
        api.periods("o");
        boundaries.tellUntil(Instant.parse("2200-01-01T00:00:00Z"));
        api.periods("o", period(null, "2150-01-01 00:00:00", null));
        boundaries.tellUntil(Instant.parse("2200-01-01T00:00:00Z"));
        assertThat(told("o Active 2150-01-01T00:00:00Z")).hasSize(2);
    }

    /** The boundaries that were told for the tenant, once the last one is among them. */
    private List<String> told(String last) {
        try (EventProbe probe = new EventProbe(TestStack.bootstrapServers())) {
            return last.contains("ctive")
                    ? await().atMost(Duration.ofSeconds(30)).until(() -> told(probe), all -> all.contains(last))
                    : told(probe);
        }
    }

    private List<String> told(EventProbe probe) {
        return probe.all(Topics.ENTITY_PERIOD).stream()
                .filter(seen -> api.tenant().equals(seen.headers().get(Headers.TENANT)))
                .filter(seen -> String.valueOf(seen.headers().get(Headers.TYPE)).contains("ctive"))
                .map(seen -> json(String.valueOf(seen.data())).path("entity_id").asText()
                        + (String.valueOf(seen.headers().get(Headers.TYPE)).contains("inactive")
                                ? " Inactive "
                                : " Active ")
                        + json(String.valueOf(seen.data())).path("at").asText())
                .toList();
    }
}
