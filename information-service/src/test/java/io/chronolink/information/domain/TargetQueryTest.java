package io.chronolink.information.domain;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Queries over the directory as conditions, whose values are bound and never part of the statement. */
class TargetQueryTest {

    private static final String SHIFT = "d3d839d2-5c7b-4b0b-8d6e-0a1b2c3d4e5f";

    @Test
    void nothingIsEverybody() {
        assertThat(TargetQuery.of("", "q_")).contains(new TargetQuery("true", Map.of()));
        assertThat(TargetQuery.of("  ", "q_")).contains(new TargetQuery("true", Map.of()));
    }

    @Test
    void aTextIsComparedWithoutItsCaseAndAStarStandsForAnything() {
        assertThat(TargetQuery.of("last_name==Nov*", "q_"))
                .contains(new TargetQuery("(lower(u.last_name) like :q_0)", Map.of("q_0", "nov%")));
    }

    @Test
    void whatALikeTakesForASignIsItselfInAText() {
        assertThat(TargetQuery.of("code=='50%_\\\\x'", "q_").orElseThrow().values())
                .isEqualTo(Map.of("q_0", "50\\%\\_\\\\x"));
    }

    @Test
    void aGuidIsComparedAsItIs() {
        assertThat(TargetQuery.of("id_shift==" + SHIFT, "q_"))
                .contains(new TargetQuery("(u.shift_id = :q_0)", Map.of("q_0", UUID.fromString(SHIFT))));
    }

    @Test
    void andBindsMoreThanOrUnlessParenthesesSayOtherwise() {
        assertThat(condition("code==a;title==b,title==c"))
                .isEqualTo(
                        "(((lower(u.code) like :q_0) and (lower(u.title) like :q_1)) or (lower(u.title) like :q_2))");
        assertThat(condition("code==a;(title==b,title==c)"))
                .isEqualTo(
                        "((lower(u.code) like :q_0) and ((lower(u.title) like :q_1) or (lower(u.title) like :q_2)))");
    }

    @Test
    void ofSeveralValuesAnyDoes() {
        assertThat(condition("code=in=(a,b)")).isEqualTo("(lower(u.code) like :q_0 or lower(u.code) like :q_1)");
    }

    @Test
    void aMemberThatAUserLacksIsNoneOfTheValues() {
        assertThat(condition("code!=a")).isEqualTo("not coalesce((lower(u.code) like :q_0), false)");
        assertThat(condition("code=out=(a,b)"))
                .isEqualTo("not coalesce((lower(u.code) like :q_0 or lower(u.code) like :q_1), false)");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "code",
                "code==",
                "code=gt=a",
                "salary==1",
                "id==nobody",
                "u.code==a",
                "code==a;",
                "code==a or 1=1",
                "true"
            })
    void whatIsNotUnderstoodReachesNobody(String query) {
        assertThat(TargetQuery.of(query, "q_")).isEmpty();
    }

    @Test
    void aQueryHasAThousandCharactersAtMost() {
        assertThat(TargetQuery.of("code==" + "a".repeat(994), "q_")).isPresent();
        assertThat(TargetQuery.of("code==" + "a".repeat(995), "q_")).isEqualTo(Optional.empty());
    }

    private static String condition(String query) {
        return TargetQuery.of(query, "q_").orElseThrow().condition();
    }
}
