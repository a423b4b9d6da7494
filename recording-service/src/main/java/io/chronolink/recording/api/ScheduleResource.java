package io.chronolink.recording.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import io.chronolink.kit.tenancy.Tenancy;
import io.chronolink.kit.web.Roles;
import io.chronolink.recording.domain.Conflicts;
import io.chronolink.recording.domain.Draft;
import io.chronolink.recording.domain.Overlaps;
import io.chronolink.recording.domain.Schedule;
import io.chronolink.recording.domain.Schedules;
import io.quarkus.security.identity.SecurityIdentity;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** Recording schedules. */
@Path("/api/v3/schedule")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Schedules")
class ScheduleResource {

    private static final int USUAL_LIMIT = 100;
    private static final int MAX_LIMIT = 1000;

    /** All schedules, and the numbers of those that another one covers wholly or partly. */
    @JsonNaming(SnakeCaseStrategy.class)
    record ScheduleList(
            List<ScheduleView> schedules, Set<Long> blockedSchedules, Set<Long> conflictSchedules, int totalCount) {}

    /** Some occurrences of a schedule. */
    record OccurrenceList(List<OccurrenceView> occurrences) {}

    private final Schedules schedules;
    private final Conflicts conflicts;
    private final ScheduleViews views;
    private final Tenancy tenancy;
    private final SecurityIdentity identity;

    ScheduleResource(
            Schedules schedules, Conflicts conflicts, ScheduleViews views, Tenancy tenancy, SecurityIdentity identity) {
        this.schedules = schedules;
        this.conflicts = conflicts;
        this.views = views;
        this.tenancy = tenancy;
        this.identity = identity;
    }

    @GET
    @RolesAllowed(Roles.END_USER)
    @Operation(summary = "All schedules")
    public Data<ScheduleList> list() {
        List<ScheduleView> all = views.of(schedules.list(tenancy.tenant()));
        Overlaps overlaps = conflicts.overlaps(tenancy.tenant());
        return new Data<>(new ScheduleList(all, overlaps.blocked(), overlaps.conflicting(), all.size()));
    }

    @GET
    @Path("{id}")
    @RolesAllowed(Roles.END_USER)
    @Operation(summary = "A schedule")
    public Data<ScheduleView> get(@PathParam("id") String id) {
        return views.one(schedules.get(tenancy.tenant(), Parameters.id(id)));
    }

    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    @RolesAllowed(Roles.GROUP_ADMIN)
    @Operation(summary = "Add a schedule")
    public Data<Data.Id> create(@Nullable JsonNode json) {
        Draft draft = ScheduleBody.read(Body.of(json));
        return new Data<>(new Data.Id(schedules.create(identity.getPrincipal().getName(), draft)));
    }

    @POST
    @Path("{id}/edit")
    @Consumes(MediaType.APPLICATION_JSON)
    @RolesAllowed(Roles.GROUP_ADMIN)
    @Operation(summary = "Change a schedule; members that are left out stay as they are")
    public Data<ScheduleView> edit(@PathParam("id") String id, @Nullable JsonNode json) {
        Body body = Body.of(json);
        long number = Parameters.id(id);
        // One that is unknown is not found, whatever is wrong with the members.
        schedules.get(tenancy.tenant(), number);
        Draft draft = ScheduleBody.read(body);
        return views.one(schedules.edit(number, draft));
    }

    @POST
    @Path("{id}/delete")
    @RolesAllowed(Roles.GROUP_ADMIN)
    @Operation(summary = "Delete a schedule and its future occurrences")
    public Map<String, Object> delete(@PathParam("id") String id) {
        schedules.delete(Parameters.id(id));
        return Map.of();
    }

    @POST
    @Path("{id}/delete_next")
    @Consumes(MediaType.WILDCARD)
    @RolesAllowed(Roles.GROUP_ADMIN)
    @Operation(summary = "Delete the next instance of a schedule that repeats; with the last one the schedule goes")
    public Object deleteNext(@PathParam("id") String id) {
        Optional<Schedule> left = schedules.deleteNext(Parameters.id(id));
        return left.isPresent() ? views.one(left.get()) : Map.of();
    }

    @GET
    @Path("{id}/occurrences")
    @RolesAllowed(Roles.END_USER)
    @Operation(
            summary =
                    "Occurrences of a schedule that overlap a time, from now on unless told; with cancelled=true those too")
    public Data<OccurrenceList> occurrences(
            @PathParam("id") String id,
            @QueryParam("from") @Nullable String from,
            @QueryParam("to") @Nullable String to,
            @QueryParam("limit") @Nullable String limit,
            @QueryParam("cancelled") @Nullable String cancelled) {
        return new Data<>(new OccurrenceList(schedules
                .occurrences(
                        tenancy.tenant(),
                        Parameters.id(id),
                        Parameters.instant("from", from),
                        Parameters.instant("to", to),
                        Parameters.limit(limit, USUAL_LIMIT, MAX_LIMIT),
                        "true".equals(cancelled))
                .stream()
                .map(OccurrenceView::of)
                .toList()));
    }
}
