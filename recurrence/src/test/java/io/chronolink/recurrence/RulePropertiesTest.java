package io.chronolink.recurrence;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.chronolink.recurrence.PlainCalendar.WeekdayOfPeriod;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

/** Rules of every kind against a plain calendar, and what follows from their dates against java.time. */
class RulePropertiesTest {

    private static final int DAYS = 4_000;

    /** A recurrence with the windows that it must have in the {@link #DAYS} days from its start. */
    record Example(Recurrence recurrence, List<Occurrence> occurrences) {

        List<Interval> windows() {
            return occurrences.stream().map(Occurrence::interval).toList();
        }

        Instant horizon() {
            return recurrence
                    .start()
                    .plusDays(DAYS - 10)
                    .minus(recurrence.duration())
                    .atZone(recurrence.zone())
                    .toInstant();
        }
    }

    @Provide
    Arbitrary<PlainCalendar> rules() {
        return Arbitraries.of("DAILY", "WEEKLY", "MONTHLY", "YEARLY").flatMap(RulePropertiesTest::rules);
    }

    private static Arbitrary<PlainCalendar> rules(String freq) {
        boolean numbered = freq.equals("MONTHLY") || freq.equals("YEARLY");
        Arbitrary<WeekdayOfPeriod> weekday = Combinators.combine(
                        numbered ? Arbitraries.of(0, 0, 1, 2, 5, -1, -2) : Arbitraries.just(0),
                        Arbitraries.of(DayOfWeek.class))
                .as(WeekdayOfPeriod::new);
        Arbitrary<Set<Integer>> none = Arbitraries.just(Set.of());
        Arbitrary<Integer> days = Arbitraries.frequencyOf(
                Tuple.of(4, Arbitraries.integers().between(1, 31)),
                Tuple.of(1, Arbitraries.integers().between(-31, -1)));
        Arbitrary<Integer> yearDays = Arbitraries.of(1, 59, 60, 61, 200, 365, 366, -1, -366);
        return Combinators.combine(
                        Arbitraries.integers().between(1, 5),
                        mostlyEmpty(Arbitraries.integers().between(1, 12)),
                        freq.equals("YEARLY") ? mostlyEmpty(yearDays) : none,
                        freq.equals("WEEKLY") ? none : mostlyEmpty(days),
                        mostlyEmpty(weekday),
                        mostlyEmpty(Arbitraries.of(1, 2, 3, 5, -1, -2)),
                        Arbitraries.of(DayOfWeek.class))
                .as((interval, months, yearly, monthly, weekdays, positions, weekStart) -> new PlainCalendar(
                        freq,
                        interval,
                        months,
                        weekdays.isEmpty() ? yearly : Set.of(),
                        monthly,
                        weekdays,
                        yearly.isEmpty() && monthly.isEmpty() && weekdays.isEmpty() ? Set.of() : positions,
                        weekStart));
    }

    @Provide
    Arbitrary<PlainCalendar> computedRules() {
        return rules().map(rule -> new PlainCalendar(
                rule.freq(),
                rule.interval(),
                Set.of(),
                Set.of(),
                rule.freq().equals("MONTHLY")
                        ? rule.monthDays().stream().map(Math::abs).collect(Collectors.toSet())
                        : Set.of(),
                rule.freq().equals("WEEKLY") ? rule.weekdays() : Set.of(),
                Set.of(),
                rule.weekStart()));
    }

    private static <T> Arbitrary<Set<T>> mostlyEmpty(Arbitrary<T> values) {
        return Arbitraries.oneOf(
                Arbitraries.just(Set.of()), values.set().ofMinSize(1).ofMaxSize(4));
    }

    @Provide
    Arbitrary<LocalDate> starts() {
        return Arbitraries.integers().between(0, 20_000).map(day -> LocalDate.of(1990, 1, 1)
                .plusDays(day));
    }

    /** Zones with changes of an hour, of half an hour and of three hours. */
    @Provide
    Arbitrary<ZoneId> zones() {
        return Arbitraries.of("Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Antarctica/Casey")
                .map(ZoneId::of);
    }

