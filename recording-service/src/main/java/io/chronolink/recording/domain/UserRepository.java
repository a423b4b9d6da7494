package io.chronolink.recording.domain;

import io.quarkus.hibernate.orm.panache.PanacheRepositoryBase;
import jakarta.inject.Singleton;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/** Users; each query names the tenant. */
@Singleton
class UserRepository implements PanacheRepositoryBase<UserEntity, NumberKey> {

    private static final String WITH_ACCESS = "from UserEntity u left join fetch u.videoAccess where u.tenant = ?1";

    Optional<UserEntity> find(String tenant, String name) {
        return find("tenant = ?1 and name = ?2", tenant, name).singleResultOptional();
    }

    boolean exists(String tenant, long number) {
        return count("tenant = ?1 and number = ?2", tenant, number) > 0;
    }

    List<UserEntity> of(String tenant) {
        return list(WITH_ACCESS + " order by u.number", tenant);
    }

    List<UserEntity> withCard(String tenant, String cardNumber) {
        return list(WITH_ACCESS + " and u.cardNumber = ?2 order by u.number", tenant, cardNumber);
    }

    /** The users of groups, by number. */
    List<UserEntity> members(String tenant, Collection<Long> groups) {
        return list("tenant = ?1 and userGroup in ?2 order by number", tenant, groups);
    }
}
