package io.chronolink.recurrence;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.chronolink.recurrence.RecordingRule.Type;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class RecordingRuleTest {

    private static final ZoneId CHICAGO = ZoneId.of("America/Chicago");
    private static final Duration HOUR = Duration.ofHours(1);

    static Stream<Arguments> rules() {
        return Stream.of(
                row(Type.NONE, Set.of(), null, null, "2026-03-04", null, "2026-03-04"),
                row(
                        Type.DAILY,
                        Set.of(),
                        3,
                        null,
                        "2026-03-04",
                        "FREQ=DAILY;COUNT=3",
                        "2026-03-04",
                        "2026-03-05",
                        "2026-03-06"),
                row(Type.DAILY, Set.of(), null, "2026-03-05", "2026-03-04", "FREQ=DAILY", "2026-03-04", "2026-03-05"),
                // Counted from the first one, which is not the start: that is no Monday.
                row(
                        Type.WEEKLY,
                        Set.of(DayOfWeek.MONDAY, DayOfWeek.SUNDAY),
                        3,
                        null,
                        "2026-03-04",
                        "FREQ=WEEKLY;BYDAY=MO,SU;COUNT=3",
                        "2026-03-08",
                        "2026-03-09",
                        "2026-03-15"),
                row(
                        Type.WEEKLY,
                        Set.of(DayOfWeek.WEDNESDAY),
                        null,
                        "2026-03-11",
                        "2026-03-04",
                        "FREQ=WEEKLY;BYDAY=WE",
                        "2026-03-04",
                        "2026-03-11"),
                row(
                        Type.MONTHLY,
                        Set.of(),
                        3,
                        null,
                        "2026-01-31",
                        "FREQ=MONTHLY;BYMONTHDAY=31;COUNT=3",
                        "2026-01-31",
                        "2026-03-31",
                        "2026-05-31"));
    }

    @ParameterizedTest
    @MethodSource("rules")
    void eachRuleIsARecurrenceAndComesBackFromIt(
            RecordingRule rule, LocalDate first, @Nullable String text, List<LocalDate> starts) {
        Recurrence recurrence = rule.from(at(first), CHICAGO, HOUR);

        assertEquals(text, recurrence.rrule());
        assertEquals(
                starts,
                recurrence.occurrences(Instant.EPOCH, Instant.parse("2100-01-01T00:00:00Z"), 10).list().stream()
                        .map(occurrence -> occurrence.start().atZone(CHICAGO).toLocalDate())
                        .toList());
        assertEquals(Optional.of(rule), RecordingRule.of(recurrence));
        assertEquals(rule.type(), RecordingRule.nearest(recurrence));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "FREQ=WEEKLY;INTERVAL=2;BYDAY=WE|WEEKLY",
                "FREQ=MONTHLY;BYDAY=2TU|MONTHLY",
                "FREQ=MONTHLY;BYMONTHDAY=1,15|MONTHLY",
                "FREQ=YEARLY;BYMONTH=3;BYMONTHDAY=4|MONTHLY",
                "FREQ=DAILY;INTERVAL=3|DAILY",
                "FREQ=DAILY;BYMONTH=3|DAILY",
                "FREQ=WEEKLY;UNTIL=20260401|WEEKLY",
            })
    void whatTheDialectCannotSayHasANearestType(String rule, Type nearest) {
        Recurrence recurrence = Recurrence.builder(LocalDateTime.parse("2026-03-04T09:00"), CHICAGO, HOUR)
                .rrule(rule)
                .build();

        assertEquals(Optional.empty(), RecordingRule.of(recurrence));
        assertEquals(nearest, RecordingRule.nearest(recurrence));
    }

    @Test
    void theWeeklyRuleWithoutADayIsThatOfItsStart() {
        Recurrence recurrence = Recurrence.builder(LocalDateTime.parse("2026-03-04T09:00"), CHICAGO, HOUR)
                .rrule("FREQ=WEEKLY")
                .build();

        assertEquals(
                Optional.of(new RecordingRule(Type.WEEKLY, Set.of(DayOfWeek.WEDNESDAY), null, null)),
                RecordingRule.of(recurrence));
    }

    @Test
    void anEndThatCutsOffTheLastDaysStartIsTheDayBefore() {
        Recurrence recurrence = Recurrence.builder(LocalDateTime.parse("2026-03-04T09:00"), CHICAGO, HOUR)
                .rrule("FREQ=DAILY")
                .lastStart(LocalDateTime.parse("2026-03-07T08:59"))
                .build();

        assertEquals(
                LocalDate.parse("2026-03-06"),
                RecordingRule.of(recurrence).orElseThrow().endBy());
    }

    @Test
    void daysAreNumberedFromSunday() {
        assertEquals(DayOfWeek.SUNDAY, RecordingRule.day(0));
        assertEquals(DayOfWeek.SATURDAY, RecordingRule.day(6));
        for (int number = 0; number <= 6; number++) {
            assertEquals(number, RecordingRule.number(RecordingRule.day(number)));
        }
        assertThrows(InvalidRecurrenceException.class, () -> RecordingRule.day(7));
        assertThrows(InvalidRecurrenceException.class, () -> new RecordingRule(Type.DAILY, Set.of(), 0, null)
                .from(Instant.EPOCH, CHICAGO, HOUR));
    }

    private static Arguments row(
            Type type,
            Set<DayOfWeek> days,
            @Nullable Integer after,
            @Nullable String by,
            String first,
            @Nullable String rule,
            String... starts) {
        return Arguments.of(
                new RecordingRule(type, days, after, by == null ? null : LocalDate.parse(by)),
                LocalDate.parse(first),
                rule,
                Stream.of(starts).map(LocalDate::parse).toList());
    }

    private static Instant at(LocalDate date) {
        return date.atTime(9, 0).atZone(CHICAGO).toInstant();
    }

    @ParameterizedTest
    @CsvSource({
        "0, 2026-03-04T15:00:00Z, 3600, end_after",
        "-1, 2026-03-04T15:00:00Z, 3600, end_after",
        "100001, 2026-03-04T15:00:00Z, 3600, end_after",
        "1, +10000-01-02T00:00:00Z, 3600, start_at",
        "1, -1000000000-01-01T00:00:00Z, 3600, start_at",
        "1, 2026-03-04T15:00:00Z, -1, duration",
    })
    void whatIsOutOfBoundsIsNamed(int endAfter, Instant start, int seconds, String field) {
        RecordingRule rule = new RecordingRule(Type.DAILY, Set.of(), endAfter, null);

        assertEquals(
                field,
                assertThrows(
                                InvalidRecurrenceException.class,
                                () -> rule.from(start, CHICAGO, Duration.ofSeconds(seconds)))
                        .field());
    }

    @Test
    void aLastDayBeforeTheFirstRecordingLeavesNone() {
        for (Type type : Type.values()) {
            Recurrence recurrence = new RecordingRule(type, Set.of(), null, LocalDate.parse("2026-03-03"))
                    .from(at(LocalDate.parse("2026-03-04")), CHICAGO, HOUR);
            // A single recording has no last day.
            assertEquals(type == Type.NONE, recurrence.firstStart().isPresent());
        }
    }

    @Test
    void aSingleWindowThatItsBoundCutsOffIsNoRule() {
        Recurrence never = Recurrence.builder(LocalDateTime.parse("2026-03-04T09:00"), CHICAGO, HOUR)
                .lastStart(LocalDateTime.parse("2026-03-04T08:00"))
                .build();

        assertEquals(Optional.empty(), RecordingRule.of(never));
    }

    @Property(tries = 200, edgeCases = EdgeCasesMode.NONE)
    void startsAreThoseOfAnEnumerationAndTheRuleComesBack(
            @ForAll Type type,
            @ForAll Set<DayOfWeek> named,
            @ForAll @IntRange(min = 0, max = 4_000) int day,
            @ForAll @IntRange(min = 0, max = 1_439) int minute,
            @ForAll @IntRange(min = 0, max = 2) int end,
            @ForAll @IntRange(min = 1, max = 60) int amount) {
        LocalDateTime start =
                LocalDate.of(2020, 1, 1).plusDays(day).atStartOfDay().plusMinutes(minute);
        Instant first = start.atZone(CHICAGO).toInstant();
        // A start in a gap is given as an instant, so that its wall-clock time is the one after the gap.
        LocalDateTime wall = LocalDateTime.ofInstant(first, CHICAGO);
        RecordingRule rule = type == Type.NONE
                ? RecordingRule.ONCE
                : new RecordingRule(
                        type,
                        type != Type.WEEKLY ? Set.of() : named.isEmpty() ? Set.of(wall.getDayOfWeek()) : named,
                        end == 1 ? amount : null,
                        end == 2 ? wall.toLocalDate().plusDays(amount) : null);

        List<Instant> expected = wall.toLocalDate()
                .datesUntil(wall.toLocalDate().plusDays(6_000))
                .filter(date -> switch (type) {
                    case NONE -> date.equals(wall.toLocalDate());
                    case DAILY -> true;
                    case WEEKLY -> rule.days().contains(date.getDayOfWeek());
                    case MONTHLY -> date.getDayOfMonth() == wall.getDayOfMonth();
                })
                .limit(rule.endAfter() == null ? 6_000 : rule.endAfter())
                .filter(date -> rule.endBy() == null || !date.isAfter(rule.endBy()))
                .map(date -> date.atTime(wall.toLocalTime()).atZone(CHICAGO).toInstant())
                .limit(60)
                .toList();
        Recurrence recurrence = rule.from(first, CHICAGO, HOUR);

        assertEquals(
                expected,
                recurrence.occurrences(Instant.EPOCH, Instant.MAX, 60).list().stream()
                        .map(Occurrence::start)
                        .toList());
        assertEquals(Optional.of(rule), RecordingRule.of(recurrence));
    }
}
