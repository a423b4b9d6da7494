package io.chronolink.information.domain;

import io.chronolink.kit.database.Database;
import io.chronolink.kit.database.RecordKey;
import io.chronolink.kit.operations.Operations;
import io.chronolink.kit.web.Failure;
import io.quarkus.hibernate.orm.panache.PanacheQuery;
import jakarta.inject.Singleton;
import jakarta.persistence.LockModeType;
import jakarta.persistence.OptimisticLockException;
import jakarta.persistence.PersistenceException;
import jakarta.transaction.Transactional;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The users of a tenant. */
@Singleton
public class Directory {

    /**
     * A part of a list.
     *
     * @param total how many there are on all pages
     */
    public record Page(List<DirectoryUser> items, long total) {}

    private final DirectoryUserRepository users;
    private final Operations operations;

    Directory(DirectoryUserRepository users, Operations operations) {
        this.users = users;
        this.operations = operations;
    }

    /** The user with that id, or empty. */
    @Transactional
    public Optional<DirectoryUser> find(String tenant, UUID id) {
        return users.findByIdOptional(new RecordKey(tenant, id)).map(DirectoryUserEntity::user);
    }

    /** Whether there is such a user; true for nobody. */
    @Transactional
    public boolean knows(String tenant, @Nullable UUID id) {
        return id == null || find(tenant, id).isPresent();
    }

    /** A page of the users, by name. */
    @Transactional
    public Page list(String tenant, int page, int pageSize) {
        PanacheQuery<DirectoryUserEntity> all = users.byName(tenant);
        return new Page(
                all.page(page - 1, pageSize).stream()
                        .map(DirectoryUserEntity::user)
                        .toList(),
                all.count());
    }

    /** Puts a user in the place of the one with that id, if there is one. */
    public void save(DirectoryUser user) {
        operations.accept("user.save", 1, cause -> {
            DirectoryUserEntity stored =
                    users.findById(new RecordKey(cause.tenant(), user.id()), LockModeType.PESSIMISTIC_WRITE);
            if (stored == null) {
                create(new DirectoryUserEntity(cause.tenant(), user));
            } else {
                stored.replace(user);
            }
            return user;
        });
    }

    private void create(DirectoryUserEntity user) {
        try {
            users.persistAndFlush(user);
        } catch (PersistenceException e) {
            // Somebody else made the user at this moment. The operation is done again, and finds that one.
            throw Database.isRefusedBy(e, "directory_user_pkey") ? new OptimisticLockException(e) : e;
        }
    }

    /**
     * Forgets a user.
     *
     * @throws Failure (not found) if there is no such user
     */
    public void delete(UUID id) {
        operations.accept("user.delete", 1, cause -> {
            if (!users.deleteById(new RecordKey(cause.tenant(), id))) {
                throw Failure.notFound("User not found.");
            }
            return id;
        });
    }
}
