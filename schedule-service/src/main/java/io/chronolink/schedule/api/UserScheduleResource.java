package io.chronolink.schedule.api;

import io.chronolink.schedule.domain.Schedules;
import jakarta.ws.rs.Path;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** Schedules of users. */
@Path("/api/v1/tenants/{tenant}/groups/{group}/users/{user}/{kind}")
@Tag(name = "Schedules of users")
class UserScheduleResource extends ScheduleResource {

    UserScheduleResource(Schedules schedules, Addresses addresses, Bodies bodies) {
        super(schedules, addresses, bodies);
    }
}