    @Provide
    Arbitrary<Example> examples() {
        Arbitrary<LocalDateTime> starts = Combinators.combine(
                        Arbitraries.integers().between(0, 6_000),
                        Arbitraries.oneOf(
                                Arbitraries.integers().between(0, 4 * 60),
                                Arbitraries.integers().between(0, 24 * 60 - 1)))
                .as((day, minute) ->
                        LocalDate.of(2005, 1, 1).plusDays(day).atStartOfDay().plusMinutes(minute));
        return Combinators.combine(
                        rules(),
                        starts,
                        zones(),
                        Arbitraries.of(DurationKind.class),
                        Arbitraries.oneOf(
                                Arbitraries.integers().between(0, 300),
                                Arbitraries.integers().between(0, 5_000)),
                        Arbitraries.of("", "COUNT", "UNTIL", "UNTIL", "LAST"),
                        Arbitraries.integers().between(1, 40),
                        Arbitraries.integers().between(0, 40).set().ofMaxSize(3))
                .as(RulePropertiesTest::example)
                .filter(Optional::isPresent)
                .map(Optional::orElseThrow);
    }

    /** Nothing where the plain calendar has no date near enough to be sure of. */
    private static Optional<Example> example(
            PlainCalendar rule,
            LocalDateTime start,
            ZoneId zone,
            DurationKind kind,
            int minutes,
            String end,
            int count,
            Set<Integer> excluded) {
        LocalDate first = start.toLocalDate();
        List<LocalDate> dates = rule.dates(first, first.plusDays(DAYS));
        if (isMaybeRefused(rule, first, dates) || !end.isEmpty() && dates.size() < count) {
            return Optional.empty();
        }
        List<LocalDateTime> locals =
                dates.stream().map(day -> day.atTime(start.toLocalTime())).toList();
        LocalDateTime last = end.isEmpty() ? locals.get(locals.size() - 1) : locals.get(count - 1);
        Set<LocalDateTime> without = excluded.stream()
                .filter(index -> index < locals.size())
                .map(locals::get)
                .collect(Collectors.toSet());
        String text = rule.rule()
                + switch (end) {
                    case "COUNT" -> ";COUNT=" + count;
                    case "UNTIL" -> ";UNTIL=" + last.toLocalDate().toString().replace("-", "");
                    default -> "";
                };
        Recurrence recurrence = Recurrence.builder(start, zone, Duration.ofMinutes(minutes))
                .durationKind(kind)
                .rrule(text)
                .lastStart(end.equals("LAST") ? last : null)
                .excludedStarts(without)
                .build();
        List<Occurrence> occurrences = IntStream.range(0, locals.size())
                .filter(index -> !locals.get(index).isAfter(last) && !without.contains(locals.get(index)))
                .mapToObj(index -> new Occurrence(index, window(locals.get(index), recurrence)))
                .toList();
        return Optional.of(new Example(recurrence, occurrences));
    }

    private static Interval window(LocalDateTime local, Recurrence recurrence) {
        ZoneId zone = recurrence.zone();
        Duration duration = recurrence.duration();
        Instant start = local.atZone(zone).toInstant();
        if (recurrence.durationKind() == DurationKind.ELAPSED) {
            return new Interval(start, start.plus(duration));
        }
        Instant end = local.plus(duration).atZone(zone).toInstant();
        // A start that a gap moved over its own end takes the end along, by the wall clock of the moved start.
        return end.isAfter(start) || duration.isZero()
                ? new Interval(start, end)
                : new Interval(
                        start,
                        LocalDateTime.ofInstant(start, zone)
                                .plus(duration)
                                .atZone(zone)
                                .toInstant());
    }

