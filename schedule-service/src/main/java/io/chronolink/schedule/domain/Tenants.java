package io.chronolink.schedule.domain;

import io.chronolink.events.TenantEvent.GroupSaved;
import io.chronolink.events.TenantEvent.TenantSaved;
import io.chronolink.kit.events.Cause;
import io.chronolink.kit.events.Outbox;
import io.chronolink.kit.operations.Operations;
import jakarta.inject.Singleton;
import java.nio.charset.StandardCharsets;
import java.time.ZoneId;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;

/** Tenants and their groups, which this service owns for the whole platform. */
@Singleton
public class Tenants {

    /** A tenant as it is stored. */
    public record Tenant(String name, String type, String timeZone) {}

    /** A group as it is stored; without a zone it has the tenant's. */
    public record Group(String name, @Nullable String timeZone) {}

    private static final String ENTERPRISE = "Enterprise";

    private final Jdbi jdbi;
    private final Operations operations;
    private final Outbox outbox;
    private final ZoneId defaultZone;

    Tenants(
            Jdbi jdbi,
            Operations operations,
            Outbox outbox,
            @org.eclipse.microprofile.config.inject.ConfigProperty(name = "chronolink.default-zone")
                    ZoneId defaultZone) {
        this.jdbi = jdbi;
        this.operations = operations;
        this.outbox = outbox;
        this.defaultZone = defaultZone;
    }

    /** Creates or changes a tenant. */
    public Tenant save(String tenant, Tenant wanted) {
        return operations.accept("tenant.save", 1, cause -> {
            save(cause, tenant, wanted);
            return wanted;
        });
    }

    /** Creates or changes a group, and its tenant where it is not there yet. */
    public Group save(String tenant, String groupId, Group wanted) {
        return operations.accept("group.save", 1, cause -> {
            ensureTenant(cause, tenant);
            save(cause, tenant, groupId, wanted);
            return wanted;
        });
    }

    /** Whether the group is there. */
    public boolean exists(String tenant, String groupId) {
        return jdbi.withHandle(handle -> handle.createQuery(
                        "select true from group_record where tenant = :tenant and group_id = :group")
                .bind("tenant", tenant)
                .bind("group", groupId)
                .mapTo(Boolean.class)
                .findOne()
                .isPresent());
    }

    /** Creates tenant and group where they are not there yet, named after their ids. */
    void ensure(Cause cause, String tenant, String groupId) {
        if (!exists(tenant, groupId)) {
            ensureTenant(cause, tenant);
            save(cause, tenant, groupId, new Group(groupId, null));
        }
    }

    /** The id of a tenant's record on the platform: the same wherever it is computed. */
    static UUID recordId(String tenant) {
        return UUID.nameUUIDFromBytes(("tenant\0" + tenant).getBytes(StandardCharsets.UTF_8));
    }

    /** The id of a group's record on the platform. */
    static UUID recordId(String tenant, String groupId) {
        return UUID.nameUUIDFromBytes(("group\0" + tenant + "\0" + groupId).getBytes(StandardCharsets.UTF_8));
    }

    private void ensureTenant(Cause cause, String tenant) {
        Optional<Boolean> there =
                jdbi.withHandle(handle -> handle.createQuery("select true from tenant_record where tenant = :tenant")
                        .bind("tenant", tenant)
                        .mapTo(Boolean.class)
                        .findOne());
        if (there.isEmpty()) {
            save(cause, tenant, new Tenant(tenant, ENTERPRISE, defaultZone.getId()));
        }
    }

    private void save(Cause cause, String tenant, Tenant wanted) {
        jdbi.withHandle(handle -> handle.createQuery("""
                                insert into tenant_record as t (tenant, id, name, type, time_zone)
                                values (:tenant, :id, :name, :type, :zone)
                                on conflict (tenant) do update
                                set name = excluded.name, type = excluded.type, time_zone = excluded.time_zone,
                                    version = t.version + 1
                                where (t.name, t.type, t.time_zone)
                                      is distinct from (excluded.name, excluded.type, excluded.time_zone)
                                returning version
                                """)
                        .bind("tenant", tenant)
                        .bind("id", recordId(tenant))
                        .bind("name", wanted.name())
                        .bind("type", wanted.type())
                        .bind("zone", wanted.timeZone())
                        .mapTo(Long.class)
                        .findOne())
                .ifPresent(version -> outbox.append(
                        cause,
                        new TenantSaved(
                                recordId(tenant), version, tenant, wanted.name(), wanted.type(), wanted.timeZone())));
    }

    private void save(Cause cause, String tenant, String groupId, Group wanted) {
        jdbi.withHandle(handle -> handle.createQuery("""
                                insert into group_record as g (tenant, group_id, id, name, time_zone)
                                values (:tenant, :group, :id, :name, :zone)
                                on conflict (tenant, group_id) do update
                                set name = excluded.name, time_zone = excluded.time_zone, version = g.version + 1
                                where (g.name, g.time_zone) is distinct from (excluded.name, excluded.time_zone)
                                returning version
                                """)
                        .bind("tenant", tenant)
                        .bind("group", groupId)
                        .bind("id", recordId(tenant, groupId))
                        .bind("name", wanted.name())
                        .bind("zone", wanted.timeZone())
                        .mapTo(Long.class)
                        .findOne())
                .ifPresent(version -> outbox.append(
                        cause,
                        new GroupSaved(
                                recordId(tenant, groupId),
                                version,
                                recordId(tenant),
                                groupId,
                                wanted.name(),
                                wanted.timeZone())));
    }
}
