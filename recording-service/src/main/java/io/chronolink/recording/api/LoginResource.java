package io.chronolink.recording.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import io.chronolink.kit.login.Logins;
import io.chronolink.kit.web.Failure;
import jakarta.annotation.security.PermitAll;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** VALT's own login, where {@code chronolink.login.enabled} says so (docs/dialects/recording.md#login). */
@Path("/api/v3/login")
@PermitAll
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Login")
class LoginResource {

    @JsonNaming(SnakeCaseStrategy.class)
    record Token(String accessToken) {}

    private final Logins logins;

    LoginResource(Logins logins) {
        this.logins = logins;
    }

    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    @Operation(summary = "Log in; the token goes with every call as ?access_token= or in the header Authorization")
    public Response login(@Nullable JsonNode json) {
        logins.requireEnabled();
        Body body = Body.of(json);
        String username = body.name("username");
        String password = body.text("password");
        if (username == null || password == null) {
            throw Failure.invalid(username == null ? "username" : "password", "This value should not be blank.");
        }
        return logins.login(username, password)
                .map(session -> Response.ok(new Data<>(new Token(session.token()))))
                .orElseGet(() -> Response.status(Response.Status.UNAUTHORIZED)
                        .entity(new Data<>("Invalid username or password")))
                .build();
    }
}
