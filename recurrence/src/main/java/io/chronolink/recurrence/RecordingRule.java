package io.chronolink.recurrence;

import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * How a recording schedule repeats, in the terms of its dialect (docs/dialects/recording.md#recurrence).
 *
 * @param days for {@link Type#WEEKLY}: days of the week; empty means the start's own
 * @param endAfter so many recordings in all, counted from the first, at least 1; null for no such end
 * @param endBy the last day on which a recording may start, inclusive; null for no such end
 */
public record RecordingRule(
        Type type,
        Set<DayOfWeek> days,
        @Nullable Integer endAfter,
        @Nullable LocalDate endBy) {

    /** {@code recurrence.type}. */
    public enum Type {
        NONE,
        DAILY,
        WEEKLY,
        MONTHLY
    }

    /** A recording that takes place once. */
    public static final RecordingRule ONCE = new RecordingRule(Type.NONE, Set.of(), null, null);

    public RecordingRule {
        days = Set.copyOf(days);
    }

    /**
     * The day of the week that the dialect numbers from 0, Sunday, to 6, Saturday.
     *
     * @throws InvalidRecurrenceException for another number
     */
    public static DayOfWeek day(int weeksRange) {
        if (weeksRange < 0 || weeksRange > 6) {
            throw new InvalidRecurrenceException("weeks_range", "weeks_range must be between 0 and 6");
        }
        return DayOfWeek.of(weeksRange == 0 ? 7 : weeksRange);
    }

    /** The dialect's number of a day of the week: 0, Sunday, to 6, Saturday. */
    public static int number(DayOfWeek day) {
        return day.getValue() % 7;
    }

    /**
     * The same as a recurrence: the first start is the first match on or after {@code start}, at its wall-clock time in
     * the zone; months that lack its day are skipped.
     *
     * <p>A last day before the first match gives a recurrence without any occurrence.
     *
     * @throws InvalidRecurrenceException naming {@code start_at} outside the years 1 to 9999, a negative
     *     {@code duration}, an {@code end_after} that is not between 1 and 100000, or a {@code weeks_range} that has
     *     no match before the year 10000
     */
    public Recurrence from(Instant start, ZoneId zone, Duration duration) {
        LocalDate first = Years.local("start_at", start, zone).toLocalDate();
        Recurrence.Builder builder = Recurrence.builder(start, zone, duration);
        if (type == Type.NONE) {
            return builder.build();
        }
        if (endAfter != null && (endAfter < 1 || endAfter > CheckedRule.MAX_COUNT)) {
            throw new InvalidRecurrenceException(
                    "end_after", "end_after must be between 1 and " + CheckedRule.MAX_COUNT);
        }
        builder.rrule(rule(first) + (endAfter == null ? "" : ";COUNT=" + endAfter))
                .lastStart(endBy == null ? null : endBy.atTime(LocalTime.MAX));
        try {
            return builder.build();
        } catch (InvalidRecurrenceException e) {
            throw e.field().equals("rrule")
                    ? new InvalidRecurrenceException("weeks_range", "weeks_range matches no day", e)
                    : e;
        }
    }

    private String rule(LocalDate first) {
        return switch (type) {
            case NONE -> throw new IllegalStateException("happens once");
            case DAILY -> "FREQ=DAILY";
            case WEEKLY -> "FREQ=WEEKLY" + ProfileRule.byDay(days.isEmpty() ? Set.of(first.getDayOfWeek()) : days);
            case MONTHLY -> "FREQ=MONTHLY;BYMONTHDAY=" + first.getDayOfMonth();
        };
    }

    /** The type that comes nearest to a recurrence, also to one that this dialect cannot say. */
    public static Type nearest(Recurrence recurrence) {
        String rule = recurrence.rrule();
        if (rule == null) {
            return Type.NONE;
        }
        return switch (parts(rule).getOrDefault("FREQ", "")) {
            case "DAILY" -> Type.DAILY;
            case "WEEKLY" -> Type.WEEKLY;
            default -> Type.MONTHLY;
        };
    }

    /**
     * The rule that gives exactly the starts of a recurrence {@link #from} its own start; empty if this dialect has
     * none, as for an interval, an excluded start or two ends at once.
     */
    public static Optional<RecordingRule> of(Recurrence recurrence) {
        if (!recurrence.excludedStarts().isEmpty()) {
            return Optional.empty();
        }
        String text = recurrence.rrule();
        if (text == null) {
            return recurrence.firstStart().map(start -> ONCE);
        }
        Map<String, String> parts = parts(text);
        parts.remove("WKST");
        if (!parts.getOrDefault("INTERVAL", "1").equals("1") || parts.containsKey("UNTIL")) {
            return Optional.empty();
        }
        parts.remove("INTERVAL");
        String freq = parts.remove("FREQ");
        String count = parts.remove("COUNT");
        LocalDate by = recurrence.lastDay();
        if (count != null && by != null) {
            return Optional.empty();
        }
        Type type = nearest(recurrence);
        Set<DayOfWeek> days = Set.of();
        if (type == Type.WEEKLY && parts.containsKey("BYDAY")) {
            Optional<Set<DayOfWeek>> named = days(parts.remove("BYDAY"));
            if (named.isEmpty()) {
                return Optional.empty();
            }
            days = named.get();
        } else if (type == Type.WEEKLY) {
            days = Set.of(recurrence.start().getDayOfWeek());
        } else if (type == Type.MONTHLY
                && "MONTHLY".equals(freq)
                && Integer.toString(recurrence.start().getDayOfMonth()).equals(parts.get("BYMONTHDAY"))) {
            parts.remove("BYMONTHDAY");
        }
        boolean said = parts.isEmpty() && !"YEARLY".equals(freq);
        return said
                ? Optional.of(new RecordingRule(type, days, count == null ? null : Integer.valueOf(count), by))
                : Optional.empty();
    }

    /** The days that BYDAY names without numbers; empty if one has a number. */
    static Optional<Set<DayOfWeek>> days(@Nullable String byDay) {
        List<String> codes = List.of("MO", "TU", "WE", "TH", "FR", "SA", "SU");
        Set<DayOfWeek> days = new TreeSet<>();
        for (String code : String.valueOf(byDay).split(",", -1)) {
            int index = codes.indexOf(code);
            if (index < 0) {
                return Optional.empty();
            }
            days.add(DayOfWeek.of(index + 1));
        }
        return Optional.of(days);
    }

    /** The parts of a rule by name, in upper case. */
    static Map<String, String> parts(String rule) {
        return Arrays.stream(rule.toUpperCase(Locale.ROOT).split(";", -1))
                .map(part -> part.split("=", 2))
                .filter(part -> part.length == 2)
                .collect(Collectors.toMap(part -> part[0], part -> part[1], (a, b) -> b, HashMap::new));
    }
}
