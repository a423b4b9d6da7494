package io.chronolink.schedule.domain;

import com.fasterxml.jackson.databind.JsonNode;
import io.chronolink.kit.web.Failure;
import java.time.DateTimeException;
import java.time.DayOfWeek;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.format.DateTimeFormatter;
import java.time.format.TextStyle;
import java.util.Arrays;
import java.util.Locale;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads the members of periods; each failure (code 902) names the member. Null is the same as missing. */
final class Fields {

    private static final Pattern TIME = Pattern.compile("([01]?[0-9]|2[0-3]):([0-5][0-9])(?::([0-5][0-9]))?");
    private static final Pattern DATE = Pattern.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}");
    private static final DateTimeFormatter SHORT = DateTimeFormatter.ofPattern("H:mm");
    private static final DateTimeFormatter WITH_SECONDS = DateTimeFormatter.ofPattern("H:mm:ss");

    private Fields() {}

    static @Nullable String text(JsonNode object, String member) {
        JsonNode value = object.path(member);
        if (value.isMissingNode() || value.isNull()) {
            return null;
        }
        if (!value.isTextual()) {
            throw invalid(member + " must be a text");
        }
        return value.asText();
    }

    static @Nullable Boolean bool(JsonNode object, String member) {
        JsonNode value = object.path(member);
        if (value.isMissingNode() || value.isNull()) {
            return null;
        }
        if (!value.isBoolean()) {
            throw invalid(member + " must be true or false");
        }
        return value.booleanValue();
    }

    static @Nullable Integer number(JsonNode object, String member, int max) {
        JsonNode value = object.path(member);
        if (value.isMissingNode() || value.isNull()) {
            return null;
        }
        if (!value.isIntegralNumber() || !value.canConvertToInt() || value.intValue() < 1 || value.intValue() > max) {
            throw invalid(member + " must be a number from 1 to " + max);
        }
        return value.intValue();
    }

    /** A time of day, {@code 9:45} or {@code 09:45}. */
    static @Nullable LocalTime time(JsonNode object, String member) {
        String text = text(object, member);
        if (text == null) {
            return null;
        }
        Matcher time = TIME.matcher(text);
        if (!time.matches()) {
            throw invalid(member + " must be a time such as 9:45");
        }
        int seconds = time.group(3) == null ? 0 : Integer.parseInt(time.group(3));
        return LocalTime.of(Integer.parseInt(time.group(1)), Integer.parseInt(time.group(2)), seconds);
    }

    static @Nullable LocalDate date(JsonNode object, String member) {
        String text = text(object, member);
        if (text == null) {
            return null;
        }
        try {
            if (DATE.matcher(text).matches() && !text.startsWith("0000")) {
                return LocalDate.parse(text);
            }
        } catch (DateTimeException e) {
            // The same words as for any other text that is no date.
        }
        throw invalid(member + " must be a date such as 2026-11-30");
    }

    /** One of the values of an enum, by the name that it has in the dialect. */
    static <E extends Enum<E>> @Nullable E named(JsonNode object, String member, E[] values, Function<E, String> name) {
        String text = text(object, member);
        return text == null ? null : named(text, member, values, name);
    }

    static <E extends Enum<E>> E named(String text, String member, E[] values, Function<E, String> name) {
        return Arrays.stream(values)
                .filter(value -> name.apply(value).equals(text))
                .findFirst()
                .orElseThrow(() -> invalid(member + " must be a value such as " + name.apply(values[0])));
    }

    static <T> T required(@Nullable T value, String member) {
        if (value == null) {
            throw invalid(member + " is missing");
        }
        return value;
    }

    /** A time of day without a leading zero in the hour; with seconds only where it has any. */
    static String text(LocalTime time) {
        return (time.getSecond() == 0 ? SHORT : WITH_SECONDS).format(time);
    }

    /** The English name with a capital. */
    static String text(DayOfWeek day) {
        return day.getDisplayName(TextStyle.FULL, Locale.ENGLISH);
    }

    static Failure invalid(String text) {
        return Codes.SCHEDULE_PERIOD_INVALID.failure(text);
    }
}
