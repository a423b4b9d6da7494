package io.chronolink.recording.domain;

import static java.util.stream.Collectors.toSet;
import static org.assertj.core.api.Assertions.assertThat;

import io.chronolink.recording.Backstage;
import io.chronolink.stack.ChronolinkTestResource;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.junit.QuarkusTest;
import java.util.Arrays;
import java.util.Set;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** The table of docs/dialects/recording.md#devices, and the same sets in the schema. */
@QuarkusTest
@QuarkusTestResource(
        value = ChronolinkTestResource.class,
        initArgs = @ResourceArg(name = "service", value = "recording"))
class OccurrenceStateTest {

    private static final Pattern QUOTED = Pattern.compile("'([a-z]+)'");

    @ParameterizedTest
    @CsvSource({
        "PLANNED,SUSPENDED STARTING MISSED CANCELLED",
        "SUSPENDED,PLANNED CANCELLED",
        "STARTING,RECORDING STOPPING",
        "RECORDING,PAUSED STOPPING",
        "PAUSED,RECORDING STOPPING",
        "STOPPING,RECORDED MISSED",
        "RECORDED,''",
        "MISSED,''",
        "CANCELLED,''"
    })
    void aStateMayBecomeWhatTheTableSaysAndNothingElse(OccurrenceState state, String next) {
        Set<OccurrenceState> expected = Arrays.stream(next.split(" ", -1))
                .filter(name -> !name.isEmpty())
                .map(OccurrenceState::valueOf)
                .collect(toSet());

        assertThat(Arrays.stream(OccurrenceState.values()).filter(state::mayBecome))
                .containsExactlyInAnyOrderElementsOf(expected);
    }

    @ParameterizedTest
    @EnumSource
    void theDatabaseHasTheSameSets(OccurrenceState state) {
        assertThat(Backstage.query("""
                        select concat(occurrence_is_waiting(v), ' ', occurrence_is_running(v), ' ', occurrence_is_live(v))
                        from (values (?)) as states (v)
                        """, state.spelled()))
                .containsExactly(sql(state.isWaiting()) + " " + sql(state.isRunning()) + " " + sql(state.isLive()));
    }

    @Test
    void theDatabaseHasTheSameStates() {
        String check = Backstage.query("""
                        select pg_get_constraintdef(oid) from pg_constraint
                        where conrelid = 'occurrence'::regclass and contype = 'c'
                          and pg_get_constraintdef(oid) like '%cancelled%'
                        """).get(0);

        assertThat(QUOTED.matcher(check).results().map(match -> match.group(1)))
                .containsExactlyInAnyOrderElementsOf(Arrays.stream(OccurrenceState.values())
                        .map(OccurrenceState::spelled)
                        .toList());
    }

    private static String sql(boolean value) {
        return value ? "t" : "f";
    }
}
