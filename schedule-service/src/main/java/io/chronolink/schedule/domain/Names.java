package io.chronolink.schedule.domain;

import io.chronolink.kit.web.Param;

/** What can be a name in the dialect. */
public final class Names {

    private Names() {}

    /**
     * Whether a text has 1 to so many characters, none of them a control character or half of a pair, and can stand in an
     * address.
     */
    public static boolean isName(String text, int longest) {
        return !text.isBlank()
                && text.length() <= longest
                && Param.isAddressable(text)
                && text.codePoints()
                        .noneMatch(c -> Character.isISOControl(c) || Character.getType(c) == Character.SURROGATE);
    }
}
