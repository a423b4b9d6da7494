package io.chronolink.profile.api;

import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import io.chronolink.kit.login.BearerToken;
import io.chronolink.kit.login.Logins;
import io.chronolink.kit.web.Failure;
import io.chronolink.kit.web.Roles;
import jakarta.annotation.security.PermitAll;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import java.util.Locale;
import java.util.Set;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** The panels' own login, where {@code chronolink.login.enabled} says so (docs/dialects/profile.md#login). */
@Path("/api/v1")
@PermitAll
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Login")
class LoginResource {

    private static final Set<String> ADMINISTRATORS = Set.of(Roles.TENANT_ADMIN, Roles.SYSTEM_ADMIN);

    @JsonNaming(SnakeCaseStrategy.class)
    record Session(String token, String accountType) {

        static Session of(Logins.Session session) {
            boolean admin = session.user().roles().stream().anyMatch(ADMINISTRATORS::contains);
            return new Session(session.token(), admin ? "admin" : "user");
        }
    }

    private final Logins logins;

    LoginResource(Logins logins) {
        this.logins = logins;
    }

    @GET
    @Path("/login")
    @Operation(summary = "Log in; password is the MD5 of the plain one, in hexadecimal")
    public Session login(
            @QueryParam("username") @Nullable String username, @QueryParam("password") @Nullable String password) {
        logins.requireEnabled();
        if (username == null || username.isEmpty() || password == null || password.isEmpty()) {
            throw Failure.of(Failure.Kind.INVALID, "Required parameters missed");
        }
        return logins.login(username, password.toLowerCase(Locale.ROOT))
                .map(Session::of)
                .orElseThrow(() -> Failure.of(Failure.Kind.INVALID, "Wrong login or password"));
    }

    @GET
    @Path("/logout")
    @Operation(summary = "End the session of the token")
    public Done logout(@HeaderParam(HttpHeaders.AUTHORIZATION) @Nullable String authorization) {
        logins.requireEnabled();
        BearerToken.of(authorization).ifPresent(logins::logout);
        return new Done();
    }
}
