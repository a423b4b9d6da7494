package io.chronolink.period.api;

import io.chronolink.kit.web.Failure;
import io.chronolink.kit.web.Param;
import org.jspecify.annotations.Nullable;

/** Reads what requests have in common; each failure names the field. */
final class Parameters {

    private static final int MAX_TEXT = 255;

    private Parameters() {}

    static <T> T present(@Nullable T body) {
        if (body == null) {
            throw Failure.of(Failure.Kind.MALFORMED, "The body is missing.");
        }
        return body;
    }

    static boolean flag(String field, @Nullable String text) {
        if (text == null || text.equals("false")) {
            return false;
        }
        if (!text.equals("true")) {
            throw Failure.invalid(field, "The value must be true or false.");
        }
        return true;
    }

    /** A whole number within bounds, or the default where it is missing. */
    static int number(String field, @Nullable String text, int missing, int min, int max) {
        if (text == null) {
            return missing;
        }
        try {
            int number = Integer.parseInt(text);
            if (number >= min && number <= max) {
                return number;
            }
        } catch (NumberFormatException e) {
            // The same words as for a number that is out of bounds.
        }
        throw Failure.invalid(field, "The value must be a number from " + min + " to " + max + ".");
    }

    /** A text of 1 to 255 characters that can stand in an address. */
    static String id(String field, @Nullable String text) {
        String id = text(field, text);
        if (!Param.isAddressable(id)) {
            throw Failure.invalid(field, "The text cannot stand in an address.");
        }
        return id;
    }

    /** A text of 1 to 255 characters. */
    static String text(String field, @Nullable String text) {
        if (text == null || text.isBlank()) {
            throw Failure.invalid(field, "A text is missing.");
        }
        if (text.length() > MAX_TEXT) {
            throw Failure.invalid(field, "The text must have at most " + MAX_TEXT + " characters.");
        }
        if (text.chars().anyMatch(Character::isISOControl)) {
            throw Failure.invalid(field, "The text contains a control character.");
        }
        return text;
    }
}
