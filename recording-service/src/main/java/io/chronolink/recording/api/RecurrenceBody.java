package io.chronolink.recording.api;

import io.chronolink.recurrence.RecordingRule;
import io.chronolink.recurrence.RecordingRule.Type;
import java.time.DayOfWeek;
import java.time.LocalDate;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.time.format.ResolverStyle;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** How a schedule is to repeat: docs/dialects/recording.md#recurrence. */
final class RecurrenceBody {

    static final DateTimeFormatter END_BY =
            DateTimeFormatter.ofPattern("MM-dd-uuuu", Locale.ROOT).withResolverStyle(ResolverStyle.STRICT);

    private static final int MAX_COUNT = 100_000;

    /** How {@code range_type} is spelled. */
    private enum RangeType {
        NO,
        AFTER,
        BY
    }

    private RecurrenceBody() {}

    /** Each member is checked, also those that have no meaning for the type; null if there is no body. */
    static @Nullable RecordingRule read(@Nullable Body recurrence) {
        if (recurrence == null) {
            return null;
        }
        Type type = recurrence.choice("type", Type.class);
        List<Long> weeksRange = recurrence.numbers("weeks_range");
        RangeType range = recurrence.choice("range_type", RangeType.class);
        // A client that sends all members leaves the one empty that has no meaning.
        Long endAfter = recurrence.isEmpty("end_after") ? null : recurrence.number("end_after");
        LocalDate endBy = endBy(recurrence);
        if (type == null || type == Type.NONE) {
            return RecordingRule.ONCE;
        }
        Integer count = range == RangeType.AFTER ? (Integer) count(recurrence, endAfter) : null;
        LocalDate last = range == RangeType.BY ? required(recurrence, endBy) : null;
        return new RecordingRule(type, type == Type.WEEKLY ? days(recurrence, weeksRange) : Set.of(), count, last);
    }

    private static int count(Body recurrence, @Nullable Long endAfter) {
        if (endAfter == null) {
            throw recurrence.invalid("end_after", "This value should not be blank.");
        }
        if (endAfter < 1 || endAfter > MAX_COUNT) {
            throw recurrence.invalid("end_after", "This value should be between 1 and " + MAX_COUNT + ".");
        }
        return endAfter.intValue();
    }

    private static LocalDate required(Body recurrence, @Nullable LocalDate endBy) {
        if (endBy == null) {
            throw recurrence.invalid("end_by", "This value should not be blank.");
        }
        return endBy;
    }

    private static Set<DayOfWeek> days(Body recurrence, List<Long> weeksRange) {
        Set<DayOfWeek> days = EnumSet.noneOf(DayOfWeek.class);
        for (long day : weeksRange) {
            if (day < 0 || day > 6) {
                throw recurrence.invalid("weeks_range", "The value you selected is not a valid choice.");
            }
            days.add(RecordingRule.day((int) day));
        }
        return days;
    }

    private static @Nullable LocalDate endBy(Body recurrence) {
        String text = recurrence.text("end_by");
        if (text == null || text.isEmpty()) {
            return null;
        }
        try {
            return LocalDate.parse(text, END_BY);
        } catch (DateTimeParseException e) {
            throw recurrence.invalid("end_by", "This value is not a valid date, it should be MM-DD-YYYY.");
        }
    }
}
