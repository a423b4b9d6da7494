package io.chronolink.information.domain;

import com.fasterxml.jackson.databind.JsonNode;
import io.chronolink.information.domain.Informations.Change;
import io.chronolink.information.domain.Informations.Changed;
import io.chronolink.information.domain.Informations.Created;
import io.chronolink.kit.operations.Operations;
import io.chronolink.kit.web.Failure;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.EnumSet;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.function.LongPredicate;
import org.jspecify.annotations.Nullable;

/** What callers want of a single notice: looks whether it makes sense, and tells all that is wrong at once. */
@Singleton
public class InformationRequests {

    /** What is wrong with what a caller wants, in the order in which it is told. */
    public enum Problem {
        LABELS_MISSING,
        SECTIONS_MISSING,
        DELETED_MISSING,
        VALID_FROM_MISSING,
        STATE_MISSING,
        TITLE_MISSING,
        TEXT_MISSING,
        UNKNOWN_STATE,
        /** A parent is named, but not by its id. */
        PARENT_WITHOUT_ID,
        UNKNOWN_PARENT
    }

    /**
     * A notice as a caller wants it.
     *
     * @param problems those that the body shows by itself; a member that is missing is empty or null
     * @param validFrom null for now
     * @param details what is only kept for the clients
     */
    public record Draft(
            Set<Problem> problems,
            String title,
            String text,
            int stateId,
            @Nullable UUID parentId,
            @Nullable UUID linkId,
            @Nullable Instant validFrom,
            JsonNode details) {}

    /**
     * What a caller wants in the place of a notice.
     *
     * @param unhang whether the notice shall stand under no other one any more
     * @param rebind whether the draft's link counts; if not, the notice stays bound as it is
     * @param deleted whether it shall be deleted
     */
    public record Replacement(Draft draft, boolean unhang, boolean rebind, boolean deleted) {}

    /**
     * What became of a wish: it was refused for problems, or it is done.
     *
     * @param done null exactly if there are problems
     */
    public record Answer<T>(Set<Problem> problems, @Nullable T done) {}

    /**
     * What became of a notice that was there.
     *
     * @param from its state before
     * @param wanted the state that the caller wants
     */
    public record Replaced(Changed changed, State from, State wanted) {}

    private final Informations informations;
    private final States states;
    private final Operations operations;

    InformationRequests(Informations informations, States states, Operations operations) {
        this.informations = informations;
        this.states = states;
        this.operations = operations;
    }

    /** Makes a notice, on behalf of that user. */
    public Answer<Created> create(String by, Draft draft) {
        return operations.accept("information.create", 1, cause -> {
            State state = states.known().find(draft.stateId());
            Set<Problem> problems = problems(cause.tenant(), draft, state);
            return state == null || !problems.isEmpty()
                    ? new Answer<Created>(problems, null)
                    : new Answer<>(problems, informations.create(cause, by, made(draft, state)));
        });
    }

    /**
     * Puts a draft in the place of a notice, on behalf of that user.
     *
     * @param unchanged whether the notice with that version is the one that the client means
     * @throws Failure (not found) if there is no such notice, (precondition failed) if it is another one by now
     */
    public Answer<Replaced> replace(String by, UUID id, Replacement wanted, LongPredicate unchanged) {
        return operations.accept("information.replace", 1, cause -> {
            Draft draft = wanted.draft();
            States.Known known = states.known();
            State state = known.find(draft.stateId());
            Set<Problem> problems = problems(cause.tenant(), draft, state);
            if (state == null || !problems.isEmpty()) {
                return new Answer<Replaced>(problems, null);
            }
            Changed changed = informations
                    .save(cause, by, id, change(wanted, state), unchanged)
                    .orElseThrow(() -> Failure.notFound("Information not found."));
            return new Answer<>(problems, new Replaced(changed, known.of(changed.from()), state));
        });
    }

    private Set<Problem> problems(String tenant, Draft draft, @Nullable State state) {
        Set<Problem> problems = EnumSet.noneOf(Problem.class);
        problems.addAll(draft.problems());
        if (state == null) {
            problems.add(Problem.UNKNOWN_STATE);
        }
        if (draft.parentId() != null && !informations.canBeParent(tenant, draft.parentId())) {
            problems.add(Problem.UNKNOWN_PARENT);
        }
        return problems;
    }

    private static NewInformation made(Draft draft, State state) {
        return new NewInformation(
                draft.title(),
                draft.text(),
                state,
                draft.parentId(),
                draft.linkId(),
                draft.validFrom(),
                draft.details());
    }

    private static Change change(Replacement wanted, State state) {
        Draft draft = wanted.draft();
        return new Change(
                draft.title(),
                draft.text(),
                state,
                draft.parentId(),
                wanted.unhang(),
                draft.linkId(),
                wanted.rebind(),
                Objects.requireNonNull(draft.validFrom()),
                draft.details(),
                wanted.deleted());
    }
}
