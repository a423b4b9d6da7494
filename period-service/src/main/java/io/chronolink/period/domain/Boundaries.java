package io.chronolink.period.domain;

import com.github.f4b6a3.uuid.UuidCreator;
import io.chronolink.events.EntityPeriodEvent.EntityBecameActive;
import io.chronolink.events.EntityPeriodEvent.EntityBecameInactive;
import io.chronolink.events.EntityPeriodEvent.Validity;
import io.chronolink.kit.database.Columns;
import io.chronolink.kit.events.Cause;
import io.chronolink.kit.events.Outbox;
import io.chronolink.kit.events.Outgoing;
import io.chronolink.kit.tenancy.Tenancy;
import io.quarkus.narayana.jta.QuarkusTransaction;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;

/**
 * Tells when effective validities begin and end, once each: the next boundary of an entity is a row, and the telling
 * moves it on in the transaction that holds the event, under the tenant's lock. So neither a second instance nor a
 * time without any makes a difference, except that an event comes late.
 */
@Singleton
public class Boundaries {

    private static final int BATCH = 1_000;

    private final Jdbi jdbi;
    private final Outbox outbox;
    private final Tenancy tenancy;

    Boundaries(Jdbi jdbi, Outbox outbox, Tenancy tenancy) {
        this.jdbi = jdbi;
        this.outbox = outbox;
        this.tenancy = tenancy;
    }

    /** An entity of which something is to be told; {@code at} is the first that is not told yet. */
    private record Due(
            String tenant,
            String entityId,
            String entityType,
            String entityName,
            @Nullable UUID linkId,
            long version,
            Instant at,
            List<Validity> effective) {}

    private record Boundary(Instant at, boolean begins) {}

    private record Told(Instant at, Outgoing event) {}

    /** What an entity has when all that is due is told; {@code next} is null if nothing follows. */
    private record Moved(
            String tenant,
            String entityId,
            long version,
            @Nullable Instant next) {}

    /** Tells of all boundaries up to an instant, in their order; returns how many there were. */
    public int tellUntil(Instant now) {
        List<String> tenants = jdbi.withHandle(
                handle -> handle.createQuery("select distinct tenant from boundary where at <= :now order by tenant")
                        .bind("now", now)
                        .mapTo(String.class)
                        .list());
        int told = 0;
        for (String tenant : tenants) {
            int some;
            do {
                some = tenancy.as(List.of(tenant), () -> QuarkusTransaction.requiringNew()
                        .call(() -> jdbi.withHandle(handle -> {
                            TenantLock.take(handle);
                            return tell(handle, cause(tenant), now, "", BATCH);
                        })));
                told += some;
            } while (some > 0);
        }
        return told;
    }

    /** Tells of what is due of the entities that are about to change; the caller holds the tenants' locks. */
    void tellAffected(Handle handle, Instant now) {
        String affected = "join affected a on a.tenant = b.tenant and a.entity_id = b.entity_id";
        while (tell(handle, null, now, affected, BATCH) > 0) {
            // The next ones.
        }
    }

    /** After affected validities have changed, their next boundaries are others. */
    static void move(Handle handle, Instant now) {
        handle.createUpdate("""
                        with following as (
                            select e.tenant, e.entity_id, e.at
                            from affected a
                            cross join lateral (
                                select x.tenant, x.entity_id, (
                                    select min(t) from unnest(x.effective) as v
                                    cross join lateral (values (lower(v)), (upper(v))) as bound (t)
                                    where t > :now) as at
                                from entity x
                                where x.tenant = a.tenant and x.entity_id = a.entity_id
                                offset 0) e
                        ), gone as (
                            delete from boundary b using following f
                            where b.tenant = f.tenant and b.entity_id = f.entity_id and f.at is null
                        )
                        insert into boundary as b (tenant, entity_id, at)
                        select tenant, entity_id, at from following where at is not null
                        on conflict (tenant, entity_id) do update set at = excluded.at where b.at <> excluded.at
                        """).bind("now", now).execute();
    }

