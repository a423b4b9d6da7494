package io.chronolink.profile.api;

import io.chronolink.kit.web.Failure;
import io.chronolink.profile.domain.Listing;
import io.chronolink.profile.domain.TimeProfiles;
import java.time.Instant;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Numbers in addresses and queries. */
final class Numbers {

    private static final Pattern UID = Pattern.compile("\\d{1,18}");
    private static final Pattern SECONDS = Pattern.compile("-?\\d{1,12}");

    private Numbers() {}

    /** The number of a profile; what is none cannot be the number of one. */
    static long uid(String text) {
        if (!UID.matcher(text).matches()) {
            throw TimeProfiles.wrongUid();
        }
        return Long.parseLong(text);
    }

    /** The number of an identifier, at least 1. */
    static long identifier(String text) {
        if (!UID.matcher(text).matches() || Long.parseLong(text) < 1) {
            throw Failure.of(Failure.Kind.INVALID, "Wrong Identifier Uid");
        }
        return Long.parseLong(text);
    }

    /** An instant in unix seconds. */
    static Instant instant(@Nullable String seconds, Instant otherwise) {
        if (seconds == null) {
            return otherwise;
        }
        if (!SECONDS.matcher(seconds).matches()) {
            throw Listing.wrong();
        }
        return Instant.ofEpochSecond(Long.parseLong(seconds));
    }

    /** How many of something are asked for, at least 1. */
    static int limit(@Nullable String text, int otherwise, int most) {
        if (text == null) {
            return otherwise;
        }
        if (!UID.matcher(text).matches() || Long.parseLong(text) < 1 || Long.parseLong(text) > most) {
            throw Listing.wrong();
        }
        return Integer.parseInt(text);
    }
}
