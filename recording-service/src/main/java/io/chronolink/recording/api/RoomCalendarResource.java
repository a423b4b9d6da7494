package io.chronolink.recording.api;

import io.chronolink.kit.tenancy.Tenancy;
import io.chronolink.kit.web.Roles;
import io.chronolink.links.feeds.CalendarFeed;
import io.chronolink.recording.domain.RoomCalendar;
import io.chronolink.recording.domain.RoomCalendar.Entry;
import io.chronolink.recurrence.Recurrence;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.time.ZoneId;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** What is to be recorded in a room, as a feed (docs/dialects/recording.md#operations). */
@Path("/api/v3/rooms/{id}")
@Tag(name = "Recordings")
class RoomCalendarResource {

    /** Not so many that a feed could take all memory. */
    private static final int MAX_ENTRIES = 10_000;

    private final RoomCalendar calendar;
    private final Tenancy tenancy;

    RoomCalendarResource(RoomCalendar calendar, Tenancy tenancy) {
        this.calendar = calendar;
        this.tenancy = tenancy;
    }

    @GET
    @Path("calendar.ics")
    @RolesAllowed(Roles.END_USER)
    @Produces({CalendarFeed.MEDIA_TYPE, MediaType.APPLICATION_JSON})
    @Operation(summary = "What is to be recorded from now on, as a calendar feed (RFC 5545) for capture agents")
    public Response calendar(@PathParam("id") String id, @QueryParam("cutoff") @Nullable String cutoff) {
        long number = Parameters.id(id);
        return new CalendarFeed("recording-service", "Room " + number)
                .answer(
                        calendar
                                .entries(tenancy.tenant(), number, Parameters.instant("cutoff", cutoff), MAX_ENTRIES)
                                .stream()
                                .map(RoomCalendarResource::entry)
                                .toList());
    }

    private static CalendarFeed.Entry entry(Entry entry) {
        return new CalendarFeed.Entry(
                entry.id().toString(),
                entry.name(),
                Recurrence.builder(
                                entry.during().startInclusive(),
                                ZoneId.of(entry.zone()),
                                entry.during().duration())
                        .build(),
                entry.changedAt(),
                entry.version());
    }
}
