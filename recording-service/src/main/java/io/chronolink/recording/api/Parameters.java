package io.chronolink.recording.api;

import io.chronolink.kit.web.Failure;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Values in addresses. */
final class Parameters {

    private static final Pattern NUMBER = Pattern.compile("\\d{1,18}");
    private static final Pattern EPOCH = Pattern.compile("-?\\d{1,12}");
    private static final Pattern MILLIS = Pattern.compile("\\d{13,15}");

    private Parameters() {}

    /** A record's number; what is none names no record. */
    static long id(String text) {
        if (!NUMBER.matcher(text).matches()) {
            throw Failure.notFound("There is nothing with this id.");
        }
        return Long.parseLong(text);
    }

    /** A text that the database can hold; null if absent. */
    static @Nullable String text(String name, @Nullable String text) {
        if (text != null && (text.length() > Member.MAX_TEXT || text.indexOf('\0') >= 0)) {
            throw Failure.invalid(name, "This value is not valid.");
        }
        return text;
    }

    /** Epoch seconds, or milliseconds as capture agents send them, or an ISO-8601 instant; null if absent. */
    static @Nullable Instant instant(String name, @Nullable String text) {
        if (text == null) {
            return null;
        }
        try {
            Instant instant = MILLIS.matcher(text).matches()
                    ? Instant.ofEpochMilli(Long.parseLong(text))
                    : EPOCH.matcher(text).matches() ? Instant.ofEpochSecond(Long.parseLong(text)) : Instant.parse(text);
            if (Math.abs(instant.getEpochSecond()) <= ScheduleBody.MAX_EPOCH) {
                return instant;
            }
        } catch (DateTimeException e) {
            // refused below
        }
        throw Failure.invalid(name, "This value is not a valid time.");
    }

    /** A number of items to list, 1 to {@code max}. */
    static int limit(@Nullable String text, int usual, int max) {
        if (text == null) {
            return usual;
        }
        if (NUMBER.matcher(text).matches()) {
            long limit = Long.parseLong(text);
            if (limit >= 1 && limit <= max) {
                return (int) limit;
            }
        }
        throw Failure.invalid("limit", "This value should be between 1 and " + max + ".");
    }
}
