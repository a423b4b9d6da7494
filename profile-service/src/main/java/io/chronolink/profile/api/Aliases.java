package io.chronolink.profile.api;

import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.core.UriInfo;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jboss.resteasy.reactive.server.ServerRequestFilter;

/** The product's versions spell the same addresses differently; here they all become one. */
class Aliases {

    private static final Pattern SPELLING = Pattern.compile("/(?:api/v1/)?access/time[pP]rofile(?=/|$)");

    @ServerRequestFilter(preMatching = true)
    void useOneSpelling(ContainerRequestContext request) {
        UriInfo uri = request.getUriInfo();
        String path = uri.getRequestUri().getRawPath();
        Matcher alias = SPELLING.matcher(path);
        if (alias.lookingAt()) {
            request.setRequestUri(uri.getRequestUriBuilder()
                    .replacePath(TimeProfileResource.PATH + path.substring(alias.end()))
                    .build());
        }
    }
}
