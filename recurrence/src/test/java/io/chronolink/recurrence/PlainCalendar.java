package io.chronolink.recurrence;

import java.time.DayOfWeek;
import java.time.LocalDate;
import java.time.temporal.TemporalAdjusters;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/** What RFC 5545 says of rules, by looking at every day of every period; shares nothing with the code under test. */
record PlainCalendar(
        String freq,
        int interval,
        Set<Integer> months,
        Set<Integer> yearDays,
        Set<Integer> monthDays,
        Set<WeekdayOfPeriod> weekdays,
        Set<Integer> positions,
        DayOfWeek weekStart) {

    /** A day of the week with its number in the period, from 1 or from the end from -1; 0 for all of them. */
    record WeekdayOfPeriod(int number, DayOfWeek day) {

        @Override
        public String toString() {
            return (number == 0 ? "" : Integer.toString(number)) + day.name().substring(0, 2);
        }
    }

    static PlainCalendar every(int interval, String freq) {
        return new PlainCalendar(freq, interval, Set.of(), Set.of(), Set.of(), Set.of(), Set.of(), DayOfWeek.MONDAY);
    }

    String rule() {
        return "FREQ=" + freq + ";INTERVAL=" + interval + ";WKST=" + new WeekdayOfPeriod(0, weekStart)
                + part("BYMONTH", months) + part("BYYEARDAY", yearDays) + part("BYMONTHDAY", monthDays)
                + part("BYDAY", weekdays) + part("BYSETPOS", positions);
    }

    /** The dates of the rule that lie between the start and a last day, both included. */
    List<LocalDate> dates(LocalDate start, LocalDate last) {
        return Stream.iterate(periodOf(start), day -> !day.isAfter(last), day -> plus(day, interval))
                .flatMap(period -> chosen(period, start))
                .filter(day -> !day.isBefore(start) && !day.isAfter(last))
                .toList();
    }

    private Stream<LocalDate> chosen(LocalDate period, LocalDate start) {
        List<LocalDate> all = LongStream.range(
                        period.toEpochDay(), plus(period, 1).toEpochDay())
                .mapToObj(LocalDate::ofEpochDay)
                .filter(day -> matches(day, start))
                .toList();
        return IntStream.range(0, all.size())
                .filter(i -> positions.isEmpty() || positions.contains(i + 1) || positions.contains(i - all.size()))
                .mapToObj(all::get);
    }

    private boolean matches(LocalDate day, LocalDate start) {
        if (!months.isEmpty() && !months.contains(day.getMonthValue())) {
            return false;
        }
        if (yearDays.isEmpty() && monthDays.isEmpty() && weekdays.isEmpty()) {
            return switch (freq) {
                case "DAILY" -> true;
                case "WEEKLY" -> day.getDayOfWeek() == start.getDayOfWeek();
                case "MONTHLY" -> day.getDayOfMonth() == start.getDayOfMonth();
                default ->
                    day.getDayOfMonth() == start.getDayOfMonth()
                            && (!months.isEmpty() || day.getMonth() == start.getMonth());
            };
        }
        boolean ofYear = freq.equals("YEARLY") && months.isEmpty() && monthDays.isEmpty();
        return isNumbered(yearDays, day.getDayOfYear(), day.lengthOfYear())
                && isNumbered(monthDays, day.getDayOfMonth(), day.lengthOfMonth())
                && (weekdays.isEmpty() || weekdays.stream().anyMatch(weekday -> isWeekday(weekday, day, ofYear)));
    }

    private static boolean isNumbered(Set<Integer> numbers, int number, int length) {
        return numbers.isEmpty() || numbers.contains(number) || numbers.contains(number - length - 1);
    }

    private static boolean isWeekday(WeekdayOfPeriod weekday, LocalDate day, boolean ofYear) {
        if (weekday.day() != day.getDayOfWeek()) {
            return false;
        }
        int number = ofYear ? day.getDayOfYear() : day.getDayOfMonth();
        int length = ofYear ? day.lengthOfYear() : day.lengthOfMonth();
        return weekday.number() == 0
                || weekday.number() == (number - 1) / 7 + 1
                || weekday.number() == -((length - number) / 7 + 1);
    }

    private LocalDate periodOf(LocalDate day) {
        return switch (freq) {
            case "DAILY" -> day;
            case "WEEKLY" -> day.with(TemporalAdjusters.previousOrSame(weekStart));
            case "MONTHLY" -> day.withDayOfMonth(1);
            default -> day.withDayOfYear(1);
        };
    }

    private LocalDate plus(LocalDate period, int count) {
        return switch (freq) {
            case "DAILY" -> period.plusDays(count);
            case "WEEKLY" -> period.plusWeeks(count);
            case "MONTHLY" -> period.plusMonths(count);
            default -> period.plusYears(count);
        };
    }

    private static String part(String name, Set<?> values) {
        return values.isEmpty()
                ? ""
                : ";" + name + "=" + values.stream().map(String::valueOf).collect(Collectors.joining(","));
    }
}
