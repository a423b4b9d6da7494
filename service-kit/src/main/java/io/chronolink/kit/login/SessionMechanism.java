package io.chronolink.kit.login;

import io.quarkus.security.AuthenticationFailedException;
import io.quarkus.security.identity.AuthenticationRequestContext;
import io.quarkus.security.identity.IdentityProvider;
import io.quarkus.security.identity.IdentityProviderManager;
import io.quarkus.security.identity.SecurityIdentity;
import io.quarkus.security.identity.request.AuthenticationRequest;
import io.quarkus.security.identity.request.BaseAuthenticationRequest;
import io.quarkus.security.runtime.QuarkusSecurityIdentity;
import io.quarkus.vertx.http.runtime.security.ChallengeData;
import io.quarkus.vertx.http.runtime.security.HttpAuthenticationMechanism;
import io.smallrye.jwt.auth.principal.DefaultJWTCallerPrincipal;
import io.smallrye.mutiny.Uni;
import io.vertx.ext.web.RoutingContext;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jose4j.jwt.JwtClaims;

/**
 * Takes the token of a session for what it is, and leaves every other one to the JWT mechanism. The identity looks as
 * if the user had come with a JWT, so that nobody further on has to know the difference.
 */
@Singleton
class SessionMechanism implements HttpAuthenticationMechanism, IdentityProvider<SessionMechanism.SessionRequest> {

    private static final Pattern SESSION = Pattern.compile("(?i)Bearer ([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})");

    private final Logins logins;

    SessionMechanism(Logins logins) {
        this.logins = logins;
    }

    static final class SessionRequest extends BaseAuthenticationRequest {

        private final String token;

        SessionRequest(String token) {
            this.token = token;
        }
    }

    /** The session's token in a request's header, if it has one. */
    static Optional<String> token(RoutingContext context) {
        String header = context.request().getHeader("Authorization");
        Matcher matcher = SESSION.matcher(header == null ? "" : header);
        return matcher.matches() ? Optional.of(matcher.group(1)) : Optional.empty();
    }

    @Override
    public Uni<SecurityIdentity> authenticate(RoutingContext context, IdentityProviderManager providers) {
        if (!logins.isEnabled()) {
            return Uni.createFrom().nullItem();
        }
        return token(context)
                .map(token -> providers.authenticate(new SessionRequest(token)))
                .orElseGet(() -> Uni.createFrom().nullItem());
    }

    @Override
    public Uni<SecurityIdentity> authenticate(SessionRequest request, AuthenticationRequestContext context) {
        return context.runBlocking(() -> logins.session(request.token)
                .map(SessionMechanism::identity)
                .orElseThrow(AuthenticationFailedException::new));
    }

    private static SecurityIdentity identity(Logins.User user) {
        JwtClaims claims = new JwtClaims();
        claims.setSubject(user.username());
        claims.setStringClaim("upn", user.username());
        claims.setStringClaim("tenant_id", user.tenant());
        claims.setStringListClaim("groups", List.copyOf(user.roles()));
        return QuarkusSecurityIdentity.builder()
                .setPrincipal(new DefaultJWTCallerPrincipal(claims))
                .addRoles(user.roles())
                .build();
    }

    @Override
    public Uni<ChallengeData> getChallenge(RoutingContext context) {
        return Uni.createFrom().item(new ChallengeData(401, "WWW-Authenticate", "Bearer"));
    }

    @Override
    public Set<Class<? extends AuthenticationRequest>> getCredentialTypes() {
        return Set.of(SessionRequest.class);
    }

    @Override
    public Class<SessionRequest> getRequestType() {
        return SessionRequest.class;
    }

    /** Before the JWT mechanism, to which such a token is a broken one. */
    @Override
    public int getPriority() {
        return HttpAuthenticationMechanism.DEFAULT_PRIORITY + 1;
    }
}
