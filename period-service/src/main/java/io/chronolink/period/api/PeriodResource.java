package io.chronolink.period.api;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.chronolink.kit.tenancy.Tenancy;
import io.chronolink.kit.web.Roles;
import io.chronolink.period.domain.Hierarchy;
import io.chronolink.period.domain.History;
import io.chronolink.period.domain.OwnPeriod;
import io.chronolink.period.domain.OwnPeriods;
import io.quarkus.security.identity.SecurityIdentity;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.StreamingOutput;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** Periods of entities, in the dialect of 4HSE's period API 1.0.0. */
@Path("/period")
@Tag(name = "Period")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
class PeriodResource {

    private final Hierarchy hierarchy;
    private final OwnPeriods periods;
    private final History history;
    private final Tenancy tenancy;
    private final SecurityIdentity caller;
    private final Clock clock;
    private final ObjectMapper json;

    PeriodResource(
            Hierarchy hierarchy,
            OwnPeriods periods,
            History history,
            Tenancy tenancy,
            SecurityIdentity caller,
            Clock clock,
            ObjectMapper json) {
        this.hierarchy = hierarchy;
        this.periods = periods;
        this.history = history;
        this.tenancy = tenancy;
        this.caller = caller;
        this.clock = clock;
        this.json = json;
    }

    @GET
    @Path("/view/{id}")
    @RolesAllowed(Roles.END_USER)
    @Operation(summary = "The periods of an entity, of all its ancestors and of all its descendants")
    public StreamingOutput view(@PathParam("id") String id) {
        String tenant = tenancy.tenant();
        return out -> {
            JsonGenerator generator = json.createGenerator(out);
            ViewWriter writer = new ViewWriter(generator);
            hierarchy.view(tenant, id, writer::add);
            writer.end();
        };
    }

    @PUT
    @Path("/update/{id}")
    @RolesAllowed(Roles.TENANT_ADMIN)
    @Operation(summary = "Replaces the periods of an entity")
    public Object update(
            @PathParam("id") String id, @QueryParam("dry_run") @Nullable String dryRun, @Nullable PeriodsBody update) {
        boolean dry = Parameters.flag("dry_run", dryRun);
        @Nullable List<OwnPeriod> wanted = Parameters.present(update).read();
        if (dry) {
            return Preview.of(periods.preview(tenancy.tenant(), id, wanted));
        }
        periods.set(caller.getPrincipal().getName(), id, wanted);
        return Done.DONE;
    }

    @GET
    @Path("/history/{id}")
    @RolesAllowed(Roles.END_USER)
    @Operation(summary = "What the periods of an entity were after each change, the newest first")
    public Response history(
            @PathParam("id") String id,
            @QueryParam("limit") @Nullable String limit,
            @QueryParam("offset") @Nullable String offset) {
        Paging paging = Paging.of(limit, offset);
        History.Page page = history.page(tenancy.tenant(), id, paging.limit(), paging.offset());
        return paging.answer(
                page.total(), page.changes().stream().map(ChangeView::of).toList());
    }

    @GET
    @Path("/effective/{id}")
    @RolesAllowed(Roles.END_USER)
    @Operation(summary = "When an entity is valid, all its ancestors considered, and who decides that at an instant")
    public EffectiveView effective(@PathParam("id") String id, @QueryParam("at") @Nullable String at) {
        Instant instant = at == null ? clock.instant() : PeriodDates.parseInstant("at", at);
        return EffectiveView.of(hierarchy.effective(tenancy.tenant(), id, instant), instant);
    }
}
