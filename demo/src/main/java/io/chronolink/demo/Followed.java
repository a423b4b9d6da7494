package io.chronolink.demo;

import static io.chronolink.events.Service.RECORDING;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.TextStyle;
import java.util.Locale;

/** Whether all services have the times of a series. */
record Followed(Api api, Questions questions, Report report) {

    private static final DateTimeFormatter CLOCK_TIME = DateTimeFormatter.ofPattern("H:mm");
    private static final DateTimeFormatter PERIOD_TIME = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss");

    /** Asks all four services whether they have the times of a series. */
    void check(Series one) {
        String weekday = one.weekday().getDisplayName(TextStyle.FULL, Locale.ENGLISH);
        JsonNode periods = questions.periods(one);
        if (one.weekInterval() == 1) {
            report.check(
                    periods.size() == 1
                            && periods.at("/0/dayOfWeek").asText().equals(weekday)
                            && periods.at("/0/startTime").asText().equals(CLOCK_TIME.format(one.start()))
                            && periods.at("/0/stopTime").asText().equals(CLOCK_TIME.format(one.end()))
                            && periods.at("/0/derived").asBoolean(),
                    "%s: the schedule has %s instead of %s %s to %s",
                    one.eventId(),
                    periods,
                    weekday,
                    one.start(),
                    one.end());
        }
        JsonNode recording = api.call(RECORDING, "GET", "/api/v3/schedule/" + questions.recording(one), null)
                .body()
                .path("data");
        report.check(
                recording.path("start_at").asLong() == one.firstStart().getEpochSecond()
                        && recording.path("duration").asLong() == one.duration().toSeconds(),
                "%s: the recording starts at %s for %s s instead of %d for %d s",
                one.eventId(),
                recording.path("start_at"),
                recording.path("duration"),
                one.firstStart().getEpochSecond(),
                one.duration().toSeconds());
        Instant validFrom =
                instant(questions.information(one).path("valid_from").asText());
        report.check(
                validFrom.equals(one.firstStart()),
                "%s: the information is valid from %s instead of %s",
                one.eventId(),
                validFrom,
                one.firstStart());
        report.check(
                questions.periodEnd(one).equals(period(lastEnd(one))),
                "%s: the link is valid until %s instead of %s",
                one.eventId(),
                questions.periodEnd(one),
                period(lastEnd(one)));
    }

    static Instant lastEnd(Series one) {
        return one.lastStart().plus(one.duration());
    }

    /** As the period API writes it: in UTC. */
    static String period(Instant instant) {
        return PERIOD_TIME.format(instant.atOffset(ZoneOffset.UTC));
    }

    /** With an offset or, as the dialect also writes it, without one: then it is UTC. */
    private static Instant instant(String text) {
        return text.endsWith("Z") || text.matches(".*[+-]\\d\\d:\\d\\d$")
                ? OffsetDateTime.parse(text).toInstant()
                : LocalDateTime.parse(text).toInstant(ZoneOffset.UTC);
    }
}
