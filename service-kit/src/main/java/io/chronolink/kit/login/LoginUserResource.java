package io.chronolink.kit.login;

import io.chronolink.kit.login.Logins.User;
import io.chronolink.kit.tenancy.Tenancy;
import io.chronolink.kit.web.Failure;
import io.chronolink.kit.web.Roles;
import io.quarkus.security.identity.SecurityIdentity;
import io.smallrye.common.annotation.Blocking;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** Who may log in to a tenant, kept by its administrators. */
@Path("/admin/login-users")
@Blocking
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
    private final Tenancy tenancy;
    private final SecurityIdentity caller;
    private final boolean md5;

    LoginUserResource(
            Logins logins,
            Tenancy tenancy,
            SecurityIdentity caller,
            @ConfigProperty(name = "chronolink.login.md5") boolean md5) {
        this.logins = logins;
        this.tenancy = tenancy;
        this.caller = caller;
        this.md5 = md5;
    }

    @GET
    @Operation(summary = "The users of the tenant")
    public List<Shown> list() {
        requireEnabled();
        return logins.users(tenancy.tenant()).stream().map(Shown::of).toList();
    }

    @PUT
    @Path("/{username}")
    @Operation(summary = "Create or replace a user; the password is the plain one")
    public Shown save(@PathParam("username") String username, Wanted wanted) {
        requireEnabled();
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
        if (!logins.save(user, md5 ? md5(password) : password)) {
            throw Failure.conflict("The name is taken.");
        }
        return Shown.of(user);
    }

    @DELETE
    @Path("/{username}")
    @Operation(summary = "Delete a user with all sessions")
    public void delete(@PathParam("username") String username) {
        requireEnabled();
        if (!logins.delete(tenancy.tenant(), username)) {
            throw Failure.notFound("There is no such user.");
        }
    }

    private void requireEnabled() {
        if (!logins.isEnabled()) {
            throw Failure.notFound("This service has no logins of its own.");
        }
    }

    /** Some products' clients send the password hashed so; it is hashed properly again before it is stored. */
    private static String md5(String password) {
        try {
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance("MD5").digest(password.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java has MD5", e);
        }
    }
}
