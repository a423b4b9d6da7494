package io.chronolink.schedule.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.chronolink.kit.web.Roles;
import io.chronolink.links.feeds.CalendarFeed;
import io.chronolink.schedule.domain.Codes;
import io.chronolink.schedule.domain.Family;
import io.chronolink.schedule.domain.Opening;
import io.chronolink.schedule.domain.PeriodEdits;
import io.chronolink.schedule.domain.Schedule;
import io.chronolink.schedule.domain.Schedules;
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
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Request;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.jspecify.annotations.Nullable;

/**
 * The ten operations that every family of schedules has (docs/dialects/schedule.md#operations), and our two: level
 * and kind are data, so the families differ only in their addresses.
 */
@RolesAllowed(Roles.END_USER)
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
abstract class ScheduleResource {

    private static final int MOST_NAMES = 1_000;

    private final Schedules schedules;
    private final Addresses addresses;
    private final Bodies bodies;

    ScheduleResource(Schedules schedules, Addresses addresses, Bodies bodies) {
        this.schedules = schedules;
        this.addresses = addresses;
        this.bodies = bodies;
    }

    @GET
    @Consumes(MediaType.WILDCARD)
    @Operation(summary = "The names of the schedules; with allLevels those above too, with full_list all members")
    public Map<String, Object> list(
            @Context UriInfo uri,
            @QueryParam("allLevels") @Nullable String allLevels,
            @QueryParam("full_list") @Nullable String fullList,
            byte @Nullable [] content) {
        ObjectNode body = bodies.optional(content);
        boolean levels = Bodies.flag(allLevels, body, "allLevels");
        boolean full = Bodies.flag(fullList, body, "full_list");
        Address address = addresses.toList(uri, levels);
        List<Object> items = new ArrayList<>();
        for (Family family : schedules.levels(address.family(), levels)) {
            String level = levels ? family.level() : null;
            if (full) {
                schedules.all(family).forEach(each -> items.add(Views.of(each, level, address.dialect())));
            } else {
                schedules.names(family).forEach(name -> items.add(Views.named(name, level)));
            }
        }
        return Map.of("schedules", items);
    }

    @POST
    @Operation(summary = "Create a schedule, with or without periods")
    public Response create(@Context UriInfo uri, byte @Nullable [] content) {
        Address address = addresses.toCreate(uri);
        ObjectNode body = bodies.required(content);
        Schedule created = schedules.create(
                address.family(),
                Bodies.name(body),
                PeriodEdits.listed(address.dialect(), body.path("periods")),
                Bodies.binding(body));
        return answer(Response.Status.CREATED, created, Views.of(created));
    }

    @DELETE
    @Operation(summary = "Delete several schedules, all or none")
    public Map<String, Object> deleteAll(@Context UriInfo uri, byte @Nullable [] content) {
        Address address = addresses.toWrite(uri);
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
        schedules.delete(address.family(), list, any -> true);
        return Map.of();
    }

    @GET
    @Path("/{name}")
    @Consumes(MediaType.WILDCARD)
    @Operation(summary = "One schedule; with full_list all of its periods' members")
    public Response get(
            @Context UriInfo uri,
            @PathParam("name") String name,
            @QueryParam("full_list") @Nullable String fullList,
            byte @Nullable [] content) {
        boolean full = Bodies.flag(fullList, bodies.optional(content), "full_list");
        Address address = addresses.toRead(uri);
        Schedule schedule = find(address, name);
        return answer(
                Response.Status.OK, schedule, full ? Views.of(schedule, null, address.dialect()) : Views.of(schedule));
    }

    @PUT
    @Path("/{name}")
    @Operation(summary = "Rename a schedule, and change, delete and create periods, all or nothing")
    public Response update(
            @Context UriInfo uri, @Context Request request, @PathParam("name") String name, byte @Nullable [] content) {
        Address address = addresses.toWrite(uri);
        ObjectNode body = bodies.required(content);
        Schedule updated = schedules.update(
                address.family(),
                name,
                Views.unchanged(request),
                Bodies.optionalName(body),
                PeriodEdits.listed(address.dialect(), body.path("periods")),
                Bodies.binding(body));
        return answer(Response.Status.OK, updated, Views.of(updated));
    }

    @DELETE
    @Path("/{name}")
    @Consumes(MediaType.WILDCARD)
    @Operation(summary = "Delete a schedule")
    public Map<String, Object> delete(@Context UriInfo uri, @Context Request request, @PathParam("name") String name) {
        schedules.delete(addresses.toWrite(uri).family(), List.of(name), Views.unchanged(request));
        return Map.of();
    }

