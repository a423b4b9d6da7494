package io.chronolink.recurrence;

import java.time.DayOfWeek;
import java.time.Duration;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.Month;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * How a period of a telephone schedule repeats, in its dialect's terms (docs/dialects/schedule.md#advanced-periods).
 * Members that a type does not use are null or empty.
 *
 * @param interval every so many days, weeks, months or years: 1 to 999 days, 1 to 99 of the others
 * @param days days of the week: at least one for {@link Type#WEEKLY}, one for the types by week
 * @param week for the types by week: which of its days in the month, 1 to 4, or {@link #LAST}
 * @param dayOfMonth for the types by day: 1 to 31; months that lack it are skipped
 * @param month for the yearly types
 * @param endDate the last day on which the period may start, inclusive; null for no such end
 * @param endOccurrence so many times in all, counted from the first, at least 1; null for no such end
 */
public record ScheduleRule(
        Type type,
        int interval,
        Set<DayOfWeek> days,
        @Nullable Integer week,
        @Nullable Integer dayOfMonth,
        @Nullable Month month,
        @Nullable LocalDate endDate,
        @Nullable Integer endOccurrence) {

    /** {@code recurrence.type}. */
    public enum Type {
        DAILY("daily"),
        WEEKLY("weekly"),
        MONTHLY_BY_DAY("monthlyByDay"),
        MONTHLY_BY_WEEK("monthlyByWeek"),
        YEARLY_BY_DAY("yearlyByDay"),
        YEARLY_BY_WEEK("yearlyByWeek");

        private final String wireName;

        Type(String wireName) {
            this.wireName = wireName;
        }

        /** The name in the dialect. */
        public String wireName() {
            return wireName;
        }
    }

    /** The last one in the month, where others are counted from 1. */
    public static final int LAST = -1;

    private static final List<String> CODES = List.of("MO", "TU", "WE", "TH", "FR", "SA", "SU");
    private static final Pattern DAY_OF_WEEK_IN_MONTH = Pattern.compile("([1-4]|-1)(MO|TU|WE|TH|FR|SA|SU)");
    private static final int MAX_DAILY_INTERVAL = 999;
    private static final int MAX_INTERVAL = 99;

    public ScheduleRule {
        days = Set.copyOf(days);
    }

    /** Every day. */
    public static ScheduleRule daily() {
        return new ScheduleRule(Type.DAILY, 1, Set.of(), null, null, null, null, null);
    }

    /** Every week on these days. */
    public static ScheduleRule weekly(Set<DayOfWeek> days) {
        return new ScheduleRule(Type.WEEKLY, 1, days, null, null, null, null, null);
    }

    /** Every month on this day. */
    public static ScheduleRule monthly(int dayOfMonth) {
        return new ScheduleRule(Type.MONTHLY_BY_DAY, 1, Set.of(), null, dayOfMonth, null, null, null);
    }

    /** Every year on this day. */
    public static ScheduleRule yearly(Month month, int dayOfMonth) {
        return new ScheduleRule(Type.YEARLY_BY_DAY, 1, Set.of(), null, dayOfMonth, month, null, null);
    }

    /** The same rule with another end. */
    public ScheduleRule until(@Nullable LocalDate newEndDate) {
        return new ScheduleRule(type, interval, days, week, dayOfMonth, month, newEndDate, null);
    }

    /** Whether it goes on for ever. */
    public boolean isForever() {
        return endDate == null && endOccurrence == null;
    }

    /** The largest interval of a type. */
    public static int maxInterval(Type type) {
        return type == Type.DAILY ? MAX_DAILY_INTERVAL : MAX_INTERVAL;
    }

    /**
     * The same as a recurrence: the first start is the first match on or after {@code start}, at its wall-clock time,
     * and ends are wall-clock times too. Weeks start on Monday.
     *
     * @throws InvalidRecurrenceException naming the member that is missing, out of bounds, or without a match
     */
    public Recurrence from(LocalDateTime start, ZoneId zone, Duration duration) {
        try {
            return Recurrence.builder(start, zone, duration)
                    .durationKind(DurationKind.WALL_CLOCK)
                    .rrule(rrule())
                    .lastStart(endDate == null ? null : endDate.atTime(LocalTime.MAX))
                    .build();
        } catch (InvalidRecurrenceException e) {
            throw e.field().equals("rrule")
                    ? new InvalidRecurrenceException("recurrence", "recurrence matches no day", e)
                    : e;
        }
    }

    private String rrule() {
        check("interval", interval >= 1 && interval <= maxInterval(type), "between 1 and " + maxInterval(type));
        check("endOccurrence", endDate == null || endOccurrence == null, "missing where there is an endDate");
        if (endOccurrence != null) {
            check(
                    "endOccurrence",
                    endOccurrence >= 1 && endOccurrence <= CheckedRule.MAX_COUNT,
                    "between 1 and " + CheckedRule.MAX_COUNT);
        }
        return "FREQ=" + frequency()
                + (interval == 1 ? "" : ";INTERVAL=" + interval)
                + switch (type) {
                    case DAILY -> "";
                    case WEEKLY -> {
                        check("daysOfWeek", !days.isEmpty(), "one or more days such as Monday");
                        yield ProfileRule.byDay(days) + (interval == 1 ? "" : ";WKST=MO");
                    }
                    case MONTHLY_BY_DAY -> byMonthDay();
                    case MONTHLY_BY_WEEK -> byWeek();
                    case YEARLY_BY_DAY -> byMonth() + byMonthDay();
                    case YEARLY_BY_WEEK -> byMonth() + byWeek();
                }
                + (endOccurrence == null ? "" : ";COUNT=" + endOccurrence);
    }

    private String frequency() {
        return switch (type) {
            case DAILY -> "DAILY";
            case WEEKLY -> "WEEKLY";
            case MONTHLY_BY_DAY, MONTHLY_BY_WEEK -> "MONTHLY";
            case YEARLY_BY_DAY, YEARLY_BY_WEEK -> "YEARLY";
        };
    }

    private String byMonthDay() {
        check("dayOfMonth", dayOfMonth != null && dayOfMonth >= 1 && dayOfMonth <= 31, "between 1 and 31");
        return ";BYMONTHDAY=" + dayOfMonth;
    }

    private String byMonth() {
        check("month", month != null, "a month such as January");
        return ";BYMONTH=" + (month == null ? "" : month.getValue());
    }

    private String byWeek() {
        check("dayOfWeek", days.size() == 1, "a day such as Monday");
        check(
                "dayOfWeekInMonth",
                week != null && (week == LAST || week >= 1 && week <= 4),
                "First, Second, Third, Fourth or Last");
        return ";BYDAY=" + week + CODES.get(days.iterator().next().getValue() - 1);
    }

    private static void check(String field, boolean right, String wanted) {
        if (!right) {
            throw new InvalidRecurrenceException(field, field + " must be " + wanted);
        }
    }

    /**
     * The rule that gives exactly the starts of a recurrence {@link #from} its own start; empty if this dialect has
     * none, or if it happens once.
     */
    public static Optional<ScheduleRule> of(Recurrence recurrence) {
        String text = recurrence.rrule();
        if (text == null || !recurrence.excludedStarts().isEmpty()) {
            return Optional.empty();
        }
        Map<String, String> parts = RecordingRule.parts(text);
        int interval = Integer.parseInt(parts.getOrDefault("INTERVAL", "1"));
        String count = parts.remove("COUNT");
        boolean otherWeeks = interval > 1 && !parts.getOrDefault("WKST", "MO").equals("MO");
        LocalDate end = recurrence.lastDay();
        if (otherWeeks || parts.containsKey("UNTIL") || count != null && end != null) {
            return Optional.empty();
        }
        parts.keySet().removeAll(List.of("INTERVAL", "WKST"));
        return type(parts, recurrence.start().toLocalDate())
                .filter(rule -> interval <= maxInterval(rule.type()))
                .map(rule -> new ScheduleRule(
                        rule.type(),
                        interval,
                        rule.days(),
                        rule.week(),
                        rule.dayOfMonth(),
                        rule.month(),
                        end,
                        count == null ? null : Integer.valueOf(count)));
    }

    /** The rule by its frequency and its BY parts alone. */
    private static Optional<ScheduleRule> type(Map<String, String> parts, LocalDate start) {
        String shape = parts.get("FREQ") + " "
                + parts.keySet().stream()
                        .filter(part -> !part.equals("FREQ"))
                        .sorted()
                        .collect(Collectors.joining(","));
        return switch (shape) {
            case "DAILY " -> Optional.of(daily());
            case "WEEKLY " -> Optional.of(weekly(Set.of(start.getDayOfWeek())));
            case "WEEKLY BYDAY" -> RecordingRule.days(parts.get("BYDAY")).map(ScheduleRule::weekly);
            case "MONTHLY " -> Optional.of(monthly(start.getDayOfMonth()));
            case "MONTHLY BYMONTHDAY" -> number(parts.get("BYMONTHDAY"), 31).map(ScheduleRule::monthly);
            case "MONTHLY BYDAY" -> byWeek(Type.MONTHLY_BY_WEEK, parts, null);
            case "YEARLY " -> Optional.of(yearly(start.getMonth(), start.getDayOfMonth()));
            case "YEARLY BYMONTH,BYMONTHDAY" ->
                number(parts.get("BYMONTH"), 12)
                        .flatMap(month -> number(parts.get("BYMONTHDAY"), 31).map(day -> yearly(Month.of(month), day)));
            case "YEARLY BYDAY,BYMONTH" ->
                number(parts.get("BYMONTH"), 12).flatMap(month -> byWeek(Type.YEARLY_BY_WEEK, parts, Month.of(month)));
            default -> Optional.empty();
        };
    }

    private static Optional<ScheduleRule> byWeek(Type type, Map<String, String> parts, @Nullable Month month) {
        Matcher day = DAY_OF_WEEK_IN_MONTH.matcher(parts.getOrDefault("BYDAY", ""));
        return day.matches()
                ? Optional.of(new ScheduleRule(
                        type,
                        1,
                        Set.of(DayOfWeek.of(CODES.indexOf(day.group(2)) + 1)),
                        Integer.valueOf(day.group(1)),
                        null,
                        month,
                        null,
                        null))
                : Optional.empty();
    }

    /** A single number from 1; empty for a list or one that counts from the end. */
    private static Optional<Integer> number(@Nullable String text, int max) {
        return text != null && text.matches("[0-9]{1,2}")
                ? Optional.of(Integer.valueOf(text)).filter(number -> number >= 1 && number <= max)
                : Optional.empty();
    }
}
