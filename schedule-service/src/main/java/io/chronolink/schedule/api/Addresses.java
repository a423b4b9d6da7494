package io.chronolink.schedule.api;

import io.chronolink.kit.tenancy.Tenancy;
import io.chronolink.kit.web.Failure;
import io.chronolink.kit.web.Roles;
import io.chronolink.schedule.domain.Family;
import io.chronolink.schedule.domain.PeriodDialect;
import io.chronolink.schedule.domain.Tenants;
import io.quarkus.security.identity.SecurityIdentity;
import jakarta.inject.Singleton;
import jakarta.json.JsonArray;
import jakarta.json.JsonString;
import jakarta.ws.rs.core.MultivaluedMap;
import jakarta.ws.rs.core.UriInfo;
import java.util.Collection;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.eclipse.microprofile.jwt.JsonWebToken;
import org.jspecify.annotations.Nullable;

/**
 * Reads addresses, and lets through who may go there (docs/dialects/schedule.md#rights): end users read what
 * belongs to tenant and groups, and all that is their own; group admins write in their groups.
 */
@Singleton
class Addresses {

    private static final Pattern KIND = Pattern.compile("(advanced_)?(time|calendar)_schedules");
    private static final String GROUPS = "group_ids";

    private final Tenants tenants;
    private final Tenancy tenancy;
    private final SecurityIdentity caller;
    private final JsonWebToken token;

    Addresses(Tenants tenants, Tenancy tenancy, SecurityIdentity caller, JsonWebToken token) {
        this.tenants = tenants;
        this.tenancy = tenancy;
        this.caller = caller;
        this.token = token;
    }

    /** Group admins alone see other levels than the one of the address, and the list of a tenant. */
    Address toList(UriInfo uri, boolean allLevels) {
        Address address = read(uri);
        Family family = address.family();
        if (family.groupId() == null || (allLevels && family.userId() == null)) {
            require(isGroupAdmin(family.groupId()));
        }
        return existing(address);
    }

    Address toRead(UriInfo uri) {
        return existing(read(uri));
    }

    /** A tenant's administrator may create where there is no tenant or group yet; a group's even on tenant level. */
    Address toCreate(UriInfo uri) {
        Address address = own(uri);
        Family family = address.family();
        require(mayWrite(family) || family.groupId() == null && isGroupAdmin(null));
        return caller.hasRole(Roles.TENANT_ADMIN) ? address : existing(address);
    }

    Address toWrite(UriInfo uri) {
        Address address = own(uri);
        require(mayWrite(address.family()));
        return existing(address);
    }

    private Address read(UriInfo uri) {
        Address address = own(uri);
        require(address.family().userId() == null || mayWrite(address.family()));
        return address;
    }

    private boolean mayWrite(Family family) {
        if (family.groupId() == null) {
            return caller.hasRole(Roles.TENANT_ADMIN);
        }
        return isGroupAdmin(family.groupId()) || (family.userId() != null && isUser(family.userId()));
    }

    private boolean isUser(String user) {
        return user.equals(caller.getPrincipal().getName()) || user.equals(token.getSubject());
    }

    /** Of which groups, the token may say (claim {@code group_ids}); otherwise of all those of the tenant. */
    private boolean isGroupAdmin(@Nullable String group) {
        Object groups = token.getClaim(GROUPS);
        return caller.hasRole(Roles.TENANT_ADMIN)
                || (caller.hasRole(Roles.GROUP_ADMIN) && (groups == null || group == null || names(groups, group)));
    }

    private static boolean names(Object claim, String group) {
        if (claim instanceof JsonArray array) {
            return array.stream()
                    .anyMatch(value ->
                            value instanceof JsonString text && text.getString().equals(group));
        }
        return claim instanceof Collection<?> collection && collection.contains(group);
    }

    private static void require(boolean right) {
        if (!right) {
            throw Failure.forbidden("The token does not give this right.");
        }
    }

    private Address existing(Address address) {
        if (!tenants.exists(address.family().tenant(), address.family().groupId())) {
            throw TenantResource.missing();
        }
        return address;
    }

    /** An address of the token's tenant, which may not be there yet. */
    private Address own(UriInfo uri) {
        MultivaluedMap<String, String> path = uri.getPathParameters();
        String tenant = Objects.requireNonNull(path.getFirst("tenant"));
        String group = path.getFirst("group");
        String user = path.getFirst("user");
        Matcher kind = KIND.matcher(Objects.requireNonNull(path.getFirst("kind")));
        if (!kind.matches()) {
            throw Failure.notFound("There is nothing at this address.");
        }
        TenantResource.requireOwn(tenancy, tenant);
        if (group != null) {
            Bodies.checkGroup(group);
        }
        if (user != null) {
            Bodies.checkUser(user);
        }
        return new Address(
                new Family(tenant, kind.group(2).equals("time") ? Family.Kind.Time : Family.Kind.Holiday, group, user),
                kind.group(1) == null ? PeriodDialect.SIMPLE : PeriodDialect.ADVANCED);
    }
}
