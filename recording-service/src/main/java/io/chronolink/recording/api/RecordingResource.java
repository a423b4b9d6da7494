package io.chronolink.recording.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import io.chronolink.kit.tenancy.Tenancy;
import io.chronolink.kit.web.Failure;
import io.chronolink.kit.web.Roles;
import io.chronolink.recording.domain.ManualRecordings;
import io.chronolink.recording.domain.NewRecording;
import io.chronolink.recording.domain.RoomStatus;
import io.chronolink.recording.domain.RoomStatus.Status;
import io.chronolink.recording.domain.Share;
import io.quarkus.security.identity.SecurityIdentity;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.Locale;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** What is recorded in a room, and its start and stop by hand (docs/dialects/recording.md#rooms-and-recordings). */
@Path("/api/v3/rooms/{id}")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Recordings")
class RecordingResource {

    private static final String NONE_TO_STOP = "Recording in room not found";
    private static final String NONE_TO_CHANGE = "The recording in the room is not found";

    @JsonNaming(SnakeCaseStrategy.class)
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record StatusView(
            String status,
            boolean record,
            @Nullable Long recordId,
            @Nullable Boolean recordAccess) {

        private static StatusView of(Status status) {
            Long id = status.recording();
            return new StatusView(
                    status.state().name().toLowerCase(Locale.ROOT),
                    id != null,
                    id,
                    id == null ? null : status.accessible());
        }
    }

    record Started(String message, long id, boolean start) {}

    record Changed(long id, boolean status) {}

    record NotFound(Reason data, int code) {

        record Reason(String message, boolean status) {}
    }

    private final RoomStatus status;
    private final ManualRecordings recordings;
    private final Tenancy tenancy;
    private final SecurityIdentity identity;

    RecordingResource(RoomStatus status, ManualRecordings recordings, Tenancy tenancy, SecurityIdentity identity) {
        this.status = status;
        this.recordings = recordings;
        this.tenancy = tenancy;
        this.identity = identity;
    }

    @GET
    @Path("status")
    @RolesAllowed(Roles.END_USER)
    @Operation(summary = "Whether the room is free or recording")
    public Data<StatusView> status(@PathParam("id") String id) {
        return new Data<>(StatusView.of(status.get(
                tenancy.tenant(),
                Parameters.id(id),
                identity.getPrincipal().getName(),
                identity.hasRole(Roles.TENANT_ADMIN))));
    }

    @POST
    @Path("record/start")
    @Consumes(MediaType.APPLICATION_JSON)
    @RolesAllowed(Roles.GROUP_ADMIN)
    @Operation(summary = "Record until somebody stops it")
    public Data<Started> start(@PathParam("id") String id, @Nullable JsonNode json) {
        Body body = Body.of(json);
        String name = body.name("name");
        if (name == null) {
            throw Failure.invalid("name", "This value should not be blank.");
        }
        Body template = body.object("template");
        Share share = ScheduleBody.share(body);
        NewRecording wanted = new NewRecording(
                name,
                template == null ? null : template.fields(),
                share == null ? Share.NONE : share,
                body.number("author"));
        long number = recordings.start(
                tenancy.tenant(), Parameters.id(id), identity.getPrincipal().getName(), wanted);
        return new Data<>(new Started("The recording is started", number, true));
    }

    @POST
    @Path("record/stop")
    @Consumes(MediaType.WILDCARD)
    @RolesAllowed(Roles.GROUP_ADMIN)
    @Operation(summary = "Stop what is recorded")
    public Response stop(@PathParam("id") String id) {
        return answer(recordings.stop(tenancy.tenant(), Parameters.id(id)), NONE_TO_STOP);
    }

    @POST
    @Path("record/pause")
    @Consumes(MediaType.WILDCARD)
    @RolesAllowed(Roles.GROUP_ADMIN)
    @Operation(summary = "Pause what is recorded")
    public Response pause(@PathParam("id") String id) {
        return answer(recordings.pause(tenancy.tenant(), Parameters.id(id)), NONE_TO_CHANGE);
    }

    @POST
    @Path("record/resume")
    @Consumes(MediaType.WILDCARD)
    @RolesAllowed(Roles.GROUP_ADMIN)
    @Operation(summary = "Go on with what was paused")
    public Response resume(@PathParam("id") String id) {
        return answer(recordings.resume(tenancy.tenant(), Parameters.id(id)), NONE_TO_CHANGE);
    }

    private static Response answer(Optional<Long> recording, String none) {
        return recording
                .map(number -> Response.ok(new Data<>(new Changed(number, true))))
                .orElseGet(() -> Response.status(Response.Status.NOT_FOUND)
                        .entity(new NotFound(new NotFound.Reason(none, false), 404)))
                .build();
    }
}
