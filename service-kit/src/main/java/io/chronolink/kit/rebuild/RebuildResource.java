package io.chronolink.kit.rebuild;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.chronolink.kit.rebuild.Rebuilds.Rebuild;
import io.chronolink.kit.tenancy.Tenancy;
import io.chronolink.kit.web.Param;
import io.chronolink.kit.web.Roles;
import io.quarkus.security.identity.SecurityIdentity;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.net.URI;
import java.time.Instant;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/**
 * Takes replicas and derived data anew from the topics (docs/propagation.md#when-something-does-not-fit). An operator
 * rebuilds the data of the token's tenant; one who is a system-admin too rebuilds those of all.
 */
@Path("/admin/rebuild")
@Produces(MediaType.APPLICATION_JSON)
@RolesAllowed(Roles.OPERATOR)
@Tag(name = "Rebuild")
class RebuildResource {

    /** Tenant null is all of them; counts are null while it runs. */
    record View(
            @JsonProperty("rebuild_id") UUID id,
            @Nullable String tenant,
            String status,
            @JsonProperty("started_at") Instant startedAt,
            @JsonProperty("ended_at") @Nullable Instant endedAt,
            @Nullable Integer records,
            @Nullable Integer refused,
            @Nullable String reason) {

        static View of(Rebuild rebuild) {
            return new View(
                    rebuild.id(),
                    rebuild.tenant(),
                    rebuild.status(),
                    rebuild.startedAt(),
                    rebuild.endedAt(),
                    rebuild.records(),
                    rebuild.refused(),
                    rebuild.reason());
        }
    }

    private final Rebuilds rebuilds;
    private final Tenancy tenancy;
    private final SecurityIdentity caller;

    RebuildResource(Rebuilds rebuilds, Tenancy tenancy, SecurityIdentity caller) {
        this.rebuilds = rebuilds;
        this.tenancy = tenancy;
        this.caller = caller;
    }

    @POST
    @Operation(
            summary = "Take the service's replicas and derived data anew from the topics",
            description =
                    "Answers 202 at once; Location tells where to see how it goes. Events wait meanwhile, and the "
                            + "service answers with what it had. One at a time: 409 while another is running.")
    public Response start() {
        UUID id = rebuilds.start(ownTenant(), caller.getPrincipal().getName());
        return Response.status(Response.Status.ACCEPTED)
                .location(URI.create("/admin/rebuild/" + id))
                .entity(View.of(rebuilds.find(ownTenant(), id)))
                .build();
    }

    @GET
    @Path("/{id}")
    @Operation(summary = "A rebuild: running, done, failed, or interrupted if its instance died")
    public View get(@PathParam("id") String id) {
        return View.of(rebuilds.find(ownTenant(), Param.id(id, Rebuilds::notFound)));
    }

    /** Null for one who may see all tenants. */
    private @Nullable String ownTenant() {
        return caller.hasRole(Roles.SYSTEM_ADMIN) ? null : tenancy.tenant();
    }
}
