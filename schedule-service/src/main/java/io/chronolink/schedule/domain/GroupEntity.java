package io.chronolink.schedule.domain;

import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.util.UUID;
import org.hibernate.annotations.Immutable;
import org.jspecify.annotations.Nullable;

/** A row of the table of groups, read only: {@link Tenants} writes it by one statement, which knows whether it is new. */
@Entity
@Immutable
@Table(name = "group_record")
class GroupEntity {

    /** Made of the tenant and the group's name. */
    @Id
    UUID id;

    String name;

    @Nullable
    String timeZone;
}
