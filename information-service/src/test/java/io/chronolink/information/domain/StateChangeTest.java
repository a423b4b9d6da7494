package io.chronolink.information.domain;

import static org.assertj.core.api.Assertions.assertThat;

import io.chronolink.events.InformationEvent.Category;
import io.chronolink.information.domain.StateChange.Mode;
import io.chronolink.information.domain.StateChange.Verdict;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The rule for one notice, whether it is asked for alone or with thousands. */
class StateChangeTest {

    private static final State DRAFT = new State(1, "draft", "draft", "draft", Category.open, List.of(3));
    private static final State PUBLISHED =
            new State(3, "published", "published", "published", Category.open, List.of(1));
    private static final State ARCHIVED = new State(4, "archived", "archived", "archived", Category.closed, List.of());

    private final UUID id = UUID.randomUUID();
    private final UUID parent = UUID.randomUUID();

    @Test
    void aStateFollowsWhereATransitionLeads() {
        assertThat(verdict(DRAFT, PUBLISHED, null, false, Mode.EACH)).isEqualTo(Verdict.CHANGED);
        assertThat(verdict(PUBLISHED, ARCHIVED, null, false, Mode.EACH)).isEqualTo(Verdict.FORBIDDEN);
        assertThat(verdict(PUBLISHED, PUBLISHED, null, false, Mode.EACH)).isEqualTo(Verdict.UNCHANGED);
        assertThat(verdict(PUBLISHED, ARCHIVED, null, false, Mode.FORCED)).isEqualTo(Verdict.CHANGED);
    }

    @Test
    void aNoticeThatHasTheStateMovesUnderAnotherParentOnly() {
        assertThat(verdict(DRAFT, DRAFT, parent, false, Mode.EACH, parent)).isEqualTo(Verdict.MOVED);
        assertThat(new StateChange(DRAFT, parent, null, null, "ann", Mode.EACH)
                        .verdict(id, DRAFT, parent, false, Set.of(parent)))
                .isEqualTo(Verdict.UNCHANGED);
        assertThat(verdict(DRAFT, DRAFT, null, false, Mode.EACH)).isEqualTo(Verdict.UNCHANGED);
    }

    /** In this order, so that a client is told the same reason every time. */
    @Test
    void ofSeveralReasonsTheFirstCounts() {
        assertThat(verdict(PUBLISHED, ARCHIVED, parent, true, Mode.EACH, parent, id))
                .isEqualTo(Verdict.DELETED);
        assertThat(verdict(PUBLISHED, ARCHIVED, parent, false, Mode.EACH, parent, id))
                .isEqualTo(Verdict.FORBIDDEN);
        assertThat(verdict(DRAFT, PUBLISHED, parent, false, Mode.EACH, parent, id))
                .isEqualTo(Verdict.CYCLE);
        assertThat(verdict(DRAFT, ARCHIVED, null, true, Mode.FORCED)).isEqualTo(Verdict.DELETED);
    }

    /** Of a notice that stands under no other one yet. */
    private Verdict verdict(State from, State to, @Nullable UUID under, boolean deleted, Mode mode, UUID... above) {
        return new StateChange(to, under, null, null, "ann", mode).verdict(id, from, null, deleted, Set.of(above));
    }
}
