package io.chronolink.schedule.domain;

import static org.assertj.core.api.Assertions.assertThat;

import io.chronolink.recurrence.Interval;
import io.chronolink.recurrence.ScheduleRule;
import io.chronolink.schedule.domain.Opening.Window;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.Month;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TimeZone;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OpeningTest {

    private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");
    private static final Instant BEGIN = Instant.parse("2026-01-01T00:00:00Z");
    private static final int MINUTES = 2 * 365 * 24 * 60;

    private final TimeZone zoneOfTheJvm = TimeZone.getDefault();

    @AfterEach
    void restore() {
        TimeZone.setDefault(zoneOfTheJvm);
    }

    /** A period of the brute-force model: which local days it starts on, from when to when. */
    private record Daily(String name, Predicate<LocalDate> days, LocalTime start, LocalTime stop) {

        /** Whether it contains an instant: that of today and, where it crosses midnight, that of yesterday. */
        boolean contains(Instant instant) {
            LocalDate today = instant.atZone(BERLIN).toLocalDate();
            return List.of(today, today.minusDays(1)).stream().anyMatch(day -> {
                LocalDate end = stop.isAfter(start) ? day : day.plusDays(1);
                return days.test(day)
                        && !instant.isBefore(day.atTime(start).atZone(BERLIN).toInstant())
                        && instant.isBefore(end.atTime(stop).atZone(BERLIN).toInstant());
            });
        }
    }

    /** Each minute of two years, with both changes of the clocks in each, against a model that knows only java.time. */
    @ParameterizedTest
    @CsvSource({"1,Asia/Dubai", "2,Asia/Dubai", "3,America/New_York", "4,America/New_York"})
    void anyInstantIsAsInABruteForceModel(long seed, String zoneOfTheJvm) {
        TimeZone.setDefault(TimeZone.getTimeZone(zoneOfTheJvm));
        Random random = new Random(seed);
        List<Daily> dailies = new ArrayList<>();
        List<Window> base = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            add(i % 2 == 0 ? weekly(random) : monthly(random), "P" + i, random, dailies, base);
        }
        List<Daily> resting = new ArrayList<>();
        List<Window> calendars = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            ScheduleRule rule = ScheduleRule.yearly(Month.of(1 + random.nextInt(12)), 1 + random.nextInt(28));
            add(rule, "H" + i, random, resting, calendars);
        }
        List<List<Interval>> valid = List.of(
                List.of(
                        Interval.between(Instant.MIN, BEGIN.plus(Duration.ofDays(100))),
                        Interval.between(BEGIN.plus(Duration.ofDays(110)), BEGIN.plus(Duration.ofDays(500)))),
                List.of(Interval.between(BEGIN.plus(Duration.ofDays(20)), Instant.MAX)));

        // Names of what is open, minute by minute; null where it is closed.
        boolean[] open = new boolean[MINUTES];
        for (int minute = 0; minute < MINUTES; minute++) {
            Instant at = at(minute);
            open[minute] = dailies.stream().anyMatch(daily -> daily.contains(at))
                    && resting.stream().noneMatch(daily -> daily.contains(at))
                    && valid.stream().allMatch(list -> list.stream().anyMatch(interval -> interval.contains(at)));
        }
        for (int i = 0; i < 1_500; i++) {
            int minute = random.nextInt(MINUTES);
            Instant at = at(minute);
            Opening opening = Opening.at(at, base, calendars, valid);

            int until = open[minute] ? change(open, minute, false) : minute;
            int next = change(open, until, true);
            assertThat(opening.open()).as("open at %s", at).isEqualTo(open[minute]);
            if (open[minute] && until < MINUTES) {
                assertThat(opening.until()).as("until at %s", at).isEqualTo(at(until));
            }
            if (!open[minute]) {
                assertThat(opening.until()).isNull();
            }
            if (next < MINUTES) {
                assertThat(opening.next()).as("next at %s", at).isEqualTo(at(next));
            }
            assertThat(opening.by()).as("by at %s", at).isEqualTo(by(at, open[minute], dailies, resting));
        }
    }

    private static @Nullable String by(Instant at, boolean open, List<Daily> base, List<Daily> calendars) {
        String running = first(at, base);
        return open ? running : running == null ? null : first(at, calendars);
    }

    private static @Nullable String first(Instant at, List<Daily> dailies) {
        return dailies.stream()
                .filter(daily -> daily.contains(at))
                .map(Daily::name)
                .findFirst()
                .orElse(null);
    }

    private static int change(boolean[] open, int from, boolean wanted) {
        int minute = from;
        while (minute < MINUTES && open[minute] != wanted) {
            minute++;
        }
        return minute;
    }

    private static Instant at(int minute) {
        return BEGIN.plus(Duration.ofMinutes(minute));
    }

    private static ScheduleRule weekly(Random random) {
        return ScheduleRule.weekly(Set.of(DayOfWeek.of(1 + random.nextInt(7))));
    }

    private static ScheduleRule monthly(Random random) {
        return ScheduleRule.monthly(1 + random.nextInt(31));
    }

    private static void add(ScheduleRule rule, String name, Random random, List<Daily> model, List<Window> windows) {
        // Around two and three o'clock, when the clocks change, and across midnight.
        LocalTime start = LocalTime.of(random.nextInt(24), 15 * random.nextInt(4));
        LocalTime stop = start.plusMinutes(15L * (1 + random.nextInt(90)));
        model.add(new Daily(
                name,
                day -> (rule.days().isEmpty() || rule.days().contains(day.getDayOfWeek()))
                        && (rule.dayOfMonth() == null || rule.dayOfMonth() == day.getDayOfMonth())
                        && (rule.month() == null || rule.month() == day.getMonth()),
                start,
                stop));
        LocalDate end = stop.isAfter(start) ? Event.ALWAYS : Event.ALWAYS.plusDays(1);
        windows.add(new Window(
                name,
                new Event(Event.ALWAYS, end, start, stop, rule, null, null)
                        .checked()
                        .recurrence(BERLIN)));
    }

    @Test
    void touchingPeriodsAreOneOpening() {
        Opening opening = Opening.at(
                Instant.parse("2026-01-05T09:30:00Z"),
                List.of(daily("Morning", 9, 12), daily("Afternoon", 12, 17), daily("Late", 16, 18)),
                List.of(),
                List.of());

        assertThat(opening)
                .isEqualTo(new Opening(
                        true, "Morning", Instant.parse("2026-01-05T17:00:00Z"), Instant.parse("2026-01-06T08:00:00Z")));
    }

    @Test
    void whatNeverClosesHasNoEnd() {
        List<Window> always = List.of(daily("Day", 6, 18), daily("Night", 18, 6));

        assertThat(Opening.at(BEGIN, always, List.of(), List.of())).isEqualTo(new Opening(true, "Night", null, null));
    }

    @Test
    void whatNeverOpensHasNoNext() {
        assertThat(Opening.at(BEGIN, List.of(), List.of(), List.of())).isEqualTo(new Opening(false, null, null, null));
        // Each opening is covered by the calendar's day, for ever.
        Opening covered = Opening.at(
                Instant.parse("2026-01-05T09:30:00Z"),
                List.of(daily("Day", 9, 12)),
                List.of(daily("Closed", 8, 13)),
                List.of());
        assertThat(covered).isEqualTo(new Opening(false, "Closed", null, null));
        assertThat(Opening.at(BEGIN, List.of(daily("Day", 0, 23)), List.of(), List.of(List.of())))
                .isEqualTo(new Opening(false, null, null, null));
    }

    private static Window daily(String name, int start, int stop) {
        LocalDate end = stop > start ? Event.ALWAYS : Event.ALWAYS.plusDays(1);
        return new Window(
                name,
                ScheduleRule.daily()
                        .from(
                                Event.ALWAYS.atTime(start, 0),
                                BERLIN,
                                Duration.between(
                                        Event.ALWAYS.atTime(start, 0), LocalDateTime.of(end, LocalTime.of(stop, 0)))));
    }
}
