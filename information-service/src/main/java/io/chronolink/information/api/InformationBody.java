package io.chronolink.information.api;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import io.chronolink.information.domain.InformationRequests.Draft;
import io.chronolink.information.domain.InformationRequests.Problem;
import io.chronolink.information.domain.InformationRequests.Replacement;
import io.chronolink.kit.web.Failure;
import java.time.Instant;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A notice as a client sends it; name and system_information are the service's own business. What older clients do not
 * know, the link and the parent, can be left out or null, which is not the same where a notice is replaced.
 */
@JsonNaming(SnakeCaseStrategy.class)
record InformationBody(
        @Nullable UUID id,
        @Nullable Boolean deleted,
        @Nullable String title,
        @Nullable String text,
        @Nullable Instant validFrom,
        @Nullable Integer stateId,
        @Nullable Optional<UUID> linkId,
        @Nullable Optional<CodeList> informationParent,
        @JsonUnwrapped Details details) {

    /** What the body is called in messages. */
    static final String NAME = "information";

    private static final int DRAFT = 1;
    private static final int MAX_TITLE = 500;
    private static final int MAX_TEXT = 100_000;
    private static final int MAX_DETAILS = 100_000;

    /**
     * A notice to be made.
     *
     * @param stored the details, as they are stored
     * @throws Failure (invalid) for what is too long
     */
    Draft draft(JsonNode stored) {
        limit("text", text, MAX_TEXT);
        limit("title", title, MAX_TITLE);
        if (stored.toString().length() > MAX_DETAILS) {
            throw Failure.invalid(NAME, "The members beside text have more than " + MAX_DETAILS + " characters.");
        }
        CodeList parent = parent();
        Set<Problem> problems = EnumSet.noneOf(Problem.class);
        require(title != null && !title.isBlank(), Problem.TITLE_MISSING, problems);
        require(text != null, Problem.TEXT_MISSING, problems);
        require(parent == null || parent.id() != null, Problem.PARENT_WITHOUT_ID, problems);
        return new Draft(
                problems,
                title == null ? "" : title,
                text == null ? "" : text,
                stateId == null ? DRAFT : stateId,
                parent == null ? null : parent.id(),
                linkId == null ? null : linkId.orElse(null),
                validFrom,
                stored);
    }

    /**
     * A notice to be put in the place of another.
     *
     * @param stored the details, as they are stored
     * @throws Failure (invalid) for what is too long
     */
    Replacement replacement(JsonNode stored) {
        Draft draft = draft(stored);
        require(details.hasLabels(), Problem.LABELS_MISSING, draft.problems());
        require(details.hasSections(), Problem.SECTIONS_MISSING, draft.problems());
        require(deleted != null, Problem.DELETED_MISSING, draft.problems());
        require(validFrom != null, Problem.VALID_FROM_MISSING, draft.problems());
        require(stateId != null, Problem.STATE_MISSING, draft.problems());
        return new Replacement(
                draft,
                informationParent != null && informationParent.isEmpty(),
                linkId != null,
                Boolean.TRUE.equals(deleted));
    }

    private @Nullable CodeList parent() {
        return informationParent == null ? null : informationParent.orElse(null);
    }

    private static void require(boolean given, Problem otherwise, Set<Problem> problems) {
        if (!given) {
            problems.add(otherwise);
        }
    }

    private static void limit(String field, @Nullable String text, int max) {
        if (text != null && text.length() > max) {
            throw Failure.invalid(NAME + "." + field, "The text has more than " + max + " characters.");
        }
    }
}
