package io.chronolink.kit;

import io.chronolink.events.RoomEvent.RoomDeleted;
import io.chronolink.events.RoomEvent.RoomSaved;
import io.chronolink.kit.events.EventJson;
import io.chronolink.kit.events.Outbox;
import io.chronolink.kit.events.Outgoing;
import io.chronolink.kit.operations.Operations;
import io.chronolink.kit.tenancy.Tenancy;
import io.chronolink.kit.web.Failure;
import io.chronolink.kit.web.Roles;
import io.smallrye.common.annotation.Blocking;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;

/** What the tests' small service accepts. */
@Path("/things")
@Blocking
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
class ThingResource {

    /** How many rooms a request makes, and whether it fails after having written them. */
    record Order(int rooms, boolean fail, @Nullable UUID id) {}

    private final Operations operations;
    private final Outbox outbox;
    private final Jdbi jdbi;
    private final Tenancy tenancy;

    ThingResource(Operations operations, Outbox outbox, Jdbi jdbi, Tenancy tenancy) {
        this.operations = operations;
        this.outbox = outbox;
        this.jdbi = jdbi;
        this.tenancy = tenancy;
    }

    @POST
    @RolesAllowed(Roles.END_USER)
    public List<UUID> make(Order order) {
        return operations.accept("things.make", order.rooms(), cause -> {
            List<UUID> ids = IntStream.range(0, order.rooms())
                    .mapToObj(i -> order.id() == null ? UUID.randomUUID() : order.id())
                    .toList();
            outbox.append(IntStream.range(0, order.rooms())
                    .mapToObj(
                            i -> Outgoing.of(cause, new RoomSaved(ids.get(i), i + 1, i + 1, "Room " + i, null, false)))
                    .toList());
            if (order.fail()) {
                throw Failure.conflict("Asked to fail.");
            }
            return ids;
        });
    }

    /** An answer with the entity tag {@code "a,b"}. */
    @GET
    @Path("/tagged")
    @RolesAllowed(Roles.END_USER)
    public Response tagged() {
        return Response.ok(Map.of("name", "x")).tag("a,b").build();
    }

    @POST
    @Path("/last")
    @RolesAllowed(Roles.END_USER)
    public UUID end() {
        UUID id = UUID.randomUUID();
        operations.accept("things.end", 1, cause -> {
            outbox.append(List.of(Outgoing.last(cause, new RoomDeleted(id, 2, 1, "Room"))));
            return id;
        });
        return id;
    }

    /** Tells of as many rooms as there are sizes, each event exactly that many bytes long. */
    @POST
    @Path("/sized")
    @RolesAllowed(Roles.END_USER)
    public List<UUID> sized(List<Integer> sizes) {
        return operations.accept("things.sized", sizes.size(), cause -> {
            List<RoomSaved> rooms = sizes.stream()
                    .map(size -> {
                        RoomSaved empty = new RoomSaved(UUID.randomUUID(), 1, 1, "", null, false);
                        int rest = size - EventJson.write(empty).length();
                        // Two bytes a letter, so that characters counted for bytes would pass.
                        String name = "é".repeat(rest / 2) + "x".repeat(rest % 2);
                        return new RoomSaved(empty.id(), 1, 1, name, null, false);
                    })
                    .toList();
            outbox.append(rooms.stream().map(room -> Outgoing.of(cause, room)).toList());
            return rooms.stream().map(RoomSaved::id).toList();
        });
    }

    /** Takes two locks, one after the other; answers how often it had to. */
    @POST
    @Path("/locked")
    @RolesAllowed(Roles.END_USER)
    public int locked(List<Long> locks) {
        AtomicInteger times = new AtomicInteger();
        return operations.accept("things.locked", 1, cause -> {
            times.incrementAndGet();
            outbox.append(cause, new RoomSaved(UUID.randomUUID(), 1, 1, "Locked", null, false));
            locks.forEach(lock -> jdbi.useHandle(handle -> handle.select("select pg_advisory_xact_lock(?)", lock)
                    .mapTo(String.class)
                    .one()));
            return times.get();
        });
    }

    /** Forgets to name its tenant on purpose: the second wall must hold. */
    @GET
    @RolesAllowed(Roles.END_USER)
    public List<String> names() {
        return jdbi.withHandle(handle -> handle.createQuery("select name from thing order by name")
                .mapTo(String.class)
                .list());
    }

    @GET
    @Path("/admin")
    @RolesAllowed(Roles.TENANT_ADMIN)
    public Map<String, String> admin() {
        return Map.of("tenant", tenancy.tenant());
    }

    @GET
    @Path("/accident")
    @RolesAllowed(Roles.END_USER)
    public String accident() {
        throw new IllegalStateException("select secret from inside");
    }

    @GET
    @Path("/open")
    public String unannotated() {
        return "nobody may see this";
    }
}
