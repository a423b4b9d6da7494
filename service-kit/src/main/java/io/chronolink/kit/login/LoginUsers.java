package io.chronolink.kit.login;

import io.chronolink.kit.database.Database;
import io.chronolink.kit.login.Logins.User;
import io.chronolink.kit.operations.Operations;
import io.chronolink.kit.web.Failure;
import jakarta.inject.Singleton;
import jakarta.persistence.LockModeType;
import jakarta.transaction.Transactional;
import java.util.List;

/** Who may log in to a tenant. */
@Singleton
class LoginUsers {

    private final LoginUserRepository users;
    private final LoginSessionRepository sessions;
    private final Operations operations;

    LoginUsers(LoginUserRepository users, LoginSessionRepository sessions, Operations operations) {
        this.users = users;
        this.sessions = sessions;
        this.operations = operations;
    }

    /** The users of a tenant, by name. */
    @Transactional
    List<User> list(String tenant) {
        return users.ofTenant(tenant).stream().map(LoginUserEntity::user).toList();
    }

    /**
     * Creates or replaces a user, whose sessions end.
     *
     * @param password as clients will send it
     * @throws Failure (conflict) if another tenant has a user of that name, or somebody creates one at the same moment
     */
    void save(User user, String password) {
        String hash = Passwords.hash(password); // takes long, so not in the transaction
        try {
            operations.accept("login-user.save", 1, cause -> {
                LoginUserEntity stored = users.findById(user.username(), LockModeType.PESSIMISTIC_WRITE);
                if (stored == null) {
                    users.persistAndFlush(new LoginUserEntity(user, hash));
                } else if (stored.tenant.equals(user.tenant())) {
                    stored.passwordHash = hash;
                    stored.roles = List.copyOf(user.roles());
                    sessions.deleteOf(stored);
                } else {
                    throw taken();
                }
                return user;
            });
        } catch (RuntimeException e) {
            throw Database.isRefusedBy(e, "login_user_pkey") ? taken() : e;
        }
    }

    /**
     * Deletes a tenant's user with all sessions.
     *
     * @throws Failure (not found) if the tenant has no such user
     */
    void delete(String tenant, String username) {
        operations.accept("login-user.delete", 1, cause -> {
            if (!users.delete(tenant, username)) {
                throw Failure.notFound("There is no such user.");
            }
            return username;
        });
    }

    private static Failure taken() {
        return Failure.conflict("The name is taken.");
    }
}
