package io.chronolink.recording.api;

import com.fasterxml.jackson.databind.JsonNode;
import io.chronolink.kit.web.Failure;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A JSON object of a request, read as the API documents it: numbers also in quotes, lists also as text with commas.
 * A member that is absent or null reads as null; one of another type is refused.
 */
record Body(JsonNode json, String path) {

    static final int MAX_TEXT = 255;

    private static final Pattern INTEGER = Pattern.compile("-?\\d{1,18}");
    private static final int MAX_LIST = 1000;

    static Body of(@Nullable JsonNode json) {
        if (json == null || !json.isObject()) {
            throw Failure.of(Failure.Kind.MALFORMED, "The body must be a JSON object.");
        }
        return new Body(json, "");
    }

    /** Whether the caller says anything of it, be it null. */
    boolean has(String name) {
        return json.has(name);
    }

    /** Whether it is an empty text. */
    boolean isEmpty(String name) {
        JsonNode value = value(name);
        return value != null && value.isTextual() && value.textValue().isEmpty();
    }

    @Nullable
    String text(String name) {
        JsonNode value = value(name);
        if (value == null) {
            return null;
        }
        if (!value.isTextual()) {
            throw invalid(name, "This value should be of type string.");
        }
        return storable(name, value.textValue());
    }

    /** A text that may not be empty. */
    @Nullable
    String name(String name) {
        String text = text(name);
        if (text != null && text.isBlank()) {
            throw invalid(name, "This value should not be blank.");
        }
        return text;
    }

    @Nullable
    Long number(String name) {
        JsonNode value = value(name);
        return value == null ? null : integer(name, value);
    }

    @Nullable
    Boolean flag(String name) {
        JsonNode value = value(name);
        if (value == null) {
            return null;
        }
        if (value.isBoolean()) {
            return value.booleanValue();
        }
        return switch (value.isTextual() ? value.textValue() : "") {
            case "true" -> true;
            case "false" -> false;
            default -> throw invalid(name, "This value should be of type bool.");
        };
    }

    @Nullable
    UUID uuid(String name) {
        String text = text(name);
        if (text == null || text.isEmpty()) {
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
        throw invalid(name, "This is not a valid UUID.");
    }

    /** The constant of that name in lower case. */
    <E extends Enum<E>> @Nullable E choice(String name, Class<E> type) {
        String text = text(name);
        if (text == null) {
            return null;
        }
        for (E constant : type.getEnumConstants()) {
            if (constant.name().toLowerCase(Locale.ROOT).equals(text)) {
                return constant;
            }
        }
        throw invalid(name, "The value you selected is not a valid choice.");
    }

    /** Empty if absent. */
    List<Long> numbers(String name) {
        JsonNode value = value(name);
        List<Long> numbers = new ArrayList<>();
        if (value == null) {
            return numbers;
        }
        if (value.isArray()) {
            value.forEach(element -> numbers.add(integer(name, element)));
        } else if (value.isTextual()) {
            for (String part : value.textValue().split(",", MAX_LIST + 2)) {
                if (!part.isBlank() || !value.textValue().isBlank()) {
                    numbers.add(integer(name, part.strip()));
                }
            }
        } else {
            numbers.add(integer(name, value));
        }
        if (numbers.size() > MAX_LIST) {
            throw invalid(name, "This collection should contain " + MAX_LIST + " elements or less.");
        }
        return numbers;
    }

    @Nullable
    Body object(String name) {
        JsonNode value = value(name);
        if (value == null) {
            return null;
        }
        if (!value.isObject()) {
            throw invalid(name, "This value should be of type object.");
        }
        return new Body(value, path + name + ".");
    }

    /** Numbers of fields with their values, which may be texts or numbers. */
    Map<String, String> fields() {
        Map<String, String> fields = new TreeMap<>();
        json.properties().forEach(field -> {
            if (integer(field.getKey(), field.getKey()) < 1) {
                throw invalid(field.getKey(), "This value should be greater than 0.");
            }
            JsonNode value = field.getValue();
            if (!value.isTextual() && !value.isNumber()) {
                throw invalid(field.getKey(), "This value should be of type string.");
            }
            fields.put(field.getKey(), storable(field.getKey(), value.asText()));
        });
        if (fields.size() > MAX_LIST) {
            throw Failure.invalid(path, "This collection should contain " + MAX_LIST + " elements or less.");
        }
        return fields;
    }

    Failure invalid(String name, String text) {
        return Failure.invalid(path + name, text);
    }

    private @Nullable JsonNode value(String name) {
        JsonNode value = json.get(name);
        return value == null || value.isNull() ? null : value;
    }

    private long integer(String name, JsonNode value) {
        if (value.isTextual()) {
            return integer(name, value.textValue());
        }
        if (!value.isIntegralNumber() || !value.canConvertToLong()) {
            throw invalid(name, "This value should be of type integer.");
        }
        return value.longValue();
    }

    private long integer(String name, String text) {
        if (!INTEGER.matcher(text).matches()) {
            throw invalid(name, "This value should be of type integer.");
        }
        return Long.parseLong(text);
    }

    /** PostgreSQL stores neither NUL nor half a character. */
    private String storable(String name, String text) {
        if (text.length() > MAX_TEXT) {
            throw invalid(name, "This value is too long. It should have " + MAX_TEXT + " characters or less.");
        }
        boolean broken =
                text.codePoints().anyMatch(c -> c == 0 || c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE);
        if (broken) {
            throw invalid(name, "This value is not valid.");
        }
        return text;
    }
}
