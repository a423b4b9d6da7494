package io.chronolink.recording.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import io.chronolink.kit.tenancy.Tenancy;
import io.chronolink.kit.web.Roles;
import io.chronolink.recording.api.ScheduleView.Named;
import io.chronolink.recording.domain.Clash;
import io.chronolink.recording.domain.Draft;
import io.chronolink.recording.domain.Overlaps;
import io.chronolink.recording.domain.PlannedOccurrence;
import io.chronolink.recording.domain.Schedule;
import io.chronolink.recording.domain.Schedules;
import io.chronolink.recording.domain.Templates;
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
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
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

    /** Schedules that share their room with an older one; both lists of them call them so. */
    @JsonNaming(SnakeCaseStrategy.class)
    record ConflictingSchedules(List<ScheduleView> blockedSchedules) {}

    /** The conflicts that a schedule would have; more than listed if truncated. */
    record ConflictList(List<ConflictView> conflicts, boolean truncated) {}

    /** A wanted recording, and another one in the room at that time; times are epoch seconds. */
    @JsonNaming(SnakeCaseStrategy.class)
    record ConflictView(long startAt, long stopAt, Holder schedule) {

        private static ConflictView of(Clash clash) {
            return new ConflictView(
                    clash.wanted().startInclusive().getEpochSecond(),
                    clash.wanted().endExclusive().getEpochSecond(),
                    new Holder(
                            clash.schedule(),
                            clash.scheduleName(),
                            clash.taken().startInclusive().getEpochSecond(),
                            clash.taken().endExclusive().getEpochSecond()));
        }
    }

    /** The schedule that has the room, and since when until when. */
    @JsonNaming(SnakeCaseStrategy.class)
    record Holder(long id, String name, long startAt, long stopAt) {}

    /** Some occurrences of a schedule. */
    record OccurrenceList(List<OccurrenceView> occurrences) {}

    /** One occurrence; times are epoch seconds. */
    @JsonNaming(SnakeCaseStrategy.class)
    record OccurrenceView(UUID id, long startAt, long stopAt, Named room, String state) {

        private static OccurrenceView of(PlannedOccurrence occurrence) {
            return new OccurrenceView(
                    occurrence.id(),
                    occurrence.during().startInclusive().getEpochSecond(),
                    occurrence.during().endExclusive().getEpochSecond(),
                    new Named(occurrence.room(), occurrence.roomName()),
                    occurrence.state());
        }
    }

    private final Schedules schedules;
    private final Templates templates;
    private final Tenancy tenancy;
    private final SecurityIdentity identity;

    ScheduleResource(Schedules schedules, Templates templates, Tenancy tenancy, SecurityIdentity identity) {
        this.schedules = schedules;
        this.templates = templates;
        this.tenancy = tenancy;
        this.identity = identity;
    }

    @GET
    @RolesAllowed(Roles.END_USER)
    @Operation(summary = "All schedules")
    public Data<ScheduleList> list() {
        List<ScheduleView> views = views(schedules.list(tenancy.tenant()));
        Overlaps overlaps = schedules.overlaps(tenancy.tenant());
        return new Data<>(new ScheduleList(views, overlaps.blocked(), overlaps.conflicting(), views.size()));
    }

    @GET
    @Path("blocked")
    @RolesAllowed(Roles.END_USER)
    @Operation(summary = "Schedules whose recordings all lie in those of older ones of the room, in the next 90 days")
    public Data<ConflictingSchedules> blocked() {
        return conflicting(schedules.overlaps(tenancy.tenant()).blocked());
    }

    @GET
    @Path("conflict")
    @RolesAllowed(Roles.END_USER)
    @Operation(summary = "Schedules that only partly do")
    public Data<ConflictingSchedules> conflict() {
        return conflicting(schedules.overlaps(tenancy.tenant()).conflicting());
    }

    @POST
    @Path("conflicts")
    @Consumes(MediaType.APPLICATION_JSON)
    @RolesAllowed(Roles.GROUP_ADMIN)
    @Operation(summary = "The conflicts that a schedule would have; nothing is kept")
    public Data<ConflictList> conflicts(@Nullable JsonNode json) {
        List<Clash> clashes = schedules.conflicts(tenancy.tenant(), ScheduleBody.read(Body.of(json)), MAX_LIMIT + 1);
        return new Data<>(new ConflictList(
                clashes.stream().limit(MAX_LIMIT).map(ConflictView::of).toList(), clashes.size() > MAX_LIMIT));
    }

    @GET
    @Path("{id}")
    @RolesAllowed(Roles.END_USER)
    @Operation(summary = "A schedule")
    public Data<ScheduleView> get(@PathParam("id") String id) {
        return view(schedules.get(tenancy.tenant(), Parameters.id(id)));
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
        schedules.get(tenancy.tenant(), number);
        Draft draft = ScheduleBody.read(body);
        return view(schedules.edit(number, draft));
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
        return left.isPresent() ? view(left.get()) : Map.of();
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

    private Data<ScheduleView> view(Schedule schedule) {
        return new Data<>(views(List.of(schedule)).get(0));
    }

    private Data<ConflictingSchedules> conflicting(Set<Long> numbers) {
        return new Data<>(new ConflictingSchedules(views(schedules.list(tenancy.tenant()).stream()
                        .filter(schedule -> numbers.contains(schedule.number()))
                        .toList())
                .stream()
                .map(ScheduleView::withoutAuthor)
                .toList()));
    }

    private List<ScheduleView> views(List<Schedule> some) {
        Instant now = schedules.now();
        boolean named = some.stream().anyMatch(schedule -> schedule.template() != null);
        Map<Long, String> fieldNames = named ? templates.fieldNames(tenancy.tenant()) : Map.of();
        return some.stream()
                .map(schedule -> ScheduleView.of(schedule, now, fieldNames))
                .toList();
    }
}
