package io.chronolink.recording.api;

import com.fasterxml.jackson.databind.JsonNode;
import io.chronolink.kit.web.Failure;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A value of a request, read as the API documents it: numbers also in quotes, lists also as text with commas. One of
 * another type is refused.
 *
 * @param path of the value in the request, such as {@code recurrence.type}
 */
record Member(String path, JsonNode value) {

    static final int MAX_TEXT = 255;
    static final int MAX_LIST = 1000;

    private static final Pattern INTEGER = Pattern.compile("-?\\d{1,18}");

    /** What PostgreSQL can store: neither NUL nor half a character. */
    String text() {
        if (!value.isTextual()) {
            throw invalid("This value should be of type string.");
        }
        return storable(value.textValue());
    }

    /** As {@link #text}, of a number too. */
    String textOrNumber() {
        return value.isNumber() ? storable(value.asText()) : text();
    }

    long integer() {
        if (value.isTextual()) {
            return integer(value.textValue());
        }
        if (!value.isIntegralNumber() || !value.canConvertToLong()) {
            throw invalid("This value should be of type integer.");
        }
        return value.longValue();
    }

    boolean flag() {
        if (value.isBoolean()) {
            return value.booleanValue();
        }
        return switch (value.isTextual() ? value.textValue() : "") {
            case "true" -> true;
            case "false" -> false;
            default -> throw invalid("This value should be of type bool.");
        };
    }

    /** Null for an empty text. */
    @Nullable
    UUID uuid() {
        String text = text();
        if (text.isEmpty()) {
            return null;
        }
        try {
            UUID uuid = UUID.fromString(text);
            if (uuid.toString().equalsIgnoreCase(text)) {
                return uuid;
            }
        } catch (IllegalArgumentException e) {
            // refused below
        }
        throw invalid("This is not a valid UUID.");
    }

    /** The constant of that name in lower case. */
    <E extends Enum<E>> E choice(Class<E> type) {
        String text = text();
        for (E constant : type.getEnumConstants()) {
            if (constant.name().toLowerCase(Locale.ROOT).equals(text)) {
                return constant;
            }
        }
        throw invalid("The value you selected is not a valid choice.");
    }

    List<Long> integers() {
        List<Long> integers = new ArrayList<>();
        if (value.isArray()) {
            value.forEach(element -> integers.add(new Member(path, element).integer()));
        } else if (!value.isTextual()) {
            integers.add(integer());
        } else if (!value.textValue().isBlank()) {
            for (String part : value.textValue().split(",", MAX_LIST + 2)) {
                integers.add(integer(part.strip()));
            }
        }
        if (integers.size() > MAX_LIST) {
            throw tooMany();
        }
        return integers;
    }

    Failure tooMany() {
        return invalid("This collection should contain " + MAX_LIST + " elements or less.");
    }

    Failure invalid(String text) {
        return Failure.invalid(path, text);
    }

    private long integer(String text) {
        if (!INTEGER.matcher(text).matches()) {
            throw invalid("This value should be of type integer.");
        }
        return Long.parseLong(text);
    }

    private String storable(String text) {
        if (text.length() > MAX_TEXT) {
            throw invalid("This value is too long. It should have " + MAX_TEXT + " characters or less.");
        }
        boolean broken =
                text.codePoints().anyMatch(c -> c == 0 || c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE);
        if (broken) {
            throw invalid("This value is not valid.");
        }
        return text;
    }
}
