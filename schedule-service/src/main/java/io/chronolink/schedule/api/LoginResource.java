package io.chronolink.schedule.api;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.chronolink.kit.login.BearerToken;
import io.chronolink.kit.login.Logins;
import jakarta.annotation.security.PermitAll;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.Map;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** APIO's own login, where {@code chronolink.login.enabled} says so (docs/dialects/schedule.md#login). */
@Path("/api/{version: v1|v01}/auth")
@PermitAll
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Login")
class LoginResource {

    private static final int LONGEST = 200;

    /** Tokens that never end, second factors and profiles of a user interface there are none. */
    @JsonNaming(SnakeCaseStrategy.class)
    record Session(
            String accessToken,
            String refreshToken,
            @Nullable String token,
            @Nullable String uiProfile,
            @JsonProperty("2fa_payload") @Nullable String secondFactor,
            boolean emailSet) {

        static Session of(Logins.Session session) {
            return new Session(session.token(), session.token(), null, null, null, false);
        }
    }

    private final Logins logins;
    private final Bodies bodies;

    LoginResource(Logins logins, Bodies bodies) {
        this.logins = logins;
        this.bodies = bodies;
    }

    @POST
    @Path("/login")
    @Consumes(MediaType.APPLICATION_JSON)
    @Operation(summary = "Log in; the refresh token is that of the session, good for a new one until it ends")
    public Response login(byte @Nullable [] content) {
        logins.requireEnabled();
        ObjectNode body = bodies.required(content);
        String username = body.path("username").asText();
        String password = body.path("password").asText();
        return username.isEmpty() || username.length() > LONGEST || password.length() > LONGEST
                ? refused()
                : answer(logins.login(username, password));
    }

    @GET
    @Path("/access_token")
    @Operation(summary = "A new session for the refresh token in the header")
    public Response renew(@HeaderParam(HttpHeaders.AUTHORIZATION) @Nullable String authorization) {
        logins.requireEnabled();
        return answer(BearerToken.of(authorization).flatMap(logins::renew));
    }

    @GET
    @Path("/logout")
    @Operation(summary = "End the session of the token")
    public Map<String, Object> logout(@HeaderParam(HttpHeaders.AUTHORIZATION) @Nullable String authorization) {
        logins.requireEnabled();
        BearerToken.of(authorization).ifPresent(logins::logout);
        return Map.of();
    }

    @POST
    @Path("/logout")
    @Consumes(MediaType.WILDCARD)
    @Operation(summary = "The same as GET")
    public Map<String, Object> postLogout(@HeaderParam(HttpHeaders.AUTHORIZATION) @Nullable String authorization) {
        return logout(authorization);
    }

    private static Response answer(Optional<Logins.Session> session) {
        return session.map(begun -> Response.ok(Session.of(begun)).build()).orElseGet(LoginResource::refused);
    }

    private static Response refused() {
        return Response.status(Response.Status.UNAUTHORIZED)
                .entity(Map.of("error", "Wrong username, password or token"))
                .build();
    }
}
