package io.chronolink.recording.domain;

import io.chronolink.kit.web.Failure;
import jakarta.inject.Singleton;
import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jspecify.annotations.Nullable;

/**
 * Which recording devices the service may speak to: those at the origins that the operator names. So no address that
 * somebody wrote into a room makes the service call just anywhere.
 */
@Singleton
public class Devices {

    private final List<String> allowed;

    /** @param allowed origins, such as {@code https://recorders.example.org}; none unless told */
    public Devices(@ConfigProperty(name = "recording.device-origins") Optional<List<String>> allowed) {
        this.allowed = allowed.orElse(List.of()).stream()
                .map(origin -> origin(URI.create(origin.strip())))
                .toList();
    }

    /**
     * The address of a room's device as a caller gives it.
     *
     * @throws Failure (invalid) for what is no address, or not of an allowed origin
     */
    public @Nullable String checked(@Nullable String url) {
        if (url == null) {
            return null;
        }
        try {
            if (isAllowed(URI.create(url))) {
                return url;
            }
        } catch (IllegalArgumentException e) {
            // refused below
        }
        throw Failure.invalid("device_url", "This value is not a valid URL of an allowed device.");
    }

    /** Whether its origin is one of the operator's. */
    public boolean isAllowed(URI url) {
        return url.getHost() != null
                && url.getRawUserInfo() == null
                && url.getRawQuery() == null
                && url.getRawFragment() == null
                && allowed.contains(origin(url));
    }

    private static String origin(URI url) {
        String scheme = String.valueOf(url.getScheme()).toLowerCase(Locale.ROOT);
        int port = url.getPort() >= 0 ? url.getPort() : scheme.equals("https") ? 443 : 80;
        return scheme + "://" + String.valueOf(url.getHost()).toLowerCase(Locale.ROOT) + ":" + port;
    }
}
