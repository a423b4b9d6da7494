package io.chronolink.schedule.domain;

import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import org.hibernate.annotations.Immutable;

/** A row of the table of tenants, read only: {@link Tenants} writes it by one statement, which knows whether it is new. */
@Entity
@Immutable
@Table(name = "tenant_record")
class TenantEntity {

    @Id
    String tenant;

    String name;
    String type;
    String timeZone;
}
