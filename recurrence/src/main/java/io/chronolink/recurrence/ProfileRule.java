package io.chronolink.recurrence;

import static java.time.temporal.ChronoUnit.DAYS;

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
 * When an access time profile is active, in the terms of its dialect (docs/dialects/profile.md#items).
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
        record OfWeek(Set<DayOfWeek> days) implements Days {
            public OfWeek {
                days = Set.copyOf(days);
            }
        }

        /** Days of the month, 1 to 31; months that lack one skip it. For the unit month. At least one. */
        record OfMonth(Set<Integer> days) implements Days {
            public OfMonth {
                days = Set.copyOf(days);
            }
        }

        /** The first, second ... or last of certain days of the week in a month; for the unit month. */
        record Ordered(WeekOrder order, Set<DayOfWeek> days) implements Days {
            public Ordered {
                days = Set.copyOf(days);
            }
        }

        /**
         * Months of the year, 1 to 12, at least one; for the unit year.
         *
         * @param ordered which day of each, or null for the day of the month of {@code from}
         */
        record OfYear(Set<Integer> months, @Nullable Ordered ordered) implements Days {
            public OfYear {
                months = Set.copyOf(months);
            }
        }
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
            @Nullable Instant lastStart) {

        private void check() {
            require(every >= 1 && every <= MAX_EVERY, "repeat_looper", "must be between 1 and " + MAX_EVERY);
            if (days instanceof Days.OfWeek week) {
                require(unit == Unit.WEEK, "repeat_options", OF_ANOTHER_UNIT);
                require(!week.days().isEmpty(), "repeat_options", "must name at least one day of the week");
            } else if (days instanceof Days.OfMonth month) {
                require(unit == Unit.MONTH, "repeat_options", OF_ANOTHER_UNIT);
                require(isWithin(month.days(), 31), "range", "must name at least one day, all between 1 and 31");
            } else if (days instanceof Days.Ordered ordered) {
                require(unit == Unit.MONTH, "repeat_options", OF_ANOTHER_UNIT);
                check(ordered);
            } else if (days instanceof Days.OfYear year) {
                require(unit == Unit.YEAR, "repeat_options", OF_ANOTHER_UNIT);
                require(isWithin(year.months(), 12), "months", "must name at least one month, all between 1 and 12");
                if (year.ordered() != null) {
                    check(year.ordered());
                }
            }
        }

        private static void check(Days.Ordered ordered) {
            require(!ordered.days().isEmpty(), "day_type", "must name at least one day of the week");
        }

        private static boolean isWithin(Set<Integer> numbers, int max) {
            return !numbers.isEmpty() && numbers.stream().allMatch(number -> number >= 1 && number <= max);
        }

        private static void require(boolean condition, String field, String rule) {
            if (!condition) {
                throw new InvalidRecurrenceException(field, field + " " + rule);
            }
        }
    }

    private static final int MAX_EVERY = 1000;

    private static final String OF_ANOTHER_UNIT = "must be those of repeat_point_type";

    /** {@code WEEK_DAY}: Monday to Friday. */
    public static final Set<DayOfWeek> WEEK_DAY = Set.copyOf(EnumSet.range(DayOfWeek.MONDAY, DayOfWeek.FRIDAY));

    /** {@code DAY_OFF}: Saturday and Sunday. */
    public static final Set<DayOfWeek> DAY_OFF = Set.copyOf(EnumSet.of(DayOfWeek.SATURDAY, DayOfWeek.SUNDAY));

    /**
     * The same as a recurrence in a zone. Weeks start on Monday; months and years that lack a day are skipped.
     *
     * @throws InvalidRecurrenceException naming the member at fault: {@code date_from}, {@code date_to} or
     *     {@code repeat_end.date} outside the years 1 to 9999, a {@code date_to} before {@code date_from}, a
     *     {@code repeat_looper} not between 1 and 1000, {@code months}, {@code range}, {@code day_type} or
     *     {@code repeat_options} that are empty, out of bounds, of another unit, or never match
     */
    public Recurrence in(ZoneId zone) {
        LocalDateTime first = Years.local("date_from", from, zone);
        LocalDateTime last = Years.local("date_to", to, zone);
        if (to.isBefore(from)) {
            throw new InvalidRecurrenceException("date_to", "date_to must not be before date_from");
        }
        LocalDate day = first.toLocalDate();
        Recurrence.Builder builder = allDay
                ? Recurrence.builder(
                                day.atStartOfDay(), zone, Duration.ofDays(DAYS.between(day, last.toLocalDate()) + 1))
                        .durationKind(DurationKind.WALL_CLOCK)
                : Recurrence.builder(from, zone, Duration.between(from, to));
        if (repeat == null) {
            return builder.build();
        }
        repeat.check();
        builder.rrule(rule(repeat, day));
        if (repeat.lastStart() != null) {
            builder.lastStart(lastStart(repeat.lastStart(), allDay ? day.atStartOfDay() : first, zone));
        }
        try {
            return builder.build();
        } catch (InvalidRecurrenceException e) {
            throw new InvalidRecurrenceException("repeat_options", "repeat_options match no day", e);
        }
    }

    /**
     * The last local time of a start that is not after an instant. Near a change of the clocks that is not the
     * instant's own local time: a start in a gap is moved past it, and in a fold the first of two equal times counts.
     */
    private LocalDateTime lastStart(Instant inclusive, LocalDateTime first, ZoneId zone) {
        LocalDateTime last = Years.local("repeat_end.date", inclusive, zone);
        for (int day = -1; day <= 1; day++) {
            LocalDateTime local = last.toLocalDate().plusDays(day).atTime(first.toLocalTime());
            Instant start =
                    !allDay && local.equals(first) ? from : local.atZone(zone).toInstant();
            if (start.isAfter(inclusive)) {
                return local.isAfter(last) ? last : local.minusNanos(1);
            }
            last = local.isAfter(last) ? local : last;
        }
        return last;
    }

    private static String rule(Repeat repeat, LocalDate first) {
        String rule = "FREQ=" + repeat.unit().freq + (repeat.every() == 1 ? "" : ";INTERVAL=" + repeat.every());
        Days days = repeat.days();
        if (days instanceof Days.OfWeek week) {
            return rule + weekStart(repeat) + byDay(week.days());
        }
        if (days instanceof Days.OfMonth month) {
            return rule + byMonthDay(month.days());
        }
        if (days instanceof Days.Ordered ordered) {
            return rule + ordered(ordered, 1);
        }
        if (days instanceof Days.OfYear year) {
            return rule
                    + byMonth(year.months())
                    + (year.ordered() == null
                            ? byMonthDay(Set.of(first.getDayOfMonth()))
                            : ordered(year.ordered(), year.months().size()));
        }
        return rule
                + switch (repeat.unit()) {
                    case DAY -> "";
                    case WEEK -> weekStart(repeat) + byDay(Set.of(first.getDayOfWeek()));
                    case MONTH -> byMonthDay(Set.of(first.getDayOfMonth()));
                    case YEAR -> byMonth(Set.of(first.getMonthValue())) + byMonthDay(Set.of(first.getDayOfMonth()));
                };
    }

    private static String weekStart(Repeat repeat) {
        return repeat.every() == 1 ? "" : ";WKST=MO";
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

    /** The part that names days of the week. */
    static String byDay(Collection<DayOfWeek> days) {
        return ";BYDAY=" + new TreeSet<>(days).stream().map(ProfileRule::code).collect(Collectors.joining(","));
    }

    private static String byMonth(Collection<Integer> months) {
        return ";BYMONTH=" + numbers(months);
    }

    private static String byMonthDay(Collection<Integer> days) {
        return ";BYMONTHDAY=" + numbers(days);
    }

    private static String numbers(Collection<Integer> numbers) {
        return new TreeSet<>(numbers).stream().map(String::valueOf).collect(Collectors.joining(","));
    }

    private static String code(DayOfWeek day) {
        return List.of("MO", "TU", "WE", "TH", "FR", "SA", "SU").get(day.getValue() - 1);
    }
}
