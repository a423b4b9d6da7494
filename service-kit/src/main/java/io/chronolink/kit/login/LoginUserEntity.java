package io.chronolink.kit.login;

import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.util.List;
import java.util.Set;

/** A row of the table of users; the name is one over all tenants, since a login says none. */
@Entity
@Table(name = "login_user")
class LoginUserEntity {

    @Id
    String username;

    String tenant;
    String passwordHash;
    List<String> roles;

    LoginUserEntity() {}

    LoginUserEntity(Logins.User user, String passwordHash) {
        this.username = user.username();
        this.tenant = user.tenant();
        this.passwordHash = passwordHash;
        this.roles = List.copyOf(user.roles());
    }

    Logins.User user() {
        return new Logins.User(username, tenant, Set.copyOf(roles));
    }
}
