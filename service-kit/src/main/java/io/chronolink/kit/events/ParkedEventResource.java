package io.chronolink.kit.events;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.chronolink.kit.events.ParkedEvents.Filter;
import io.chronolink.kit.events.ParkedEvents.Parked;
import io.chronolink.kit.events.ParkedEvents.Replay;
import io.chronolink.kit.tenancy.Tenancy;
import io.chronolink.kit.web.Failure;
import io.chronolink.kit.web.Roles;
import io.quarkus.security.identity.SecurityIdentity;
import io.smallrye.common.annotation.Blocking;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.regex.Pattern;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/**
 * Events that could not be applied (docs/propagation.md#when-something-does-not-fit). An operator sees those of the
 * tenant of the token; one who is a system-admin too sees all, and so those that name no tenant.
 */
@Path("/admin/parked-events")
@Blocking
@Produces(MediaType.APPLICATION_JSON)
@RolesAllowed(Roles.OPERATOR)
@Tag(name = "Parked events")
class ParkedEventResource {

    private static final int PAGE_SIZE = 20;
    private static final int MAX_PAGE_SIZE = 100;
    private static final int MAX_PAGE = 1_000_000;
    private static final Pattern NUMBER = Pattern.compile("[0-9]{1,7}");

    /** The payload is text where it is UTF-8, else Base64. */
    record View(
            UUID id,
            String topic,
            int partition,
            long offset,
            @Nullable String key,
            @Nullable String tenant,
            @Nullable String type,
            @JsonProperty("operation_id") @Nullable UUID operationId,
            Map<String, String> headers,
            @Nullable String payload,
            @JsonProperty("payload_base64") @Nullable String payloadBase64,
            String reason,
            @JsonProperty("parked_at") Instant parkedAt) {

        static View of(Parked parked) {
            String text = text(parked.payload());
            return new View(
                    parked.id(),
                    parked.topic(),
                    parked.partition(),
                    parked.offset(),
                    parked.key(),
                    parked.tenant(),
                    parked.type(),
                    parked.operationId(),
                    parked.headers(),
                    text,
                    text != null || parked.payload() == null
                            ? null
                            : Base64.getEncoder().encodeToString(parked.payload()),
                    parked.reason(),
                    parked.parkedAt());
        }

        private static @Nullable String text(byte @Nullable [] payload) {
            try {
                return payload == null
                        ? null
                        : StandardCharsets.UTF_8
                                .newDecoder()
                                .decode(ByteBuffer.wrap(payload))
                                .toString();
            } catch (CharacterCodingException e) {
                return null;
            }
        }
    }

    record Page(
            List<View> items,
            @JsonProperty("total_count") long totalCount,
            int page,
            @JsonProperty("page_size") int pageSize) {}

    record Replayed(
            @JsonProperty("dry_run") boolean dryRun,
            List<UUID> applied,
            @Nullable UUID failed,
            @Nullable String reason) {}

    record Deleted(UUID deleted) {}

    private final ParkedEvents events;
    private final Tenancy tenancy;
    private final SecurityIdentity caller;

    ParkedEventResource(ParkedEvents events, Tenancy tenancy, SecurityIdentity caller) {
        this.events = events;
        this.tenancy = tenancy;
        this.caller = caller;
    }

    @GET
    @Operation(summary = "A page of the parked events, in the order in which they came")
    public Page list(
            @QueryParam("tenant") @Nullable String tenant,
            @QueryParam("topic") @Nullable String topic,
            @QueryParam("type") @Nullable String type,
            @QueryParam("operation_id") @Nullable String operationId,
            @QueryParam("page") @Nullable String page,
            @QueryParam("page_size") @Nullable String pageSize) {
        int number = number("page", page, 1, MAX_PAGE);
        int size = number("page_size", pageSize, PAGE_SIZE, MAX_PAGE_SIZE);
        String own = ownTenant();
        if (own != null && tenant != null && !tenant.equals(own)) {
            return new Page(List.of(), 0, number, size);
        }
        ParkedEvents.Page found = events.list(
                new Filter(
                        own == null ? tenant : own,
                        topic,
                        type,
                        operationId == null ? null : uuid("operation_id", operationId)),
                number,
                size);
        return new Page(found.items().stream().map(View::of).toList(), found.total(), number, size);
    }

    @GET
    @Path("/{id}")
    @Operation(summary = "One parked event")
    public View get(@PathParam("id") String id) {
        return View.of(events.find(ownTenant(), named(id)));
    }

    @POST
    @Path("/{id}/replay")
    @Operation(
            summary = "Apply a parked event, and then those of the same record that wait behind it",
            description =
                    "An event that has an earlier one of its record before it is refused (409). The answer says what was "
                            + "applied, and what still cannot be and why. With dry_run=true the event is tried and nothing kept.")
    public Replayed replay(@PathParam("id") String id, @QueryParam("dry_run") @Nullable String dryRun) {
        if (dryRun != null && !dryRun.equals("true") && !dryRun.equals("false")) {
            throw Failure.invalid("dry_run", "dry_run must be true or false");
        }
        boolean dry = "true".equals(dryRun);
        Replay replay =
                events.replay(ownTenant(), named(id), caller.getPrincipal().getName(), dry);
        return new Replayed(dry, replay.applied(), replay.failed(), replay.reason());
    }

    @DELETE
    @Path("/{id}")
    @Operation(summary = "Give a parked event up for good; those behind it can then be replayed")
    public Deleted delete(@PathParam("id") String id) {
        UUID parked = named(id);
        events.delete(ownTenant(), parked, caller.getPrincipal().getName());
        return new Deleted(parked);
    }

    /** Null for one who may see all tenants. */
    private @Nullable String ownTenant() {
        return caller.hasRole(Roles.SYSTEM_ADMIN) ? null : tenancy.tenant();
    }

    /** An id that is no UUID names nothing, and is answered like one that does not exist. */
    private static UUID named(String id) {
        try {
            return UUID.fromString(id);
        } catch (IllegalArgumentException e) {
            throw Failure.notFound("There is no such parked event.");
        }
    }

    private static UUID uuid(String field, String text) {
        try {
            return UUID.fromString(text);
        } catch (IllegalArgumentException e) {
            throw Failure.invalid(field, field + " must be a UUID");
        }
    }

    private static int number(String name, @Nullable String value, int otherwise, int max) {
        if (value == null) {
            return otherwise;
        }
        int number = NUMBER.matcher(value).matches() ? Integer.parseInt(value) : 0;
        if (number < 1 || number > max) {
            throw Failure.invalid(name, name + " must be a number from 1 to " + max);
        }
        return number;
    }
}
