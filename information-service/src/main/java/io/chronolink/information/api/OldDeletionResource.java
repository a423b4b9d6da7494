package io.chronolink.information.api;

import io.chronolink.kit.web.Failure;
import io.chronolink.kit.web.Roles;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.HttpHeaders;
import java.io.InputStream;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** Deletion as it was called before the API had versions (docs/dialects/information.md#operations). */
@Path("/api/Information")
@Produces(Formats.JSON_OR_XML)
@Tag(name = "Informations")
class OldDeletionResource {

    private final DeletionResource deletion;

    OldDeletionResource(DeletionResource deletion) {
        this.deletion = deletion;
    }

    @DELETE
    @Consumes(Formats.BODIES)
    @RolesAllowed(Roles.TENANT_ADMIN)
    @Operation(
            summary = "The older form of bulk/delete",
            description = "state=true deletes, state=false restores; it is required.")
    public Result delete(
            @QueryParam("state") @Nullable String state,
            @HeaderParam(HttpHeaders.CONTENT_TYPE) @Nullable String contentType,
            InputStream content) {
        if (state == null) {
            throw Failure.invalid("state", "A value is required.");
        }
        return deletion.apply(deletion.read(contentType, content), ListParameters.flag("state", state));
    }
}
