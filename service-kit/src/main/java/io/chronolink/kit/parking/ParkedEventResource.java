package io.chronolink.kit.parking;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.chronolink.kit.parking.ParkedEvents.Filter;
import io.chronolink.kit.parking.ParkedEvents.Replay;
import io.chronolink.kit.tenancy.Tenancy;
import io.chronolink.kit.web.Param;
import io.chronolink.kit.web.Roles;
import io.quarkus.security.identity.SecurityIdentity;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/**
 * Events that could not be applied (docs/propagation.md#when-something-does-not-fit). An operator sees those of the
 * tenant of the token; one who is a system-admin too sees all, and so those that name no tenant.
 */
@Path("/admin/parked-events")
@Produces(MediaType.APPLICATION_JSON)
@RolesAllowed(Roles.OPERATOR)
@Tag(name = "Parked events")
class ParkedEventResource {

    private static final int PAGE_SIZE = 20;
    private static final int MAX_PAGE_SIZE = 100;
    private static final int MAX_PAGE = 1_000_000;

    record Page(
            List<ParkedEventView> items,
            @JsonProperty("total_count") long totalCount,
            int page,
            @JsonProperty("page_size") int pageSize) {}

    record Replayed(
            @JsonProperty("dry_run") boolean dryRun,
            List<UUID> applied,
            @Nullable UUID failed,
            @Nullable String reason) {}

    record Deleted(UUID deleted) {}

    private final ParkedEvents events;
    private final Tenancy tenancy;
    private final SecurityIdentity caller;

    ParkedEventResource(ParkedEvents events, Tenancy tenancy, SecurityIdentity caller) {
        this.events = events;
        this.tenancy = tenancy;
        this.caller = caller;
    }

    @GET
    @Operation(summary = "A page of the parked events, in the order in which they came")
    public Page list(
            @QueryParam("tenant") @Nullable String tenant,
            @QueryParam("topic") @Nullable String topic,
            @QueryParam("type") @Nullable String type,
            @QueryParam("operation_id") @Nullable String operationId,
            @QueryParam("page") @Nullable String page,
            @QueryParam("page_size") @Nullable String pageSize) {
        int number = Param.number("page", page, 1, MAX_PAGE);
        int size = Param.number("page_size", pageSize, PAGE_SIZE, MAX_PAGE_SIZE);
        String own = ownTenant();
        if (own != null && tenant != null && !tenant.equals(own)) {
            return new Page(List.of(), 0, number, size);
        }
        ParkedEvents.Page found = events.list(
                new Filter(own == null ? tenant : own, topic, type, Param.uuid("operation_id", operationId)),
                number,
                size);
        return new Page(found.items().stream().map(ParkedEventView::of).toList(), found.total(), number, size);
    }

    @GET
    @Path("/{id}")
    @Operation(summary = "One parked event")
    public ParkedEventView get(@PathParam("id") String id) {
        return ParkedEventView.of(events.find(ownTenant(), named(id)));
    }

    @POST
    @Path("/{id}/replay")
    @Operation(
            summary = "Apply a parked event, and then those of the same record that wait behind it",
            description =
                    "An event that has an earlier one of its record before it is refused (409). The answer says what was "
                            + "applied, and what still cannot be and why. With dry_run=true the event is tried and nothing kept.")
    public Replayed replay(@PathParam("id") String id, @QueryParam("dry_run") @Nullable String dryRun) {
        boolean dry = Param.flag("dry_run", dryRun);
        Replay replay =
                events.replay(ownTenant(), named(id), caller.getPrincipal().getName(), dry);
        return new Replayed(dry, replay.applied(), replay.failed(), replay.reason());
    }

    @DELETE
    @Path("/{id}")
    @Operation(summary = "Give a parked event up for good; those behind it can then be replayed")
    public Deleted delete(@PathParam("id") String id) {
        UUID parked = named(id);
        events.delete(ownTenant(), parked, caller.getPrincipal().getName());
        return new Deleted(parked);
    }

    /** Null for one who may see all tenants. */
    private @Nullable String ownTenant() {
        return caller.hasRole(Roles.SYSTEM_ADMIN) ? null : tenancy.tenant();
    }

    /** An id that is no UUID names nothing, and is answered like one that does not exist. */
    private static UUID named(String id) {
        return Param.id(id, ParkedEvents::notFound);
    }
}
