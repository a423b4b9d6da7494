package io.chronolink.profile.domain;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The members of an object of an item. One that is missing or not of its type is noted, and read as something of that type,
 * so that reading goes on.
 */
record Members(Map<String, Object> values, Mistakes mistakes) {

    /** Null for a member that is missing, which may be. */
    @Nullable
    Object optional(String member) {
        return values.get(member);
    }

    String string(String member) {
        if (present(member) instanceof String value) {
            return value;
        }
        mistakes.note(ItemFormat.wrongType(member));
        return "";
    }

    boolean bool(String member) {
        if (present(member) instanceof Boolean value) {
            return value;
        }
        mistakes.note(ItemFormat.wrongType(member));
        return false;
    }

    long integer(String member) {
        if (present(member) instanceof Number number && isInteger(number)) {
            return number.longValue();
        }
        mistakes.note(ItemFormat.wrongType(member));
        return 0;
    }

    static boolean isInteger(Number value) {
        return value instanceof Integer || value instanceof Long;
    }

    List<?> list(String member) {
        if (present(member) instanceof List<?> value) {
            return value;
        }
        mistakes.note(ItemFormat.wrongType(member));
        return List.of();
    }

    /** Objects of a JSON text have texts as names. */
    @SuppressWarnings("unchecked")
    Members object(String member) {
        if (present(member) instanceof Map<?, ?> value) {
            return new Members((Map<String, Object>) value, mistakes);
        }
        mistakes.note(ItemFormat.wrongType(member));
        return new Members(Map.of(), mistakes);
    }

    /** Notes a missing member first, so that the same one is not told to be of the wrong type. */
    private @Nullable Object present(String member) {
        Object value = values.get(member);
        if (value == null) {
            mistakes.note(ItemFormat.missing(member));
        }
        return value;
    }
}
