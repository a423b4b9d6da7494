package io.chronolink.recording.domain;

import io.chronolink.recording.domain.Users.Named;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.IdClass;
import jakarta.persistence.Table;
import org.hibernate.annotations.Immutable;
import org.jspecify.annotations.Nullable;

/** A row of the table of groups of users; the operator writes it. */
@Entity
@Immutable
@Table(name = "user_group")
@IdClass(NumberKey.class)
class GroupEntity {

    @Id
    String tenant;

    @Id
    long number;

    String name;

    @Nullable
    Long marker;

    @Nullable
    Long information;

    Named named() {
        return new Named(number, name);
    }
}