    @Property(tries = 600, edgeCases = EdgeCasesMode.NONE)
    void theDatesOfARuleAreThoseOfThePlainCalendar(
            @ForAll("rules") PlainCalendar rule, @ForAll("starts") LocalDate start) {
        List<LocalDate> expected = rule.dates(start, start.plusDays(DAYS));
        Recurrence.Builder builder = Recurrence.builder(start.atStartOfDay(), ZoneOffset.UTC, Duration.ofHours(1))
                .rrule(rule.rule());

        if (isMaybeRefused(rule, start, expected)) {
            // It may match later, or be refused as one that never does; it must not match before.
            assertEquals(
                    List.of(),
                    firstOrNone(builder)
                            .filter(first -> !first.isAfter(start.plusDays(DAYS)))
                            .filter(first -> !expected.contains(first))
                            .stream()
                            .toList());
        } else {
            Occurrences found = builder.build()
                    .occurrences(
                            Instant.EPOCH.minus(Duration.ofDays(10_000)),
                            start.plusDays(DAYS + 1).atStartOfDay().toInstant(ZoneOffset.UTC),
                            DAYS + 1);
            assertEquals(
                    expected,
                    found.list().stream()
                            .map(occurrence ->
                                    occurrence.start().atOffset(ZoneOffset.UTC).toLocalDate())
                            .toList());
        }
    }

    /** A daily rule that matches nothing for a thousand steps may pass for one that never does. */
    private static boolean isMaybeRefused(PlainCalendar rule, LocalDate start, List<LocalDate> dates) {
        return dates.isEmpty()
                || rule.freq().equals("DAILY") && dates.get(0).isAfter(start.plusDays(1_000L * rule.interval()));
    }

    private static Optional<LocalDate> firstOrNone(Recurrence.Builder builder) {
        try {
            return builder.build().firstStart().map(first -> first.atOffset(ZoneOffset.UTC)
                    .toLocalDate());
        } catch (InvalidRecurrenceException neverMatches) {
            return Optional.empty();
        }
    }

    @Property(tries = 150, edgeCases = EdgeCasesMode.NONE)
    void everyQuestionHasTheAnswerOfAnEnumeration(
            @ForAll("examples") Example example,
            @ForAll @Size(10) List<@IntRange(min = -100_000, max = 5_500_000) Integer> minutes) {
        Recurrence recurrence = example.recurrence();
        List<Interval> windows = example.windows();
        Instant start = recurrence.start().atZone(recurrence.zone()).toInstant();
        List<Instant> questions = new ArrayList<>();
        minutes.forEach(minute -> questions.add(start.plusSeconds(60L * minute)));
        windows.stream().limit(8).forEach(window -> {
            questions.add(window.startInclusive());
            questions.add(window.endExclusive());
            questions.add(window.endExclusive().minusNanos(1));
        });

        for (Instant at : questions) {
            if (recurrence.isUnbounded() && at.isAfter(example.horizon())) {
                continue;
            }
            Optional<Interval> active =
                    windows.stream().filter(window -> window.contains(at)).findFirst();
            assertEquals(active.isPresent(), recurrence.activeAt(at));
            assertEquals(active, recurrence.occurrenceAt(at).map(Occurrence::interval));
            Optional<Interval> next = windows.stream()
                    .filter(window -> window.startInclusive().isAfter(at))
                    .findFirst();
            if (next.isPresent() || !recurrence.isUnbounded()) {
                assertEquals(next, recurrence.next(at).map(Occurrence::interval));
            }
        }
    }

    @Property(tries = 200, edgeCases = EdgeCasesMode.NONE)
    void firstAndLastAreThoseOfAnEnumeration(@ForAll("examples") Example example) {
        Recurrence recurrence = example.recurrence();
        List<Interval> windows = example.windows();

        if (!recurrence.isUnbounded() || !windows.isEmpty()) {
            assertEquals(windows.stream().map(Interval::startInclusive).findFirst(), recurrence.firstStart());
        }
        assertEquals(
                recurrence.isUnbounded() || windows.isEmpty()
                        ? Optional.empty()
                        : Optional.of(windows.get(windows.size() - 1).endExclusive()),
                recurrence.lastEnd());
    }

