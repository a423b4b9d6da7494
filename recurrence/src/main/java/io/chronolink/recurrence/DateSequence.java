package io.chronolink.recurrence;

import java.time.LocalDate;

/** The ascending local dates of a rule, as epoch days, none before the rule's start and none after {@link #LAST_DAY}. */
interface DateSequence {

    /** No expansion goes beyond the year 9999, where four-digit dates of RFC 5545 end. */
    long LAST_DAY = LocalDate.of(9999, 12, 31).toEpochDay();

    /** What a cursor answers when it has no further date. */
    long NONE = Long.MAX_VALUE;

    /** A cursor whose first date is the first one on or after the given epoch day. */
    Cursor from(long epochDay);

    /** How many dates lie before the given epoch day. */
    long countBefore(long epochDay);

    /** Steps through dates, each one greater than the one before. */
    interface Cursor {

        /** The next epoch day, or {@link #NONE}. */
        long next();

        /** Whether {@link #NONE} was answered because the search was given up, not because there is nothing more. */
        default boolean gaveUp() {
            return false;
        }
    }
}
