package io.chronolink.recurrence;

import java.time.LocalDate;
import org.dmfs.rfc5545.DateTime;
import org.dmfs.rfc5545.recur.Freq;
import org.dmfs.rfc5545.recur.RecurrenceRule;
import org.dmfs.rfc5545.recur.RecurrenceRule.Part;
import org.dmfs.rfc5545.recur.RecurrenceRuleIterator;
import org.jspecify.annotations.Nullable;

/** Any accepted rule without an end, expanded by lib-recur over whole days. */
final class LibRecurDates implements DateSequence {

    /**
     * lib-recur throws after a thousand steps without a match, yet goes on where it stopped when asked again. Sixteen
     * thousand days cover the rarest daily rule that has a match at all (29 February on a given weekday: 40 years).
     */
    private static final int ATTEMPTS = 16;

    private final RecurrenceRule endless;
    private final LocalDate start;

    /**
     * Where the library is told that the rule starts. A position within a year counts from January, which the library
     * leaves out of the first year when it lies before the start.
     */
    private final LocalDate anchor;

    /** @param endless a checked rule without COUNT and UNTIL, not to be changed any more */
    LibRecurDates(RecurrenceRule endless, LocalDate start) {
        this.endless = endless;
        this.start = start;
        this.anchor =
                endless.getFreq() == Freq.YEARLY && endless.hasPart(Part.BYSETPOS) ? start.withDayOfYear(1) : start;
    }

    @Override
    public Cursor from(long epochDay) {
        RuleCursor cursor = new RuleCursor();
        long first = Math.max(epochDay, start.toEpochDay());
        if (first > anchor.toEpochDay()) {
            cursor.skipTo(Math.min(first, LAST_DAY + 1));
        }
        return cursor;
    }

    @Override
    public long countBefore(long epochDay) {
        Cursor cursor = from(start.toEpochDay());
        long count = 0;
        for (long day = cursor.next(); day < epochDay && day != NONE; day = cursor.next()) {
            count++;
        }
        return count;
    }

    private static DateTime toDateTime(LocalDate date) {
        return new DateTime(date.getYear(), date.getMonthValue() - 1, date.getDayOfMonth());
    }

    private final class RuleCursor implements Cursor {

        private final @Nullable RecurrenceRuleIterator iterator = open();
        private long previous = Long.MIN_VALUE;
        private boolean ended;
        private boolean gaveUp;

        private @Nullable RecurrenceRuleIterator open() {
            try {
                return endless.iterator(toDateTime(anchor));
            } catch (RuntimeException tooManyEmptySteps) {
                return null;
            }
        }

        private void skipTo(long epochDay) {
            RecurrenceRuleIterator dates = iterator;
            if (dates == null) {
                return;
            }
            DateTime target = toDateTime(LocalDate.ofEpochDay(epochDay));
            for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
                try {
                    dates.fastForward(target);
                    return;
                } catch (RuntimeException tooManyEmptySteps) {
                    // ask again
                }
            }
            ended = true;
            gaveUp = true;
        }

        @Override
        public long next() {
            RecurrenceRuleIterator dates = iterator;
            if (dates == null || ended) {
                return NONE;
            }
            for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
                if (!dates.hasNext()) {
                    ended = true;
                    return NONE;
                }
                try {
                    return accept(dates.nextDateTime());
                } catch (RuntimeException tooManyEmptySteps) {
                    // ask again
                }
            }
            ended = true;
            gaveUp = true;
            return NONE;
        }

        private long accept(DateTime date) {
            long day = LocalDate.of(date.getYear(), date.getMonth() + 1, date.getDayOfMonth())
                    .toEpochDay();
            // Far beyond the year 9999 the library's years wrap around.
            if (day > LAST_DAY || day <= previous) {
                ended = true;
                return NONE;
            }
            previous = day;
            return day;
        }

        @Override
        public boolean gaveUp() {
            return gaveUp;
        }
    }
}
