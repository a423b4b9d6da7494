package io.chronolink.information.api;

import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import io.chronolink.information.api.Result.Changes;
import io.chronolink.information.api.Result.Message;
import io.chronolink.information.domain.State;
import io.chronolink.information.domain.StateChange;
import io.chronolink.information.domain.StateChange.Mode;
import io.chronolink.information.domain.StateChange.Order;
import io.chronolink.information.domain.StateChange.Outcome;
import io.chronolink.information.domain.States;
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
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;
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

    private final StateChange stateChange;
    private final States states;
    private final Operations operations;
    private final Bodies bodies;
    private final JsonWebToken token;
    private final int maxIds;

    ChangeStateResource(
            StateChange stateChange,
            States states,
            Operations operations,
            Bodies bodies,
            JsonWebToken token,
            @ConfigProperty(name = "chronolink.max-ids") int maxIds) {
        this.stateChange = stateChange;
        this.states = states;
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
                    + "No notifications are sent yet: send_notifications=true is answered with a warning.")
    public Result changeState(
            @QueryParam("mode") @Nullable String mode,
            @QueryParam("dry_run") @Nullable String dryRun,
            @HeaderParam(HttpHeaders.CONTENT_TYPE) @Nullable String contentType,
            InputStream content) {
        Mode how = mode(mode, ListParameters.flag("dry_run", dryRun));
        ChangeState body = bodies.read(content, contentType, ChangeState.class, "ChangeState", BODY);
        Map<UUID, Integer> places = places(body.ids() == null ? List.of() : body.ids());
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
            if (state == null || !messages.isEmpty()) {
                return nothing(messages, state, places);
            }
            Optional<List<Outcome>> outcomes = stateChange.apply(
                    cause,
                    places.keySet(),
                    new Order(
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
            return result(outcomes.get(), places, state, how, Boolean.TRUE.equals(body.sendNotifications()));
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

    private Result result(
            List<Outcome> outcomes, Map<UUID, Integer> places, State state, Mode mode, boolean sendNotifications) {
        Map<Integer, String> names = states.all().stream().collect(Collectors.toMap(State::id, State::name));
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
            Message message = message(outcome, "ids[" + places.get(id) + "]", state, names);
            if (message != null) {
                messages.add(message);
            }
        }
        if (sendNotifications) {
            messages.add(
                    Message.warning(Message.NOT_NOTIFIED, "send_notifications", "Notifications are not sent yet."));
        }
        return Result.of(messages, null, state.name(), new Changes(changed, failed), null);
    }

    private static @Nullable Message message(Outcome outcome, String field, State state, Map<Integer, String> names) {
        return switch (outcome.verdict()) {
            case MISSING -> Message.error(Message.NOT_FOUND, field, "Information not found.");
            case DELETED -> Message.error(Message.DELETED, field, "Information is deleted.");
            case FORBIDDEN ->
                Message.error(
                        Message.TRANSITION_NOT_ALLOWED,
                        field,
                        "Transition from " + names.get(Objects.requireNonNull(outcome.previousStateId())) + " to "
                                + state.name() + " is not allowed.");
            case CYCLE ->
                Message.error(Message.WRONG_PARENT, field, "The parent stands under this information or is the same.");
            case UNCHANGED, MOVED ->
                Message.information(
                        Message.ALREADY_IN_STATE, field, "Information is already in the state " + state.name() + ".");
            case CHANGED -> null;
        };
    }

    /** The ids, each once, with the place where it came first. */
    private Map<UUID, Integer> places(List<@Nullable UUID> ids) {
        if (ids.size() > maxIds) {
            throw Failure.tooLarge("At most " + maxIds + " ids are taken in one request.");
        }
        Map<UUID, Integer> places = new LinkedHashMap<>();
        for (int i = 0; i < ids.size(); i++) {
            UUID id = ids.get(i);
            if (id == null) {
                throw Failure.invalid(BODY + ".ids[" + i + "]", Bodies.NOT_A_GUID);
            }
            places.putIfAbsent(id, i);
        }
        return places;
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
