package io.chronolink.schedule.domain;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.chronolink.events.RecordIds;
import io.chronolink.events.TenantEvent.GroupSaved;
import io.chronolink.events.TenantEvent.TenantSaved;
import io.chronolink.kit.events.Cause;
import io.chronolink.kit.events.Outbox;
import io.chronolink.kit.operations.Operations;
import jakarta.inject.Singleton;
import jakarta.transaction.Transactional;
import java.time.ZoneId;
import java.util.Optional;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;

/** Tenants and their groups, which this service owns for the whole platform. */
@Singleton
public class Tenants {

    /** A tenant as it is stored; in a wish, null keeps what is there or takes the default. */
    public record Tenant(
            String name, @Nullable String type, @Nullable String timeZone) {}

    /** A group as it is stored; without a zone it has the tenant's. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Group(String name, @Nullable String timeZone) {}

    private static final String ENTERPRISE = "Enterprise";

    private final TenantRepository tenants;
    private final GroupRepository groups;
    private final Jdbi jdbi;
    private final Operations operations;
    private final Outbox outbox;
    private final ZoneId defaultZone;

    Tenants(
            TenantRepository tenants,
            GroupRepository groups,
            Jdbi jdbi,
            Operations operations,
            Outbox outbox,
            @ConfigProperty(name = "chronolink.default-zone") ZoneId defaultZone) {
        this.tenants = tenants;
        this.groups = groups;
        this.jdbi = jdbi;
        this.operations = operations;
        this.outbox = outbox;
        this.defaultZone = defaultZone;
    }

    /** Creates or changes a tenant; answers what it is now. */
    public Tenant save(String tenant, Tenant wanted) {
        return operations.accept("tenant.save", 1, cause -> {
            save(cause, tenant, wanted, false);
            return find(tenant).orElseThrow();
        });
    }

    /** Creates or changes a group, and creates its tenant where it is not there yet. */
    public Group save(String tenant, String groupId, Group wanted) {
        return operations.accept("group.save", 1, cause -> {
            save(cause, tenant, new Tenant(tenant, null, null), true);
            save(cause, tenant, groupId, wanted, false);
            return wanted;
        });
    }

    /** Whether the group is there, or without a group the tenant. */
    @Transactional
    public boolean exists(String tenant, @Nullable String groupId) {
        return groupId == null
                ? find(tenant).isPresent()
                : find(tenant, groupId).isPresent();
    }

    /** The tenant, or empty. */
    @Transactional
    public Optional<Tenant> find(String tenant) {
        return tenants.findByIdOptional(tenant).map(found -> new Tenant(found.name, found.type, found.timeZone));
    }

    /** The group, or empty. */
    @Transactional
    public Optional<Group> find(String tenant, String groupId) {
        return groups.find(tenant, groupId).map(found -> new Group(found.name, found.timeZone));
    }

    /** Whether groups and users see the schedules of the levels above them. */
    boolean isEnterprise(String tenant) {
        return find(tenant).map(Tenant::type).filter(ENTERPRISE::equals).isPresent();
    }

    /** The zone of a group, which is the tenant's unless it has one of its own. */
    ZoneId zone(String tenant, @Nullable String groupId) {
        return Optional.ofNullable(groupId)
                .flatMap(group -> find(tenant, group).map(Group::timeZone))
                .or(() -> find(tenant).map(Tenant::timeZone))
                .map(ZoneId::of)
                .orElse(defaultZone);
    }

    /** Creates tenant and group where they are not there yet, named after their ids. */
    void ensure(Cause cause, String tenant, @Nullable String groupId) {
        if (groupId == null || !exists(tenant, groupId)) {
            save(cause, tenant, new Tenant(tenant, null, null), true);
            if (groupId != null) {
                save(cause, tenant, groupId, new Group(groupId, null), true);
            }
        }
    }

    private void save(Cause cause, String tenant, Tenant wanted, boolean onlyNew) {
        jdbi.withHandle(handle -> handle.createQuery("""
                                insert into tenant_record as t (tenant, id, name, type, time_zone)
                                values (:tenant, :id, :name, coalesce(cast(:type as text), :defaultType),
                                        coalesce(cast(:zone as text), :defaultZone))
                                on conflict (tenant) do update
                                set name = excluded.name, type = coalesce(cast(:type as text), t.type),
                                    time_zone = coalesce(cast(:zone as text), t.time_zone), version = t.version + 1
                                where not :onlyNew
                                  and (t.name, t.type, t.time_zone)
                                      is distinct from (excluded.name, coalesce(cast(:type as text), t.type),
                                                        coalesce(cast(:zone as text), t.time_zone))
                                returning version, type, time_zone
                                """)
                        .bind("tenant", tenant)
                        .bind("id", RecordIds.tenant(tenant))
                        .bind("name", wanted.name())
                        .bind("type", wanted.type())
                        .bind("zone", wanted.timeZone())
                        .bind("defaultType", ENTERPRISE)
                        .bind("defaultZone", defaultZone.getId())
                        .bind("onlyNew", onlyNew)
                        .map((row, context) -> new TenantSaved(
                                RecordIds.tenant(tenant),
                                row.getLong("version"),
                                tenant,
                                wanted.name(),
                                row.getString("type"),
                                row.getString("time_zone")))
                        .findOne())
                .ifPresent(saved -> outbox.append(cause, saved));
    }

    private void save(Cause cause, String tenant, String groupId, Group wanted, boolean onlyNew) {
        jdbi.withHandle(handle -> handle.createQuery("""
                                insert into group_record as g (tenant, group_id, id, name, time_zone)
                                values (:tenant, :group, :id, :name, :zone)
                                on conflict (tenant, group_id) do update
                                set name = excluded.name, time_zone = excluded.time_zone, version = g.version + 1
                                where not :onlyNew
                                  and (g.name, g.time_zone) is distinct from (excluded.name, excluded.time_zone)
                                returning version
                                """)
                        .bind("tenant", tenant)
                        .bind("group", groupId)
                        .bind("id", RecordIds.group(tenant, groupId))
                        .bind("name", wanted.name())
                        .bind("zone", wanted.timeZone())
                        .bind("onlyNew", onlyNew)
                        .mapTo(Long.class)
                        .findOne())
                .ifPresent(version -> outbox.append(
                        cause,
                        new GroupSaved(
                                RecordIds.group(tenant, groupId),
                                version,
                                RecordIds.tenant(tenant),
                                groupId,
                                wanted.name(),
                                wanted.timeZone())));
    }
}
