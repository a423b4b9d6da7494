package io.chronolink.kit.login;

import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.JoinColumn;
import jakarta.persistence.ManyToOne;
import jakarta.persistence.Table;
import java.time.Instant;

/** A row of the table of sessions; the token itself is known to its owner only. */
@Entity
@Table(name = "login_session")
class LoginSessionEntity {

    @Id
    byte[] tokenHash;

    @ManyToOne
    @JoinColumn(name = "username")
    LoginUserEntity user;

    Instant expiresAt;

    LoginSessionEntity() {}

    LoginSessionEntity(byte[] tokenHash, LoginUserEntity user, Instant expiresAt) {
        this.tokenHash = tokenHash;
        this.user = user;
        this.expiresAt = expiresAt;
    }
}
