package io.chronolink.kit.web;

import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.core.HttpHeaders;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.resteasy.reactive.server.ServerRequestFilter;
import org.jspecify.annotations.Nullable;

/** What happens to every request before a resource sees it. */
@Singleton
class RequestFilters {

    /** Above the authentication's own place in the chain, so that it finds the header. */
    private static final int BEFORE_AUTHENTICATION = 300;

    private static final Pattern QUOTED = Pattern.compile("\\s*\"([^\"]*)\"(.*)");
    private static final Pattern ESCAPED = Pattern.compile("(?:%[0-9A-Fa-f]{2})+");

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

    /** A published document prints {@code Content-Type: "application/json"} with the quotes, and clients copy it. */
    void mediaTypeInQuotes(@Observes Filters filters) {
        filters.register(
                context -> {
                    String type = context.request().getHeader(HttpHeaders.CONTENT_TYPE);
                    Matcher quoted = QUOTED.matcher(type == null ? "" : type);
                    if (quoted.matches()) {
                        context.request().headers().set(HttpHeaders.CONTENT_TYPE, quoted.group(1) + quoted.group(2));
                    }
                    context.next();
                },
                BEFORE_AUTHENTICATION);
    }

    /** An address whose bytes are no UTF-8 names nothing: two of them would be one after their decoding. */
    @ServerRequestFilter(preMatching = true)
    void refuseAddressesThatAreNoText(ContainerRequestContext request) {
        URI address = request.getUriInfo().getRequestUri();
        if (!isText(address.getRawPath()) || !isText(address.getRawQuery())) {
            throw Failure.of(Failure.Kind.MALFORMED, "The address contains bytes that are no UTF-8.");
        }
    }

    private static boolean isText(@Nullable String encoded) {
        if (encoded == null || encoded.indexOf('%') < 0) {
            return true;
        }
        for (Matcher escaped = ESCAPED.matcher(encoded); escaped.find(); ) {
            byte[] bytes = HexFormat.of().parseHex(escaped.group().replace("%", ""));
            try {
                StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes));
            } catch (CharacterCodingException e) {
                return false;
            }
        }
        return true;
    }

    /** Refuses what announces itself as too large in the API's own shape; the server cuts off the rest. */
    @ServerRequestFilter(preMatching = true)
    void limitBody(ContainerRequestContext request) {
        if (request.getLength() > maxBody) {
            throw Failure.tooLarge("The body is larger than " + maxBody + " bytes.");
        }
    }
}
