package io.chronolink.kit.login;

import io.quarkus.hibernate.orm.panache.PanacheRepositoryBase;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.Optional;

/** Sessions by the hash of their token. */
@Singleton
class LoginSessionRepository implements PanacheRepositoryBase<LoginSessionEntity, byte[]> {

    /** The session with its user, unless it has ended. */
    Optional<LoginSessionEntity> live(byte[] tokenHash, Instant now) {
        return find(
                        "from LoginSessionEntity s join fetch s.user where s.tokenHash = ?1 and s.expiresAt > ?2",
                        tokenHash,
                        now)
                .singleResultOptional();
    }

    void deleteEnded(Instant now) {
        delete("expiresAt < ?1", now);
    }

    void deleteOf(LoginUserEntity user) {
        delete("user", user);
    }
}
