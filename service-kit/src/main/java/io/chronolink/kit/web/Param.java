package io.chronolink.kit.web;

import java.util.UUID;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Parameters of a request, read from their text; null is one that was left out. */
public final class Param {

    private static final Pattern NUMBER = Pattern.compile("[0-9]{1,7}");

    private Param() {}

    /**
     * A whole number.
     *
     * @param otherwise what a parameter that was left out means
     * @throws Failure (invalid) for what is no number from 1 to max
     */
    public static int number(String name, @Nullable String value, int otherwise, int max) {
        if (value == null) {
            return otherwise;
        }
        int number = NUMBER.matcher(value).matches() ? Integer.parseInt(value) : 0;
        if (number < 1 || number > max) {
            throw Failure.invalid(name, name + " must be a number from 1 to " + max);
        }
        return number;
    }

    /**
     * A flag; one that was left out is false.
     *
     * @throws Failure (invalid) for what is neither true nor false
     */
    public static boolean flag(String name, @Nullable String value) {
        if (value != null && !value.equals("true") && !value.equals("false")) {
            throw Failure.invalid(name, name + " must be true or false");
        }
        return "true".equals(value);
    }

    /** @throws Failure (invalid) for what is no UUID */
    public static @Nullable UUID uuid(String name, @Nullable String value) {
        return value == null ? null : id(value, () -> Failure.invalid(name, name + " must be a UUID"));
    }

    /** Whether a name can stand in an address: clients take {@code .} and {@code ..} out of it before they ask. */
    public static boolean isAddressable(String name) {
        return !name.equals(".") && !name.equals("..");
    }

    /**
     * The id of a record.
     *
     * @param otherwise for what is no UUID: mostly what is said where there is no such record
     */
    public static UUID id(String value, Supplier<Failure> otherwise) {
        try {
            return UUID.fromString(value);
        } catch (IllegalArgumentException e) {
            throw otherwise.get();
        }
    }
}
