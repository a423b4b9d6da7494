package io.chronolink.recording.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import io.chronolink.kit.tenancy.Tenancy;
import io.chronolink.kit.web.Roles;
import io.chronolink.recording.domain.Clash;
import io.chronolink.recording.domain.Conflicts;
import io.chronolink.recording.domain.Schedules;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import java.util.Set;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** Schedules that share their room, or would (docs/dialects/recording.md#conflicts-and-exclusive-rooms). */
@Path("/api/v3/schedule")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Schedules")
class ConflictResource {

    private static final int MAX_LIMIT = 1000;

    /** Schedules that share their room with an older one; both lists of them call them so. */
    @JsonNaming(SnakeCaseStrategy.class)
    record ConflictingSchedules(List<ScheduleView> blockedSchedules) {}

    /** The conflicts that a schedule would have; more than listed if truncated. */
    record ConflictList(List<ConflictView> conflicts, boolean truncated) {}

    private final Conflicts conflicts;
    private final Schedules schedules;
    private final ScheduleViews views;
    private final Tenancy tenancy;

    ConflictResource(Conflicts conflicts, Schedules schedules, ScheduleViews views, Tenancy tenancy) {
        this.conflicts = conflicts;
        this.schedules = schedules;
        this.views = views;
        this.tenancy = tenancy;
    }

    @GET
    @Path("blocked")
    @RolesAllowed(Roles.END_USER)
    @Operation(summary = "Schedules whose recordings all lie in those of older ones of the room, in the next 90 days")
    public Data<ConflictingSchedules> blocked() {
        return withoutAuthor(conflicts.overlaps(tenancy.tenant()).blocked());
    }

    @GET
    @Path("conflict")
    @RolesAllowed(Roles.END_USER)
    @Operation(summary = "Schedules that only partly do")
    public Data<ConflictingSchedules> conflict() {
        return withoutAuthor(conflicts.overlaps(tenancy.tenant()).conflicting());
    }

    @POST
    @Path("conflicts")
    @Consumes(MediaType.APPLICATION_JSON)
    @RolesAllowed(Roles.GROUP_ADMIN)
    @Operation(summary = "The conflicts that a schedule would have; nothing is kept")
    public Data<ConflictList> preview(@Nullable JsonNode json) {
        List<Clash> clashes = conflicts.preview(tenancy.tenant(), ScheduleBody.read(Body.of(json)), MAX_LIMIT + 1);
        return new Data<>(new ConflictList(
                clashes.stream().limit(MAX_LIMIT).map(ConflictView::of).toList(), clashes.size() > MAX_LIMIT));
    }

    private Data<ConflictingSchedules> withoutAuthor(Set<Long> numbers) {
        return new Data<>(new ConflictingSchedules(views
                .of(schedules.list(tenancy.tenant()).stream()
                        .filter(schedule -> numbers.contains(schedule.number()))
                        .toList())
                .stream()
                .map(ScheduleView::withoutAuthor)
                .toList()));
    }
}
