package io.chronolink.links;

import io.chronolink.events.TenantEvent;
import io.chronolink.events.TenantEvent.TenantSaved;
import io.chronolink.kit.events.Batch;
import io.chronolink.kit.events.Received;
import jakarta.inject.Singleton;
import java.time.DateTimeException;
import java.time.ZoneId;
import java.util.List;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jdbi.v3.core.Jdbi;

/** The local replica of the tenants' time zones. */
@Singleton
public class TenantZones {

    private final Jdbi jdbi;
    private final ZoneId defaultZone;

    TenantZones(Jdbi jdbi, @ConfigProperty(name = "chronolink.default-zone") ZoneId defaultZone) {
        this.jdbi = jdbi;
        this.defaultZone = defaultZone;
    }

    /** The tenant's zone, or {@code chronolink.default-zone} for a tenant that has not told one. */
    public ZoneId zoneOf(String tenant) {
        return jdbi.withHandle(handle -> handle.createQuery("select zone from tenant_zone where tenant = :tenant")
                        .bind("tenant", tenant)
                        .mapTo(String.class)
                        .findOne())
                .map(ZoneId::of)
                .orElse(defaultZone);
    }

    /**
     * Takes over the zones of tenants, set-wise.
     *
     * @return the tenants whose zone is another one now
     * @throws DateTimeException for a zone that this Java does not know
     */
    public List<String> apply(Batch<TenantEvent> batch) {
        List<Received<TenantSaved>> tenants = batch.latest(TenantSaved.class);
        if (tenants.isEmpty()) {
            return List.of();
        }
        tenants.forEach(tenant -> ZoneId.of(tenant.event().timeZone()));
        return jdbi.withHandle(handle -> handle.createQuery("""
                        with news as (
                            select * from unnest(:tenants, :zones, :versions) as n (tenant, zone, version)
                        ), before as (
                            select tenant, zone from tenant_zone where tenant = any (:tenants)
                        ), applied as (
                            insert into tenant_zone as old (tenant, zone, version)
                            select tenant, zone, version from news order by tenant
                            on conflict (tenant) do update set zone = excluded.zone, version = excluded.version
                            where old.version < excluded.version
                            returning tenant, zone
                        )
                        select a.tenant from applied a left join before b using (tenant)
                        where a.zone is distinct from b.zone
                        """)
                .bindArray(
                        "tenants",
                        String.class,
                        tenants.stream().map(Received::tenant).toList())
                .bindArray(
                        "zones",
                        String.class,
                        tenants.stream().map(t -> t.event().timeZone()).toList())
                .bindArray(
                        "versions",
                        Long.class,
                        tenants.stream().map(t -> t.event().version()).toList())
                .mapTo(String.class)
                .list());
    }

    /** Drops what is known of the acting tenants. */
    public void forget() {
        jdbi.useHandle(handle -> handle.execute("delete from tenant_zone where tenant = any (acting_tenants())"));
    }
}
