package io.chronolink.kit.login;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The token of a request's header {@code Authorization}. */
public final class BearerToken {

    private static final String SCHEME = "Bearer ";

    private BearerToken() {}

    /**
     * The token as it was sent.
     *
     * @param authorization the header, or null where the request has none
     * @return empty for no header and for another scheme
     */
    public static Optional<String> of(@Nullable String authorization) {
        return authorization != null && authorization.regionMatches(true, 0, SCHEME, 0, SCHEME.length())
                ? Optional.of(authorization.substring(SCHEME.length()))
                : Optional.empty();
    }
}
