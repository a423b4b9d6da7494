package io.chronolink.period.api;

import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import io.chronolink.events.EntityPeriodEvent.Validity;
import io.chronolink.kit.operations.Operations;
import io.chronolink.kit.tenancy.Tenancy;
import io.chronolink.kit.web.Failure;
import io.chronolink.kit.web.Roles;
import io.chronolink.period.domain.Entities;
import io.chronolink.period.domain.Entities.OwnEntity;
import io.chronolink.period.domain.Entities.OwnPeriod;
import io.chronolink.period.domain.Hierarchy;
import io.chronolink.period.domain.Hierarchy.Decider;
import io.chronolink.period.domain.Hierarchy.Effective;
import io.chronolink.period.domain.Hierarchy.Node;
import io.chronolink.period.domain.Hierarchy.Period;
import io.chronolink.period.domain.Hierarchy.View;
import io.chronolink.period.domain.PlatformType;
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
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** Periods of entities, in the dialect of 4HSE's period API 1.0.0. */
@Path("/period")
@Tag(name = "Period")
@Singleton
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
public class PeriodResource {

    private static final int MAX_PERIODS = 1_000;
    private static final int MAX_PARENTS = 100;
    private static final int MAX_TEXT = 255;
    private static final String DERIVED = "derived:";
    private static final Pattern TYPE = Pattern.compile("[A-Z][A-Z0-9_]{0,63}");
    private static final Pattern UUID_TEXT = Pattern.compile("[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}");

    /** Periods to set, in place of all that the entity has; without the list nothing changes. */
    @JsonNaming(SnakeCaseStrategy.class)
    public record Update(@Nullable List<@Nullable Wanted> periods) {

        /** A period to set; without an id it is a new one, without a date it has no bound there. */
        @JsonNaming(SnakeCaseStrategy.class)
        public record Wanted(
                @Nullable String periodId,
                @Nullable String startDate,
                @Nullable String endDate) {}
    }

    /** The answer to a change: a text, as the API has it. */
    public record Done(String done) {}

    /** A user's own entity. */
    @JsonNaming(SnakeCaseStrategy.class)
    public record Entity(
            @Nullable String entityType,
            @Nullable String entityName,
            @Nullable List<@Nullable String> parents,
            @Nullable String linkId) {}

    /** An entity with the periods of all that stands above and below it. */
    @JsonNaming(SnakeCaseStrategy.class)
    public record EntityPeriods(
            String entityType,
            String entityName,
            List<Owned> owned,
            Map<String, List<Child>> child,
            Map<String, List<Parent>> parent) {

        /** A period of the entity itself. */
        @JsonNaming(SnakeCaseStrategy.class)
        public record Owned(
                String periodId,
                @Nullable Object data,
                String startDate,
                String endDate,
                String entityId,
                String entityName,
                String entityType) {}

        /** A period of a descendant. */
        @JsonNaming(SnakeCaseStrategy.class)
        public record Child(
                String depId,
                String depType,
                String startDate,
                String endDate,
                String entityId,
                String entityName,
                String entityType,
                String level) {}

        /** A period of an ancestor. */
        @JsonNaming(SnakeCaseStrategy.class)
        public record Parent(
                String depId,
                String depType,
                String depName,
                String startDate,
                String endDate,
                String entityId,
                String entityType,
                String level) {}
    }

    /** When an entity is valid, all its ancestors considered. */
    @JsonNaming(SnakeCaseStrategy.class)
    public record EffectiveValidity(
            String entityId,
            String entityType,
            String entityName,
            List<Span> effective,
            String at,
            boolean active,
            @Nullable DecidedBy decidedBy) {

        /** An interval of validity. */
        @JsonNaming(SnakeCaseStrategy.class)
        public record Span(String startDate, String endDate) {}

        /** Who makes the entity inactive; the level is that of the view, null for the entity itself. */
        @JsonNaming(SnakeCaseStrategy.class)
        public record DecidedBy(
                String entityId,
                String entityName,
                @Nullable String level) {}
    }

    private final Hierarchy hierarchy;
    private final Entities entities;
    private final Operations operations;
    private final Tenancy tenancy;
    private final Clock clock;

