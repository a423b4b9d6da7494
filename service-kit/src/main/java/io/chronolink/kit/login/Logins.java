package io.chronolink.kit.login;

import at.favre.lib.crypto.bcrypt.BCrypt;
import io.chronolink.kit.database.Database;
import io.chronolink.kit.tenancy.Tenancy;
import io.quarkus.narayana.jta.QuarkusTransaction;
import jakarta.inject.Singleton;
import jakarta.persistence.LockModeType;
import jakarta.transaction.Transactional;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Supplier;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** Users with passwords, and their sessions. What is stored of a password or token does not give it away. */
@Singleton
public class Logins {

    /** 2^10 rounds: some 50 ms, for the caller and for whoever tries passwords. */
    private static final int COST = 10;

    /** Compared with where there is no such user, so that the answer takes as long. */
    private static final String NOBODY = BCrypt.withDefaults().hashToString(COST, "nobody".toCharArray());

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
    public boolean isEnabled() {
        return enabled;
    }

    /** Begins a session; empty where name and password do not belong together. */
    public Optional<Session> login(String username, String password) {
        // Outside of the transaction, which must not have a connection for as long as the comparison takes.
        Optional<String> hash = asNobody(() -> users.findByIdOptional(username)).map(user -> user.passwordHash);
        boolean right = BCrypt.verifyer()
                .verify(bytes(password), hash.orElse(NOBODY).getBytes(StandardCharsets.UTF_8))
                .verified;
        return right && hash.isPresent() ? begin(username) : Optional.empty();
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
                sessions.persist(new LoginSessionEntity(hash(token), user, now.plus(lifetime)));
                return new Session(token, user.user());
            });
        });
    }

    /** Ends a session; does nothing for a token that belongs to none. */
    public void logout(String token) {
        asNobody(() -> sessions.deleteById(hash(token)));
    }

    /** Who has the session, with the roles of this moment; empty once it has ended. */
    Optional<User> session(String token) {
        return asNobody(() -> sessions.live(hash(token), clock.instant()).map(session -> session.user.user()));
    }

    /** The users of a tenant, by name. */
    @Transactional
    List<User> users(String tenant) {
        return users.ofTenant(tenant).stream().map(LoginUserEntity::user).toList();
    }

    /**
     * Creates or replaces a user, whose sessions end.
     *
     * @param password as clients will send it
     * @return whether that could be; a name that another tenant has cannot be taken
     */
    boolean save(User user, String password) {
        String hash = new String(BCrypt.withDefaults().hash(COST, bytes(password)), StandardCharsets.UTF_8);
        try {
            return QuarkusTransaction.requiringNew().call(() -> {
                LoginUserEntity stored = users.findById(user.username(), LockModeType.PESSIMISTIC_WRITE);
                if (stored == null) {
                    users.persistAndFlush(new LoginUserEntity(user, hash));
                } else if (stored.tenant.equals(user.tenant())) {
                    stored.passwordHash = hash;
                    stored.roles = List.copyOf(user.roles());
                    sessions.deleteOf(stored);
                } else {
                    return false;
                }
                return true;
            });
        } catch (RuntimeException e) {
            // Somebody else created the name at the same moment.
            if (Database.isRefusedBy(e, "login_user_pkey")) {
                return false;
            }
            throw e;
        }
    }

    /** Deletes a tenant's user with all sessions; returns whether there was one. */
    @Transactional
    boolean delete(String tenant, String username) {
        return users.delete(tenant, username);
    }

    /** Whoever logs in acts for no tenant yet. */
    private <T> T asNobody(Supplier<T> work) {
        return tenancy.as(List.of(), () -> QuarkusTransaction.requiringNew().call(work::get));
    }

    /** BCrypt takes 72 bytes; a hash of the password has no such bound. */
    private static byte[] bytes(String password) {
        return HexFormat.of().formatHex(hash(password)).getBytes(StandardCharsets.US_ASCII);
    }

    private static byte[] hash(String text) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java has SHA-256", e);
        }
    }
}
