package io.chronolink.links;

import io.chronolink.events.EntityPeriodEvent;
import io.chronolink.events.EntityPeriodEvent.Validity;
import io.chronolink.kit.events.Batch;
import io.chronolink.kit.events.Received;
import io.chronolink.recurrence.Interval;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;

/** When entities are valid, as far as this service cares. */
@Singleton
public class ValidityReplica {

    private final Jdbi jdbi;

    ValidityReplica(Jdbi jdbi) {
        this.jdbi = jdbi;
    }

    /** Whether the entity is valid at an instant; one that nothing was told about is. */
    public boolean isValid(String tenant, String entityType, String entityId, Instant at) {
        return jdbi.withHandle(handle -> handle.createQuery("""
                        select effective @> cast(:at as timestamptz) from entity_validity
                        where tenant = :tenant and entity_type = :type and entity_id = :id
                        """)
                .bind("tenant", tenant)
                .bind("type", entityType)
                .bind("id", entityId)
                .bind("at", at.atOffset(ZoneOffset.UTC))
                .mapTo(Boolean.class)
                .findOne()
                .orElse(true));
    }

    /**
     * When the entity is valid: disjoint, in order; an end that is missing is {@link Instant#MIN} or {@link Instant#MAX}.
     *
     * @return empty for one that nothing was told about, which is always valid
     */
    public Optional<List<Interval>> effective(String tenant, String entityType, String entityId) {
        List<Optional<Interval>> parts = jdbi.withHandle(handle -> handle.createQuery("""
                        select part is null as never, lower(part) as start, upper(part) as "end"
                        from entity_validity v left join lateral unnest(v.effective) as part on true
                        where v.tenant = :tenant and v.entity_type = :type and v.entity_id = :id
                        order by part
                        """)
                .bind("tenant", tenant)
                .bind("type", entityType)
                .bind("id", entityId)
                .map((row, context) -> row.getBoolean("never")
                        ? Optional.<Interval>empty()
                        : Optional.of(new Interval(
                                instant(row.getObject("start", OffsetDateTime.class), Instant.MIN),
                                instant(row.getObject("end", OffsetDateTime.class), Instant.MAX))))
                .list());
        return parts.isEmpty()
                ? Optional.empty()
                : Optional.of(parts.stream().flatMap(Optional::stream).toList());
    }

    private static Instant instant(@Nullable OffsetDateTime time, Instant missing) {
        return time == null ? missing : time.toInstant();
    }

    /**
     * Takes over the validity of entities of the given types, set-wise, as far as the events are news.
     *
     * @return the events whose entity is valid at other times than before
     */
    public List<Received<EntityPeriodEvent>> apply(Batch<EntityPeriodEvent> batch, Set<String> entityTypes) {
        List<Received<EntityPeriodEvent>> news = batch.latest(EntityPeriodEvent.class).stream()
                .filter(event -> entityTypes.contains(event.event().entityType()))
                .toList();
        if (news.isEmpty()) {
            return List.of();
        }
        record Entity(String tenant, String type, String id) {}
        Set<Entity> changed = jdbi.withHandle(handle -> handle.createQuery("""
                        with news as (
                            select * from unnest(:tenants, :types, :ids, :effectives, :versions)
                                as n (tenant, entity_type, entity_id, effective, version)
                        ), before as (
                            select v.* from entity_validity v join news using (tenant, entity_type, entity_id)
                        ), applied as (
                            insert into entity_validity as old (tenant, entity_type, entity_id, effective, version)
                            select tenant, entity_type, entity_id, cast(effective as tstzmultirange), version
                            from news order by tenant, entity_type, entity_id
                            on conflict (tenant, entity_type, entity_id) do update
                            set effective = excluded.effective, version = excluded.version
                            where old.version < excluded.version
                            returning tenant, entity_type, entity_id, effective
                        )
                        select a.tenant, a.entity_type, a.entity_id from applied a
                        left join before b using (tenant, entity_type, entity_id)
                        where a.effective is distinct from b.effective
                        """)
                .bindArray("tenants", String.class, column(news, Received::tenant))
                .bindArray("types", String.class, column(news, event -> event.event()
                        .entityType()))
                .bindArray(
                        "ids", String.class, column(news, event -> event.event().entityId()))
                .bindArray(
                        "effectives",
                        String.class,
                        column(news, event -> multirange(event.event().effective())))
                .bindArray("versions", Long.class, column(news, event -> event.event()
                        .version()))
                .map((row, context) -> new Entity(row.getString(1), row.getString(2), row.getString(3)))
                .set());
        return news.stream()
                .filter(event -> changed.contains(new Entity(
                        event.tenant(),
                        event.event().entityType(),
                        event.event().entityId())))
                .toList();
    }

    /** Drops what is known of the acting tenants' entities. */
    public void forget() {
        jdbi.useHandle(handle -> handle.execute("delete from entity_validity where tenant = any (acting_tenants())"));
    }

    /** As PostgreSQL writes it; an end that is missing is infinite. */
    private static String multirange(List<Validity> validities) {
        return validities.stream()
                .map(validity -> "[" + text(validity.start()) + "," + text(validity.end()) + ")")
                .collect(Collectors.joining(",", "{", "}"));
    }

    private static String text(@Nullable Instant instant) {
        return instant == null ? "" : instant.toString();
    }

    private static <T> List<T> column(
            List<Received<EntityPeriodEvent>> events, Function<Received<EntityPeriodEvent>, T> value) {
        return events.stream().map(value).toList();
    }
}
