package io.chronolink.information.api;

import io.chronolink.kit.web.Failure;
import java.util.UUID;
import java.util.regex.Pattern;

/** GUIDs as the API has them. */
final class Guids {

    static final String NOT_A_GUID = "The value is not a GUID.";

    private static final Pattern GUID = Pattern.compile("\\{[-0-9a-fA-F]{36}}|[-0-9a-fA-F]{36}");
    private static final Pattern HYPHENATED = Pattern.compile("\\w{8}-\\w{4}-\\w{4}-\\w{4}-\\w{12}");

    private Guids() {}

    /**
     * A GUID in its usual form, in lower or upper case, with or without braces.
     *
     * @throws Failure (invalid) for anything else
     */
    static UUID guid(String field, String text) {
        if (GUID.matcher(text).matches()) {
            String plain = text.startsWith("{") ? text.substring(1, text.length() - 1) : text;
            if (HYPHENATED.matcher(plain).matches()) {
                return UUID.fromString(plain);
            }
        }
        throw Failure.invalid(field, NOT_A_GUID);
    }
}
