package io.chronolink.information.api;

import io.chronolink.kit.web.Failure;
import io.chronolink.kit.web.Roles;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.HttpHeaders;
import java.io.InputStream;
import java.util.Set;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/**
 * The published API has the same call for properties and developer projects (docs/dialects/information.md#operations),
 * of which this service has none: their ids are not found.
 */
@Path("/api/v1/{kind}/bulk/change_state")
@Produces(Formats.JSON_OR_XML)
@Tag(name = "Informations")
class OtherKindsResource {

    private static final Set<String> KINDS = Set.of("properties", "developer_projects");

    private final ChangeStateResource informations;

    OtherKindsResource(ChangeStateResource informations) {
        this.informations = informations;
    }

    @POST
    @Consumes(Formats.BODIES)
    @RolesAllowed(Roles.TENANT_ADMIN)
    @Operation(summary = "The same as for informations; kind is properties or developer_projects")
    public Result changeState(
            @PathParam("kind") String kind,
            @QueryParam("mode") @Nullable String mode,
            @QueryParam("dry_run") @Nullable String dryRun,
            @HeaderParam(HttpHeaders.CONTENT_TYPE) @Nullable String contentType,
            InputStream content) {
        if (!KINDS.contains(kind)) {
            throw Failure.notFound("No HTTP resource was found that matches the request URI.");
        }
        return informations.changeState(mode, dryRun, contentType, content);
    }
}
