package io.chronolink.kit.web;

import io.quarkus.security.identity.AuthenticationRequestContext;
import io.quarkus.security.identity.SecurityIdentity;
import io.quarkus.security.identity.SecurityIdentityAugmentor;
import io.quarkus.security.runtime.QuarkusSecurityIdentity;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.util.List;

/** Gives whoever has a role the lesser ones too, so that a resource names the least that it asks for. */
@Singleton
class RoleHierarchy implements SecurityIdentityAugmentor {

    private static final List<String> RISING =
            List.of(Roles.END_USER, Roles.GROUP_ADMIN, Roles.TENANT_ADMIN, Roles.SYSTEM_ADMIN);

    @Override
    public Uni<SecurityIdentity> augment(SecurityIdentity identity, AuthenticationRequestContext context) {
        if (identity.isAnonymous()) {
            return Uni.createFrom().item(identity);
        }
        int highest = -1;
        for (String role : identity.getRoles()) {
            highest = Math.max(highest, RISING.indexOf(role));
        }
        QuarkusSecurityIdentity.Builder builder = QuarkusSecurityIdentity.builder(identity);
        RISING.subList(0, highest + 1).forEach(builder::addRole);
        return Uni.createFrom().item(builder.build());
    }
}
