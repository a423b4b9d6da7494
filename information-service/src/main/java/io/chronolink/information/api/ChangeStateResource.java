package io.chronolink.information.api;

import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import io.chronolink.information.domain.StateChange.Mode;
import io.chronolink.information.domain.StateRequests;
import io.chronolink.information.domain.StateRequests.Problem;
import io.chronolink.information.domain.StateRequests.Request;
import io.chronolink.kit.web.Failure;
import io.chronolink.kit.web.Roles;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.HttpHeaders;
import java.io.InputStream;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.eclipse.microprofile.jwt.JsonWebToken;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** The state of many notices at once. */
@Path(InformationResource.PATH + "/bulk/change_state")
@Produces(Formats.JSON_OR_XML)
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

    private final StateRequests requests;
    private final Bodies bodies;
    private final JsonWebToken token;
    private final int maxIds;

    ChangeStateResource(
            StateRequests requests,
            Bodies bodies,
            JsonWebToken token,
            @ConfigProperty(name = "chronolink.max-ids") int maxIds) {
        this.requests = requests;
        this.bodies = bodies;
        this.token = token;
        this.maxIds = maxIds;
    }

    @POST
    @Consumes(Formats.BODIES)
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
        Request request = request(body, List.copyOf(places.keySet()), how);
        return ChangeStateAnswer.of(request, requests.change(request), places);
    }

    private Request request(ChangeState body, List<UUID> ids, Mode mode) {
        CodeList parent = body.parent();
        return new Request(
                parent != null && parent.id() == null ? EnumSet.of(Problem.PARENT_WITHOUT_ID) : Set.of(),
                ids,
                body.stateId() == null ? 0 : body.stateId(),
                parent == null ? null : parent.id(),
                body.userId(),
                body.message(),
                token.getName(),
                mode,
                Boolean.TRUE.equals(body.sendNotifications()));
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
