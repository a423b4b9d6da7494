package io.chronolink.period.api;

import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import io.chronolink.events.EntityType;
import io.chronolink.kit.operations.Operations;
import io.chronolink.kit.tenancy.Tenancy;
import io.chronolink.kit.web.Failure;
import io.chronolink.kit.web.Roles;
import io.chronolink.period.domain.Entities;
import io.chronolink.period.domain.Entities.OwnEntity;
import io.chronolink.period.domain.EntityIndex;
import jakarta.annotation.security.RolesAllowed;
import jakarta.inject.Singleton;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Pattern;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** The user's own entities, and lists of all (docs/dialects/period.md#entities). */
@Path("/period")
@Tag(name = "Entities")
@Singleton
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
public class EntityResource {

    private static final int MAX_ENTITIES = 10_000;
    private static final int MAX_PARENTS = 100;
    private static final Pattern TYPE = Pattern.compile("[A-Z][A-Z0-9_]{0,63}");
    private static final Pattern UUID_TEXT = Pattern.compile("[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}");

    /** A user's own entity; the id stands in the address where there is one. */
    @JsonNaming(SnakeCaseStrategy.class)
    public record Entity(
            @Nullable String entityId,
            @Nullable String entityType,
            @Nullable String entityName,
            @Nullable List<@Nullable String> parents,
            @Nullable String linkId) {}

    /** An entity of a list. */
    @JsonNaming(SnakeCaseStrategy.class)
    public record Item(
            String entityId,
            String entityType,
            String entityName,
            @Nullable UUID linkId,
            List<PeriodResource.Span> effective) {

        static Item of(EntityIndex.Item item) {
            return new Item(
                    item.id(), item.type(), item.name(), item.linkId(), PeriodResource.Span.of(item.effective()));
        }
    }

    private final Entities entities;
    private final EntityIndex index;
    private final Operations operations;
    private final Tenancy tenancy;

    EntityResource(Entities entities, EntityIndex index, Operations operations, Tenancy tenancy) {
        this.entities = entities;
        this.index = index;
        this.operations = operations;
        this.tenancy = tenancy;
    }

    @PUT
    @Path("/entity/{id}")
    @RolesAllowed(Roles.TENANT_ADMIN)
    @Operation(summary = "Makes an entity of the user's own, or changes it into this")
    public PeriodResource.Done entity(@PathParam("id") String id, @Nullable Entity entity) {
        OwnEntity own = ownEntity("", Parameters.text("id", id), Parameters.present(entity));
        operations.accept("period.entity", 1, cause -> {
            entities.save(cause, List.of(own), (place, member) -> member);
            return id;
        });
        return new PeriodResource.Done("true");
    }

    @PUT
    @Path("/entities")
    @RolesAllowed(Roles.TENANT_ADMIN)
    @Operation(summary = "The same for up to 10 000 entities, all or none; they may be parents of each other")
    public PeriodResource.Done entities(@Nullable List<@Nullable Entity> wanted) {
        List<@Nullable Entity> list = Parameters.present(wanted);
        if (list.size() > MAX_ENTITIES) {
            throw Failure.invalid("", "The list must have at most " + MAX_ENTITIES + " entities.");
        }
        List<OwnEntity> all = new ArrayList<>(list.size());
        Set<String> ids = new HashSet<>();
        for (int i = 0; i < list.size(); i++) {
            Entity entity = list.get(i);
            if (entity == null) {
                throw Failure.invalid(field(i, ""), "An entity cannot be null.");
            }
            String id = Parameters.text(field(i, "entity_id"), entity.entityId());
            if (!ids.add(id)) {
                throw Failure.invalid(field(i, "entity_id"), "The list has another entity of this id.");
            }
            all.add(ownEntity(field(i, ""), id, entity));
        }
        operations.accept("period.entities", all.size(), cause -> {
            entities.save(cause, all, EntityResource::field);
            return all.size();
        });
        return new PeriodResource.Done("true");
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

    private static String field(int place, String member) {
        return "[" + place + "]" + (member.isEmpty() ? "" : "." + member);
    }

    private static OwnEntity ownEntity(String prefix, String id, Entity entity) {
        String at = prefix.isEmpty() ? "" : prefix + ".";
        String type = entity.entityType();
        if (type == null || !TYPE.matcher(type).matches()) {
            throw Failure.invalid(at + "entity_type", "The type must be 1 to 64 of A-Z, 0-9 and _, a letter first.");
        }
        if (EntityType.has(type)) {
            throw Failure.invalid(at + "entity_type", "Entities of this type come from other services only.");
        }
        List<@Nullable String> parents = entity.parents() == null ? List.of() : entity.parents();
        if (parents.size() > MAX_PARENTS) {
            throw Failure.invalid(at + "parents", "An entity has at most " + MAX_PARENTS + " parents.");
        }
        List<String> above = new ArrayList<>(parents.size());
        for (int i = 0; i < parents.size(); i++) {
            above.add(Parameters.text(at + "parents[" + i + "]", parents.get(i)));
        }
        return new OwnEntity(
                id,
                type,
                Parameters.text(at + "entity_name", entity.entityName()),
                above,
                link(at + "link_id", entity.linkId()));
    }

    private static @Nullable UUID link(String field, @Nullable String link) {
        if (link == null) {
            return null;
        }
        if (!UUID_TEXT.matcher(link).matches()) {
            throw Failure.invalid(field, "A link_id is a UUID.");
        }
        return UUID.fromString(link);
    }
}
