package io.chronolink.schedule.api;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.chronolink.kit.tenancy.Tenancy;
import io.chronolink.kit.web.Roles;
import io.chronolink.schedule.domain.Tenants;
import io.chronolink.schedule.domain.Tenants.Group;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** Groups (docs/dialects/schedule.md#tenants-and-groups). */
@Path("/api/v1/tenants/{tenant}/groups/{group}")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
@Tag(name = "Tenants and groups")
class GroupResource {

    private final Tenants tenants;
    private final Tenancy tenancy;
    private final Bodies bodies;

    GroupResource(Tenants tenants, Tenancy tenancy, Bodies bodies) {
        this.tenants = tenants;
        this.tenancy = tenancy;
        this.bodies = bodies;
    }

    @GET
    @RolesAllowed(Roles.END_USER)
    @Operation(summary = "A group")
    public Group group(@PathParam("tenant") String tenant, @PathParam("group") String group) {
        TenantResource.requireOwn(tenancy, tenant);
        return tenants.find(tenant, group).orElseThrow(TenantResource::missing);
    }

    @PUT
    @RolesAllowed(Roles.TENANT_ADMIN)
    @Operation(summary = "Create or change a group")
    public Group saveGroup(
            @PathParam("tenant") String tenant, @PathParam("group") String group, byte @Nullable [] content) {
        TenantResource.requireOwn(tenancy, tenant);
        Bodies.checkGroup(group);
        ObjectNode body = bodies.required(content);
        return tenants.save(tenant, group, new Group(Bodies.name(body), TenantResource.zone(body)));
    }
}
