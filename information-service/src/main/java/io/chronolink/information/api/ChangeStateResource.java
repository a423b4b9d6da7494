package io.chronolink.information.api;

import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import io.chronolink.information.api.Result.Changes;
import io.chronolink.information.api.Result.Message;
import io.chronolink.information.domain.BulkStateChange;
import io.chronolink.information.domain.BulkStateChange.Outcome;
import io.chronolink.information.domain.Directory;
import io.chronolink.information.domain.Notifications;
import io.chronolink.information.domain.Notifications.Queued;
import io.chronolink.information.domain.State;
import io.chronolink.information.domain.StateChange;
import io.chronolink.information.domain.StateChange.Mode;
import io.chronolink.information.domain.StateChange.Verdict;
import io.chronolink.information.domain.States;
import io.chronolink.kit.events.Cause;
import io.chronolink.kit.operations.Operations;
import io.chronolink.kit.web.Failure;
import io.chronolink.kit.web.Roles;
import io.smallrye.common.annotation.Blocking;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.eclipse.microprofile.jwt.JsonWebToken;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** The state of many notices at once. */
@Path(InformationResource.PATH + "/bulk/change_state")
@Blocking
@Produces({MediaType.APPLICATION_JSON, TextJson.TYPE, MediaType.APPLICATION_XML, MediaType.TEXT_XML})
@Tag(name = "Informations")
class ChangeStateResource {

    private static final String BODY = "state";
    private static final int MAX_MESSAGE = 2000;

    @JsonNaming(SnakeCaseStrategy.class)
    record ChangeState(
            @Nullable List<@Nullable UUID> ids,
            @Nullable UUID userId,
            @Nullable Integer stateId,
            @Nullable CodeList parent,
            @Nullable Boolean sendNotifications,
            @Nullable String message) {}

    private final BulkStateChange stateChange;
    private final States states;
    private final Directory directory;
    private final Notifications notifications;
    private final Operations operations;
    private final Bodies bodies;
    private final JsonWebToken token;
    private final int maxIds;

    ChangeStateResource(
            BulkStateChange stateChange,
            States states,
            Directory directory,
            Notifications notifications,
            Operations operations,
            Bodies bodies,
            JsonWebToken token,
            @ConfigProperty(name = "chronolink.max-ids") int maxIds) {
        this.stateChange = stateChange;
        this.states = states;
        this.directory = directory;
        this.notifications = notifications;
        this.operations = operations;
        this.bodies = bodies;
        this.token = token;
        this.maxIds = maxIds;
    }

