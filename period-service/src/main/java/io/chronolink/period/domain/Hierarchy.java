package io.chronolink.period.domain;

import io.chronolink.events.EntityPeriodEvent.Validity;
import io.chronolink.kit.web.Failure;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Iterator;
import java.util.List;
import java.util.stream.Stream;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.mapper.Nested;
import org.jdbi.v3.core.mapper.PropagateNull;
import org.jspecify.annotations.Nullable;

/** Reads entities with what stands above and below them; each question is one statement. */
@Singleton
public class Hierarchy {

    /** Where walks stop, so that a cycle cannot hold them; no real hierarchy is that deep. */
    private static final int DEEPEST = 100;

    private static final int FETCHED_AT_ONCE = 500;

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

    /** On which side of the entity asked for a relative stands, in the order of the view. */
    public enum Side {
        OWNED,
        CHILD,
        PARENT
    }

    /** An entity as it is known. */
    public record Named(String id, String type, String name) {}

    /**
     * A period of the entity asked for or of a relative.
     *
     * @param level distance from the entity asked for: -1 for itself, 0 for a parent or child, and so on
     * @param periodId begins with {@code derived:} for one that comes from events; null where the entity asked for has none
     */
    public record Row(
            Side side, int level, Named entity, @Nullable String periodId, Validity validity) {}

    /** Takes what is read, row by row. */
    public interface Sink {
        void accept(Row row) throws IOException;
    }

    /**
     * Who makes an entity inactive.
     *
     * @param level as in {@link Row}
     */
    public record Decider(@PropagateNull String id, String name, int level) {}

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
            @Nested("decider") @Nullable Decider decidedBy) {}

    private final Jdbi jdbi;

    Hierarchy(Jdbi jdbi) {
        this.jdbi = jdbi;
    }

    /**
     * Reads the periods of an entity and of all its relatives: its own ones, or else the derived one, or none. They
     * come side by side, the nearest first, all of one entity together; who is reached by several ways counts with the
     * shortest. However many there are, few of them are in memory at a time.
     *
     * @throws Failure (not found) for an entity that is not known
     */
    public void view(String tenant, String entityId, Sink sink) throws IOException {
        jdbi.useTransaction(handle -> {
            try (Stream<Row> rows = handle
                    .createQuery("with recursive " + UP + "," + DOWN + """
                            , relative (side, entity_id, level) as (
                                select 0, :id, -1
                                union all
                                select 2, entity_id, min(level) from up where entity_id <> :id group by entity_id
                                union all
                                select 1, entity_id, min(level) from down where entity_id <> :id group by entity_id
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
                            where r.side = 0 or p.period_id is not null
                            order by r.side, r.level, r.entity_id, p.start_at nulls first, p.end_at, p.period_id
                            """)
                    .bind("tenant", tenant)
                    .bind("id", entityId)
                    .bind("deepest", DEEPEST)
                    .setFetchSize(FETCHED_AT_ONCE)
                    // By hand: a mapper of records takes twice as long for many rows, and five times for one.
                    .map((row, context) -> new Row(
                            Side.values()[row.getInt("side")],
                            row.getInt("level"),
                            new Named(
                                    row.getString("entity_id"),
                                    row.getString("entity_type"),
                                    row.getString("entity_name")),
                            row.getString("period_id"),
                            new Validity(
                                    instant(row.getObject("start_at", OffsetDateTime.class)),
                                    instant(row.getObject("end_at", OffsetDateTime.class)))))
                    .stream()) {
                Iterator<Row> each = rows.iterator();
                if (!each.hasNext()) {
                    throw KnownEntities.unknown();
                }
                while (each.hasNext()) {
                    sink.accept(each.next());
                }
            }
        });
    }

    private static @Nullable Instant instant(@Nullable OffsetDateTime time) {
        return time == null ? null : time.toInstant();
    }

    /**
     * When an entity is valid, whether it is at that instant, and if not, the nearest of itself and its ancestors
     * that is not valid by itself.
     *
     * @throws Failure (not found) for an entity that is not known
     */
    public Effective effective(String tenant, String entityId, Instant at) {
        return jdbi.withHandle(handle -> handle.createQuery(
                                "with recursive " + UP + """
                        select e.entity_id as id, e.entity_type as type, e.entity_name as name,
                               e.effective @> cast(:at as timestamptz) as active,
                               d.entity_id as decider_id, d.entity_name as decider_name, d.level as decider_level,
                        """ + Multirange.bounds("e.effective") + """
                         as effective
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
                        .bind("at", at)
                        .bind("deepest", DEEPEST)
                        .registerColumnMapper(new Multirange())
                        .mapTo(Effective.class)
                        .findOne())
                .orElseThrow(KnownEntities::unknown);
    }
}
