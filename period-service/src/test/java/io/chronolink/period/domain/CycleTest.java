package io.chronolink.period.domain;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Ways from an entity upwards to itself. */
class CycleTest {

    @Test
    void parentsThatAreSharedMakeNoCycle() {
        assertThat(Cycle.find(
                        Map.of("d", List.of("b", "c"), "b", List.of("a"), "c", List.of("a")),
                        List.of("a", "b", "c", "d")))
                .isEmpty();
    }

    @Test
    void anEntityAboveItselfIsACycle() {
        assertThat(Cycle.find(Map.of("a", List.of("a")), List.of("a"))).contains(List.of("a", "a"));
    }

    @Test
    void theShortestWayBackIsTold() {
        Map<String, List<String>> above =
                Map.of("a", List.of("b", "x"), "b", List.of("c"), "c", List.of("a"), "x", List.of("a"));

        assertThat(Cycle.find(above, List.of("a"))).contains(List.of("a", "x", "a"));
        assertThat(Cycle.find(above, List.of("c"))).contains(List.of("c", "a", "b", "c"));
    }

    @Test
    void onlyCyclesThroughTheGivenEntitiesAreTold() {
        Map<String, List<String>> above = Map.of("a", List.of("b"), "b", List.of("c"), "c", List.of("b"));

        assertThat(Cycle.find(above, List.of("a"))).isEmpty();
        assertThat(Cycle.find(above, List.of("a", "b"))).contains(List.of("b", "c", "b"));
    }

    @Test
    void aLongWayIsWalkedWithoutAStack() {
        Map<String, List<String>> above = new HashMap<>();
        for (int i = 0; i < 50_000; i++) {
            above.put("e" + i, List.of("e" + (i + 1)));
        }
        assertThat(Cycle.find(above, List.of("e0"))).isEmpty();

        above.put("e50000", List.of("e0"));
        assertThat(Cycle.find(above, List.of("e0")).orElseThrow()).hasSize(50_002);
    }
}