    PeriodResource(Hierarchy hierarchy, Entities entities, Operations operations, Tenancy tenancy, Clock clock) {
        this.hierarchy = hierarchy;
        this.entities = entities;
        this.operations = operations;
        this.tenancy = tenancy;
        this.clock = clock;
    }

    @GET
    @Path("/view/{id}")
    @RolesAllowed(Roles.END_USER)
    @Operation(summary = "The periods of an entity, of all its ancestors and of all its descendants")
    public EntityPeriods view(@PathParam("id") String id) {
        View view = hierarchy.view(tenancy.tenant(), id);
        Node asked = view.entity();
        return new EntityPeriods(
                asked.type(),
                asked.name(),
                asked.periods().stream().map(period -> owned(asked, period)).toList(),
                byId(view.children(), child -> child.periods().stream()
                        .map(period -> child(asked, child, period.validity()))
                        .toList()),
                byId(view.parents(), parent -> parent.periods().stream()
                        .map(period -> parent(asked, parent, period.validity()))
                        .toList()));
    }

    @PUT
    @Path("/update/{id}")
    @RolesAllowed(Roles.TENANT_ADMIN)
    @Operation(summary = "Replaces the periods of an entity")
    public Done update(
            @PathParam("id") String id, @QueryParam("dry_run") @Nullable String dryRun, @Nullable Update update) {
        if (dryRun != null && !dryRun.equals("false")) {
            // Whoever asks to be shown must not be written.
            throw Failure.invalid("dry_run", "A dry run is not supported yet.");
        }
        List<Update.@Nullable Wanted> wanted = present(update).periods();
        @Nullable List<OwnPeriod> periods = wanted == null ? null : periods(wanted);
        operations.accept("period.update", 1, cause -> {
            entities.setPeriods(cause, id, periods);
            return id;
        });
        return new Done("true");
    }

    @PUT
    @Path("/entity/{id}")
    @RolesAllowed(Roles.TENANT_ADMIN)
    @Operation(summary = "Makes an entity of the user's own, or changes it into this")
    public Done entity(@PathParam("id") String id, @Nullable Entity entity) {
        OwnEntity own = ownEntity(id, present(entity));
        operations.accept("period.entity", 1, cause -> {
            entities.save(cause, own);
            return id;
        });
        return new Done("true");
    }

    @GET
    @Path("/effective/{id}")
    @RolesAllowed(Roles.END_USER)
    @Operation(summary = "When an entity is valid, all its ancestors considered, and who decides that at an instant")
    public EffectiveValidity effective(@PathParam("id") String id, @QueryParam("at") @Nullable String at) {
        Instant instant = at == null ? clock.instant() : PeriodDates.parseInstant("at", at);
        Effective found = hierarchy.effective(tenancy.tenant(), id, instant);
        return new EffectiveValidity(
                found.id(),
                found.type(),
                found.name(),
                found.effective().stream()
                        .map(span -> new EffectiveValidity.Span(
                                PeriodDates.start(span.start()), PeriodDates.end(span.end())))
                        .toList(),
                PeriodDates.text(instant),
                found.active(),
                decidedBy(found.decidedBy()));
    }

    private static EntityPeriods.Owned owned(Node entity, Period period) {
        return new EntityPeriods.Owned(
                period.id(),
                null,
                PeriodDates.start(period.validity().start()),
                PeriodDates.end(period.validity().end()),
                entity.id(),
                entity.name(),
                entity.type());
    }

    private static EntityPeriods.Child child(Node asked, Node child, Validity period) {
        return new EntityPeriods.Child(
                asked.id(),
                asked.type(),
                PeriodDates.start(period.start()),
                PeriodDates.end(period.end()),
                child.id(),
                child.name(),
                child.type(),
                Integer.toString(child.level()));
    }

    private static EntityPeriods.Parent parent(Node asked, Node parent, Validity period) {
        return new EntityPeriods.Parent(
                parent.id(),
                parent.type(),
                parent.name(),
                PeriodDates.start(period.start()),
                PeriodDates.end(period.end()),
                asked.id(),
                asked.type(),
                Integer.toString(parent.level()));
    }

