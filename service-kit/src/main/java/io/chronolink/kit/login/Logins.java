package io.chronolink.kit.login;

import io.chronolink.kit.tenancy.Tenancy;
import io.chronolink.kit.web.Digests;
import io.chronolink.kit.web.Failure;
import io.quarkus.narayana.jta.QuarkusTransaction;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Supplier;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** Sessions of users who came with name and password. What is stored of a token does not give it away. */
@Singleton
public class Logins {

    private final LoginUserRepository users;
    private final LoginSessionRepository sessions;
    private final Tenancy tenancy;
    private final Clock clock;
    private final boolean enabled;
    private final Duration lifetime;

    /**
     * A user who has logged in.
     *
     * @param token the session's token, a UUID in text form
     */
    public record Session(String token, User user) {}

    /** A user, without the password. */
    public record User(String username, String tenant, Set<String> roles) {}

    Logins(
            LoginUserRepository users,
            LoginSessionRepository sessions,
            Tenancy tenancy,
            Clock clock,
            @ConfigProperty(name = "chronolink.login.enabled") boolean enabled,
            @ConfigProperty(name = "chronolink.login.lifetime") Duration lifetime) {
        this.users = users;
        this.sessions = sessions;
        this.tenancy = tenancy;
        this.clock = clock;
        this.enabled = enabled;
        this.lifetime = lifetime;
    }

    /** Whether this service has logins of its own at all. */
    boolean isEnabled() {
        return enabled;
    }

    /** @throws Failure (not found) where this service has no logins of its own */
    public void requireEnabled() {
        if (!enabled) {
            throw Failure.notFound("This service has no logins of its own.");
        }
    }

    /** Begins a session; empty where name and password do not belong together. */
    public Optional<Session> login(String username, String password) {
        // Outside of the transaction, which must not have a connection for as long as the comparison takes.
        Optional<String> hash = asNobody(() -> users.findByIdOptional(username)).map(user -> user.passwordHash);
        return Passwords.isRight(password, hash) ? begin(username) : Optional.empty();
    }

    /** Begins another session of whoever has one; empty once that has ended. */
    public Optional<Session> renew(String token) {
        return session(token).flatMap(user -> begin(user.username()));
    }

    /** Empty if the user was deleted meanwhile. */
    private Optional<Session> begin(String username) {
        String token = UUID.randomUUID().toString();
        Instant now = clock.instant();
        return asNobody(() -> {
            sessions.deleteEnded(now);
            return users.findByIdOptional(username).map(user -> {
                sessions.persist(new LoginSessionEntity(Digests.sha256(token), user, now.plus(lifetime)));
                return new Session(token, user.user());
            });
        });
    }

    /** Ends a session; does nothing for a token that belongs to none. */
    public void logout(String token) {
        asNobody(() -> sessions.deleteById(Digests.sha256(token)));
    }

    /** Who has the session, with the roles of this moment; empty once it has ended. */
    Optional<User> session(String token) {
        return asNobody(
                () -> sessions.live(Digests.sha256(token), clock.instant()).map(session -> session.user.user()));
    }

    /** Whoever logs in acts for no tenant yet. */
    private <T> T asNobody(Supplier<T> work) {
        return tenancy.as(List.of(), () -> QuarkusTransaction.requiringNew().call(work::get));
    }
}
