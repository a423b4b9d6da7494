package io.chronolink.recurrence;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RecurrenceTest {

    private static final Instant LONG_AGO = Instant.parse("1900-01-01T00:00:00Z");
    private static final Instant FAR_AHEAD = Instant.parse("2200-01-01T00:00:00Z");

    /** Local start, local hours of wall clock, expected start and end for both kinds of duration. */
    @ParameterizedTest
    @CsvSource({
        // Berlin: 2026-03-29 02:00 becomes 03:00, 2026-10-25 03:00 becomes 02:00.
        "Europe/Berlin, 2026-03-29T02:30, 1, 2026-03-29T01:30:00Z, 2026-03-29T02:30:00Z, 2026-03-29T02:30:00Z",
        "Europe/Berlin, 2026-03-29T01:00, 3, 2026-03-29T00:00:00Z, 2026-03-29T03:00:00Z, 2026-03-29T02:00:00Z",
        "Europe/Berlin, 2026-10-25T02:30, 1, 2026-10-25T00:30:00Z, 2026-10-25T01:30:00Z, 2026-10-25T02:30:00Z",
        "Europe/Berlin, 2026-10-25T00:00, 24, 2026-10-24T22:00:00Z, 2026-10-25T22:00:00Z, 2026-10-25T23:00:00Z",
        // New York: 2026-03-08 and 2026-11-01.
        "America/New_York, 2026-03-08T02:30, 1, 2026-03-08T07:30:00Z, 2026-03-08T08:30:00Z, 2026-03-08T08:30:00Z",
        "America/New_York, 2026-11-01T00:00, 24, 2026-11-01T04:00:00Z, 2026-11-02T04:00:00Z, 2026-11-02T05:00:00Z",
        "America/New_York, 2026-11-01T01:30, 1, 2026-11-01T05:30:00Z, 2026-11-01T06:30:00Z, 2026-11-01T07:30:00Z",
        // Lord Howe moves by half an hour: 2026-10-04 02:00 becomes 02:30 (from +10:30 to +11).
        "Australia/Lord_Howe, 2026-10-04T02:15, 1, 2026-10-03T15:45:00Z, 2026-10-03T16:45:00Z, 2026-10-03T16:15:00Z",
        "Australia/Lord_Howe, 2026-10-04T00:00, 24, 2026-10-03T13:30:00Z, 2026-10-04T13:30:00Z, 2026-10-04T13:00:00Z",
        // ... and 2026-04-05 02:00 becomes 01:30.
        "Australia/Lord_Howe, 2026-04-05T01:45, 1, 2026-04-04T14:45:00Z, 2026-04-04T15:45:00Z, 2026-04-04T16:15:00Z",
        // Casey went forward by three hours on 2009-10-18 02:00, from +8 to +11.
        "Antarctica/Casey, 2009-10-18T03:00, 1, 2009-10-17T19:00:00Z, 2009-10-17T20:00:00Z, 2009-10-17T20:00:00Z",
        "Antarctica/Casey, 2009-10-18T01:00, 5, 2009-10-17T17:00:00Z, 2009-10-17T22:00:00Z, 2009-10-17T19:00:00Z",
        // Casey went back by three hours on 2010-03-05 02:00, from +11 to +8.
        "Antarctica/Casey, 2010-03-05T00:00, 24, 2010-03-04T13:00:00Z, 2010-03-05T13:00:00Z, 2010-03-05T16:00:00Z",
    })
    void wallClockTimeStaysWhatItIs(
            String zone, LocalDateTime start, int hours, Instant starts, Instant elapsedEnd, Instant wallClockEnd) {
        for (DurationKind kind : DurationKind.values()) {
            Interval window = Recurrence.builder(start, ZoneId.of(zone), Duration.ofHours(hours))
                    .durationKind(kind)
                    .build()
                    .occurrences(LONG_AGO, FAR_AHEAD, 1)
                    .list()
                    .get(0)
                    .interval();

            assertEquals(starts, window.startInclusive());
            assertEquals(
                    kind == DurationKind.ELAPSED ? elapsedEnd : wallClockEnd, window.endExclusive(), kind.toString());
        }
    }

    @Test
    void aDailyWindowStaysAtNineThroughTheChangeOfTheClocks() {
        Recurrence daily = Recurrence.builder(
                        LocalDateTime.parse("2026-03-28T09:00"), ZoneId.of("Europe/Berlin"), Duration.ofHours(1))
                .rrule("FREQ=DAILY;COUNT=3")
                .build();

        assertEquals(
                List.of(
                        Instant.parse("2026-03-28T08:00:00Z"),
                        Instant.parse("2026-03-29T07:00:00Z"),
                        Instant.parse("2026-03-30T07:00:00Z")),
                daily.occurrences(LONG_AGO, FAR_AHEAD, 10).list().stream()
                        .map(Occurrence::start)
                        .toList());
        assertEquals(Optional.of(Instant.parse("2026-03-30T08:00:00Z")), daily.lastEnd());
    }

    @Test
    void aStartGivenAsTheSecondOfTwoEqualLocalTimesIsTheSecond() {
        Instant second = Instant.parse("2026-10-25T01:30:00Z");
        Recurrence daily = Recurrence.builder(second, ZoneId.of("Europe/Berlin"), Duration.ofHours(1))
                .rrule("FREQ=DAILY")
                .build();

        assertEquals(LocalDateTime.parse("2026-10-25T02:30"), daily.start());
        assertEquals(
                List.of(second, Instant.parse("2026-10-26T01:30:00Z")),
                daily.occurrences(LONG_AGO, FAR_AHEAD, 2).list().stream()
                        .map(Occurrence::start)
                        .toList());
    }

    @Test
    void theDayThatAZoneLeavesOutHasNoWindowOfItsOwn() {
        // Apia had no 2011-12-30: its 10:00 is moved by the whole day onto the 10:00 of the 31st.
        Recurrence daily = Recurrence.builder(
                        LocalDateTime.parse("2011-12-29T10:00"), ZoneId.of("Pacific/Apia"), Duration.ofHours(1))
                .rrule("FREQ=DAILY;COUNT=4")
                .build();

        assertEquals(
                List.of(
                        Instant.parse("2011-12-29T20:00:00Z"),
                        Instant.parse("2011-12-30T20:00:00Z"),
                        Instant.parse("2011-12-31T20:00:00Z")),
                daily.occurrences(LONG_AGO, FAR_AHEAD, 9).list().stream()
                        .map(Occurrence::start)
                        .toList());
    }

    @ParameterizedTest
    @CsvSource({"FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=29", "FREQ=DAILY", "FREQ=DAILY;BYMONTH=1;COUNT=9", ","})
    void everyQuestionHasAnAnswerAtTheEndsOfTime(String rule) {
        for (String start : List.of("0001-01-01T00:00", "2026-01-05T09:00", "9996-01-01T23:59")) {
            Recurrence recurrence = Recurrence.builder(
                            LocalDateTime.parse(start), ZoneId.of("Asia/Dubai"), Duration.ofDays(3_652_425))
                    .rrule(rule)
                    .build();
            assertTrue(recurrence.firstStart().isPresent());
            assertEquals(recurrence.isUnbounded(), recurrence.lastEnd().isEmpty());
            assertFalse(recurrence.activeAt(Instant.MIN));
            assertFalse(recurrence.activeAt(Instant.MAX));
            assertTrue(recurrence.next(Instant.MIN).isPresent());
            assertTrue(recurrence.next(Instant.MAX).isEmpty());
            assertEquals(
                    1,
                    recurrence.occurrences(Instant.MIN, Instant.MAX, 1).list().size());
            assertEquals(
                    List.of(),
                    recurrence.occurrences(Instant.MAX, Instant.MIN, 1).list());
        }
    }

    @Test
    void anExpansionSaysWhenItsBoundWasHit() {
        Recurrence daily = Recurrence.builder(
                        LocalDateTime.parse("2026-01-01T09:00"), ZoneId.of("UTC"), Duration.ofHours(1))
                .rrule("FREQ=DAILY")
                .build();
        Instant from = Instant.parse("2026-01-01T00:00:00Z");

        assertFalse(daily.occurrences(from, from.plus(5, ChronoUnit.DAYS), 5).truncated());
        assertTrue(daily.occurrences(from, from.plus(6, ChronoUnit.DAYS), 5).truncated());
        assertEquals(
                5,
                daily.occurrences(from, from.plus(6, ChronoUnit.DAYS), 5).list().size());
    }

    @Test
    void windowsOfSeveralDaysOverlapAndExcludedOnesLeaveTheNumbersAlone() {
        Recurrence threeDays = Recurrence.builder(
                        LocalDateTime.parse("2026-01-01T12:00"), ZoneId.of("UTC"), Duration.ofDays(3))
                .rrule("FREQ=DAILY")
                .excludedStarts(Set.of(LocalDateTime.parse("2026-01-02T12:00")))
                .build();
        Instant at = Instant.parse("2026-01-03T13:00:00Z");

        assertEquals(
                List.of(0L, 2L),
                threeDays.occurrences(at, at.plusSeconds(1), 10).list().stream()
                        .map(Occurrence::index)
                        .toList());
        assertEquals(0, threeDays.occurrenceAt(at).orElseThrow().index());
        assertEquals(3, threeDays.next(at).orElseThrow().index());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "FREQ=HOURLY",
                "FREQ=SECONDLY;INTERVAL=1",
                "FREQ=DAILY;INTERVAL=0",
                "FREQ=DAILY;INTERVAL=1001",
                "FREQ=DAILY;INTERVAL=99999999999999999999",
                "FREQ=DAILY;COUNT=100001",
                "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30",
                "FREQ=YEARLY;BYMONTH=1,2,3,4,5,6,7,8,9,10,11,12;BYDAY=MO,TU,WE,TH,FR,SA,SU;BYMONTHDAY="
                        + "1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17,18,19,20,21,22,23,24,25,26,27,28,29,30,31,-1,-2,-3,-4,-5,-6",
                "FREQ=DAILY;INTERVAL=7;BYDAY=MO",
                "FREQ=MONTHLY;BYDAY=6MO",
                "FREQ=YEARLY;INTERVAL=4;BYMONTH=2;BYMONTHDAY=30,31",
                "FREQ=YEARLY;INTERVAL=1000;BYYEARDAY=-366",
                "FREQ=DAILY;BYHOUR=1,2,3",
                "FREQ=DAILY;BYMINUTE=0",
                "FREQ=YEARLY;BYWEEKNO=53",
                "FREQ=YEARLY;BYYEARDAY=-366;BYDAY=TU",
                "FREQ=YEARLY;BYMONTH=1,5;BYSETPOS=2",
                "RSCALE=CHINESE;FREQ=YEARLY",
                "FREQ=DAILY;UNTIL=20260230",
                "FREQ=DAILY;UNTIL=99999999",
                "FREQ=DAILY;UNTIL=20270101T256199Z",
                "FREQ=DAILY;COUNT=2;UNTIL=20270101",
                "RRULE:FREQ=DAILY",
                "FREQ=DAILY\r\nATTENDEE:x",
                "FREQ=WEEKLY;BYDAY=XX",
                "DROP TABLE time_profile",
                "",
            })
    void aRuleThatIsNoneOrCostsTooMuchIsRefusedAtOnce(String rule) {
        assertTimeoutPreemptively(
                Duration.ofSeconds(5),
                () -> assertEquals(
                        "rrule",
                        assertThrows(InvalidRecurrenceException.class, () -> Recurrence.builder(
                                                LocalDateTime.parse("2026-01-01T09:00"),
                                                ZoneId.of("UTC"),
                                                Duration.ofHours(1))
                                        .rrule(rule)
                                        .build())
                                .field()));
    }

    @Test
    void aRuleLongerThanAnyThatSaysSomethingIsRefusedUnread() {
        String rule = "FREQ=YEARLY;BYMONTHDAY=" + "1,".repeat(1_000_000) + "1";

        assertTimeoutPreemptively(
                Duration.ofSeconds(1),
                () -> assertThrows(InvalidRecurrenceException.class, () -> Recurrence.builder(
                                LocalDateTime.parse("2026-01-01T09:00"), ZoneId.of("UTC"), Duration.ofHours(1))
                        .rrule(rule)
                        .build()));
    }

    @Test
    void whatIsOutOfBoundsIsNamed() {
        LocalDateTime start = LocalDateTime.parse("2026-01-01T09:00");
        ZoneId utc = ZoneId.of("UTC");

        assertEquals("start", refused(Recurrence.builder(LocalDateTime.MAX, utc, Duration.ZERO)));
        assertEquals(
                "start",
                assertThrows(
                                InvalidRecurrenceException.class,
                                () -> Recurrence.builder(Instant.MIN, utc, Duration.ZERO))
                        .field());
        assertEquals("duration", refused(Recurrence.builder(start, utc, Duration.ofNanos(-1))));
        assertEquals("duration", refused(Recurrence.builder(start, utc, Duration.ofDays(4_000_000))));
        Set<LocalDateTime> many = IntStream.rangeClosed(0, Recurrence.MAX_EXCLUDED_STARTS)
                .mapToObj(start::plusDays)
                .collect(Collectors.toSet());
        assertEquals(
                "excludedStarts",
                refused(Recurrence.builder(start, utc, Duration.ZERO).excludedStarts(many)));
    }

    private static String refused(Recurrence.Builder builder) {
        return assertThrows(InvalidRecurrenceException.class, builder::build).field();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                // Every month, not only the start's.
                "2026-03-04 | FREQ=YEARLY;BYMONTHDAY=1 | 2026-04-01,2026-05-01,2026-06-01",
                // The second of the year is June's, although January's lies before the start.
                "2012-05-16 | FREQ=YEARLY;BYMONTH=1,6;BYDAY=2SU;BYSETPOS=2 | 2012-06-10,2013-06-09,2014-06-08",
                // A year has 52 or 53 Mondays; 2029-12-31 is a 53rd.
                "2026-01-01 | FREQ=YEARLY;BYDAY=53MO | 2029-12-31,2035-12-31,2040-12-31",
                "2026-01-01 | FREQ=MONTHLY;BYMONTHDAY=-1 | 2026-01-31,2026-02-28,2026-03-31",
                "2026-01-01 | FREQ=MONTHLY;BYDAY=FR;BYMONTHDAY=13 | 2026-02-13,2026-03-13,2026-11-13",
                "2026-01-01 | FREQ=DAILY;BYDAY=SA,SU;BYMONTH=3 | 2026-03-01,2026-03-07,2026-03-08",
            })
    void aRuleMeansWhatRfc5545SaysOfIt(LocalDate first, String rule, String starts) {
        Recurrence recurrence = Recurrence.builder(first.atTime(9, 0), ZoneId.of("UTC"), Duration.ofHours(1))
                .rrule(rule)
                .build();

        assertEquals(
                List.of(starts.split(",")),
                recurrence.occurrences(LONG_AGO, FAR_AHEAD, 3).list().stream()
                        .map(occurrence -> occurrence.start().toString().substring(0, 10))
                        .toList());
    }

    /** The part of a recurrence against a filter of all its starts. */
    @Property(tries = 300, edgeCases = EdgeCasesMode.NONE)
    void theStartsInsideAnIntervalAreARecurrence(
            @ForAll("rulesToPart") String rule,
            @ForAll @IntRange(min = -30, max = 800) int from,
            @ForAll @IntRange(min = 1, max = 900) int days,
            @ForAll @IntRange(min = 0, max = 23) int hour) {
        ZoneId zone = ZoneId.of("Europe/Berlin");
        Recurrence whole = Recurrence.builder(LocalDateTime.parse("2026-01-01T02:30"), zone, Duration.ofHours(1))
                .rrule(rule.equals("once") ? null : rule)
                .build();
        Instant begin = Instant.parse("2026-01-01T00:30:00Z").plus(Duration.ofHours(24L * from + hour));
        Interval interval = Interval.lasting(begin, Duration.ofDays(days));
        Instant end = Instant.parse("2040-01-01T00:00:00Z");

        List<Interval> expected = whole.occurrences(Instant.EPOCH, end, 100_000).list().stream()
                .map(Occurrence::interval)
                .filter(each -> interval.contains(each.startInclusive()))
                .toList();

        assertEquals(
                expected,
                whole.startingIn(interval).stream()
                        .flatMap(part -> part.occurrences(Instant.EPOCH, end, 100_000).list().stream())
                        .map(Occurrence::interval)
                        .toList());
        assertEquals(
                whole.occurrences(Instant.EPOCH, end, 50).list(),
                whole.startingIn(Interval.between(Instant.MIN, Instant.MAX))
                        .orElseThrow()
                        .occurrences(Instant.EPOCH, end, 50)
                        .list());
    }

    @Provide
    Arbitrary<String> rulesToPart() {
        return Arbitraries.of(
                "once",
                "FREQ=DAILY",
                "FREQ=DAILY;INTERVAL=3;COUNT=40",
                "FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,TH;WKST=MO",
                "COUNT=9;FREQ=WEEKLY",
                "FREQ=MONTHLY;BYMONTHDAY=31",
                "FREQ=MONTHLY;INTERVAL=2;BYDAY=-1SU",
                "FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1",
                "FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU",
                "FREQ=DAILY;UNTIL=20260601");
    }
}
