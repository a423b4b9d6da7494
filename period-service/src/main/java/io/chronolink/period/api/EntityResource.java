package io.chronolink.period.api;

import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import io.chronolink.kit.tenancy.Tenancy;
import io.chronolink.kit.web.Failure;
import io.chronolink.kit.web.Roles;
import io.chronolink.period.domain.EntityIndex;
import io.chronolink.period.domain.OwnEntities;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** The user's own entities, and lists of all (docs/dialects/period.md#entities). */
@Path("/period")
@Tag(name = "Entities")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
class EntityResource {

    /** An entity of a list. */
    @JsonNaming(SnakeCaseStrategy.class)
    public record Item(
            String entityId,
            String entityType,
            String entityName,
            @Nullable UUID linkId,
            List<Span> effective) {

        static Item of(EntityIndex.Item item) {
            return new Item(item.id(), item.type(), item.name(), item.linkId(), Span.of(item.effective()));
        }
    }

    private final OwnEntities entities;
    private final EntityIndex index;
    private final Tenancy tenancy;

    EntityResource(OwnEntities entities, EntityIndex index, Tenancy tenancy) {
        this.entities = entities;
        this.index = index;
        this.tenancy = tenancy;
    }

    @PUT
    @Path("/entity/{id}")
    @RolesAllowed(Roles.TENANT_ADMIN)
    @Operation(summary = "Makes an entity of the user's own, or changes it into this")
    public Done entity(@PathParam("id") String id, @Nullable OwnEntityBody entity) {
        entities.save(Parameters.present(entity).read("", Parameters.id("id", id)));
        return Done.DONE;
    }

    @PUT
    @Path("/entities")
    @RolesAllowed(Roles.TENANT_ADMIN)
    @Operation(summary = "The same for up to 10 000 entities, all or none; they may be parents of each other")
    public Done entities(@Nullable List<@Nullable OwnEntityBody> wanted) {
        entities.saveAll(OwnEntityBody.read(Parameters.present(wanted)), OwnEntityBody::field);
        return Done.DONE;
    }

    @GET
    @Path("/index")
    @RolesAllowed(Roles.END_USER)
    @Operation(summary = "A page of the entities, with their effective validity")
    public Response index(
            @QueryParam("entity_type") @Nullable String entityType,
            @QueryParam("active_at") @Nullable String activeAt,
            @QueryParam("sort") @Nullable String sort,
            @QueryParam("limit") @Nullable String limit,
            @QueryParam("offset") @Nullable String offset) {
        Paging paging = Paging.of(limit, offset);
        boolean descending = sort != null && sort.startsWith("-");
        EntityIndex.Filter filter = new EntityIndex.Filter(
                entityType, activeAt == null ? null : PeriodDates.parseInstant("active_at", activeAt));
        EntityIndex.Page page = index.page(
                tenancy.tenant(),
                filter,
                order(sort == null ? "entity_id" : descending ? sort.substring(1) : sort),
                descending,
                paging.limit(),
                paging.offset());
        return paging.answer(page.total(), page.items().stream().map(Item::of).toList());
    }

    private static EntityIndex.Order order(String name) {
        return Arrays.stream(EntityIndex.Order.values())
                .filter(order -> order.name().equals(name))
                .findFirst()
                .orElseThrow(() -> Failure.invalid(
                        "sort", "The value must be one of entity_id, entity_type, entity_name, with or without a -."));
    }
}
