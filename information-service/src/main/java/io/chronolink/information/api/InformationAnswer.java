package io.chronolink.information.api;

import io.chronolink.information.api.Result.Message;
import io.chronolink.information.domain.InformationRequests.Answer;
import io.chronolink.information.domain.InformationRequests.Problem;
import io.chronolink.information.domain.InformationRequests.Replaced;
import io.chronolink.information.domain.Informations.Created;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;

/** What became of a wish for a single notice, in the words of the API. */
final class InformationAnswer {

    private InformationAnswer() {}

    static Result created(InformationBody wanted, Answer<Created> answer) {
        List<Message> messages = messages(answer.problems());
        Created created = answer.done();
        if (created == null) {
            return Result.of(messages, null, null, null, null);
        }
        if (created.archived()) {
            messages.add(linkDeleted());
        }
        return Result.of(messages, created.id(), wanted.title(), null, InformationResource.PATH + "/" + created.id());
    }

    static Result replaced(InformationBody wanted, UUID id, Answer<Replaced> answer) {
        List<Message> messages = messages(answer.problems());
        Replaced replaced = answer.done();
        if (replaced != null) {
            explain(replaced, messages);
        }
        return Result.of(
                messages, id, replaced == null ? null : wanted.title(), null, InformationResource.PATH + "/" + id);
    }

    private static void explain(Replaced replaced, List<Message> messages) {
        switch (replaced.changed().verdict()) {
            case DELETED ->
                messages.add(Message.error(Message.DELETED, "deleted", "Information is deleted; restore it first."));
            case FORBIDDEN ->
                messages.add(Message.error(
                        Message.TRANSITION_NOT_ALLOWED,
                        "state_id",
                        "Transition from " + replaced.from().name() + " to "
                                + replaced.wanted().name() + " is not allowed."));
            case CYCLE ->
                messages.add(Message.error(
                        Message.WRONG_PARENT,
                        "information_parent",
                        "The parent stands under this information or is the same."));
            default -> {
                if (replaced.changed().archived()) {
                    messages.add(linkDeleted());
                }
            }
        }
    }

    private static Message linkDeleted() {
        return Message.warning(
                Message.LINK_DELETED, "link_id", "The link is deleted, so the information was archived.");
    }

    private static List<Message> messages(Set<Problem> problems) {
        List<Message> messages = new ArrayList<>();
        problems.forEach(problem -> messages.add(message(problem)));
        return messages;
    }

    private static Message message(Problem problem) {
        return switch (problem) {
            case LABELS_MISSING -> missing("labels", "The value is missing.");
            case SECTIONS_MISSING -> missing("sections", "The value is missing.");
            case DELETED_MISSING -> missing("deleted", "The value is missing.");
            case VALID_FROM_MISSING -> missing("valid_from", "The value is missing.");
            case STATE_MISSING -> missing("state_id", "The value is missing.");
            case TITLE_MISSING -> missing("title", "The title is missing.");
            case TEXT_MISSING -> missing("text", "The text is missing.");
            case UNKNOWN_STATE -> Message.error(Message.UNKNOWN_STATE, "state_id", "Unknown state.");
            case PARENT_WITHOUT_ID -> missing("information_parent.id", "The id of the parent is missing.");
            case UNKNOWN_PARENT -> Message.error(Message.WRONG_PARENT, "information_parent", "Parent not found.");
        };
    }

    private static Message missing(String field, String text) {
        return Message.error(Message.VALUE_MISSING, field, text);
    }
}
