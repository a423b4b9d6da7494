package io.chronolink.information.domain;

import io.chronolink.information.domain.BulkStateChange.Outcome;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What is asked for of notices: a state, and a place under another notice if one is named. The rule is here, one for a single
 * notice and for thousands.
 *
 * @param message the reason, for the history and the event
 * @param userId on whose behalf, for the history
 * @param by who asks; null for the platform itself
 */
public record StateChange(
        State state,
        @Nullable UUID parentId,
        @Nullable String message,
        @Nullable UUID userId,
        @Nullable String by,
        Mode mode) {

    /** What becomes of a notice; the order is that in which reasons against a change are looked at. */
    public enum Verdict {
        MISSING,
        DELETED,
        FORBIDDEN,
        /** The new parent is the notice itself or stands under it. */
        CYCLE,
        /** It gets the new state, and the new parent if there is one. */
        CHANGED,
        /** It has the state already and gets the new parent. */
        MOVED,
        UNCHANGED;

        /** Whether the notice cannot be treated as asked. */
        public boolean isError() {
            return compareTo(CYCLE) <= 0;
        }

        /** Whether the notice is another one afterwards. */
        public boolean isChange() {
            return this == CHANGED || this == MOVED;
        }
    }

    /** How strictly it is carried out. */
    public enum Mode {
        /** Each notice by itself, as far as the transitions allow. */
        EACH,
        /** All or, if one cannot be, none. */
        ATOMIC,
        /** None; it is only told what would happen. */
        DRY_RUN,
        /** What would happen in {@link #ATOMIC}. */
        ATOMIC_DRY_RUN,
        /** Each notice, whatever the transitions say: the platform itself moves it. */
        FORCED;

        /** Whether one notice that cannot be changed keeps the others from it, with these outcomes. */
        public boolean isBlocked(List<Outcome> outcomes) {
            return (this == ATOMIC || this == ATOMIC_DRY_RUN)
                    && outcomes.stream().anyMatch(outcome -> outcome.verdict().isError());
        }

        /** Whether what can be changed is changed, with these outcomes. */
        boolean isCarriedOut(List<Outcome> outcomes) {
            return this != DRY_RUN && this != ATOMIC_DRY_RUN && !isBlocked(outcomes);
        }
    }

    static final String LINK_DELETED = "link deleted";
    static final String VALIDITY_ENDED = "validity ended";

    /** How the platform itself sends notices to the archive. */
    static StateChange toArchive(States states, String message) {
        return new StateChange(states.archived(), null, message, null, null, Mode.FORCED);
    }

    /**
     * What becomes of a notice that is there.
     *
     * @param from its state
     * @param under the parent that it has
     * @param above the new parent and all above it
     */
    Verdict verdict(UUID id, State from, @Nullable UUID under, boolean deleted, Set<UUID> above) {
        boolean another = from.id() != state.id();
        if (deleted) {
            return Verdict.DELETED;
        }
        if (another && mode != Mode.FORCED && !from.leadsTo(state)) {
            return Verdict.FORBIDDEN;
        }
        if (above.contains(id)) {
            return Verdict.CYCLE;
        }
        if (another) {
            return Verdict.CHANGED;
        }
        return parentId == null || parentId.equals(under) ? Verdict.UNCHANGED : Verdict.MOVED;
    }
}