    /** Relatives without periods have no key. */
    private static <T> Map<String, List<T>> byId(List<Node> nodes, Function<Node, List<T>> rows) {
        Map<String, List<T>> result = new LinkedHashMap<>();
        for (Node node : nodes) {
            if (!node.periods().isEmpty()) {
                result.put(node.id(), rows.apply(node));
            }
        }
        return result;
    }

    private static EffectiveValidity.@Nullable DecidedBy decidedBy(@Nullable Decider decider) {
        return decider == null
                ? null
                : new EffectiveValidity.DecidedBy(
                        decider.id(), decider.name(), decider.level() < 0 ? null : Integer.toString(decider.level()));
    }

    private static <T> T present(@Nullable T body) {
        if (body == null) {
            throw Failure.of(Failure.Kind.MALFORMED, "The body is missing.");
        }
        return body;
    }

    private static List<OwnPeriod> periods(List<Update.@Nullable Wanted> wanted) {
        if (wanted.size() > MAX_PERIODS) {
            throw Failure.invalid("periods", "An entity has at most " + MAX_PERIODS + " periods.");
        }
        List<OwnPeriod> periods = new ArrayList<>(wanted.size());
        Set<String> ids = new HashSet<>();
        for (int i = 0; i < wanted.size(); i++) {
            String field = "periods[" + i + "]";
            Update.Wanted one = wanted.get(i);
            if (one == null) {
                throw Failure.invalid(field, "A period cannot be null.");
            }
            OwnPeriod period = period(field, one);
            if (period.id() != null && !ids.add(period.id())) {
                throw Failure.invalid(field + ".period_id", "The list has another period of this id.");
            }
            periods.add(period);
        }
        return periods;
    }

    private static OwnPeriod period(String field, Update.Wanted wanted) {
        Instant start = PeriodDates.parseStart(field + ".start_date", wanted.startDate());
        Instant end = PeriodDates.parseEnd(field + ".end_date", wanted.endDate());
        if (start != null && end != null && start.isAfter(end)) {
            throw Failure.invalid(field + ".start_date", "A period cannot start after its end.");
        }
        String id = wanted.periodId();
        if (id == null || id.isEmpty() || id.startsWith(DERIVED)) {
            // Whoever sends back what the view showed wants the restriction, which is then the entity's own.
            return new OwnPeriod(null, start, end);
        }
        return new OwnPeriod(text(field + ".period_id", id), start, end);
    }

    private static OwnEntity ownEntity(String id, Entity entity) {
        String type = entity.entityType();
        if (type == null || !TYPE.matcher(type).matches()) {
            throw Failure.invalid("entity_type", "The type must be 1 to 64 of A-Z, 0-9 and _, a letter first.");
        }
        if (PlatformType.has(type)) {
            throw Failure.invalid("entity_type", "Entities of this type come from other services only.");
        }
        List<@Nullable String> parents = entity.parents() == null ? List.of() : entity.parents();
        if (parents.size() > MAX_PARENTS) {
            throw Failure.invalid("parents", "An entity has at most " + MAX_PARENTS + " parents.");
        }
        List<String> above = new ArrayList<>(parents.size());
        for (int i = 0; i < parents.size(); i++) {
            above.add(text("parents[" + i + "]", parents.get(i)));
        }
        return new OwnEntity(
                text("id", id), type, text("entity_name", entity.entityName()), above, link(entity.linkId()));
    }

    private static String text(String field, @Nullable String text) {
        if (text == null || text.isBlank()) {
            throw Failure.invalid(field, "A text is missing.");
        }
        if (text.length() > MAX_TEXT) {
            throw Failure.invalid(field, "The text must have at most " + MAX_TEXT + " characters.");
        }
        if (text.chars().anyMatch(Character::isISOControl)) {
            throw Failure.invalid(field, "The text contains a control character.");
        }
        return text;
    }

    private static @Nullable UUID link(@Nullable String link) {
        if (link == null) {
            return null;
        }
        if (!UUID_TEXT.matcher(link).matches()) {
            throw Failure.invalid("link_id", "A link_id is a UUID.");
        }
        return UUID.fromString(link);
    }
}