    @Property(tries = 300, edgeCases = EdgeCasesMode.NONE)
    void aListIsTheNumberedOverlappingWindowsUpToItsLimit(
            @ForAll("examples") Example example,
            @ForAll @IntRange(min = -100_000, max = 2_000_000) int fromMinute,
            @ForAll @IntRange(min = 1, max = 500_000) int lengthMinutes,
            @ForAll @IntRange(min = 0, max = 20) int limit) {
        Recurrence recurrence = example.recurrence();
        Instant from = recurrence.start().atZone(recurrence.zone()).toInstant().plusSeconds(60L * fromMinute);
        Instant to = from.plusSeconds(60L * lengthMinutes);

        List<Occurrence> expected = example.occurrences().stream()
                .filter(occurrence -> occurrence.interval().isEmpty()
                        ? !occurrence.start().isBefore(from)
                                && occurrence.start().isBefore(to)
                        : occurrence.interval().overlaps(new Interval(from, to)))
                .toList();
        Occurrences found = recurrence.occurrences(from, to, limit);

        assertEquals(expected.subList(0, Math.min(limit, expected.size())), found.list());
        assertEquals(expected.size() > limit, found.truncated());
    }

    @Property(tries = 300, edgeCases = EdgeCasesMode.NONE)
    void theComputedDatesAreThoseOfTheLibrary(
            @ForAll("computedRules") PlainCalendar rule,
            @ForAll("starts") LocalDate start,
            @ForAll @IntRange(min = -100, max = 3_000) int later) {
        CheckedRule checked = CheckedRule.parse(rule.rule());
        DateSequence computed = Objects.requireNonNull(ArithmeticDates.of(checked.rule(), start));
        DateSequence searched = new LibRecurDates(checked.rule(), start);
        long day = start.toEpochDay() + later;

        assertEquals(first(searched.from(day)), first(computed.from(day)));
        assertEquals(searched.countBefore(day), computed.countBefore(day));
    }

    private static List<Long> first(DateSequence.Cursor cursor) {
        return IntStream.range(0, 40).mapToObj(i -> cursor.next()).toList();
    }

    @Property(tries = 2_000, edgeCases = EdgeCasesMode.NONE)
    void textThatIsNoRuleIsRefusedAndNothingElseHappens(@ForAll("texts") String text) {
        LocalDateTime start = LocalDate.of(2026, 1, 1).atTime(LocalTime.NOON);
        try {
            Recurrence recurrence = Recurrence.builder(start, ZoneOffset.UTC, Duration.ofHours(1))
                    .rrule(text)
                    .build();
            recurrence.occurrences(Instant.MIN, Instant.MAX, 3);
            recurrence.lastEnd();
        } catch (InvalidRecurrenceException refused) {
            assertEquals("rrule", refused.field());
        }
    }

    @Provide
    Arbitrary<String> texts() {
        Arbitrary<String> names = Arbitraries.of(
                "FREQ",
                "INTERVAL",
                "COUNT",
                "UNTIL",
                "BYDAY",
                "BYMONTH",
                "BYMONTHDAY",
                "BYYEARDAY",
                "BYSETPOS",
                "BYWEEKNO",
                "BYHOUR",
                "WKST",
                "RSCALE",
                "SKIP",
                "X",
                "");
        Arbitrary<String> values = Arbitraries.oneOf(
                Arbitraries.of(
                        "DAILY",
                        "WEEKLY",
                        "MONTHLY",
                        "YEARLY",
                        "HOURLY",
                        "MO,TU",
                        "-1FR",
                        "99MO",
                        "0",
                        "1",
                        "-1",
                        "31",
                        "366",
                        "2147483648",
                        "20260230",
                        "99999999",
                        "20270101T256199Z",
                        "20270101T000000",
                        "1,2,3",
                        "5L",
                        "GREGORIAN",
                        "FORWARD",
                        "",
                        "="),
                Arbitraries.strings().ofMaxLength(8));
        Arbitrary<String> parts = Combinators.combine(names, values).as((name, value) -> name + "=" + value);
        return Combinators.combine(
                        Arbitraries.of("FREQ=DAILY;", "FREQ=WEEKLY;", "FREQ=MONTHLY;", "FREQ=YEARLY;", ""),
                        parts.list().ofMaxSize(4))
                .as((freq, list) -> freq + String.join(";", list));
    }
}
