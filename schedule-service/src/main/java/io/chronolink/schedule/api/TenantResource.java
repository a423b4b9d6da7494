package io.chronolink.schedule.api;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.chronolink.kit.tenancy.Tenancy;
import io.chronolink.kit.web.Failure;
import io.chronolink.kit.web.Roles;
import io.chronolink.schedule.domain.Codes;
import io.chronolink.schedule.domain.Tenants;
import io.chronolink.schedule.domain.Tenants.Tenant;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.time.ZoneId;
import java.util.Set;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** Tenants (docs/dialects/schedule.md#tenants-and-groups). */
@Path("/api/v1/tenants/{tenant}")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
@Tag(name = "Tenants and groups")
class TenantResource {

    private static final Set<String> TYPES = Set.of("Enterprise", "Service Provider");

    private final Tenants tenants;
    private final Tenancy tenancy;
    private final Bodies bodies;

    TenantResource(Tenants tenants, Tenancy tenancy, Bodies bodies) {
        this.tenants = tenants;
        this.tenancy = tenancy;
        this.bodies = bodies;
    }

    @GET
    @RolesAllowed(Roles.END_USER)
    @Operation(summary = "The tenant")
    public Tenant tenant(@PathParam("tenant") String tenant) {
        requireOwn(tenancy, tenant);
        return tenants.find(tenant).orElseThrow(TenantResource::missing);
    }

    @PUT
    @RolesAllowed(Roles.TENANT_ADMIN)
    @Operation(summary = "Create or change the tenant")
    public Tenant saveTenant(@PathParam("tenant") String tenant, byte @Nullable [] content) {
        requireOwn(tenancy, tenant);
        ObjectNode body = bodies.required(content);
        String type = Bodies.text(body, "type");
        String zone = zone(body);
        if (type != null && !TYPES.contains(type)) {
            throw Codes.SCHEDULE_PERIOD_INVALID.failure("type must be Enterprise or Service Provider");
        }
        return tenants.save(tenant, new Tenant(Bodies.name(body), type, zone));
    }

    /** Another tenant than the token's is answered like one that is not there. */
    static void requireOwn(Tenancy tenancy, String tenant) {
        if (!tenancy.tenant().equals(tenant)) {
            throw missing();
        }
    }

    static Failure missing() {
        return Codes.TENANT_OR_GROUP_NOT_FOUND.failure("There is no such tenant or group");
    }

    static @Nullable String zone(ObjectNode body) {
        String zone = Bodies.text(body, "timeZone");
        if (zone != null && !ZoneId.getAvailableZoneIds().contains(zone)) {
            throw Codes.SCHEDULE_PERIOD_INVALID.failure("timeZone must be an IANA name such as Europe/Berlin");
        }
        return zone;
    }
}
