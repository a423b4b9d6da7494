package io.chronolink.period.domain;

import io.chronolink.events.EntityPeriodEvent.Validity;
import io.chronolink.kit.web.Failure;
import jakarta.inject.Singleton;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.result.RowView;
import org.jspecify.annotations.Nullable;

/** Reads entities with what stands above and below them; each question is one statement. */
@Singleton
public class Hierarchy {

    /** Where walks stop, so that a cycle cannot hold them; no real hierarchy is that deep. */
    private static final int DEEPEST = 100;

    /** Walks up from {@code :id}. OFFSET 0 keeps each step an index look-up, whatever the statistics say. */
    private static final String UP = """
            up (entity_id, level) as (
                select :id, -1
                union
                select p.parent_id, up.level + 1
                from up
                cross join lateral (
                    select e.parent_id from entity_parent e
                    where e.tenant = :tenant and e.entity_id = up.entity_id
                    offset 0) p
                where up.level < :deepest
            )
            """;

    private static final String DOWN = """
            down (entity_id, level) as (
                select :id, -1
                union
                select c.entity_id, down.level + 1
                from down
                cross join lateral (
                    select e.entity_id from entity_parent e
                    where e.tenant = :tenant and e.parent_id = down.entity_id
                    offset 0) c
                where down.level < :deepest
            )
            """;

    /**
     * A period as it is shown.
     *
     * @param id begins with {@code derived:} for one that comes from events
     */
    public record Period(String id, Validity validity) {}

    /**
     * An entity with its periods: its own ones, or else the derived one, or none.
     *
     * @param level distance from the entity asked for: -1 for itself, 0 for a parent or child, and so on
     */
    public record Node(String id, String type, String name, int level, List<Period> periods) {}

    /** An entity with all its ancestors and descendants, the nearest first. */
    public record View(Node entity, List<Node> parents, List<Node> children) {}

    /**
     * Who makes an entity inactive.
     *
     * @param level as in {@link Node}
     */
    public record Decider(String id, String name, int level) {}

    /**
     * When an entity is valid, all its ancestors considered.
     *
     * @param effective disjoint, in order; empty means never
     * @param decidedBy null for an entity that is active
     */
    public record Effective(
            String id,
            String type,
            String name,
            List<Validity> effective,
            boolean active,
            @Nullable Decider decidedBy) {}

    private final Jdbi jdbi;

    Hierarchy(Jdbi jdbi) {
        this.jdbi = jdbi;
    }

    /**
     * An entity and its relatives. Who is reached by several ways counts with the shortest.
     *
     * @throws Failure (not found) for an entity that is not known
     */
    public View view(String tenant, String entityId) {
        Map<String, Map<String, Node>> sides =
                jdbi.withHandle(handle -> handle.createQuery("with recursive " + UP + "," + DOWN + """
                        , relative (side, entity_id, level) as (
                            select 'owned', :id, -1
                            union all
                            select 'parent', entity_id, min(level) from up where entity_id <> :id group by entity_id
                            union all
                            select 'child', entity_id, min(level) from down where entity_id <> :id group by entity_id
                        )
                        select r.side, r.level, e.entity_id, e.entity_type, e.entity_name,
                               p.period_id, p.start_at, p.end_at
                        from relative r
                        cross join lateral (
                            select x.entity_id, x.entity_type, x.entity_name, x.own, x.derived_start, x.derived_end
                            from entity x
                            where x.tenant = :tenant and x.entity_id = r.entity_id and x.entity_type is not null
                            offset 0) e
                        left join lateral (
                            select o.period_id, o.start_at, o.end_at from period o
                            where o.tenant = :tenant and o.entity_id = r.entity_id
                            union all
                            select 'derived:' || e.entity_id, e.derived_start, e.derived_end
                            where e.own is null and (e.derived_start is not null or e.derived_end is not null)
                            offset 0) p on true
                        order by r.level, r.entity_id, p.start_at nulls first, p.end_at, p.period_id
                        """)
                        .bind("tenant", tenant)
                        .bind("id", entityId)
                        .bind("deepest", DEEPEST)
                        .reduceRows(new HashMap<>(), (found, row) -> {
                            Node node = found.computeIfAbsent(
                                            row.getColumn("side", String.class), side -> new LinkedHashMap<>())
                                    .computeIfAbsent(row.getColumn("entity_id", String.class), id -> node(id, row));
                            String period = row.getColumn("period_id", String.class);
                            if (period != null) {
                                node.periods()
                                        .add(new Period(
                                                period,
                                                new Validity(
                                                        row.getColumn("start_at", Instant.class),
                                                        row.getColumn("end_at", Instant.class))));
                            }
                            return found;
                        }));
        Map<String, Node> asked = sides.get("owned");
        if (asked == null) {
            throw Entities.unknown();
        }
        return new View(
                asked.values().iterator().next(),
                List.copyOf(sides.getOrDefault("parent", Map.of()).values()),
                List.copyOf(sides.getOrDefault("child", Map.of()).values()));
    }

    /**
     * When an entity is valid, whether it is at that instant, and if not, the nearest of itself and its ancestors
     * that is not valid by itself.
     *
     * @throws Failure (not found) for an entity that is not known
     */
    public Effective effective(String tenant, String entityId, Instant at) {
        return jdbi.withHandle(
                        handle -> handle.createQuery("with recursive " + UP + """
                        select e.entity_id, e.entity_type, e.entity_name, e.effective @> cast(:at as timestamptz) as active,
                               d.entity_id as decider_id, d.entity_name as decider_name, d.level,
                        """ + EffectiveValidity.BOUNDS + """
                        from entity e
                        left join lateral (
                            select a.entity_id, a.entity_name, up.level
                            from up
                            cross join lateral (
                                select x.entity_id, x.entity_name from entity x
                                where x.tenant = :tenant and x.entity_id = up.entity_id
                                  and not x.valid_by_itself @> cast(:at as timestamptz)
                                offset 0) a
                            order by up.level, a.entity_id
                            limit 1) d on not e.effective @> cast(:at as timestamptz)
                        where e.tenant = :tenant and e.entity_id = :id and e.entity_type is not null
                        """)
                                .bind("tenant", tenant)
                                .bind("id", entityId)
                                .bind("at", at.atOffset(ZoneOffset.UTC))
                                .bind("deepest", DEEPEST)
                                .map((row, context) -> effective(row))
                                .findOne())
                .orElseThrow(Entities::unknown);
    }

    private static Effective effective(ResultSet row) throws SQLException {
        String decider = row.getString("decider_id");
        return new Effective(
                row.getString("entity_id"),
                row.getString("entity_type"),
                row.getString("entity_name"),
                EffectiveValidity.bounds(row),
                row.getBoolean("active"),
                decider == null ? null : new Decider(decider, row.getString("decider_name"), row.getInt("level")));
    }

    private static Node node(String id, RowView row) {
        return new Node(
                id,
                row.getColumn("entity_type", String.class),
                row.getColumn("entity_name", String.class),
                row.getColumn("level", Integer.class),
                new ArrayList<>());
    }
}