    @POST
    @Consumes({
        MediaType.APPLICATION_JSON,
        TextJson.TYPE,
        MediaType.APPLICATION_XML,
        MediaType.TEXT_XML,
        MediaType.APPLICATION_FORM_URLENCODED
    })
    @RolesAllowed(Roles.TENANT_ADMIN)
    @Operation(
            summary = "Bring notices into a state, each by itself, and under another parent if one is given",
            description = "mode=atomic changes all or none; dry_run=true changes none and tells what would happen. "
                    + "An item that is in the state already is no error, so the call can be repeated. "
                    + "user_id and message are kept in the history of each item. "
                    + "With send_notifications, everybody for whom a changed item is gets one mail about all of them.")
    public Result changeState(
            @QueryParam("mode") @Nullable String mode,
            @QueryParam("dry_run") @Nullable String dryRun,
            @HeaderParam(HttpHeaders.CONTENT_TYPE) @Nullable String contentType,
            InputStream content) {
        Mode how = mode(mode, ListParameters.flag("dry_run", dryRun));
        ChangeState body = bodies.read(content, contentType, ChangeState.class, "ChangeState", BODY);
        Map<UUID, Integer> places = Ids.places(body.ids(), BODY, maxIds);
        if (body.message() != null && body.message().length() > MAX_MESSAGE) {
            throw Failure.invalid(BODY + ".message", "The text has more than " + MAX_MESSAGE + " characters.");
        }
        return operations.accept("information.change-state", places.size(), cause -> {
            List<Message> messages = new ArrayList<>();
            State state =
                    states.find(body.stateId() == null ? 0 : body.stateId()).orElse(null);
            CodeList parent = body.parent();
            if (places.isEmpty()) {
                messages.add(Message.error(Message.VALUE_MISSING, "ids", "The ids are missing."));
            }
            if (state == null) {
                messages.add(Message.error(Message.UNKNOWN_STATE, "state_id", "Unknown state."));
            }
            if (parent != null && parent.id() == null) {
                messages.add(Message.error(Message.VALUE_MISSING, "parent.id", "The id of the parent is missing."));
            }
            if (!directory.knows(cause.tenant(), body.userId())) {
                messages.add(Message.error(Message.UNKNOWN_USER, "user_id", "Unknown user."));
            }
            if (state == null || !messages.isEmpty()) {
                return nothing(messages, state, places);
            }
            Optional<List<Outcome>> outcomes = stateChange.apply(
                    cause,
                    places.keySet(),
                    new StateChange(
                            state,
                            parent == null ? null : parent.id(),
                            body.message(),
                            body.userId(),
                            token.getName(),
                            how));
            if (outcomes.isEmpty()) {
                messages.add(Message.error(Message.WRONG_PARENT, "parent", "Parent not found."));
                return nothing(messages, state, places);
            }
            Result result = result(outcomes.get(), places, state, how);
            return Boolean.TRUE.equals(body.sendNotifications())
                    ? notified(cause, result, outcomes.get(), state, body.message(), how)
                    : result;
        });
    }

    private static Result nothing(List<Message> messages, @Nullable State state, Map<UUID, Integer> places) {
        return Result.of(
                messages,
                null,
                state == null ? null : state.name(),
                new Changes(List.of(), List.copyOf(places.keySet())),
                null);
    }

    private static Result result(List<Outcome> outcomes, Map<UUID, Integer> places, State state, Mode mode) {
        List<Message> messages = new ArrayList<>();
        boolean errors = outcomes.stream().anyMatch(outcome -> outcome.verdict().isError());
        boolean none = errors && (mode == Mode.ATOMIC || mode == Mode.ATOMIC_DRY_RUN);
        List<UUID> changed = new ArrayList<>();
        List<UUID> failed = new ArrayList<>();
        for (Outcome outcome : outcomes) {
            UUID id = outcome.wanted().id();
            if (outcome.verdict().isError() || none && outcome.verdict().isChange()) {
                failed.add(id);
            } else if (outcome.verdict().isChange()) {
                changed.add(id);
            }
            Message message = message(outcome, "ids[" + places.get(id) + "]", state);
            if (message != null) {
                messages.add(message);
            }
        }
        return Result.of(messages, null, state.name(), new Changes(changed, failed), null);
    }

    /** Queues mails about what changed its state, and says how many. */
    private Result notified(
            Cause cause, Result result, List<Outcome> outcomes, State state, @Nullable String message, Mode mode) {
        Set<UUID> done =
                new HashSet<>(result.data() == null ? List.of() : result.data().changed());
        List<UUID> changed = outcomes.stream()
                .filter(outcome -> outcome.verdict() == Verdict.CHANGED)
                .map(outcome -> outcome.wanted().id())
                .filter(done::contains)
                .toList();
        if (changed.isEmpty() || mode == Mode.DRY_RUN || mode == Mode.ATOMIC_DRY_RUN) {
            return result;
        }
        Queued queued = notifications.queue(cause, changed, state, message);
        List<Message> messages = new ArrayList<>(result.messages());
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
        return Result.of(messages, null, result.name(), result.data(), null);
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

    private static Mode mode(@Nullable String mode, boolean dryRun) {
        if (mode == null) {
            return dryRun ? Mode.DRY_RUN : Mode.EACH;
        }
        if (mode.equals("atomic")) {
            return dryRun ? Mode.ATOMIC_DRY_RUN : Mode.ATOMIC;
        }
        throw Failure.invalid("mode", "The value must be atomic, or left out.");
    }
}
