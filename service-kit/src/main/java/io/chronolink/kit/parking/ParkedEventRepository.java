package io.chronolink.kit.parking;

import io.chronolink.kit.parking.ParkedEvents.Filter;
import io.quarkus.hibernate.orm.panache.PanacheQuery;
import io.quarkus.hibernate.orm.panache.PanacheRepositoryBase;
import io.quarkus.panache.common.Parameters;
import io.quarkus.panache.common.Sort;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Parked events; whoever may see one tenant only names it. */
@Singleton
class ParkedEventRepository implements PanacheRepositoryBase<ParkedEventEntity, UUID> {

    /** In the order in which they came. */
    PanacheQuery<ParkedEventEntity> filtered(Filter filter) {
        Parameters parameters = new Parameters();
        List<String> conditions = new ArrayList<>();
        filter("tenant", filter.tenant(), conditions, parameters);
        filter("topic", filter.topic(), conditions, parameters);
        filter("type", filter.type(), conditions, parameters);
        filter("operationId", filter.operationId(), conditions, parameters);
        Sort order = Sort.by("parkedAt", "topic", "partition", "recordOffset");
        return conditions.isEmpty() ? findAll(order) : find(String.join(" and ", conditions), order, parameters);
    }

    private static void filter(String name, @Nullable Object value, List<String> conditions, Parameters parameters) {
        if (value != null) {
            conditions.add(name + " = :" + name);
            parameters.and(name, value);
        }
    }

    /** The event, if it is the tenant's; null is anybody's. */
    Optional<ParkedEventEntity> find(@Nullable String tenant, UUID id) {
        return findByIdOptional(id).filter(found -> tenant == null || tenant.equals(found.tenant));
    }

    /** The first one of a record. */
    Optional<ParkedEventEntity> first(String topic, @Nullable String key) {
        return find("topic = ?1 and recordKey = ?2", Sort.by("recordOffset"), topic, key)
                .firstResultOptional();
    }
}
