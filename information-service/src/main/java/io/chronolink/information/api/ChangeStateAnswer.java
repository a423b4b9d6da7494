package io.chronolink.information.api;

import io.chronolink.information.api.Result.Changes;
import io.chronolink.information.api.Result.Message;
import io.chronolink.information.domain.BulkStateChange.Outcome;
import io.chronolink.information.domain.NotificationQueue.Queued;
import io.chronolink.information.domain.State;
import io.chronolink.information.domain.StateRequests.Answer;
import io.chronolink.information.domain.StateRequests.Problem;
import io.chronolink.information.domain.StateRequests.Request;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What became of a change of many notices' states, in the words of the API. */
final class ChangeStateAnswer {

    private ChangeStateAnswer() {}

    /**
     * The answer.
     *
     * @param places where each id stands in the request
     */
    static Result of(Request request, Answer answer, Map<UUID, Integer> places) {
        State state = answer.state();
        List<Message> messages = new ArrayList<>();
        if (state == null || !answer.problems().isEmpty()) {
            answer.problems().forEach(problem -> messages.add(message(problem)));
            return Result.of(
                    messages, null, state == null ? null : state.name(), new Changes(List.of(), request.ids()), null);
        }
        boolean blocked = request.mode().isBlocked(answer.outcomes());
        List<UUID> changed = new ArrayList<>();
        List<UUID> failed = new ArrayList<>();
        for (Outcome outcome : answer.outcomes()) {
            UUID id = outcome.wanted().id();
            if (outcome.verdict().isError() || blocked && outcome.verdict().isChange()) {
                failed.add(id);
            } else if (outcome.verdict().isChange()) {
                changed.add(id);
            }
            Message message = message(outcome, "ids[" + places.get(id) + "]", state);
            if (message != null) {
                messages.add(message);
            }
        }
        tellOfMails(answer.queued(), messages);
        return Result.of(messages, null, state.name(), new Changes(changed, failed), null);
    }

    private static void tellOfMails(@Nullable Queued queued, List<Message> messages) {
        if (queued == null) {
            return;
        }
        messages.add(Message.information(
                Message.NOTIFIED,
                "send_notifications",
                queued.recipients() == 1 ? "1 user is notified." : queued.recipients() + " users are notified."));
        if (queued.notUnderstood() > 0) {
            messages.add(Message.warning(
                    Message.QUERY_NOT_UNDERSTOOD,
                    "target_users_query",
                    "Nobody is notified of " + queued.notUnderstood()
                            + " informations, whose target_users_query cannot be understood."));
        }
    }

    private static Message message(Problem problem) {
        return switch (problem) {
            case NO_IDS -> Message.error(Message.VALUE_MISSING, "ids", "The ids are missing.");
            case UNKNOWN_STATE -> Message.error(Message.UNKNOWN_STATE, "state_id", "Unknown state.");
            case PARENT_WITHOUT_ID ->
                Message.error(Message.VALUE_MISSING, "parent.id", "The id of the parent is missing.");
            case UNKNOWN_USER -> Message.error(Message.UNKNOWN_USER, "user_id", "Unknown user.");
            case UNKNOWN_PARENT -> Message.error(Message.WRONG_PARENT, "parent", "Parent not found.");
        };
    }

    private static @Nullable Message message(Outcome outcome, String field, State state) {
        return switch (outcome.verdict()) {
            case MISSING -> Message.error(Message.NOT_FOUND, field, "Information not found.");
            case DELETED -> Message.error(Message.DELETED, field, "Information is deleted.");
            case FORBIDDEN ->
                Message.error(
                        Message.TRANSITION_NOT_ALLOWED,
                        field,
                        "Transition from "
                                + Objects.requireNonNull(outcome.before()).name() + " to " + state.name()
                                + " is not allowed.");
            case CYCLE ->
                Message.error(Message.WRONG_PARENT, field, "The parent stands under this information or is the same.");
            case UNCHANGED, MOVED ->
                Message.information(
                        Message.ALREADY_IN_STATE, field, "Information is already in the state " + state.name() + ".");
            case CHANGED -> null;
        };
    }
}
