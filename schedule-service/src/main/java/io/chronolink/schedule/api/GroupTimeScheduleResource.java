package io.chronolink.schedule.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.chronolink.kit.tenancy.Tenancy;
import io.chronolink.kit.web.Failure;
import io.chronolink.kit.web.Roles;
import io.chronolink.schedule.domain.Codes;
import io.chronolink.schedule.domain.Family;
import io.chronolink.schedule.domain.Period;
import io.chronolink.schedule.domain.PeriodEdits;
import io.chronolink.schedule.domain.Schedule;
import io.chronolink.schedule.domain.Schedules;
import io.chronolink.schedule.domain.Tenants;
import io.quarkus.security.identity.SecurityIdentity;
import io.smallrye.common.annotation.Blocking;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** The time schedules of a group (seed <i>Group Time Schedules</i>). */
@Path("/api/v1/tenants/{tenant}/groups/{group}/time_schedules")
@Blocking
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
@Tag(name = "Group time schedules")
class GroupTimeScheduleResource {

    private static final int MOST_NAMES = 1_000;

    private final Schedules schedules;
    private final Tenants tenants;
    private final Tenancy tenancy;
    private final SecurityIdentity caller;
    private final Bodies bodies;

    GroupTimeScheduleResource(
            Schedules schedules, Tenants tenants, Tenancy tenancy, SecurityIdentity caller, Bodies bodies) {
        this.schedules = schedules;
        this.tenants = tenants;
        this.tenancy = tenancy;
        this.caller = caller;
        this.bodies = bodies;
    }

    @GET
    @Consumes(MediaType.WILDCARD)
    @RolesAllowed(Roles.END_USER)
    @Operation(summary = "The names of the schedules")
    public Map<String, Object> list(
            @PathParam("tenant") String tenant,
            @PathParam("group") String group,
            @QueryParam("allLevels") @Nullable String allLevels,
            byte @Nullable [] content) {
        boolean levels = Bodies.flag(allLevels, bodies.optional(content), "allLevels");
        if (levels && !caller.hasRole(Roles.GROUP_ADMIN)) {
            throw Failure.forbidden("The token does not give the right to see all levels.");
        }
        Family family = existing(tenant, group);
        return Map.of(
                "schedules",
                schedules.names(family).stream()
                        .map(name -> levels ? ordered("name", name, "level", family.level()) : ordered("name", name))
                        .toList());
    }

    @POST
    @RolesAllowed(Roles.GROUP_ADMIN)
    @Operation(summary = "Create a schedule, with or without periods")
    public Response create(
            @PathParam("tenant") String tenant, @PathParam("group") String group, byte @Nullable [] content) {
        ObjectNode body = bodies.required(content);
        Schedule created = schedules.create(
                caller.hasRole(Roles.TENANT_ADMIN) ? own(tenant, group) : existing(tenant, group),
                Bodies.name(body),
                PeriodEdits.of(body.path("periods")),
                Bodies.binding(body));
        return Response.status(Response.Status.CREATED)
                .entity(view(created, false))
                .build();
    }

    @DELETE
    @RolesAllowed(Roles.GROUP_ADMIN)
    @Operation(summary = "Delete several schedules, all or none")
    public Map<String, Object> deleteAll(
            @PathParam("tenant") String tenant, @PathParam("group") String group, byte @Nullable [] content) {
        JsonNode names = bodies.required(content).path("schedules");
        if (!names.isArray() || names.size() > MOST_NAMES) {
            throw Codes.SCHEDULE_PERIOD_INVALID.failure("schedules must be a list of at most " + MOST_NAMES + " names");
        }
        List<String> list = new ArrayList<>();
        for (JsonNode name : names) {
            if (!name.isTextual()) {
                throw Codes.SCHEDULE_PERIOD_INVALID.failure("schedules must be a list of names");
            }
            list.add(name.asText());
        }
        schedules.delete(existing(tenant, group), list);
        return Map.of();
    }

    @GET
    @Path("/{name}")
    @Consumes(MediaType.WILDCARD)
    @RolesAllowed(Roles.END_USER)
    @Operation(summary = "One schedule; with full_list all of its periods' members")
    public Map<String, Object> get(
            @PathParam("tenant") String tenant,
            @PathParam("group") String group,
            @PathParam("name") String name,
            @QueryParam("full_list") @Nullable String fullList,
            byte @Nullable [] content) {
        boolean full = Bodies.flag(fullList, bodies.optional(content), "full_list");
        Schedule schedule = schedules
                .find(existing(tenant, group), name)
                .orElseThrow(
                        () -> Codes.SCHEDULE_NOT_FOUND.failure("There is no schedule with the name \"" + name + "\""));
        return view(schedule, full);
    }

    @PUT
    @Path("/{name}")
    @RolesAllowed(Roles.GROUP_ADMIN)
    @Operation(summary = "Rename a schedule, and change, delete and create periods, all or nothing")
    public Map<String, Object> update(
            @PathParam("tenant") String tenant,
            @PathParam("group") String group,
            @PathParam("name") String name,
            byte @Nullable [] content) {
        ObjectNode body = bodies.required(content);
        return view(
                schedules.update(
                        existing(tenant, group),
                        name,
                        Bodies.optionalName(body),
                        PeriodEdits.of(body.path("periods")),
                        Bodies.binding(body)),
                false);
    }

    @DELETE
    @Path("/{name}")
    @Consumes(MediaType.WILDCARD)
    @RolesAllowed(Roles.GROUP_ADMIN)
    @Operation(summary = "Delete a schedule")
    public Map<String, Object> delete(
            @PathParam("tenant") String tenant, @PathParam("group") String group, @PathParam("name") String name) {
        schedules.delete(existing(tenant, group), List.of(name));
        return Map.of();
    }

    private Family existing(String tenant, String group) {
        Family family = own(tenant, group);
        if (!tenants.exists(tenant, group)) {
            throw Codes.TENANT_OR_GROUP_NOT_FOUND.failure("There is no such tenant or group");
        }
        return family;
    }

    /** A group of the token's tenant, which may not be there yet. */
    private Family own(String tenant, String group) {
        TenantResource.requireOwn(tenancy, tenant);
        Bodies.checkGroup(group);
        return Family.groupTime(tenant, group);
    }

    private static Map<String, Object> view(Schedule schedule, boolean full) {
        if (full && !schedule.periods().stream().allMatch(Period::isSimple)) {
            throw Codes.SCHEDULE_NOT_COMPATIBLE_SIMPLE_MODE.failure(
                    "Schedule period not compatible with simplified mode");
        }
        Map<String, Object> view = ordered("name", schedule.name());
        if (schedule.linkId() != null) {
            view.put("link_id", schedule.linkId());
        }
        view.put(
                "periods",
                schedule.periods().stream()
                        .map(period -> full ? period.members() : ordered("name", period.name()))
                        .toList());
        return view;
    }

    private static Map<String, Object> ordered(Object... namesAndValues) {
        Map<String, Object> object = new LinkedHashMap<>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            object.put(String.valueOf(namesAndValues[i]), namesAndValues[i + 1]);
        }
        return object;
    }
}
