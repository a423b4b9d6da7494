package io.chronolink.recording.domain;

import io.chronolink.recording.domain.Users.Named;
import jakarta.persistence.CollectionTable;
import jakarta.persistence.Column;
import jakarta.persistence.ElementCollection;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.IdClass;
import jakarta.persistence.JoinColumn;
import jakarta.persistence.Table;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A row of the table of users, with the numbers of the groups whose recordings are open to it. */
@Entity
@Table(name = "recording_user")
@IdClass(NumberKey.class)
class UserEntity {

    @Id
    String tenant;

    @Id
    long number;

    String name;

    @Nullable
    String displayName;

    @Nullable
    String cardNumber;

    @Nullable
    Long userGroup;

    @ElementCollection
    @CollectionTable(
            name = "video_access",
            joinColumns = {
                @JoinColumn(name = "tenant", referencedColumnName = "tenant"),
                @JoinColumn(name = "user_number", referencedColumnName = "number")
            })
    @Column(name = "user_group")
    Set<Long> videoAccess = new HashSet<>();

    UserEntity() {}

    /** Somebody of whom nothing but the name is known. */
    UserEntity(String tenant, long number, String name) {
        this.tenant = tenant;
        this.number = number;
        this.name = name;
    }

    Named named() {
        return new Named(number, name);
    }
}
