package io.chronolink.recurrence;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.dmfs.rfc5545.DateTime;
import org.dmfs.rfc5545.recur.Freq;
import org.dmfs.rfc5545.recur.InvalidRecurrenceRuleException;
import org.dmfs.rfc5545.recur.RecurrenceRule;
import org.dmfs.rfc5545.recur.RecurrenceRule.Part;
import org.dmfs.rfc5545.recur.RecurrenceRule.RfcMode;
import org.jspecify.annotations.Nullable;

/**
 * A rule text that passed the guards, taken apart into its dates and its end.
 *
 * @param rule the rule without COUNT and UNTIL, in a form that lib-recur reads as RFC 5545 means it
 * @param count COUNT, or null
 * @param untilLocal UNTIL given as a date (then the end of that day) or as local time, or null
 * @param untilInstant UNTIL given in UTC, or null
 */
record CheckedRule(
        RecurrenceRule rule,
        @Nullable Integer count,
        @Nullable LocalDateTime untilLocal,
        @Nullable Instant untilInstant) {

    static final int MAX_LENGTH = 500;
    static final int MAX_INTERVAL = 1000;
    static final int MAX_COUNT = 100_000;

    /** Twelve months times 31 days times 7 weekdays, the largest product that still says something, is below it. */
    static final int MAX_CANDIDATES = 3000;

    private static final Set<Freq> FREQUENCIES = Set.of(Freq.DAILY, Freq.WEEKLY, Freq.MONTHLY, Freq.YEARLY);

    // BYWEEKNO: lib-recur finds a week 53 in years that have 52. RSCALE and SKIP: other calendars than ours.
    private static final List<String> REFUSED_PARTS =
            List.of("BYHOUR", "BYMINUTE", "BYSECOND", "BYWEEKNO", "RSCALE", "SKIP");

    private static final List<String> DAY_PARTS = List.of("BYDAY", "BYMONTHDAY", "BYYEARDAY");

    /** @throws InvalidRecurrenceException naming the part at fault */
    static CheckedRule parse(String text) {
        if (text.length() > MAX_LENGTH) {
            throw invalid("the rule is longer than " + MAX_LENGTH + " characters");
        }
        RecurrenceRule whole = read(text);
        if (!FREQUENCIES.contains(whole.getFreq())) {
            throw invalid("FREQ must be DAILY, WEEKLY, MONTHLY or YEARLY");
        }
        // Asked of the text, as the parser leaves out what it takes for a default.
        Set<String> names =
                parts(text).map(part -> part.substring(0, part.indexOf('='))).collect(Collectors.toSet());
        for (String part : REFUSED_PARTS) {
            if (names.contains(part)) {
                throw invalid(part + " is not supported");
            }
        }
        if (names.contains("BYYEARDAY") && names.contains("BYDAY")) {
            // lib-recur fails on day -366 of a year that has 365 there.
            throw invalid("BYYEARDAY together with BYDAY is not supported");
        }
        if (names.contains("BYSETPOS") && Collections.disjoint(names, DAY_PARTS)) {
            throw invalid("BYSETPOS needs one of " + String.join(", ", DAY_PARTS));
        }
        if (whole.getInterval() > MAX_INTERVAL) {
            throw invalid("INTERVAL must be between 1 and " + MAX_INTERVAL);
        }
        if (candidates(whole) > MAX_CANDIDATES) {
            throw invalid("the BY parts multiply to more than " + MAX_CANDIDATES + " candidates");
        }
        Integer count = whole.getCount();
        if (count != null && count > MAX_COUNT) {
            throw invalid("COUNT must be between 1 and " + MAX_COUNT);
        }
        DateTime until = whole.getUntil();
        // lib-recur looks only in the start's month where RFC 5545 means every one.
        boolean everyMonth = whole.getFreq() == Freq.YEARLY
                && names.contains("BYMONTHDAY")
                && Collections.disjoint(names, List.of("BYMONTH", "BYYEARDAY"));
        RecurrenceRule endless = count == null && until == null && !everyMonth
                ? whole
                : read(withoutEnd(text) + (everyMonth ? ";BYMONTH=1,2,3,4,5,6,7,8,9,10,11,12" : ""));
        try {
            return new CheckedRule(
                    endless,
                    count,
                    until == null ? null : localUntil(until),
                    until == null || until.isFloating() ? null : Instant.ofEpochMilli(until.getTimestamp()));
        } catch (DateTimeException | IllegalArgumentException noSuchDate) {
            // The parser takes 20260230 and hours past 24, and fails only when asked for the time.
            throw new InvalidRecurrenceException("rrule", "UNTIL is no date of the calendar", noSuchDate);
        }
    }

    /** Its dates from the given one on, by arithmetic where the shape of the rule allows. */
    DateSequence datesFrom(LocalDate start) {
        DateSequence arithmetic = ArithmeticDates.of(rule, start);
        return arithmetic == null ? new LibRecurDates(rule, start) : arithmetic;
    }

    private static InvalidRecurrenceException invalid(String message) {
        return new InvalidRecurrenceException("rrule", message);
    }

    private static RecurrenceRule read(String text) {
        try {
            return new RecurrenceRule(text, RfcMode.RFC5545_STRICT);
        } catch (InvalidRecurrenceRuleException | RuntimeException malformed) {
            throw new InvalidRecurrenceException(
                    "rrule", "not an RFC 5545 recurrence rule: " + malformed.getMessage(), malformed);
        }
    }

    private static Stream<String> parts(String text) {
        return Stream.of(text.toUpperCase(Locale.ROOT).split(";"));
    }

    private static String withoutEnd(String text) {
        return parts(text)
                .filter(part -> !part.startsWith("COUNT=") && !part.startsWith("UNTIL="))
                .collect(Collectors.joining(";"));
    }

    private static long candidates(RecurrenceRule rule) {
        long product = 1;
        // Not a constant of this class: lib-recur cannot load Part before it has loaded RecurrenceRule.
        for (Part part : List.of(Part.BYMONTH, Part.BYYEARDAY, Part.BYMONTHDAY)) {
            List<Integer> values = rule.getByPart(part);
            product *= values == null ? 1 : values.size();
        }
        return product * (rule.getByDayPart() == null ? 1 : rule.getByDayPart().size());
    }

    private static @Nullable LocalDateTime localUntil(DateTime until) {
        if (!until.isFloating()) {
            return null;
        }
        LocalDate date = LocalDate.of(until.getYear(), until.getMonth() + 1, until.getDayOfMonth());
        return until.isAllDay()
                ? date.atTime(LocalTime.MAX)
                : LocalDateTime.ofEpochSecond(until.getTimestamp() / 1000, 0, ZoneOffset.UTC);
    }
}
