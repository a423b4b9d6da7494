package io.chronolink.information.domain;

import io.chronolink.information.domain.BulkStateChange.Outcome;
import io.chronolink.information.domain.NotificationQueue.Queued;
import io.chronolink.information.domain.StateChange.Mode;
import io.chronolink.information.domain.StateChange.Verdict;
import io.chronolink.kit.events.Cause;
import io.chronolink.kit.operations.Operations;
import jakarta.inject.Singleton;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What callers want of the states of many notices: looks whether it makes sense, carries it out, and queues mails. */
@Singleton
public class StateRequests {

    /** What is wrong with a request as a whole, in the order in which it is told. */
    public enum Problem {
        NO_IDS,
        UNKNOWN_STATE,
        /** A parent is named, but not by its id. */
        PARENT_WITHOUT_ID,
        UNKNOWN_USER,
        /** Looked at only where there is no other problem. */
        UNKNOWN_PARENT
    }

    /**
     * A request.
     *
     * @param problems those that the body shows by itself
     * @param ids of the notices, each once
     * @param parentId the notice that they shall hang under, or null
     * @param userId on whose behalf, for the history
     * @param by who asks
     * @param sendNotifications whether everybody for whom a changed notice is shall get a mail
     */
    public record Request(
            Set<Problem> problems,
            List<UUID> ids,
            int stateId,
            @Nullable UUID parentId,
            @Nullable UUID userId,
            @Nullable String message,
            String by,
            Mode mode,
            boolean sendNotifications) {}

    /**
     * What became of a request.
     *
     * @param problems if there is any, nothing was done
     * @param state null for one that is not known
     * @param outcomes in the order of the ids
     * @param queued the mails, or null if none were asked for or nothing changed
     */
    public record Answer(
            Set<Problem> problems,
            @Nullable State state,
            List<Outcome> outcomes,
            @Nullable Queued queued) {}

    private final BulkStateChange stateChange;
    private final States states;
    private final Directory directory;
    private final NotificationQueue notifications;
    private final Operations operations;

    StateRequests(
            BulkStateChange stateChange,
            States states,
            Directory directory,
            NotificationQueue notifications,
            Operations operations) {
        this.stateChange = stateChange;
        this.states = states;
        this.directory = directory;
        this.notifications = notifications;
        this.operations = operations;
    }

    /** Brings notices into a state, and under a parent if one is named. */
    public Answer change(Request request) {
        return operations.accept("information.change-state", request.ids().size(), cause -> change(cause, request));
    }

    private Answer change(Cause cause, Request request) {
        States.Known known = states.known();
        State state = known.find(request.stateId());
        Set<Problem> problems = problems(cause.tenant(), request, state);
        if (state == null || !problems.isEmpty()) {
            return new Answer(problems, state, List.of(), null);
        }
        Optional<List<Outcome>> outcomes = stateChange.apply(
                cause,
                request.ids(),
                new StateChange(
                        state, request.parentId(), request.message(), request.userId(), request.by(), request.mode()),
                known);
        return outcomes.isEmpty()
                ? new Answer(EnumSet.of(Problem.UNKNOWN_PARENT), state, List.of(), null)
                : new Answer(problems, state, outcomes.get(), queued(cause, request, state, outcomes.get()));
    }

    private Set<Problem> problems(String tenant, Request request, @Nullable State state) {
        Set<Problem> problems = EnumSet.noneOf(Problem.class);
        problems.addAll(request.problems());
        if (request.ids().isEmpty()) {
            problems.add(Problem.NO_IDS);
        }
        if (state == null) {
            problems.add(Problem.UNKNOWN_STATE);
        }
        if (!directory.knows(tenant, request.userId())) {
            problems.add(Problem.UNKNOWN_USER);
        }
        return problems;
    }

    private @Nullable Queued queued(Cause cause, Request request, State state, List<Outcome> outcomes) {
        if (!request.sendNotifications() || !request.mode().isCarriedOut(outcomes)) {
            return null;
        }
        List<UUID> changed = outcomes.stream()
                .filter(outcome -> outcome.verdict() == Verdict.CHANGED)
                .map(outcome -> outcome.wanted().id())
                .toList();
        return changed.isEmpty() ? null : notifications.queue(cause, changed, state, request.message());
    }
}
