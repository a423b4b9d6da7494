package io.chronolink.kit.web;

import jakarta.inject.Singleton;
import jakarta.ws.rs.HttpMethod;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerResponseContext;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jboss.resteasy.reactive.server.ServerResponseFilter;
import org.jspecify.annotations.Nullable;

/**
 * Answers 304 without a body to a caller who has what would be sent already, wherever an answer has an entity tag. Tags are
 * compared weakly (RFC 9110, 13.1.2): a proxy that compresses an answer weakens its tag.
 */
@Singleton
class ConditionalReads {

    private static final Pattern TAG = Pattern.compile("(?:W/)?(\"[^\"]*\")");

    @ServerResponseFilter
    void answer(ContainerRequestContext request, ContainerResponseContext response) {
        if (isRead(request.getMethod())
                && response.getStatus() == Response.Status.OK.getStatusCode()
                && response.getEntityTag() != null
                && isKnown(
                        request.getHeaderString(HttpHeaders.IF_NONE_MATCH),
                        "\"" + response.getEntityTag().getValue() + "\"")) {
            response.setStatus(Response.Status.NOT_MODIFIED.getStatusCode());
            response.setEntity(null);
        }
    }

    private static boolean isRead(String method) {
        return method.equals(HttpMethod.GET) || method.equals(HttpMethod.HEAD);
    }

    /** @param known tags, or {@code *} for any */
    private static boolean isKnown(@Nullable String known, String tag) {
        if (known == null) {
            return false;
        }
        if (known.strip().equals("*")) {
            return true;
        }
        Matcher tags = TAG.matcher(known);
        while (tags.find()) {
            if (tags.group(1).equals(tag)) {
                return true;
            }
        }
        return false;
    }
}
