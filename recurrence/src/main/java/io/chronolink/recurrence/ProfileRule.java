package io.chronolink.recurrence;

import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * When an access time profile is active, in the terms of its dialect (spec of profile-service, 0.3).
 *
 * @param allDay whether the window covers whole local days, from the day of {@code from} to the day of {@code to}
 * @param from {@code date_from}, inclusive
 * @param to {@code date_to}, not before {@code from}; the window's end, exclusive, unless {@code allDay}
 * @param repeat how it repeats, or null for a window that happens once
 */
public record ProfileRule(
        boolean allDay, Instant from, Instant to, @Nullable Repeat repeat) {

    /** What {@code repeat_looper} counts. */
    public enum Unit {
        DAY("DAILY"),
        WEEK("WEEKLY"),
        MONTH("MONTHLY"),
        YEAR("YEARLY");

        private final String freq;

        Unit(String freq) {
            this.freq = freq;
        }
    }

    /** {@code week_order}: which of the matching days of a month. */
    public enum WeekOrder {
        FIRST,
        SECOND,
        THIRD,
        FOURTH,
        FIFTH,
        LAST
    }

    /** The days inside a matching unit. */
    public sealed interface Days {

        /** Days of the week; for the unit week. At least one. */
        record OfWeek(Set<DayOfWeek> days) implements Days {}

        /** Days of the month, 1 to 31; months that lack one skip it. For the unit month. At least one. */
        record OfMonth(Set<Integer> days) implements Days {}

        /** The first, second ... or last of certain days of the week in a month; for the unit month. */
        record Ordered(WeekOrder order, Set<DayOfWeek> days) implements Days {}

        /**
         * Months of the year, 1 to 12, at least one; for the unit year.
         *
         * @param ordered which day of each, or null for the day of the month of {@code from}
         */
        record OfYear(Set<Integer> months, @Nullable Ordered ordered) implements Days {}
    }

    /**
     * How a profile repeats.
     *
     * @param every repeats every so many units, from the unit that contains {@code from}; 1 to 1000
     * @param days days inside a matching unit, or null for the place of {@code from} in its unit
     * @param lastStart the last instant at which a window may start, inclusive; null for no end
     */
    public record Repeat(
            Unit unit,
            int every,
            @Nullable Days days,
            @Nullable Instant lastStart) {}

    /** {@code WEEK_DAY}: Monday to Friday. */
    public static final Set<DayOfWeek> WEEK_DAY = Set.copyOf(EnumSet.range(DayOfWeek.MONDAY, DayOfWeek.FRIDAY));

    /** {@code DAY_OFF}: Saturday and Sunday. */
    public static final Set<DayOfWeek> DAY_OFF = Set.copyOf(EnumSet.of(DayOfWeek.SATURDAY, DayOfWeek.SUNDAY));

    /**
     * The same as a recurrence in a zone. Weeks start on Monday.
     *
     * @throws InvalidRecurrenceException if the window ends before it starts, lies outside the years 1 to 9999, or the
     *     rule never matches
     */
    public Recurrence in(ZoneId zone) {
        if (to.isBefore(from)) {
            throw new InvalidRecurrenceException("date_to must not be before date_from");
        }
        Recurrence.Builder builder;
        LocalDate firstDay;
        if (allDay) {
            firstDay = from.atZone(zone).toLocalDate();
            LocalDate lastDay = to.atZone(zone).toLocalDate();
            long days = lastDay.toEpochDay() - firstDay.toEpochDay() + 1;
            builder = Recurrence.builder(firstDay.atStartOfDay(), zone, Duration.ofDays(days))
                    .durationKind(DurationKind.WALL_CLOCK);
        } else {
            firstDay = from.atZone(zone).toLocalDate();
            builder = Recurrence.builder(from, zone, Duration.between(from, to));
        }
        if (repeat != null) {
            builder.rrule(rule(repeat, firstDay));
            if (repeat.lastStart() != null) {
                builder.lastStart(LocalDateTime.ofInstant(repeat.lastStart(), zone));
            }
        }
        return builder.build();
    }

    private static String rule(Repeat repeat, LocalDate first) {
        String rule = "FREQ=" + repeat.unit().freq + (repeat.every() == 1 ? "" : ";INTERVAL=" + repeat.every());
        Days days = repeat.days();
        return rule
                + switch (repeat.unit()) {
                    case DAY -> "";
                    case WEEK ->
                        (repeat.every() == 1 ? "" : ";WKST=MO")
                                + byDay(days instanceof Days.OfWeek week ? week.days() : Set.of(first.getDayOfWeek()));
                    case MONTH ->
                        days instanceof Days.Ordered ordered
                                ? ordered(ordered, 1)
                                : byMonthDay(
                                        days instanceof Days.OfMonth month
                                                ? month.days()
                                                : Set.of(first.getDayOfMonth()));
                    case YEAR ->
                        days instanceof Days.OfYear year
                                ? ";BYMONTH=" + numbers(year.months())
                                        + (year.ordered() == null
                                                ? byMonthDay(Set.of(first.getDayOfMonth()))
                                                : ordered(
                                                        year.ordered(),
                                                        year.months().size()))
                                : ";BYMONTH=" + first.getMonthValue() + byMonthDay(Set.of(first.getDayOfMonth()));
                };
    }

    /**
     * The n-th of certain days of the week in each of several months. For a single day RFC 5545 has a number before
     * the day. For a set BYSETPOS chooses, but inside a year it counts over all months together: so each month
     * contributes the same number of days, the first (or last) ones of each day of the week, which every month has,
     * and the chosen one has the same place in each month's share.
     */
    private static String ordered(Days.Ordered ordered, int months) {
        boolean last = ordered.order() == WeekOrder.LAST;
        int place = last ? ordered.days().size() : ordered.order().ordinal() + 1;
        if (ordered.days().size() == 1) {
            return ";BYDAY=" + (last ? -1 : place)
                    + code(ordered.days().iterator().next());
        }
        int weeks =
                last ? 1 : (place + ordered.days().size() - 1) / ordered.days().size();
        int share = weeks * ordered.days().size();
        String days = IntStream.rangeClosed(1, weeks)
                .boxed()
                .flatMap(week -> new TreeSet<>(ordered.days()).stream().map(day -> (last ? -1 : week) + code(day)))
                .collect(Collectors.joining(","));
        String places = IntStream.range(0, months)
                .mapToObj(month -> Integer.toString(month * share + place))
                .collect(Collectors.joining(","));
        return ";BYDAY=" + days + ";BYSETPOS=" + places;
    }

    private static String byDay(Collection<DayOfWeek> days) {
        return ";BYDAY=" + new TreeSet<>(days).stream().map(ProfileRule::code).collect(Collectors.joining(","));
    }

    private static String byMonthDay(Collection<Integer> days) {
        return ";BYMONTHDAY=" + numbers(days);
    }

    private static String numbers(Collection<Integer> numbers) {
        return new TreeSet<>(numbers).stream().map(String::valueOf).collect(Collectors.joining(","));
    }

    /** The RFC 5545 name of a day of the week. */
    static String code(DayOfWeek day) {
        return List.of("MO", "TU", "WE", "TH", "FR", "SA", "SU").get(day.getValue() - 1);
    }
}
