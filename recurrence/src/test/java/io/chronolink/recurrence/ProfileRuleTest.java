package io.chronolink.recurrence;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.chronolink.recurrence.ProfileRule.Days;
import io.chronolink.recurrence.ProfileRule.Repeat;
import io.chronolink.recurrence.ProfileRule.Unit;
import io.chronolink.recurrence.ProfileRule.WeekOrder;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.time.temporal.TemporalAdjusters;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class ProfileRuleTest {

    private static final int DAYS = 4_000;

    private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");

    static Stream<Arguments> variants() {
        return Stream.of(
                row("2026-03-02", Unit.DAY, 1, null, "FREQ=DAILY", "2026-03-02", "2026-03-03", "2026-03-04"),
                row(
                        "2026-03-02",
                        Unit.DAY,
                        10,
                        null,
                        "FREQ=DAILY;INTERVAL=10",
                        "2026-03-02",
                        "2026-03-12",
                        "2026-03-22"),
                row("2026-03-04", Unit.WEEK, 1, null, "FREQ=WEEKLY;BYDAY=WE", "2026-03-04", "2026-03-11"),
                row(
                        "2026-03-04",
                        Unit.WEEK,
                        2,
                        null,
                        "FREQ=WEEKLY;INTERVAL=2;WKST=MO;BYDAY=WE",
                        "2026-03-04",
                        "2026-03-18",
                        "2026-04-01"),
                // Every second week, from the week that contains the start: its Sunday belongs to it.
                row(
                        "2026-03-04",
                        Unit.WEEK,
                        2,
                        new Days.OfWeek(Set.of(DayOfWeek.MONDAY, DayOfWeek.SUNDAY)),
                        "FREQ=WEEKLY;INTERVAL=2;WKST=MO;BYDAY=MO,SU",
                        "2026-03-08",
                        "2026-03-16",
                        "2026-03-22"),
                // Months that lack the day are skipped.
                row(
                        "2026-01-31",
                        Unit.MONTH,
                        1,
                        null,
                        "FREQ=MONTHLY;BYMONTHDAY=31",
                        "2026-01-31",
                        "2026-03-31",
                        "2026-05-31"),
                row(
                        "2026-01-15",
                        Unit.MONTH,
                        1,
                        new Days.OfMonth(Set.of(31, 1, 15)),
                        "FREQ=MONTHLY;BYMONTHDAY=1,15,31",
                        "2026-01-15",
                        "2026-01-31",
                        "2026-02-01",
                        "2026-02-15",
                        "2026-03-01"),
                row(
                        "2026-01-01",
                        Unit.MONTH,
                        3,
                        new Days.Ordered(WeekOrder.SECOND, Set.of(DayOfWeek.TUESDAY)),
                        "FREQ=MONTHLY;INTERVAL=3;BYDAY=2TU",
                        "2026-01-13",
                        "2026-04-14"),
                row(
                        "2026-01-01",
                        Unit.MONTH,
                        1,
                        new Days.Ordered(WeekOrder.FIFTH, Set.of(DayOfWeek.MONDAY)),
                        "FREQ=MONTHLY;BYDAY=5MO",
                        "2026-03-30",
                        "2026-06-29"),
                row(
                        "2026-01-01",
                        Unit.MONTH,
                        1,
                        new Days.Ordered(WeekOrder.LAST, ProfileRule.WEEK_DAY),
                        "FREQ=MONTHLY;BYDAY=-1MO,-1TU,-1WE,-1TH,-1FR;BYSETPOS=5",
                        "2026-01-30",
                        "2026-02-27",
                        "2026-03-31"),
                row(
                        "2026-01-01",
                        Unit.MONTH,
                        1,
                        new Days.Ordered(WeekOrder.THIRD, ProfileRule.DAY_OFF),
                        "FREQ=MONTHLY;BYDAY=1SA,1SU,2SA,2SU;BYSETPOS=3",
                        "2026-01-10",
                        "2026-02-08"),
                row(
                        "2024-02-29",
                        Unit.YEAR,
                        1,
                        null,
                        "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=29",
                        "2024-02-29",
                        "2028-02-29"),
                row(
                        "2026-01-31",
                        Unit.YEAR,
                        1,
                        new Days.OfYear(Set.of(2, 3), null),
                        "FREQ=YEARLY;BYMONTH=2,3;BYMONTHDAY=31",
                        "2026-03-31",
                        "2027-03-31"),
                row(
                        "2026-01-15",
                        Unit.YEAR,
                        1,
                        new Days.OfYear(Set.of(7, 1), null),
                        "FREQ=YEARLY;BYMONTH=1,7;BYMONTHDAY=15",
                        "2026-01-15",
                        "2026-07-15",
                        "2027-01-15"),
                row(
                        "2026-03-01",
                        Unit.YEAR,
                        1,
                        new Days.OfYear(Set.of(1, 7), new Days.Ordered(WeekOrder.LAST, Set.of(DayOfWeek.FRIDAY))),
                        "FREQ=YEARLY;BYMONTH=1,7;BYDAY=-1FR",
                        "2026-07-31",
                        "2027-01-29"),
                // The documented work week, as its repeat_custom alone says it.
                row(
                        "2018-10-29",
                        Unit.WEEK,
                        5,
                        new Days.OfWeek(ProfileRule.WEEK_DAY),
                        "FREQ=WEEKLY;INTERVAL=5;WKST=MO;BYDAY=MO,TU,WE,TH,FR",
                        "2018-10-29",
                        "2018-10-30",
                        "2018-10-31",
                        "2018-11-01",
                        "2018-11-02",
                        "2018-12-03"),
                // March 2026 begins on a Sunday: its five Mondays begin on the 2nd, its five Sundays on the 1st.
                ordered(WeekOrder.FIRST, Set.of(DayOfWeek.SUNDAY), "BYDAY=1SU", "2026-03-01"),
                ordered(WeekOrder.SECOND, Set.of(DayOfWeek.SUNDAY), "BYDAY=2SU", "2026-03-08"),
                ordered(WeekOrder.THIRD, Set.of(DayOfWeek.SUNDAY), "BYDAY=3SU", "2026-03-15"),
                ordered(WeekOrder.FOURTH, Set.of(DayOfWeek.SUNDAY), "BYDAY=4SU", "2026-03-22"),
                ordered(WeekOrder.FIFTH, Set.of(DayOfWeek.SUNDAY), "BYDAY=5SU", "2026-03-29"),
                ordered(WeekOrder.LAST, Set.of(DayOfWeek.SATURDAY), "BYDAY=-1SA", "2026-03-28"),
                ordered(WeekOrder.FIRST, ProfileRule.WEEK_DAY, "BYDAY=1MO,1TU,1WE,1TH,1FR;BYSETPOS=1", "2026-03-02"),
                ordered(WeekOrder.FIFTH, ProfileRule.WEEK_DAY, "BYDAY=1MO,1TU,1WE,1TH,1FR;BYSETPOS=5", "2026-03-06"),
                ordered(WeekOrder.FIRST, ProfileRule.DAY_OFF, "BYDAY=1SA,1SU;BYSETPOS=1", "2026-03-01"),
                ordered(WeekOrder.FOURTH, ProfileRule.DAY_OFF, "BYDAY=1SA,1SU,2SA,2SU;BYSETPOS=4", "2026-03-14"),
                ordered(WeekOrder.FIFTH, ProfileRule.DAY_OFF, "BYDAY=1SA,1SU,2SA,2SU,3SA,3SU;BYSETPOS=5", "2026-03-15"),
                ordered(WeekOrder.LAST, ProfileRule.DAY_OFF, "BYDAY=-1SA,-1SU;BYSETPOS=2", "2026-03-29"),
                // The door controller's DAY: any day.
                ordered(
                        WeekOrder.LAST,
                        Set.of(DayOfWeek.values()),
                        "BYDAY=-1MO,-1TU,-1WE,-1TH,-1FR,-1SA,-1SU;BYSETPOS=7",
                        "2026-03-31"),
                // The documented "last day off in January and July, every 2 years".
                row(
                        "2026-01-01",
                        Unit.YEAR,
                        2,
                        new Days.OfYear(Set.of(1, 7), new Days.Ordered(WeekOrder.LAST, ProfileRule.DAY_OFF)),
                        "FREQ=YEARLY;INTERVAL=2;BYMONTH=1,7;BYDAY=-1SA,-1SU;BYSETPOS=2,4",
                        "2026-01-31",
                        "2026-07-26",
                        "2028-01-30"));
    }

    @ParameterizedTest
    @MethodSource("variants")
    void eachVariantIsOneRule(LocalDate first, Repeat repeat, String rule, List<LocalDate> starts) {
        Recurrence recurrence = timed(first, repeat).in(BERLIN);

        assertEquals(rule, recurrence.rrule());
        assertEquals(starts, startsOf(recurrence, starts.size()));
    }

    @Test
    void theWholeDaysOfAnAllDayWindowAreWholeInBothChangesOfTheClocks() {
        Instant noon = LocalDateTime.parse("2026-03-28T12:00").atZone(BERLIN).toInstant();
        Recurrence twoDays = new ProfileRule(true, noon, noon.plus(1, ChronoUnit.DAYS), null).in(BERLIN);

        Interval window = twoDays.occurrences(Instant.EPOCH, Instant.parse("2100-01-01T00:00:00Z"), 2)
                .list()
                .get(0)
                .interval();

        assertEquals(Instant.parse("2026-03-27T23:00:00Z"), window.startInclusive());
        assertEquals(Instant.parse("2026-03-29T22:00:00Z"), window.endExclusive());
    }

    @Test
    void theEndIsTheLastInstantAtWhichAWindowMayStart() {
        Instant from = Instant.parse("2026-01-05T09:00:00Z");
        Repeat untilTheThirdStart = new Repeat(Unit.WEEK, 1, null, from.plus(14, ChronoUnit.DAYS));
        Repeat untilJustBefore =
                new Repeat(Unit.WEEK, 1, null, from.plus(14, ChronoUnit.DAYS).minusSeconds(1));

        assertEquals(
                3,
                startsOf(new ProfileRule(false, from, from.plusSeconds(60), untilTheThirdStart).in(BERLIN), 9)
                        .size());
        assertEquals(
                2,
                startsOf(new ProfileRule(false, from, from.plusSeconds(60), untilJustBefore).in(BERLIN), 9)
                        .size());
    }

    /** Berlin puts its clocks forward at 2026-03-29T01:00Z and back at 2026-10-25T01:00Z. */
    @ParameterizedTest
    @CsvSource({
        // 02:30 falls into the gap and becomes 03:30, which is 01:30Z.
        "2026-03-27T02:30, 2026-03-29T01:29:59Z, 2026-03-28T01:30:00Z",
        "2026-03-27T02:30, 2026-03-29T01:30:00Z, 2026-03-29T01:30:00Z",
        // 02:45 happens twice; the first one, 00:45Z, counts and lies before the second 02:30, 01:30Z.
        "2026-10-23T02:45, 2026-10-25T01:30:00Z, 2026-10-25T00:45:00Z",
        "2026-10-23T02:45, 2026-10-25T00:45:00Z, 2026-10-25T00:45:00Z",
        "2026-10-23T02:45, 2026-10-25T00:44:59Z, 2026-10-24T00:45:00Z",
    })
    void theEndIsAnInstantWhereTheClocksChange(LocalDateTime first, Instant end, Instant last) {
        Instant from = first.atZone(BERLIN).toInstant();

        Recurrence daily =
                new ProfileRule(false, from, from.plusSeconds(60), new Repeat(Unit.DAY, 1, null, end)).in(BERLIN);

        assertEquals(last.plusSeconds(60), daily.lastEnd().orElseThrow());
    }

    static Stream<Arguments> refused() {
        Instant from = Instant.parse("2026-01-30T09:00:00Z");
        Days.Ordered noDay = new Days.Ordered(WeekOrder.FIRST, Set.of());
        return Stream.of(
                Arguments.of("date_to", new ProfileRule(false, from, from.minusSeconds(1), null)),
                Arguments.of("date_to", new ProfileRule(true, from, from.minusSeconds(1), null)),
                Arguments.of("date_to", new ProfileRule(true, from, Instant.MAX, null)),
                Arguments.of("date_from", new ProfileRule(false, Instant.MIN, from, null)),
                refused("repeat_end.date", new Repeat(Unit.DAY, 1, null, Instant.MAX)),
                refused("repeat_looper", new Repeat(Unit.DAY, 0, null, null)),
                refused("repeat_looper", new Repeat(Unit.YEAR, 1_001, null, null)),
                refused("repeat_options", new Repeat(Unit.WEEK, 1, new Days.OfWeek(Set.of()), null)),
                refused("range", new Repeat(Unit.MONTH, 1, new Days.OfMonth(Set.of()), null)),
                refused("range", new Repeat(Unit.MONTH, 1, new Days.OfMonth(Set.of(0, 1)), null)),
                refused("range", new Repeat(Unit.MONTH, 1, new Days.OfMonth(Set.of(32)), null)),
                refused("day_type", new Repeat(Unit.MONTH, 1, noDay, null)),
                refused("day_type", new Repeat(Unit.YEAR, 1, new Days.OfYear(Set.of(1), noDay), null)),
                refused("months", new Repeat(Unit.YEAR, 1, new Days.OfYear(Set.of(), null), null)),
                refused("months", new Repeat(Unit.YEAR, 1, new Days.OfYear(Set.of(13), null), null)),
                // Of another unit.
                refused("repeat_options", new Repeat(Unit.DAY, 1, new Days.OfMonth(Set.of(1)), null)),
                refused("repeat_options", new Repeat(Unit.MONTH, 1, new Days.OfWeek(ProfileRule.DAY_OFF), null)),
                refused("repeat_options", new Repeat(Unit.WEEK, 1, new Days.OfYear(Set.of(1), null), null)),
                // No February has the 30th, on which the window starts, and none the 31st.
                refused("repeat_options", new Repeat(Unit.YEAR, 1, new Days.OfYear(Set.of(2), null), null)));
    }

    private static Arguments refused(String field, Repeat repeat) {
        Instant from = Instant.parse("2026-01-30T09:00:00Z");
        return Arguments.of(field, new ProfileRule(false, from, from.plusSeconds(60), repeat));
    }

    @ParameterizedTest
    @MethodSource("refused")
    void whatIsWrongIsNamed(String field, ProfileRule rule) {
        InvalidRecurrenceException refused =
                assertThrows(InvalidRecurrenceException.class, () -> rule.in(ZoneId.of("Asia/Dubai")));

        assertEquals(field, refused.field());
        assertTrue(String.valueOf(refused.getMessage()).startsWith(field + " "), refused.getMessage());
    }

    /** Against an enumeration of days that shares nothing with the rule text. */
    @Property(tries = 500, edgeCases = EdgeCasesMode.NONE)
    void windowsAreWhereACalendarHasThem(
            @ForAll("repeats") Repeat repeat,
            @ForAll @IntRange(min = 0, max = 5_000) int day,
            @ForAll @IntRange(min = 0, max = 1_439) int minute,
            @ForAll @IntRange(min = 1, max = 5_000) int minutes,
            @ForAll @IntRange(min = -10, max = 1_500_000) int endMinute,
            @ForAll boolean allDay,
            @ForAll boolean ends,
            @ForAll("zones") ZoneId zone) {
        Instant from = LocalDate.of(2005, 1, 1)
                .plusDays(day)
                .atStartOfDay()
                .plusMinutes(minute)
                .atZone(zone)
                .toInstant();
        Instant to = from.plusSeconds(60L * minutes);
        Instant end = ends ? from.plusSeconds(60L * endMinute) : null;
        LocalDateTime local = LocalDateTime.ofInstant(from, zone);
        LocalDate first = local.toLocalDate();
        LocalDateTime start = allDay ? first.atStartOfDay() : local;
        long wholeDays = ChronoUnit.DAYS.between(first, LocalDate.ofInstant(to, zone)) + 1;
        ProfileRule rule =
                new ProfileRule(allDay, from, to, new Repeat(repeat.unit(), repeat.every(), repeat.days(), end));

        List<LocalDate> days = first.datesUntil(first.plusDays(DAYS))
                .filter(date -> isDay(date, first, repeat))
                .toList();
        if (days.isEmpty()) {
            // It may match later, or be refused as one that never does.
            return;
        }
        List<Interval> expected = days.stream()
                .map(date -> new Interval(
                        date.atTime(start.toLocalTime()).atZone(zone).toInstant(),
                        allDay
                                ? date.plusDays(wholeDays).atStartOfDay(zone).toInstant()
                                : date.atTime(start.toLocalTime())
                                        .atZone(zone)
                                        .toInstant()
                                        .plus(Duration.between(from, to))))
                .filter(window -> end == null || !window.startInclusive().isAfter(end))
                .toList();
        Recurrence recurrence = rule.in(zone);

        assertEquals(
                expected,
                recurrence
                        .occurrences(
                                Instant.EPOCH,
                                first.plusDays(DAYS)
                                        .atTime(start.toLocalTime())
                                        .atZone(zone)
                                        .toInstant(),
                                DAYS + 1)
                        .list()
                        .stream()
                        .map(Occurrence::interval)
                        .toList());
        if (end != null) {
            assertEquals(
                    expected.stream().reduce((one, other) -> other).map(Interval::endExclusive), recurrence.lastEnd());
        }
    }

    @Provide
    Arbitrary<ZoneId> zones() {
        return Arbitraries.of(
                        "Europe/Berlin",
                        "America/New_York",
                        "Australia/Lord_Howe",
                        "Antarctica/Casey",
                        "America/Sao_Paulo",
                        "Asia/Beirut")
                .map(ZoneId::of);
    }

    @Provide
    Arbitrary<Repeat> repeats() {
        Arbitrary<Set<DayOfWeek>> types = Arbitraries.oneOf(
                Arbitraries.of(List.of(ProfileRule.WEEK_DAY, ProfileRule.DAY_OFF, Set.of(DayOfWeek.values()))),
                Arbitraries.of(DayOfWeek.class).map(Set::of));
        Arbitrary<Days.Ordered> ordered =
                Combinators.combine(Arbitraries.of(WeekOrder.class), types).as(Days.Ordered::new);
        Arbitrary<Set<Integer>> months =
                Arbitraries.integers().between(1, 12).set().ofMinSize(1);
        Arbitrary<Set<Integer>> numbers =
                Arbitraries.integers().between(1, 31).set().ofMinSize(1).ofMaxSize(5);
        Arbitrary<Set<DayOfWeek>> week = Arbitraries.of(DayOfWeek.class).set().ofMinSize(1);
        Arbitrary<Integer> every =
                Arbitraries.oneOf(Arbitraries.just(1), Arbitraries.integers().between(1, 13));
        return Arbitraries.oneOf(
                Combinators.combine(Arbitraries.of(Unit.class), every)
                        .as((unit, looper) -> new Repeat(unit, looper, null, null)),
                repeats(Arbitraries.just(Unit.WEEK), every, week.map(Days.OfWeek::new)),
                repeats(Arbitraries.just(Unit.MONTH), every, numbers.map(Days.OfMonth::new)),
                repeats(Arbitraries.just(Unit.MONTH), every, ordered),
                repeats(
                        Arbitraries.just(Unit.YEAR),
                        Arbitraries.integers().between(1, 3),
                        Combinators.combine(months, ordered.injectNull(0.3)).as(Days.OfYear::new)));
    }

    private static Arbitrary<Repeat> repeats(
            Arbitrary<Unit> units, Arbitrary<Integer> every, Arbitrary<? extends Days> days) {
        return Combinators.combine(units, every, days)
                .as((unit, looper, chosen) -> new Repeat(unit, looper, chosen, null));
    }

    private static boolean isDay(LocalDate date, LocalDate first, Repeat repeat) {
        long units =
                switch (repeat.unit()) {
                    case DAY -> ChronoUnit.DAYS.between(first, date);
                    case WEEK -> ChronoUnit.WEEKS.between(monday(first), monday(date));
                    case MONTH -> ChronoUnit.MONTHS.between(first.withDayOfMonth(1), date.withDayOfMonth(1));
                    case YEAR -> date.getYear() - first.getYear();
                };
        if (units % repeat.every() != 0) {
            return false;
        }
        Days days = repeat.days();
        if (days instanceof Days.OfWeek week) {
            return week.days().contains(date.getDayOfWeek());
        }
        if (days instanceof Days.OfMonth month) {
            return month.days().contains(date.getDayOfMonth());
        }
        if (days instanceof Days.Ordered ordered) {
            return date.equals(choose(date.withDayOfMonth(1), ordered));
        }
        if (days instanceof Days.OfYear year) {
            return year.months().contains(date.getMonthValue())
                    && (year.ordered() == null
                            ? date.getDayOfMonth() == first.getDayOfMonth()
                            : date.equals(choose(date.withDayOfMonth(1), year.ordered())));
        }
        return switch (repeat.unit()) {
            case DAY -> true;
            case WEEK -> date.getDayOfWeek() == first.getDayOfWeek();
            case MONTH -> date.getDayOfMonth() == first.getDayOfMonth();
            case YEAR -> date.getDayOfMonth() == first.getDayOfMonth() && date.getMonth() == first.getMonth();
        };
    }

    private static LocalDate monday(LocalDate date) {
        return date.with(TemporalAdjusters.previousOrSame(DayOfWeek.MONDAY));
    }

    @Test
    void firstAndLastAreKnownWithoutListingAll() {
        Instant from = Instant.parse("2026-01-05T09:00:00Z");
        Repeat daily = new Repeat(Unit.DAY, 1, null, from.plus(3_000, ChronoUnit.DAYS));

        Recurrence recurrence = new ProfileRule(false, from, from.plusSeconds(3_600), daily).in(ZoneId.of("UTC"));

        assertEquals(from, recurrence.firstStart().orElseThrow());
        assertEquals(
                from.plus(3_000, ChronoUnit.DAYS).plusSeconds(3_600),
                recurrence.lastEnd().orElseThrow());
        assertTrue(new ProfileRule(false, from, from.plusSeconds(60), new Repeat(Unit.DAY, 1, null, null))
                .in(BERLIN)
                .isUnbounded());
    }

    private static @Nullable LocalDate choose(LocalDate month, Days.Ordered ordered) {
        List<LocalDate> matching = new ArrayList<>();
        LocalDate last = month.with(TemporalAdjusters.lastDayOfMonth());
        for (LocalDate day = month; !day.isAfter(last); day = day.plusDays(1)) {
            if (ordered.days().contains(day.getDayOfWeek())) {
                matching.add(day);
            }
        }
        int index = ordered.order() == WeekOrder.LAST
                ? matching.size() - 1
                : ordered.order().ordinal();
        return index < matching.size() ? matching.get(index) : null;
    }

    /** The first start of a monthly rule in March 2026. */
    private static Arguments ordered(WeekOrder order, Set<DayOfWeek> days, String part, String start) {
        return row("2026-03-01", Unit.MONTH, 1, new Days.Ordered(order, days), "FREQ=MONTHLY;" + part, start);
    }

    private static Arguments row(
            String first, Unit unit, int every, @Nullable Days days, String rule, String... starts) {
        return Arguments.of(
                LocalDate.parse(first),
                new Repeat(unit, every, days, null),
                rule,
                Stream.of(starts).map(LocalDate::parse).toList());
    }

    private static ProfileRule timed(LocalDate first, Repeat repeat) {
        Instant from = first.atTime(9, 0).atZone(BERLIN).toInstant();
        return new ProfileRule(false, from, from.plusSeconds(3_600), repeat);
    }

    private static List<LocalDate> startsOf(Recurrence recurrence, int limit) {
        return recurrence.occurrences(Instant.EPOCH, Instant.parse("9999-01-01T00:00:00Z"), limit).list().stream()
                .map(occurrence -> occurrence.start().atZone(BERLIN).toLocalDate())
                .toList();
    }
}
