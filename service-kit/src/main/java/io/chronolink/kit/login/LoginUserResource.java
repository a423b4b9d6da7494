package io.chronolink.kit.login;

import io.chronolink.kit.login.Logins.User;
import io.chronolink.kit.tenancy.Tenancy;
import io.chronolink.kit.web.Digests;
import io.chronolink.kit.web.Failure;
import io.chronolink.kit.web.Param;
import io.chronolink.kit.web.Roles;
import io.quarkus.security.identity.SecurityIdentity;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** Who may log in to a tenant, kept by its administrators. */
@Path("/admin/login-users")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
@RolesAllowed(Roles.TENANT_ADMIN)
@Tag(name = "Login users")
class LoginUserResource {

    private static final int MAX_LENGTH = 200;

    /** A user to be saved; without roles an administrator of the tenant who may make the bulk link calls. */
    record Wanted(@Nullable String password, @Nullable List<String> roles) {}

    record Shown(String username, Set<String> roles) {

        static Shown of(User user) {
            return new Shown(user.username(), new TreeSet<>(user.roles()));
        }
    }

    private final Logins logins;
    private final LoginUsers users;
    private final Tenancy tenancy;
    private final SecurityIdentity caller;
    private final boolean md5;

    LoginUserResource(
            Logins logins,
            LoginUsers users,
            Tenancy tenancy,
            SecurityIdentity caller,
            @ConfigProperty(name = "chronolink.login.md5") boolean md5) {
        this.logins = logins;
        this.users = users;
        this.tenancy = tenancy;
        this.caller = caller;
        this.md5 = md5;
    }

    @GET
    @Operation(summary = "The users of the tenant")
    public List<Shown> list() {
        logins.requireEnabled();
        return users.list(tenancy.tenant()).stream().map(Shown::of).toList();
    }

    @PUT
    @Path("/{username}")
    @Operation(summary = "Create or replace a user; the password is the plain one")
    public Shown save(@PathParam("username") String username, Wanted wanted) {
        logins.requireEnabled();
        if (!Param.isAddressable(username)) {
            throw Failure.invalid("username", "username cannot stand in an address");
        }
        if (username.length() > MAX_LENGTH) {
            throw Failure.invalid("username", "username has at most " + MAX_LENGTH + " characters");
        }
        String password = wanted == null ? null : wanted.password();
        if (password == null || password.isEmpty() || password.length() > MAX_LENGTH) {
            throw Failure.invalid("password", "password has 1 to " + MAX_LENGTH + " characters");
        }
        Set<String> roles =
                wanted.roles() == null ? Set.of(Roles.TENANT_ADMIN, Roles.LINK_MANAGER) : new TreeSet<>(wanted.roles());
        for (String role : roles) {
            if (!caller.hasRole(role) && !(role.equals(Roles.LINK_MANAGER) && caller.hasRole(Roles.TENANT_ADMIN))) {
                throw Failure.forbidden("You cannot give the role " + role + ".");
            }
        }
        User user = new User(username, tenancy.tenant(), roles);
        users.save(user, md5 ? Digests.md5(password) : password);
        return Shown.of(user);
    }

    @DELETE
    @Path("/{username}")
    @Operation(summary = "Delete a user with all sessions")
    public void delete(@PathParam("username") String username) {
        logins.requireEnabled();
        users.delete(tenancy.tenant(), username);
    }
}
