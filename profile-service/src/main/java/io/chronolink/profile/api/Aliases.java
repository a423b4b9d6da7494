package io.chronolink.profile.api;

import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.core.UriInfo;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jboss.resteasy.reactive.server.ServerRequestFilter;

/** The product's versions spell the same addresses differently; here they all become one. */
class Aliases {

    private static final Pattern SPELLING =
            Pattern.compile("/(?:api/v[01]/)?(access/time[pP]rofile|access/identifiers?|login|logout)(?=/|$)");

    private static final Pattern ATTACHMENT = Pattern.compile("/time[pP]rofile(?=/)");

    @ServerRequestFilter(preMatching = true)
    void useOneSpelling(ContainerRequestContext request) {
        UriInfo uri = request.getUriInfo();
        String path = uri.getRequestUri().getRawPath();
        Matcher alias = SPELLING.matcher(path);
        if (alias.lookingAt()) {
            String resource = alias.group(1).toLowerCase(Locale.ROOT).replace("identifiers", "identifier");
            String rest = path.substring(alias.end());
            if (resource.equals("access/identifier")) {
                rest = ATTACHMENT.matcher(rest).replaceFirst("/timeprofile");
            }
            request.setRequestUri(uri.getRequestUriBuilder()
                    .replacePath("/api/v1/" + resource + rest)
                    .build());
        }
    }
}
