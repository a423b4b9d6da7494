package io.chronolink.schedule.domain;

import com.fasterxml.jackson.databind.JsonNode;
import io.chronolink.kit.database.Columns;
import io.chronolink.kit.database.RecordKey;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.json.Json;
import org.jspecify.annotations.Nullable;

/** Reads many schedules with their periods by one statement. */
@Singleton
class ScheduleLists {

    /** A schedule with one of its periods, or with none. */
    record Row(
            String tenant,
            UUID id,
            Family.Kind kind,
            @Nullable String groupId,
            @Nullable String userId,
            String name,
            @Nullable UUID linkId,
            long version,
            Instant changedAt,
            @Nullable String period,
            @Json @Nullable JsonNode definition,
            @Nullable Boolean active,
            boolean derived) {

        Schedule withoutPeriods() {
            return new Schedule(
                    id, new Family(tenant, kind, groupId, userId), name, linkId, version, changedAt, new ArrayList<>());
        }
    }

    private static final String WITH_PERIODS = """
            select s.tenant, s.id, s.kind, s.group_id, s.user_id, s.name, s.link_id, s.version, s.changed_at,
                   p.name as period, p.definition, p.active, coalesce(p.derived, false) as derived
            from schedule s left join period p on p.tenant = s.tenant and p.schedule_id = s.id
            """;

    private final Jdbi jdbi;

    ScheduleLists(Jdbi jdbi) {
        this.jdbi = jdbi;
    }

    /** All schedules of a family with their periods, by name. */
    List<Schedule> all(Family family) {
        // With "is not distinct from" no index would be used.
        String all = WITH_PERIODS + "where s.tenant = :tenant and s.level = :level and s.kind = :kind"
                + (family.groupId() == null ? " and s.group_id is null" : " and s.group_id = :group")
                + (family.userId() == null ? " and s.user_id is null" : " and s.user_id = :user")
                + " order by s.name, p.derived, p.place";
        return jdbi.withHandle(handle -> {
            var query = handle.createQuery(all)
                    .bind("tenant", family.tenant())
                    .bind("level", family.level())
                    .bind("kind", family.kind());
            if (family.groupId() != null) {
                query.bind("group", family.groupId());
            }
            if (family.userId() != null) {
                query.bind("user", family.userId());
            }
            return List.copyOf(schedules(query.mapTo(Row.class).list()).values());
        });
    }

    /** Schedules by their keys, as far as they are there. */
    Map<RecordKey, Schedule> of(Collection<RecordKey> keys) {
        return jdbi.withHandle(handle -> schedules(handle.createQuery(WITH_PERIODS + """
                        join unnest(:tenants, :ids) as n (tenant, id) on s.tenant = n.tenant and s.id = n.id
                        order by s.tenant, s.id, p.derived, p.place
                        """)
                .bindNamedArgumentFinder(
                        Columns.of(keys).text("tenants", RecordKey::tenant).uuid("ids", RecordKey::id))
                .mapTo(Row.class)
                .list()));
    }

    private static Map<RecordKey, Schedule> schedules(List<Row> rows) {
        Map<RecordKey, Schedule> schedules = new LinkedHashMap<>();
        for (Row row : rows) {
            Schedule schedule =
                    schedules.computeIfAbsent(new RecordKey(row.tenant(), row.id()), key -> row.withoutPeriods());
            if (row.period() != null && row.definition() != null) {
                schedule.periods()
                        .add(new Period(
                                row.period(), AdvancedDialect.event(row.definition()), row.active(), row.derived()));
            }
        }
        return schedules;
    }
}
