package io.chronolink.kit.login;

import io.quarkus.hibernate.orm.panache.PanacheRepositoryBase;
import jakarta.inject.Singleton;
import java.util.List;

/** Users of the products' own logins; whoever asks for more than a name's owner names the tenant. */
@Singleton
class LoginUserRepository implements PanacheRepositoryBase<LoginUserEntity, String> {

    List<LoginUserEntity> ofTenant(String tenant) {
        return list("tenant = ?1 order by username", tenant);
    }

    boolean delete(String tenant, String username) {
        return delete("tenant = ?1 and username = ?2", tenant, username) == 1;
    }
}
