package io.chronolink.recording.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import io.chronolink.kit.tenancy.Tenancy;
import io.chronolink.kit.web.Failure;
import io.chronolink.kit.web.Roles;
import io.chronolink.recording.domain.NewRoom;
import io.chronolink.recording.domain.Room;
import io.chronolink.recording.domain.Rooms;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.time.ZoneId;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** Rooms, for administrators. */
@Path("/api/v3/admin/rooms")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Rooms")
class RoomResource {

    /** A room in answers; zone, exclusive and device_url are the platform's own members. */
    @JsonNaming(SnakeCaseStrategy.class)
    record RoomView(
            long id,
            String name,
            boolean isIo,

            @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable
            Long ioCameraId,

            @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable
            Long ioUserId,

            JsonNode cameras,
            @Nullable String zone,
            boolean exclusive,

            @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable
            String deviceUrl) {

        private static RoomView of(Room room) {
            return new RoomView(
                    room.number(),
                    room.name(),
                    room.isIo(),
                    room.ioCameraId(),
                    room.ioUserId(),
                    room.cameras(),
                    room.zone(),
                    room.exclusive(),
                    room.deviceUrl());
        }
    }

    private final Rooms rooms;
    private final Tenancy tenancy;

    RoomResource(Rooms rooms, Tenancy tenancy) {
        this.rooms = rooms;
        this.tenancy = tenancy;
    }

    @GET
    @RolesAllowed(Roles.TENANT_ADMIN)
    @Operation(summary = "All rooms")
    public Data<List<RoomView>> list() {
        return new Data<>(
                rooms.list(tenancy.tenant()).stream().map(RoomView::of).toList());
    }

    @GET
    @Path("{id}")
    @RolesAllowed(Roles.TENANT_ADMIN)
    @Operation(summary = "A room")
    public Data<RoomView> get(@PathParam("id") String id) {
        return new Data<>(RoomView.of(rooms.get(tenancy.tenant(), Parameters.id(id))));
    }

    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    @RolesAllowed(Roles.TENANT_ADMIN)
    @Operation(summary = "Add a room")
    public Data<Data.Id> create(@Nullable JsonNode json) {
        Body body = Body.of(json);
        String name = body.name("name");
        if (name == null) {
            throw Failure.invalid("name", "This value should not be blank.");
        }
        NewRoom wanted = new NewRoom(
                name,
                zone(body),
                Boolean.TRUE.equals(body.flag("exclusive")),
                Boolean.TRUE.equals(body.flag("is_io")),
                body.number("io_camera_id"),
                body.number("io_user_id"),
                body.text("device_url"));
        return new Data<>(new Data.Id(rooms.create(wanted)));
    }

    private static @Nullable String zone(Body body) {
        String zone = body.text("zone");
        if (zone == null || zone.isEmpty()) {
            return null;
        }
        if (!ZoneId.getAvailableZoneIds().contains(zone)) {
            throw Failure.invalid("zone", "This value is not a valid timezone.");
        }
        return zone;
    }
}
