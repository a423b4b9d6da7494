package io.chronolink.period.domain;

import io.chronolink.events.EntityPeriodEvent.Validity;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.statement.Query;
import org.jspecify.annotations.Nullable;

/** Lists of entities. */
@Singleton
public class EntityIndex {

    /** What lists can be sorted by. */
    public enum Order {
        entity_id,
        entity_type,
        entity_name
    }

    /** Which entities; null lets all through. */
    public record Filter(
            @Nullable String entityType, @Nullable Instant activeAt) {}

    /** An entity of a list. */
    public record Item(
            String id, String type, String name, @Nullable UUID linkId, List<Validity> effective) {}

    /** So many there are in all, and some of them. */
    public record Page(long total, List<Item> items) {}

    private final Jdbi jdbi;

    EntityIndex(Jdbi jdbi) {
        this.jdbi = jdbi;
    }

    /** A page of the tenant's entities; equal ones stand in the order of their ids. */
    public Page page(String tenant, Filter filter, Order order, boolean descending, int limit, int offset) {
        String which = " from entity e where e.tenant = :tenant and e.entity_type is not null"
                + (filter.entityType() == null ? "" : " and e.entity_type = :type")
                + (filter.activeAt() == null ? "" : " and e.effective @> cast(:at as timestamptz)");
        String items = "select e.entity_id as id, e.entity_type as type, e.entity_name as name, e.link_id, "
                + Multirange.bounds("e.effective") + " as effective" + which
                + " order by e." + order + (descending ? " desc" : "") + ", e.entity_id limit :limit offset :offset";
        return jdbi.withHandle(handle -> new Page(
                bind(handle.createQuery("select count(*)" + which), tenant, filter)
                        .mapTo(Long.class)
                        .one(),
                bind(handle.createQuery(items), tenant, filter)
                        .bind("limit", limit)
                        .bind("offset", offset)
                        .registerColumnMapper(new Multirange())
                        .mapTo(Item.class)
                        .list()));
    }

    private static Query bind(Query query, String tenant, Filter filter) {
        query.bind("tenant", tenant);
        if (filter.entityType() != null) {
            query.bind("type", filter.entityType());
        }
        if (filter.activeAt() != null) {
            query.bind("at", filter.activeAt());
        }
        return query;
    }
}
