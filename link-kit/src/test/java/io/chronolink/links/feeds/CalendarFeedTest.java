package io.chronolink.links.feeds;

import static org.assertj.core.api.Assertions.assertThat;

import io.chronolink.links.feeds.CalendarFeed.Entry;
import io.chronolink.recurrence.DurationKind;
import io.chronolink.recurrence.Recurrence;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CalendarFeedTest {

    private static final Instant CHANGED = Instant.parse("2026-01-02T03:04:05.678Z");

    private final CalendarFeed feed = new CalendarFeed("test-service", "Everything");

    @Test
    void timesOfAZoneComeWithItsDefinition() {
        Recurrence mondays = Recurrence.builder(
                        LocalDateTime.parse("2026-03-02T09:00:00"), ZoneId.of("Europe/Berlin"), Duration.ofMinutes(90))
                .rrule("FREQ=WEEKLY;BYDAY=MO")
                .lastStart(LocalDateTime.parse("2026-06-01T09:00:00"))
                .excludedStarts(Set.of(LocalDateTime.parse("2026-04-06T09:00:00")))
                .build();

        assertThat(lines(entry("a", mondays)))
                .containsSubsequence(
                        "BEGIN:VTIMEZONE",
                        "TZID:Europe/Berlin",
                        "END:VTIMEZONE",
                        "BEGIN:VEVENT",
                        "UID:a",
                        "DTSTAMP:20260102T030405Z",
                        "SEQUENCE:6",
                        "SUMMARY:Course",
                        "DTSTART;TZID=Europe/Berlin:20260302T090000",
                        "DURATION:PT1H30M",
                        // Nine in Berlin's summer is seven in UTC, in which UNTIL must be.
                        "RRULE:FREQ=WEEKLY;UNTIL=20260601T070000Z;BYDAY=MO",
                        "EXDATE;TZID=Europe/Berlin:20260406T090000",
                        "END:VEVENT",
                        "END:VCALENDAR");
    }

    @Test
    void eachZoneIsDefinedOnce() {
        Recurrence once = once("2026-03-02T09:00:00", "America/New_York", Duration.ofHours(1));

        assertThat(lines(entry("a", once), entry("b", once)))
                .containsOnlyOnce("BEGIN:VTIMEZONE")
                .containsOnlyOnce("TZID:America/New_York");
    }

    @Test
    void anOffsetIsAZoneToo() {
        assertThat(lines(entry("a", once("2026-03-02T09:00:00", "+02:00", Duration.ofHours(1)))))
                .contains("TZID:+02:00", "TZOFFSETTO:+0200");
    }

    @Test
    void utcNeedsNoDefinition() {
        for (String zone : List.of("UTC", "Z", "Etc/UTC")) {
            assertThat(lines(entry("a", once("2026-03-02T09:00:00", zone, Duration.ofHours(1)))))
                    .as(zone)
                    .contains("DTSTART:20260302T090000Z")
                    .doesNotContain("BEGIN:VTIMEZONE");
        }
    }

    @Test
    void wholeDaysAreDates() {
        Recurrence days = Recurrence.builder(
                        LocalDateTime.parse("2026-03-02T00:00:00"), ZoneId.of("Europe/Berlin"), Duration.ofDays(2))
                .durationKind(DurationKind.WALL_CLOCK)
                .rrule("FREQ=MONTHLY")
                .lastStart(LocalDateTime.parse("2026-12-24T10:00:00"))
                .build();

        assertThat(lines(entry("a", days)))
                .contains("DTSTART;VALUE=DATE:20260302", "DURATION:P2D", "RRULE:FREQ=MONTHLY;UNTIL=20261224")
                .doesNotContain("BEGIN:VTIMEZONE");
    }

    @Test
    void whatNeverTakesPlaceIsLeftOut() {
        Recurrence never = Recurrence.builder(
                        LocalDateTime.parse("2026-03-02T09:00:00"), ZoneId.of("UTC"), Duration.ofHours(1))
                .excludedStarts(Set.of(LocalDateTime.parse("2026-03-02T09:00:00")))
                .build();

        assertThat(lines(entry("a", never)))
                .contains("BEGIN:VCALENDAR", "END:VCALENDAR")
                .doesNotContain("BEGIN:VEVENT");
    }

    @Test
    void textIsEscapedAndFoldedAndAlwaysTheSame() {
        Recurrence once = once("2026-03-02T09:00:00", "UTC", Duration.ofHours(1));
        Entry entry = new Entry("a", "Zoë, \"x\"; \\ " + "long ".repeat(40) + "\r\nEND:VEVENT", once, CHANGED, 1);

        String text = feed.text(List.of(entry));

        assertThat(text.split("\r\n", -1)).allSatisfy(line -> assertThat(line.getBytes(StandardCharsets.UTF_8).length)
                .isLessThanOrEqualTo(75));
        assertThat(text.replace("\r\n ", ""))
                .contains("SUMMARY:Zoë\\, \"x\"\\; \\\\ long ")
                .containsOnlyOnce("\r\nEND:VEVENT");
        assertThat(feed.text(List.of(entry))).isEqualTo(text);
    }

    @ParameterizedTest
    @ValueSource(strings = {"Europe/Stockholm", "US/Eastern", "Asia/Calcutta", "Africa/Harare", "Europe/Berlin"})
    void aZoneIsDefinedUnderTheNameThatIsUsed(String zone) {
        assertThat(lines(entry("a", once("2026-03-02T09:00:00", zone, Duration.ofHours(1)))))
                .containsOnlyOnce("TZID:" + zone)
                .contains("DTSTART;TZID=" + zone + ":20260302T090000");
    }

    @Test
    void everyZoneThatJavaKnowsIsDefinedUnderItsName() {
        // The library that writes feeds adds zones of its own to Java's.
        List<String> named = ZoneId.getAvailableZoneIds().stream()
                .filter(zone -> !zone.startsWith("ical4j"))
                .filter(zone -> !ZoneId.of(zone).normalized().equals(ZoneOffset.UTC))
                .toList();

        assertThat(named).allSatisfy(zone -> assertThat(
                        lines(entry("a", once("2026-03-02T09:00:00", zone, Duration.ofHours(1)))))
                .containsOnlyOnce("TZID:" + zone)
                .contains("DTSTART;TZID=" + zone + ":20260302T090000"));
    }

    @Test
    void twoNamesOfOneZoneAreTwoDefinitions() {
        assertThat(lines(
                        entry("a", once("2026-03-02T09:00:00", "Europe/Oslo", Duration.ofHours(1))),
                        entry("b", once("2026-03-02T09:00:00", "Europe/Berlin", Duration.ofHours(1)))))
                .containsOnlyOnce("TZID:Europe/Oslo")
                .containsOnlyOnce("TZID:Europe/Berlin");
    }

    /** 02:30 does not exist in Berlin on 2027-03-28; RFC 5545 (3.3.5) reads it as 03:30, and the next day has it again. */
    @Test
    void aSeriesThatBeginsInTheGapKeepsItsTimeOfDay() {
        Recurrence daily = Recurrence.builder(
                        LocalDateTime.parse("2027-03-28T02:30:00"), ZoneId.of("Europe/Berlin"), Duration.ofMinutes(15))
                .rrule("FREQ=DAILY")
                .build();

        assertThat(lines(entry("a", daily))).contains("DTSTART;TZID=Europe/Berlin:20270328T023000");
    }

    /** In Havana the clocks skip midnight to one o'clock of 2027-03-14. */
    @Test
    void aSeriesThatBeginsInTheGapAtMidnightKeepsItsTimeOfDay() {
        Recurrence daily = Recurrence.builder(
                        LocalDateTime.parse("2027-03-14T00:10:00"), ZoneId.of("America/Havana"), Duration.ofMinutes(15))
                .rrule("FREQ=DAILY")
                .build();

        assertThat(lines(entry("a", daily))).contains("DTSTART;TZID=America/Havana:20270314T001000");
    }

    @Test
    void controlCharactersDoNotReachAFeed() {
        Recurrence once = once("2026-03-02T09:00:00", "UTC", Duration.ofHours(1));
        String name = "a\rEND:VEVENT\rBEGIN:VEVENT\rSUMMARY:x\u0000\u0007\u0085y\tz";

        String text = new CalendarFeed("test-service", name).text(List.of(new Entry("a", name, once, CHANGED, 1)));

        assertThat(text.replace("\r\n", "").chars()).noneMatch(c -> Character.isISOControl(c) && c != '\t');
        assertThat(text.lines())
                .contains("SUMMARY:a\\nEND:VEVENT\\nBEGIN:VEVENT\\nSUMMARY:x   y\tz")
                .containsOnlyOnce("BEGIN:VEVENT");
    }

    /** RFC 5545, 3.1: at most 75 octets a line, and no character in two of them. */
    @ParameterizedTest
    @ValueSource(strings = {"x", "ü", "€", "😀"})
    void linesAreFoldedByOctets(String character) {
        Recurrence once = once("2026-03-02T09:00:00", "UTC", Duration.ofHours(1));
        String name = character.repeat(200);

        String text = feed.text(List.of(new Entry("a", name, once, CHANGED, 1)));

        assertThat(text.split("\r\n", -1)).allSatisfy(line -> assertThat(line.getBytes(StandardCharsets.UTF_8).length)
                .isLessThanOrEqualTo(75));
        assertThat(text.replace("\r\n ", "")).contains("\r\nSUMMARY:" + name + "\r\n");
    }

    private static Recurrence once(String start, String zone, Duration duration) {
        return Recurrence.builder(LocalDateTime.parse(start), ZoneId.of(zone), duration)
                .build();
    }

    private static Entry entry(String uid, Recurrence recurrence) {
        return new Entry(uid, "Course", recurrence, CHANGED, 7);
    }

    private List<String> lines(Entry... entries) {
        return feed.text(List.of(entries)).lines().toList();
    }
}
