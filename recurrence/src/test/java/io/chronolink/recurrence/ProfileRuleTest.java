package io.chronolink.recurrence;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.chronolink.recurrence.ProfileRule.Days;
import io.chronolink.recurrence.ProfileRule.Repeat;
import io.chronolink.recurrence.ProfileRule.Unit;
import io.chronolink.recurrence.ProfileRule.WeekOrder;
import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.time.temporal.TemporalAdjusters;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class ProfileRuleTest {

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

    @Test
    void aWindowThatEndsBeforeItStartsIsRefused() {
        Instant from = Instant.parse("2026-01-05T09:00:00Z");

        assertThrows(InvalidRecurrenceException.class, () -> new ProfileRule(false, from, from.minusSeconds(1), null)
                .in(BERLIN));
    }

    /** Against an enumeration of days that shares nothing with the rule text. */
    @Test
    void orderedDaysOfMonthsAndYearsAreWhereACalendarHasThem() {
        Random random = new Random(20260101);
        List<Set<DayOfWeek>> types = new ArrayList<>(List.of(ProfileRule.WEEK_DAY, ProfileRule.DAY_OFF));
        Stream.of(DayOfWeek.values()).forEach(day -> types.add(Set.of(day)));
        for (int round = 0; round < 300; round++) {
            Days.Ordered ordered =
                    new Days.Ordered(WeekOrder.values()[random.nextInt(6)], types.get(random.nextInt(types.size())));
            boolean yearly = random.nextBoolean();
            Set<Integer> months = new TreeSet<>();
            while (months.isEmpty() || random.nextBoolean()) {
                months.add(1 + random.nextInt(12));
            }
            int every = 1 + random.nextInt(3);
            LocalDate first = LocalDate.of(2020 + random.nextInt(10), 1 + random.nextInt(12), 1 + random.nextInt(28));
            Repeat repeat = new Repeat(
                    yearly ? Unit.YEAR : Unit.MONTH, every, yearly ? new Days.OfYear(months, ordered) : ordered, null);

            List<LocalDate> expected = new ArrayList<>();
            for (LocalDate month = first.withDayOfMonth(1); expected.size() < 12; month = month.plusMonths(1)) {
                boolean matches = yearly
                        ? months.contains(month.getMonthValue()) && (month.getYear() - first.getYear()) % every == 0
                        : ChronoUnit.MONTHS.between(first.withDayOfMonth(1), month) % every == 0;
                LocalDate day = matches ? choose(month, ordered) : null;
                if (day != null && !day.isBefore(first)) {
                    expected.add(day);
                }
            }

            assertEquals(expected, startsOf(timed(first, repeat).in(BERLIN), 12), first + " " + repeat);
        }
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
                .filter(Objects::nonNull)
                .toList();
    }
}
