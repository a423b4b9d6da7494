package io.chronolink.period.api;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import io.chronolink.events.EntityPeriodEvent.Validity;
import io.chronolink.kit.events.Cause;
import io.chronolink.kit.operations.Operations;
import io.chronolink.kit.tenancy.Tenancy;
import io.chronolink.kit.web.Failure;
import io.chronolink.kit.web.Roles;
import io.chronolink.period.domain.EffectiveValidity.Affected;
import io.chronolink.period.domain.Entities;
import io.chronolink.period.domain.Entities.OwnPeriod;
import io.chronolink.period.domain.Hierarchy;
import io.chronolink.period.domain.Hierarchy.Decider;
import io.chronolink.period.domain.Hierarchy.Effective;
import io.chronolink.period.domain.History;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.security.identity.SecurityIdentity;
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
import jakarta.ws.rs.core.StreamingOutput;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
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
    private static final String DERIVED = "derived:";

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

    /** An interval of validity. */
    @JsonNaming(SnakeCaseStrategy.class)
    public record Span(String startDate, String endDate) {

        static List<Span> of(List<Validity> validities) {
            return validities.stream()
                    .map(validity -> new Span(PeriodDates.start(validity.start()), PeriodDates.end(validity.end())))
                    .toList();
        }
    }

    /** What an update would change, of the entity itself and of all below it. */
    public record Preview(String done, List<Entity> affected) {

        /** An entity whose effective validity would be another one; the level is that of the view, null for itself. */
        @JsonNaming(SnakeCaseStrategy.class)
        public record Entity(
                String entityId,
                String entityType,
                @Nullable String level,
                List<Span> before,
                List<Span> after) {

            static Entity of(Affected affected) {
                return new Entity(
                        affected.id(),
                        affected.type(),
                        affected.level() < 0 ? null : Integer.toString(affected.level()),
                        Span.of(affected.before()),
                        Span.of(affected.after()));
            }
        }
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

        /** Who makes the entity inactive; the level is that of the view, null for the entity itself. */
        @JsonNaming(SnakeCaseStrategy.class)
        public record DecidedBy(
                String entityId,
                String entityName,
                @Nullable String level) {}
    }

    /** What the periods of an entity were after a change; it was made by nobody where an event made it. */
    @JsonNaming(SnakeCaseStrategy.class)
    public record Change(String changedAt, @Nullable String changedBy, UUID operationId, List<Period> periods) {

        /** A period as it was then. */
        @JsonNaming(SnakeCaseStrategy.class)
        public record Period(String periodId, String startDate, String endDate) {}

        static Change of(History.Change change) {
            return new Change(
                    PeriodDates.text(change.changedAt()),
                    change.changedBy(),
                    change.operationId(),
                    change.periods().stream()
                            .map(period -> new Period(
                                    period.id(),
                                    PeriodDates.start(period.validity().start()),
                                    PeriodDates.end(period.validity().end())))
                            .toList());
        }
    }

    private static final UUID NOTHING = new UUID(0, 0);

    private final Hierarchy hierarchy;
    private final Entities entities;
    private final History history;
    private final Operations operations;
    private final Tenancy tenancy;
    private final SecurityIdentity caller;
    private final Clock clock;
    private final ObjectMapper json;

    PeriodResource(
            Hierarchy hierarchy,
            Entities entities,
            History history,
            Operations operations,
            Tenancy tenancy,
            SecurityIdentity caller,
            Clock clock,
            ObjectMapper json) {
        this.hierarchy = hierarchy;
        this.entities = entities;
        this.history = history;
        this.operations = operations;
        this.tenancy = tenancy;
        this.caller = caller;
        this.clock = clock;
        this.json = json;
    }

    @GET
    @Path("/view/{id}")
    @RolesAllowed(Roles.END_USER)
    @Operation(summary = "The periods of an entity, of all its ancestors and of all its descendants")
    public StreamingOutput view(@PathParam("id") String id) {
        String tenant = tenancy.tenant();
        return out -> {
            JsonGenerator generator = json.createGenerator(out);
            ViewWriter writer = new ViewWriter(generator);
            hierarchy.view(tenant, id, writer::add);
            writer.end();
        };
    }

    @PUT
    @Path("/update/{id}")
    @RolesAllowed(Roles.TENANT_ADMIN)
    @Operation(summary = "Replaces the periods of an entity")
    public Object update(
            @PathParam("id") String id, @QueryParam("dry_run") @Nullable String dryRun, @Nullable Update update) {
        boolean dry = Parameters.flag("dry_run", dryRun);
        List<Update.@Nullable Wanted> wanted = Parameters.present(update).periods();
        @Nullable List<OwnPeriod> periods = wanted == null ? null : periods(wanted);
        if (dry) {
            return preview(id, periods);
        }
        operations.accept("period.update", 1, cause -> {
            entities.setPeriods(cause, caller.getPrincipal().getName(), id, periods);
            return id;
        });
        return new Done("true");
    }

    /** Does it, looks what has become of whom, and takes it back. */
    private Preview preview(String id, @Nullable List<OwnPeriod> periods) {
        Cause nobody = new Cause(tenancy.tenant(), NOTHING, null);
        QuarkusTransaction.begin();
        try {
            return new Preview(
                    "false",
                    entities.preview(nobody, id, periods).stream()
                            .map(Preview.Entity::of)
                            .toList());
        } finally {
            QuarkusTransaction.rollback();
        }
    }

    @GET
    @Path("/history/{id}")
    @RolesAllowed(Roles.END_USER)
    @Operation(summary = "What the periods of an entity were after each change, the newest first")
    public Response history(
            @PathParam("id") String id,
            @QueryParam("limit") @Nullable String limit,
            @QueryParam("offset") @Nullable String offset) {
        Paging paging = Paging.of(limit, offset);
        History.Page page = history.page(tenancy.tenant(), id, paging.limit(), paging.offset());
        return paging.answer(
                page.total(), page.changes().stream().map(Change::of).toList());
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
                Span.of(found.effective()),
                PeriodDates.text(instant),
                found.active(),
                decidedBy(found.decidedBy()));
    }

    private static EffectiveValidity.@Nullable DecidedBy decidedBy(@Nullable Decider decider) {
        return decider == null
                ? null
                : new EffectiveValidity.DecidedBy(
                        decider.id(), decider.name(), decider.level() < 0 ? null : Integer.toString(decider.level()));
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
        return new OwnPeriod(Parameters.text(field + ".period_id", id), start, end);
    }
}
