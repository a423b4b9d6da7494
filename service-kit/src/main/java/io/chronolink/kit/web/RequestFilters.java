package io.chronolink.kit.web;

import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.core.HttpHeaders;
import java.util.Optional;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.resteasy.reactive.server.ServerRequestFilter;

/** What happens to every request before a resource sees it. */
@Singleton
class RequestFilters {

    /** Above the authentication's own place in the chain, so that it finds the header. */
    private static final int BEFORE_AUTHENTICATION = 300;

    private final Optional<String> tokenParameter;
    private final long maxBody;

    RequestFilters(
            @ConfigProperty(name = "chronolink.token-parameter") Optional<String> tokenParameter,
            @ConfigProperty(name = "chronolink.max-body-bytes") long maxBody) {
        this.tokenParameter = tokenParameter;
        this.maxBody = maxBody;
    }

    /** Some products' clients send the token in the address; from here on it is a header, which nobody logs. */
    void tokenFromQuery(@Observes Filters filters) {
        tokenParameter.ifPresent(name -> filters.register(context -> useToken(context, name), BEFORE_AUTHENTICATION));
    }

    private static void useToken(RoutingContext context, String parameter) {
        HttpServerRequest request = context.request();
        String token = request.getParam(parameter);
        if (token != null && request.getHeader(HttpHeaders.AUTHORIZATION) == null) {
            request.headers().set(HttpHeaders.AUTHORIZATION, "Bearer " + token);
        }
        context.next();
    }

    /** Refuses what announces itself as too large in the API's own shape; the server cuts off the rest. */
    @ServerRequestFilter(preMatching = true)
    void limitBody(ContainerRequestContext request) {
        if (request.getLength() > maxBody) {
            throw Failure.tooLarge("The body is larger than " + maxBody + " bytes.");
        }
    }
}
