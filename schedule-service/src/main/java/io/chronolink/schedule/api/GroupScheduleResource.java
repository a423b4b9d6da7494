package io.chronolink.schedule.api;

import io.chronolink.schedule.domain.Schedules;
import jakarta.ws.rs.Path;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** Schedules of groups. */
@Path("/api/v1/tenants/{tenant}/groups/{group}/{kind}")
@Tag(name = "Schedules of groups")
class GroupScheduleResource extends ScheduleResource {

    GroupScheduleResource(Schedules schedules, Addresses addresses, Bodies bodies) {
        super(schedules, addresses, bodies);
    }
}