    private int tell(Handle handle, @Nullable Cause cause, Instant now, String join, int limit) {
        List<Due> due = due(handle, now, join, limit);
        if (due.isEmpty()) {
            return 0;
        }
        List<Told> told = new ArrayList<>();
        List<Moved> moved = new ArrayList<>();
        for (Due one : due) {
            Cause why = cause == null ? cause(one.tenant()) : cause;
            long version = one.version();
            for (Boundary boundary : boundaries(one.effective())) {
                if (!boundary.at().isBefore(one.at()) && !boundary.at().isAfter(now)) {
                    version++;
                    told.add(new Told(boundary.at(), event(why, one, version, boundary)));
                }
            }
            Instant next = boundaries(one.effective()).stream()
                    .map(Boundary::at)
                    .filter(at -> at.isAfter(now))
                    .findFirst()
                    .orElse(null);
            moved.add(new Moved(one.tenant(), one.entityId(), version, next));
        }
        outbox.append(told.stream()
                .sorted(Comparator.comparing(Told::at))
                .map(Told::event)
                .toList());
        store(handle, moved);
        return told.size();
    }

    private static List<Due> due(Handle handle, Instant now, String join, int limit) {
        return handle.createQuery("""
                        select e.tenant, e.entity_id, e.entity_type, e.entity_name, e.link_id, e.version, b.at,
                        """ + Multirange.bounds("e.effective") + """
                         as effective
                        from boundary b
                        """ + join + """

                        cross join lateral (
                            select * from entity x where x.tenant = b.tenant and x.entity_id = b.entity_id offset 0) e
                        where b.at <= :now and b.tenant = any (acting_tenants())
                        order by b.at, b.tenant, b.entity_id
                        limit :limit
                        """)
                .bind("now", now)
                .bind("limit", limit)
                .registerColumnMapper(new Multirange())
                .mapTo(Due.class)
                .list();
    }

    private static void store(Handle handle, List<Moved> moved) {
        handle.createUpdate("""
                        with told as (
                            select * from unnest(:tenants, :ids, :versions, :next)
                                as n (tenant, entity_id, version, at)
                        ), raised as (
                            update entity e set version = t.version from told t
                            where e.tenant = t.tenant and e.entity_id = t.entity_id
                        ), gone as (
                            delete from boundary b using told t
                            where b.tenant = t.tenant and b.entity_id = t.entity_id and t.at is null
                        )
                        update boundary b set at = t.at from told t
                        where b.tenant = t.tenant and b.entity_id = t.entity_id and t.at is not null
                        """)
                .bindNamedArgumentFinder(Columns.of(moved)
                        .text("tenants", Moved::tenant)
                        .text("ids", Moved::entityId)
                        .bigint("versions", Moved::version)
                        .instant("next", Moved::next))
                .execute();
    }

    /** Where validities begin and end, in order. */
    private static List<Boundary> boundaries(List<Validity> effective) {
        List<Boundary> boundaries = new ArrayList<>();
        for (Validity validity : effective) {
            if (validity.start() != null) {
                boundaries.add(new Boundary(validity.start(), true));
            }
            if (validity.end() != null) {
                boundaries.add(new Boundary(validity.end(), false));
            }
        }
        return boundaries;
    }

    private static Outgoing event(Cause cause, Due one, long version, Boundary boundary) {
        UUID id = new EntityKey(one.tenant(), one.entityId()).recordId();
        return Outgoing.of(
                cause,
                boundary.begins()
                        ? new EntityBecameActive(
                                id,
                                version,
                                one.linkId(),
                                one.entityId(),
                                one.entityType(),
                                one.entityName(),
                                one.effective(),
                                boundary.at())
                        : new EntityBecameInactive(
                                id,
                                version,
                                one.linkId(),
                                one.entityId(),
                                one.entityType(),
                                one.entityName(),
                                one.effective(),
                                boundary.at()));
    }

    /** Time itself is the cause, as an operation that nobody asked for. */
    private static Cause cause(String tenant) {
        return new Cause(tenant, UuidCreator.getTimeOrderedEpoch(), null);
    }
}