    @POST
    @Path("/{name}")
    @Operation(summary = "Create a period")
    public Response createPeriod(
            @Context UriInfo uri, @Context Request request, @PathParam("name") String name, byte @Nullable [] content) {
        Address address = addresses.toWrite(uri);
        ObjectNode body = bodies.required(content);
        Schedule updated = edit(address, request, name, PeriodEdits.create(address.dialect(), body));
        return answer(
                Response.Status.CREATED,
                updated,
                Views.period(updated, body.path("name").asText(), address.dialect()));
    }

    @GET
    @Path("/{name}/{period}")
    @Consumes(MediaType.WILDCARD)
    @Operation(summary = "One period")
    public Response getPeriod(
            @Context UriInfo uri, @PathParam("name") String name, @PathParam("period") String period) {
        Address address = addresses.toRead(uri);
        Schedule schedule = find(address, name);
        return answer(Response.Status.OK, schedule, Views.period(schedule, period, address.dialect()));
    }

    @PUT
    @Path("/{name}/{period}")
    @Operation(summary = "Change a period; another name renames it")
    public Response updatePeriod(
            @Context UriInfo uri,
            @Context Request request,
            @PathParam("name") String name,
            @PathParam("period") String period,
            byte @Nullable [] content) {
        Address address = addresses.toWrite(uri);
        ObjectNode body = bodies.required(content);
        Schedule updated = edit(address, request, name, PeriodEdits.change(address.dialect(), period, body));
        String after = body.path("name").asText(period);
        return answer(Response.Status.OK, updated, Views.period(updated, after, address.dialect()));
    }

    /** The published example of a change says POST. */
    @POST
    @Path("/{name}/{period}")
    @Operation(summary = "The same as PUT")
    public Response postPeriod(
            @Context UriInfo uri,
            @Context Request request,
            @PathParam("name") String name,
            @PathParam("period") String period,
            byte @Nullable [] content) {
        return updatePeriod(uri, request, name, period, content);
    }

    @DELETE
    @Path("/{name}/{period}")
    @Consumes(MediaType.WILDCARD)
    @Operation(summary = "Delete a period")
    public Map<String, Object> deletePeriod(
            @Context UriInfo uri,
            @Context Request request,
            @PathParam("name") String name,
            @PathParam("period") String period) {
        Address address = addresses.toWrite(uri);
        edit(address, request, name, PeriodEdits.delete(address.dialect(), period));
        return Map.of();
    }

    /** With a slash at its end, as all addresses of the dialect have one, it is that of a period with this name. */
    @GET
    @Path("/{name}/open")
    @Consumes(MediaType.WILDCARD)
    @Operation(summary = "Whether it is open at an instant, now by default")
    public Response open(@Context UriInfo uri, @PathParam("name") String name, @QueryParam("at") @Nullable String at) {
        if (uri.getPath().endsWith("/")) {
            return getPeriod(uri, name, "open");
        }
        Opening opening = schedules.opening(find(addresses.toRead(uri), name), instant(at));
        return Response.ok(opening).build();
    }

    @GET
    @Path("/{name}/calendar.ics")
    @Consumes(MediaType.WILDCARD)
    @Produces({CalendarFeed.MEDIA_TYPE, MediaType.APPLICATION_JSON})
    @Operation(summary = "The active periods as a calendar feed (RFC 5545)")
    public Response calendar(@Context UriInfo uri, @PathParam("name") String name) {
        if (uri.getPath().endsWith("/")) {
            return Response.fromResponse(getPeriod(uri, name, "calendar.ics"))
                    .type(MediaType.APPLICATION_JSON)
                    .build();
        }
        Schedule schedule = find(addresses.toRead(uri), name);
        return new CalendarFeed("schedule-service", name).answer(Views.calendar(schedule, schedules.windows(schedule)));
    }

    private Schedule find(Address address, String name) {
        return schedules
                .find(address.family(), name)
                .orElseThrow(
                        () -> Codes.SCHEDULE_NOT_FOUND.failure("There is no schedule with the name \"" + name + "\""));
    }

    private Schedule edit(Address address, Request request, String name, PeriodEdits edits) {
        return schedules.update(address.family(), name, Views.unchanged(request), null, edits, null);
    }

    private static Response answer(Response.Status status, Schedule schedule, Object body) {
        return Response.status(status).tag(Views.tag(schedule)).entity(body).build();
    }

    private static @Nullable Instant instant(@Nullable String at) {
        try {
            return at == null ? null : OffsetDateTime.parse(at).toInstant();
        } catch (DateTimeException e) {
            throw Codes.SCHEDULE_PERIOD_INVALID.failure("at must be an instant such as 2026-11-30T09:00:00Z");
        }
    }
}
