package io.chronolink.kit.login;

import at.favre.lib.crypto.bcrypt.BCrypt;
import io.chronolink.kit.tenancy.Tenancy;
import jakarta.inject.Singleton;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Supplier;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.statement.StatementContext;

/** Users with passwords, and their sessions. What is stored of a password or token does not give it away. */
@Singleton
public class Logins {

    /** 2^10 rounds: some 50 ms, for the caller and for whoever tries passwords. */
    private static final int COST = 10;

    /** Compared with where there is no such user, so that the answer takes as long. */
    private static final String NOBODY = BCrypt.withDefaults().hashToString(COST, "nobody".toCharArray());

    private final Jdbi jdbi;
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
            Jdbi jdbi,
            Tenancy tenancy,
            Clock clock,
            @ConfigProperty(name = "chronolink.login.enabled") boolean enabled,
            @ConfigProperty(name = "chronolink.login.lifetime") Duration lifetime) {
        this.jdbi = jdbi;
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
        Optional<String> hash = asNobody(() -> jdbi.withHandle(
                handle -> handle.createQuery("select password_hash from login_user where username = :username")
                        .bind("username", username)
                        .mapTo(String.class)
                        .findOne()));
        boolean right = BCrypt.verifyer()
                .verify(bytes(password), hash.orElse(NOBODY).getBytes(StandardCharsets.UTF_8))
                .verified;
        return right && hash.isPresent() ? Optional.of(begin(username)) : Optional.empty();
    }

    /** Begins another session of whoever has one; empty once that has ended. */
    public Optional<Session> renew(String token) {
        return session(token).map(user -> begin(user.username()));
    }

    private Session begin(String username) {
        String token = UUID.randomUUID().toString();
        asNobody(() -> jdbi.withHandle(handle -> handle.createUpdate("""
                        with ended as (delete from login_session where expires_at < :now)
                        insert into login_session (token_hash, username, expires_at)
                        values (:token, :username, :expires)
                        """)
                .bind("now", clock.instant().atOffset(ZoneOffset.UTC))
                .bind("token", hash(token))
                .bind("username", username)
                .bind("expires", clock.instant().plus(lifetime).atOffset(ZoneOffset.UTC))
                .execute()));
        return new Session(token, session(token).orElseThrow());
    }

    /** Ends a session; does nothing for a token that belongs to none. */
    public void logout(String token) {
        asNobody(() ->
                jdbi.withHandle(handle -> handle.createUpdate("delete from login_session where token_hash = :token")
                        .bind("token", hash(token))
                        .execute()));
    }

    /** Who has the session, with the roles of this moment; empty once it has ended. */
    Optional<User> session(String token) {
        return asNobody(() -> jdbi.withHandle(handle -> handle.createQuery("""
                        select u.username, u.tenant, u.roles from login_session s join login_user u using (username)
                        where s.token_hash = :token and s.expires_at > :now
                        """)
                .bind("token", hash(token))
                .bind("now", clock.instant().atOffset(ZoneOffset.UTC))
                .map(Logins::user)
                .findOne()));
    }

    /** The users of a tenant, by name. */
    List<User> users(String tenant) {
        return jdbi.withHandle(handle ->
                handle.createQuery("""
                        select username, tenant, roles from login_user where tenant = :tenant order by username
                        """).bind("tenant", tenant).map(Logins::user).list());
    }

    /**
     * Creates or replaces a user, whose sessions end.
     *
     * @param password as clients will send it
     * @return whether that could be; a name that another tenant has cannot be taken
     */
    boolean save(User user, String password) {
        String hash = new String(BCrypt.withDefaults().hash(COST, bytes(password)), StandardCharsets.UTF_8);
        return jdbi.inTransaction(handle -> {
            int saved = handle.createUpdate("""
                            insert into login_user as u (username, tenant, password_hash, roles)
                            values (:username, :tenant, :hash, :roles)
                            on conflict (username) do update
                            set password_hash = excluded.password_hash, roles = excluded.roles
                            where u.tenant = excluded.tenant
                            """)
                    .bind("username", user.username())
                    .bind("tenant", user.tenant())
                    .bind("hash", hash)
                    .bindArray("roles", String.class, user.roles())
                    .execute();
            if (saved == 1) {
                handle.createUpdate("delete from login_session where username = :username")
                        .bind("username", user.username())
                        .execute();
            }
            return saved == 1;
        });
    }

    /** Deletes a tenant's user with all sessions; returns whether there was one. */
    boolean delete(String tenant, String username) {
        return jdbi.withHandle(
                handle -> handle.createUpdate("delete from login_user where tenant = :tenant and username = :username")
                                .bind("tenant", tenant)
                                .bind("username", username)
                                .execute()
                        == 1);
    }

    /** Whoever logs in acts for no tenant yet. */
    private <T> T asNobody(Supplier<T> work) {
        return tenancy.as(List.of(), work);
    }

    private static User user(ResultSet row, StatementContext context) throws SQLException {
        return new User(row.getString("username"), row.getString("tenant"), Set.copyOf(Arrays.asList((String[])
                row.getArray("roles").getArray())));
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
