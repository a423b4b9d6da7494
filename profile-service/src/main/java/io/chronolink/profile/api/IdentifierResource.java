package io.chronolink.profile.api;

import io.chronolink.kit.web.Roles;
import io.chronolink.profile.domain.Identifiers;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.io.InputStream;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** Identifiers in the panels' dialect, as far as time profiles need them. */
@Path("/api/v1/access/identifier")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Identifiers")
class IdentifierResource {

    private static final String ATTACHMENT = "/item/{identifier}/timeprofile/{profile}";

    private final Identifiers identifiers;
    private final Bodies bodies;

    IdentifierResource(Identifiers identifiers, Bodies bodies) {
        this.identifiers = identifiers;
        this.bodies = bodies;
    }

    @POST
    @Path(ATTACHMENT)
    @RolesAllowed(Roles.TENANT_ADMIN)
    @Operation(summary = "Attach a time profile to an identifier")
    public Done attach(@PathParam("identifier") String identifier, @PathParam("profile") String profile) {
        identifiers.attach(Numbers.identifier(identifier), Numbers.uid(profile));
        return new Done();
    }

    @DELETE
    @Path(ATTACHMENT)
    @RolesAllowed(Roles.TENANT_ADMIN)
    @Operation(summary = "Detach a time profile from an identifier")
    public Done detach(@PathParam("identifier") String identifier, @PathParam("profile") String profile) {
        identifiers.detach(Numbers.identifier(identifier), Numbers.uid(profile));
        return new Done();
    }

    @POST
    @Path("/items/link")
    @Consumes(MediaType.APPLICATION_JSON)
    @RolesAllowed(Roles.LINK_MANAGER)
    @Operation(summary = "Create or update identifiers by link_id; only their time profiles are kept")
    public BulkResult upsert(InputStream json) {
        return BulkResult.of(identifiers.upsert(bodies.identifiers(json)));
    }
}
