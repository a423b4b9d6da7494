package io.chronolink.schedule.api;

import io.chronolink.schedule.domain.Schedules;
import jakarta.ws.rs.Path;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** Schedules of tenants. */
@Path("/api/v1/tenants/{tenant}/{kind}")
@Tag(name = "Schedules of tenants")
class TenantScheduleResource extends ScheduleResource {

    TenantScheduleResource(Schedules schedules, Addresses addresses, Bodies bodies) {
        super(schedules, addresses, bodies);
    }
}
