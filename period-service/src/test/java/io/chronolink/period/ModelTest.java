package io.chronolink.period;

import static io.chronolink.period.PeriodApi.json;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.chronolink.events.Headers;
import io.chronolink.events.Topics;
import io.chronolink.stack.ChronolinkTestResource;
import io.chronolink.stack.EventProbe;
import io.chronolink.stack.TestStack;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import java.time.Duration;
import java.time.LocalDate;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Random hierarchies, periods and changes against a naive computation in memory, day by day. */
@QuarkusTest
@QuarkusTestResource(value = ChronolinkTestResource.class, initArgs = @ResourceArg(name = "service", value = "period"))
class ModelTest {

    private static final int ENTITIES = 12;
    private static final int CHANGES = 60;

    /** Days 1 to 28 of a month, and with 0 and 29 what lies before and after. */
    private static final int DAYS = 30;

    private final PeriodApi api = new PeriodApi("model-" + UUID.randomUUID());
    private final Map<String, List<String>> parents = new TreeMap<>();
    private final Map<String, boolean[]> own = new HashMap<>();

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void effectiveValidityIsThatOfANaiveModel(long seed) {
        Random random = new Random(seed);
        Map<String, Integer> told = new TreeMap<>();
        int refused = 0;
        for (int change = 0; change < CHANGES; change++) {
            Map<String, boolean[]> before = all();
            String id = "e" + random.nextInt(ENTITIES);
            if (!parents.containsKey(id) || random.nextInt(3) == 0) {
                List<String> above = parents.keySet().stream()
                        .filter(other -> !other.equals(id) && random.nextInt(4) == 0)
                        .toList();
                Response answer = api.entity(id, "OFFICE", "Office", above.toArray(new String[0]));
                boolean cycle = above.stream().anyMatch(other -> reaches(other, id));
                assertThat(answer.statusCode()).isEqualTo(cycle ? 422 : 200);
                if (cycle) {
                    assertThat(answer.asString()).contains("cycle: " + id + " > ");
                    refused++;
                } else {
                    parents.put(id, above);
                }
            } else {
                List<Map<String, Object>> periods = new ArrayList<>();
                boolean[] days = new boolean[DAYS];
                int count = random.nextInt(4);
                for (int i = 0; i < count; i++) {
                    int start = random.nextInt(28);
                    int end = start + 1 + random.nextInt(29 - start);
                    periods.add(PeriodApi.period(null, start == 0 ? null : date(start), end == 29 ? null : date(end)));
                    Arrays.fill(days, start, end == 29 ? DAYS : end, true);
                }
                Set<String> expected = new HashSet<>();
                boolean[] kept = own.get(id);
                own.put(id, count == 0 ? all(true) : days);
                Map<String, boolean[]> after = all();
                after.forEach((entity, active) -> {
                    if (!Arrays.equals(active, before.get(entity))) {
                        expected.add(entity);
                    }
                });
                own.put(id, kept == null ? all(true) : kept);
                assertThat(affected(id, periods)).isEqualTo(expected);
                api.update(id, Map.of("periods", periods)).then().statusCode(200);
                own.put(id, count == 0 ? all(true) : days);
            }
            Map<String, boolean[]> after = all();
            after.forEach((entity, active) -> {
                boolean[] was = before.getOrDefault(entity, all(true));
                if (!Arrays.equals(active, was)) {
                    told.merge(entity, 1, Integer::sum);
                }
                assertThat(effective(entity)).as("%s after change", entity).isEqualTo(active);
            });
        }
        assertThat(refused).isPositive();
        assertThat(told).isNotEmpty();
        try (EventProbe probe = new EventProbe(TestStack.bootstrapServers())) {
            await().atMost(Duration.ofSeconds(30))
                    .untilAsserted(() -> assertThat(events(probe)).isEqualTo(told));
        }
    }

    /** How often each entity was told to be valid at other times. */
    private Map<String, Integer> events(EventProbe probe) {
        Map<String, Integer> events = new TreeMap<>();
        probe.all(Topics.ENTITY_PERIOD).stream()
                .filter(seen -> api.tenant().equals(seen.headers().get(Headers.TENANT)))
                .forEach(seen -> events.merge(
                        json(String.valueOf(seen.data())).path("entity_id").asText(), 1, Integer::sum));
        return events;
    }

    private Set<String> affected(String id, List<Map<String, Object>> periods) {
        Response dry = api.as("tenant-admin")
                .body(Map.of("periods", periods))
                .queryParam("dry_run", true)
                .put("/period/update/{id}", id);
        Set<String> ids = new HashSet<>();
        json(dry.asString())
                .path("affected")
                .forEach(one -> ids.add(one.path("entity_id").asText()));
        return ids;
    }

    private boolean[] effective(String id) {
        boolean[] days = new boolean[DAYS];
        for (JsonNode span : json(api.effective(id, null).asString()).path("effective")) {
            String start = span.path("start_date").asText();
            String end = span.path("end_date").asText();
            Arrays.fill(
                    days, start.startsWith("1970") ? 0 : day(start), end.startsWith("9999") ? DAYS : day(end), true);
        }
        return days;
    }

    private Map<String, boolean[]> all() {
        Map<String, boolean[]> all = new TreeMap<>();
        parents.keySet().forEach(id -> all.put(id, active(id)));
        return all;
    }

    private boolean[] active(String id) {
        boolean[] days = own.getOrDefault(id, all(true)).clone();
        for (String parent : parents.getOrDefault(id, List.of())) {
            boolean[] above = active(parent);
            for (int day = 0; day < DAYS; day++) {
                days[day] &= above[day];
            }
        }
        return days;
    }

    private boolean reaches(String from, String to) {
        return from.equals(to)
                || parents.getOrDefault(from, List.of()).stream().anyMatch(parent -> reaches(parent, to));
    }

    private static boolean[] all(boolean value) {
        boolean[] days = new boolean[DAYS];
        Arrays.fill(days, value);
        return days;
    }

    private static String date(int day) {
        return DateTimeFormatter.ISO_DATE.format(LocalDate.of(2030, 1, day)) + " 00:00:00";
    }

    private static int day(String date) {
        return Integer.parseInt(date.substring(8, 10));
    }
}
