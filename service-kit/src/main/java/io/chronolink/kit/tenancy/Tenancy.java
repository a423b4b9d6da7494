package io.chronolink.kit.tenancy;

import io.chronolink.kit.web.Failure;
import io.quarkus.arc.Arc;
import jakarta.inject.Singleton;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import org.eclipse.microprofile.jwt.JsonWebToken;
import org.jspecify.annotations.Nullable;

/**
 * For which tenant the current thread acts: in a request the one of its token, elsewhere those that
 * {@link #as} names. Whoever acts for nobody sees no row.
 */
@Singleton
public class Tenancy {

    private static final String CLAIM = "tenant_id";
    private static final int MAX_LENGTH = 64;

    private final ThreadLocal<@Nullable Set<String>> named = new ThreadLocal<>();
    private final JsonWebToken token;

    Tenancy(JsonWebToken token) {
        this.token = token;
    }

    /**
     * The tenant of the request's token.
     *
     * @throws Failure (forbidden) for a token without a tenant, (unauthenticated) where there is no token
     */
    public String tenant() {
        String tenant = tokenTenant();
        if (tenant == null) {
            throw Failure.forbidden("The token names no tenant.");
        }
        return tenant;
    }

    /** Runs work for the given tenants instead of the token's. Nothing is inherited by other threads. */
    public <T> T as(Collection<String> tenants, Supplier<T> work) {
        Set<String> before = named.get();
        named.set(Set.copyOf(tenants));
        try {
            return work.get();
        } finally {
            if (before == null) {
                named.remove();
            } else {
                named.set(before);
            }
        }
    }

    /** The tenants of the current thread; empty where nobody is acting. */
    Collection<String> acting() {
        Set<String> tenants = named.get();
        if (tenants != null) {
            return tenants;
        }
        if (!Arc.container().requestContext().isActive()) {
            return List.of();
        }
        String tenant = tokenTenant();
        return tenant == null ? List.of() : List.of(tenant);
    }

    private @Nullable String tokenTenant() {
        Object claim = token.getClaim(CLAIM);
        if (claim == null) {
            return null;
        }
        String tenant = claim.toString();
        // The unit separator parts tenants in the session setting, so no tenant may contain a control character.
        if (tenant.isBlank() || tenant.length() > MAX_LENGTH || tenant.chars().anyMatch(Character::isISOControl)) {
            throw Failure.forbidden("The token's tenant is not valid.");
        }
        return tenant;
    }
}
