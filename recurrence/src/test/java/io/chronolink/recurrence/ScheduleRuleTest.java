package io.chronolink.recurrence;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.chronolink.recurrence.ScheduleRule.Type;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.Month;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.time.temporal.TemporalAdjusters;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class ScheduleRuleTest {

    private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");
    private static final Duration HOUR = Duration.ofHours(1);

    /** All from Thursday 1 January 2026; the first three starts. */
    static Stream<Arguments> rules() {
        return Stream.of(
                row(rule(Type.DAILY, 1), "2026-01-01", "2026-01-02", "2026-01-03"),
                row(rule(Type.DAILY, 999), "2026-01-01", "2028-09-26", "2031-06-22"),
                row(ScheduleRule.weekly(Set.of(DayOfWeek.FRIDAY)), "2026-01-02", "2026-01-09", "2026-01-16"),
                // The second week after the one of the start begins on Monday 12 January.
                row(
                        new ScheduleRule(
                                Type.WEEKLY,
                                2,
                                Set.of(DayOfWeek.MONDAY, DayOfWeek.SUNDAY),
                                null,
                                null,
                                null,
                                null,
                                null),
                        "2026-01-04",
                        "2026-01-12",
                        "2026-01-18"),
                row(ScheduleRule.monthly(31), "2026-01-31", "2026-03-31", "2026-05-31"),
                row(
                        new ScheduleRule(Type.MONTHLY_BY_DAY, 5, Set.of(), null, 10, null, null, null),
                        "2026-01-10",
                        "2026-06-10",
                        "2026-11-10"),
                row(byWeek(Type.MONTHLY_BY_WEEK, DayOfWeek.TUESDAY, 2, null), "2026-01-13", "2026-02-10", "2026-03-10"),
                row(
                        byWeek(Type.MONTHLY_BY_WEEK, DayOfWeek.FRIDAY, ScheduleRule.LAST, null),
                        "2026-01-30",
                        "2026-02-27",
                        "2026-03-27"),
                row(ScheduleRule.yearly(Month.DECEMBER, 25), "2026-12-25", "2027-12-25", "2028-12-25"),
                row(ScheduleRule.yearly(Month.FEBRUARY, 29), "2028-02-29", "2032-02-29", "2036-02-29"),
                row(
                        byWeek(Type.YEARLY_BY_WEEK, DayOfWeek.SUNDAY, ScheduleRule.LAST, Month.MARCH),
                        "2026-03-29",
                        "2027-03-28",
                        "2028-03-26"),
                row(
                        byWeek(Type.YEARLY_BY_WEEK, DayOfWeek.THURSDAY, 4, Month.NOVEMBER),
                        "2026-11-26",
                        "2027-11-25",
                        "2028-11-23"),
                row(ScheduleRule.daily().until(LocalDate.parse("2026-01-02")), "2026-01-01", "2026-01-02"),
                row(
                        new ScheduleRule(Type.WEEKLY, 1, Set.of(DayOfWeek.SATURDAY), null, null, null, null, 2),
                        "2026-01-03",
                        "2026-01-10"));
    }

    @ParameterizedTest
    @MethodSource("rules")
    void eachRuleIsARecurrenceAndComesBackFromIt(ScheduleRule rule, List<LocalDate> starts) {
        Recurrence recurrence = rule.from(LocalDateTime.parse("2026-01-01T09:00"), BERLIN, HOUR);

        assertEquals(starts, starts(recurrence, 3));
        assertEquals(Optional.of(rule), ScheduleRule.of(recurrence));
        assertEquals(DurationKind.WALL_CLOCK, recurrence.durationKind());
        assertEquals(rule.isForever(), recurrence.isUnbounded());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "FREQ=WEEKLY|weekly",
                "FREQ=MONTHLY|monthlyByDay",
                "FREQ=YEARLY|yearlyByDay",
                "FREQ=WEEKLY;INTERVAL=99;WKST=SU|-",
                "FREQ=WEEKLY;WKST=SU|weekly",
                "FREQ=WEEKLY;INTERVAL=100|-",
                "FREQ=DAILY;INTERVAL=999|daily",
                "FREQ=DAILY;INTERVAL=1000|-",
                "FREQ=DAILY;BYDAY=MO|-",
                "FREQ=MONTHLY;BYDAY=MO|-",
                "FREQ=MONTHLY;BYDAY=5MO|-",
                "FREQ=MONTHLY;BYDAY=1MO,2MO|-",
                "FREQ=MONTHLY;BYMONTHDAY=-1|-",
                "FREQ=MONTHLY;BYMONTHDAY=1,15|-",
                "FREQ=MONTHLY;BYDAY=MO,TU;BYSETPOS=1|-",
                "FREQ=YEARLY;BYMONTH=3|-",
                "FREQ=YEARLY;BYMONTH=3,4;BYMONTHDAY=1|-",
                "FREQ=DAILY;UNTIL=20270101|-",
            })
    void whatTheDialectCannotSayHasNoRule(String text, String type) {
        Recurrence recurrence = Recurrence.builder(LocalDateTime.parse("2026-01-01T09:00"), BERLIN, HOUR)
                .rrule(text)
                .build();

        assertEquals(
                type,
                ScheduleRule.of(recurrence).map(rule -> rule.type().wireName()).orElse("-"));
    }

    @Test
    void whatHappensOnceHasNoRule() {
        assertEquals(
                Optional.empty(),
                ScheduleRule.of(Recurrence.builder(LocalDateTime.parse("2026-01-01T09:00"), BERLIN, HOUR)
                        .build()));
    }

    @Test
    void aRuleWithALastDayThatCountsToo() {
        ScheduleRule both =
                new ScheduleRule(Type.DAILY, 1, Set.of(), null, null, null, LocalDate.parse("2027-01-01"), 3);

        assertEquals("endOccurrence", fault(both));
    }

    static Stream<Arguments> faults() {
        return Stream.of(
                Arguments.of(rule(Type.DAILY, 0), "interval"),
                Arguments.of(rule(Type.DAILY, 1000), "interval"),
                Arguments.of(
                        new ScheduleRule(Type.WEEKLY, 100, Set.of(DayOfWeek.MONDAY), null, null, null, null, null),
                        "interval"),
                Arguments.of(rule(Type.WEEKLY, 1), "daysOfWeek"),
                Arguments.of(rule(Type.MONTHLY_BY_DAY, 1), "dayOfMonth"),
                Arguments.of(ScheduleRule.monthly(0), "dayOfMonth"),
                Arguments.of(ScheduleRule.monthly(32), "dayOfMonth"),
                Arguments.of(rule(Type.MONTHLY_BY_WEEK, 1), "dayOfWeek"),
                Arguments.of(byWeek(Type.MONTHLY_BY_WEEK, DayOfWeek.MONDAY, 5, null), "dayOfWeekInMonth"),
                Arguments.of(byWeek(Type.YEARLY_BY_WEEK, DayOfWeek.MONDAY, 1, null), "month"),
                Arguments.of(rule(Type.YEARLY_BY_DAY, 1), "month"),
                Arguments.of(ScheduleRule.yearly(Month.FEBRUARY, 30), "recurrence"),
                Arguments.of(new ScheduleRule(Type.DAILY, 1, Set.of(), null, null, null, null, 0), "endOccurrence"));
    }

    @ParameterizedTest
    @MethodSource("faults")
    void whatIsMissingOrOutOfBoundsIsNamed(ScheduleRule rule, String field) {
        assertEquals(field, fault(rule));
    }

    /** Against a walk over all days that asks each one whether it matches. */
    @Property(tries = 400, edgeCases = EdgeCasesMode.NONE)
    void startsAreThoseOfADirectEnumeration(
            @ForAll Type type,
            @ForAll @IntRange(min = 1, max = 4) int interval,
            @ForAll @Size(min = 1, max = 3) Set<DayOfWeek> some,
            @ForAll @IntRange(min = 0, max = 4) int week,
            @ForAll @IntRange(min = 1, max = 31) int dayOfMonth,
            @ForAll Month month,
            @ForAll @IntRange(min = 0, max = 3_000) int startDay,
            @ForAll @IntRange(min = 0, max = 2) int end) {
        boolean byWeek = type == Type.MONTHLY_BY_WEEK || type == Type.YEARLY_BY_WEEK;
        boolean byDay = type == Type.MONTHLY_BY_DAY || type == Type.YEARLY_BY_DAY;
        boolean yearly = type == Type.YEARLY_BY_DAY || type == Type.YEARLY_BY_WEEK;
        LocalDate start = LocalDate.of(2020, 1, 1).plusDays(startDay);
        Set<DayOfWeek> days =
                type == Type.WEEKLY ? some : byWeek ? Set.of(some.iterator().next()) : Set.of();
        ScheduleRule rule = new ScheduleRule(
                type,
                interval,
                days,
                byWeek ? (week == 0 ? ScheduleRule.LAST : (Integer) week) : null,
                byDay ? (Integer) Math.min(dayOfMonth, yearly ? month.minLength() : 31) : null,
                yearly ? month : null,
                end == 1 ? start.plusYears(2) : null,
                end == 2 ? 3 : null);

        List<LocalDate> expected = start.datesUntil(start.plusYears(6))
                .filter(day -> matches(rule, start, day))
                .filter(day -> rule.endDate() == null || !day.isAfter(rule.endDate()))
                .limit(rule.endOccurrence() == null ? 5 : rule.endOccurrence())
                .toList();

        List<LocalDate> actual = starts(rule.from(start.atTime(9, 0), BERLIN, HOUR), 5).stream()
                .filter(day -> day.isBefore(start.plusYears(6)))
                .toList();
        assertEquals(expected, actual);
    }

    private static boolean matches(ScheduleRule rule, LocalDate start, LocalDate day) {
        boolean rightMonth = rule.month() == null || day.getMonth() == rule.month();
        boolean rightDay = rule.dayOfMonth() == null || day.getDayOfMonth() == rule.dayOfMonth();
        boolean rightWeekday = rule.days().isEmpty() || rule.days().contains(day.getDayOfWeek());
        Integer week = rule.week();
        boolean rightWeek = week == null
                || day.equals(
                        day.with(TemporalAdjusters.dayOfWeekInMonth(Objects.requireNonNull(week), day.getDayOfWeek())));
        long steps =
                switch (rule.type()) {
                    case DAILY -> ChronoUnit.DAYS.between(start, day);
                    case WEEKLY -> ChronoUnit.WEEKS.between(monday(start), monday(day));
                    case MONTHLY_BY_DAY, MONTHLY_BY_WEEK ->
                        ChronoUnit.MONTHS.between(start.withDayOfMonth(1), day.withDayOfMonth(1));
                    case YEARLY_BY_DAY, YEARLY_BY_WEEK -> day.getYear() - start.getYear();
                };
        return rightMonth && rightDay && rightWeekday && rightWeek && steps % rule.interval() == 0;
    }

    private static LocalDate monday(LocalDate day) {
        return day.with(TemporalAdjusters.previousOrSame(DayOfWeek.MONDAY));
    }

    private static String fault(ScheduleRule rule) {
        return assertThrows(
                        InvalidRecurrenceException.class,
                        () -> rule.from(LocalDateTime.parse("2026-01-01T09:00"), BERLIN, HOUR))
                .field();
    }

    @Test
    void endsAreOnTheWallClock() {
        // The night in which the clocks are put forward has one hour less.
        Recurrence nights = ScheduleRule.daily()
                .from(LocalDate.parse("2026-03-28").atTime(LocalTime.of(22, 0)), BERLIN, Duration.ofHours(8));

        Occurrence first = nights.occurrences(Instant.EPOCH, Instant.parse("2030-01-01T00:00:00Z"), 1)
                .list()
                .get(0);
        assertEquals(Instant.parse("2026-03-29T04:00:00Z"), first.end());
        assertEquals(Duration.ofHours(7), first.interval().duration());
    }

    @Test
    void anotherEndIsTheOnlyDifference() {
        ScheduleRule rule = ScheduleRule.monthly(3);

        assertTrue(rule.isForever());
        assertFalse(rule.until(LocalDate.parse("2026-01-01")).isForever());
        assertEquals(rule, rule.until(LocalDate.parse("2026-01-01")).until(null));
    }

    private static List<LocalDate> starts(Recurrence recurrence, int limit) {
        return recurrence.occurrences(Instant.EPOCH, Instant.parse("2100-01-01T00:00:00Z"), limit).list().stream()
                .map(occurrence -> occurrence.start().atZone(BERLIN).toLocalDate())
                .toList();
    }

    private static ScheduleRule rule(Type type, int interval) {
        return new ScheduleRule(type, interval, Set.of(), null, null, null, null, null);
    }

    private static ScheduleRule byWeek(Type type, DayOfWeek day, int week, @Nullable Month month) {
        return new ScheduleRule(type, 1, Set.of(day), week, null, month, null, null);
    }

    private static Arguments row(ScheduleRule rule, String... starts) {
        return Arguments.of(rule, Stream.of(starts).map(LocalDate::parse).toList());
    }
}
