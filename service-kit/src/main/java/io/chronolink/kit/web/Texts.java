package io.chronolink.kit.web;

/** What every text of a request must be. */
public final class Texts {

    private Texts() {}

    /** Whether a text can be stored and sent on: no NUL, which PostgreSQL does not take, and no half of a character. */
    public static boolean isStorable(String text) {
        return text.codePoints().noneMatch(c -> c == 0 || Character.getType(c) == Character.SURROGATE);
    }
}
