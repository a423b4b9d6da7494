package io.chronolink.period.api;

import org.jspecify.annotations.Nullable;

/** How far a relative stands from the entity asked for, as the view writes it. */
final class Level {

    private Level() {}

    /** A text; null for the entity itself. */
    static @Nullable String text(int level) {
        return level < 0 ? null : Integer.toString(level);
    }
}
