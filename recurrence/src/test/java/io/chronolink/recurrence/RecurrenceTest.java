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
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
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
        // Lord Howe moves by half an hour: 2026-10-04 02:00 becomes 02:30 (from +10:30 to +11).
        "Australia/Lord_Howe, 2026-10-04T02:15, 1, 2026-10-03T15:45:00Z, 2026-10-03T16:45:00Z, 2026-10-03T16:15:00Z",
        "Australia/Lord_Howe, 2026-10-04T00:00, 24, 2026-10-03T13:30:00Z, 2026-10-04T13:30:00Z, 2026-10-04T13:00:00Z",
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
                "FREQ=DAILY;BYHOUR=1,2,3",
                "FREQ=WEEKLY;BYDAY=XX",
                "DROP TABLE time_profile",
                "",
            })
    void aRuleThatIsNoneOrCostsTooMuchIsRefusedAtOnce(String rule) {
        assertTimeoutPreemptively(
                Duration.ofSeconds(5),
                () -> assertThrows(InvalidRecurrenceException.class, () -> Recurrence.builder(
                                LocalDateTime.parse("2026-01-01T09:00"), ZoneId.of("UTC"), Duration.ofHours(1))
                        .rrule(rule)
                        .build()));
    }

    /** All questions against windows that are enumerated day by day with java.time alone. */
    @Property(tries = 300)
    void everyAnswerIsThatOfAnEnumeration(
            @ForAll @IntRange(min = 0, max = 3_000) int startDay,
            @ForAll @IntRange(min = 0, max = 1_439) int minute,
            @ForAll @IntRange(min = 1, max = 4_000) int lengthMinutes,
            @ForAll @IntRange(min = 1, max = 5) int interval,
            @ForAll @IntRange(min = 0, max = 2) int shape,
            @ForAll @IntRange(min = 1, max = 60) int count,
            @ForAll @IntRange(min = -50, max = 400) int questionDay,
            @ForAll @IntRange(min = 0, max = 1_439) int questionMinute) {
        ZoneId zone = ZoneId.of("Europe/Berlin");
        LocalDate first = LocalDate.of(2020, 1, 1).plusDays(startDay);
        LocalTime time = LocalTime.of(minute / 60, minute % 60);
        String rule = List.of(
                                "FREQ=DAILY;INTERVAL=" + interval,
                                "FREQ=WEEKLY;WKST=MO;BYDAY=MO,TH;INTERVAL=" + interval,
                                "FREQ=MONTHLY;BYMONTHDAY=1,31;INTERVAL=" + interval)
                        .get(shape)
                + ";COUNT=" + count;
        Recurrence recurrence = Recurrence.builder(first.atTime(time), zone, Duration.ofMinutes(lengthMinutes))
                .rrule(rule)
                .build();
        List<Interval> windows =
                enumerate(first, time, zone, Duration.ofMinutes(lengthMinutes), shape, interval, count);
        Instant question = ZonedDateTime.of(
                        first.plusDays(questionDay).atTime(questionMinute / 60, questionMinute % 60), zone)
                .toInstant();

        assertEquals(
                windows,
                recurrence.occurrences(LONG_AGO, FAR_AHEAD, 1_000).list().stream()
                        .map(Occurrence::interval)
                        .toList());
        assertEquals(windows.stream().anyMatch(window -> window.contains(question)), recurrence.activeAt(question));
        assertEquals(
                windows.stream()
                        .filter(window -> window.startInclusive().isAfter(question))
                        .findFirst(),
                recurrence.next(question).map(Occurrence::interval));
        assertEquals(windows.get(0).startInclusive(), recurrence.firstStart().orElseThrow());
        assertEquals(
                windows.get(windows.size() - 1).endExclusive(),
                recurrence.lastEnd().orElseThrow());
    }

    private static List<Interval> enumerate(
            LocalDate first, LocalTime time, ZoneId zone, Duration length, int shape, int interval, int count) {
        List<Interval> windows = new ArrayList<>();
        LocalDate monday = first.minusDays(first.getDayOfWeek().getValue() - 1L);
        for (LocalDate day = first; windows.size() < count; day = day.plusDays(1)) {
            boolean matches =
                    switch (shape) {
                        case 0 -> ChronoUnit.DAYS.between(first, day) % interval == 0;
                        case 1 ->
                            (day.getDayOfWeek().getValue() == 1
                                            || day.getDayOfWeek().getValue() == 4)
                                    && ChronoUnit.DAYS.between(monday, day) / 7 % interval == 0;
                        default ->
                            (day.getDayOfMonth() == 1 || day.getDayOfMonth() == 31)
                                    && ChronoUnit.MONTHS.between(first.withDayOfMonth(1), day.withDayOfMonth(1))
                                                    % interval
                                            == 0;
                    };
            if (matches) {
                Instant start = day.atTime(time).atZone(zone).toInstant();
                windows.add(new Interval(start, start.plus(length)));
            }
        }
        return windows;
    }
}
