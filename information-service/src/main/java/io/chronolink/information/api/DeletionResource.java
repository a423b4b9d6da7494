package io.chronolink.information.api;

import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import io.chronolink.information.api.CodeList.SystemInformation;
import io.chronolink.information.api.Result.Changes;
import io.chronolink.information.api.Result.Message;
import io.chronolink.information.domain.BulkDeletion;
import io.chronolink.kit.web.Roles;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.HttpHeaders;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.eclipse.microprofile.jwt.JsonWebToken;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** Deletes many notices at once, softly, and restores them. */
@Path(InformationResource.PATH + "/bulk")
@Produces(Formats.JSON_OR_XML)
@Consumes(Formats.BODIES)
@Tag(name = "Informations")
class DeletionResource {

    private static final String BODY = "state";

    /** What the API's clients send; {@code state} and {@code system_information} say nothing. */
    @JsonNaming(SnakeCaseStrategy.class)
    record DeleteOrRestore(
            @Nullable List<@Nullable UUID> ids,
            @Nullable Boolean state,
            @Nullable Boolean deleted,
            @Nullable SystemInformation systemInformation) {}

    private final BulkDeletion deletion;
    private final Bodies bodies;
    private final JsonWebToken token;
    private final int maxIds;

    DeletionResource(
            BulkDeletion deletion,
            Bodies bodies,
            JsonWebToken token,
            @ConfigProperty(name = "chronolink.max-ids") int maxIds) {
        this.deletion = deletion;
        this.bodies = bodies;
        this.token = token;
        this.maxIds = maxIds;
    }

    @POST
    @Path("/delete")
    @RolesAllowed(Roles.TENANT_ADMIN)
    @Operation(
            summary = "Delete notices, or restore them with deleted=false",
            description = "They can be read and restored further on. An item that is deleted already is no error.")
    public Result delete(@HeaderParam(HttpHeaders.CONTENT_TYPE) @Nullable String contentType, InputStream content) {
        DeleteOrRestore body = read(contentType, content);
        return apply(body, body.deleted());
    }

    @POST
    @Path("/restore")
    @RolesAllowed(Roles.TENANT_ADMIN)
    @Operation(summary = "Restore notices", description = "Each takes over the present state of its link.")
    public Result restore(@HeaderParam(HttpHeaders.CONTENT_TYPE) @Nullable String contentType, InputStream content) {
        return apply(read(contentType, content), false);
    }

    DeleteOrRestore read(@Nullable String contentType, InputStream content) {
        return bodies.read(content, contentType, DeleteOrRestore.class, "DeleteOrRestore", BODY);
    }

    Result apply(DeleteOrRestore body, @Nullable Boolean deleted) {
        Map<UUID, Integer> places = Ids.places(body.ids(), BODY, maxIds);
        List<Message> messages = new ArrayList<>();
        if (places.isEmpty()) {
            messages.add(Message.error(Message.VALUE_MISSING, "ids", "The ids are missing."));
        }
        if (deleted == null) {
            messages.add(
                    Message.error(Message.VALUE_MISSING, "deleted", "It is missing whether to delete or restore."));
        }
        if (deleted == null || !messages.isEmpty()) {
            return Result.of(messages, null, null, new Changes(List.of(), List.copyOf(places.keySet())), null);
        }
        List<UUID> changed = new ArrayList<>();
        List<UUID> failed = new ArrayList<>();
        deletion.apply(places.keySet(), deleted, token.getName()).forEach((id, verdict) -> {
            String field = "ids[" + places.get(id) + "]";
            switch (verdict) {
                case CHANGED -> changed.add(id);
                case MISSING -> {
                    failed.add(id);
                    messages.add(Message.error(Message.NOT_FOUND, field, "Information not found."));
                }
                case UNCHANGED ->
                    messages.add(Message.information(
                            Message.ALREADY_IN_STATE,
                            field,
                            deleted ? "Information is already deleted." : "Information is not deleted."));
            }
        });
        return Result.of(messages, null, null, new Changes(changed, failed), null);
    }
}
