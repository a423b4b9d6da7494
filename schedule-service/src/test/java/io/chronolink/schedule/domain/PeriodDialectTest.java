package io.chronolink.schedule.domain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.chronolink.kit.web.Failure;
import io.chronolink.recurrence.ScheduleRule;
import java.time.DayOfWeek;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.Month;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The tables of docs/dialects/schedule.md#simple-periods and #advanced-periods. */
class PeriodDialectTest {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final LocalTime NINE = LocalTime.of(9, 0);
    private static final LocalTime TEN = LocalTime.of(10, 0);

    /** 2024-01-08 is a Monday. */
    private static final String MAINTENANCE = """
            {"name": "Maintenance", "startDate": "2024-01-08", "endDate": "2024-01-08", "allDay": false,
             "startTime": "22:00", "stopTime": "23:30",
             "recurrence": {"type": "weekly", "interval": 2, "daysOfWeek": ["Monday", "Thursday"], "endDate": "2024-12-31"}}
            """;

    @Test
    void aDayOfTheWeekBeginsWithTheFirstOneOf1970() {
        // The first of January 1970 was a Thursday.
        assertThat(
                        simple(
                                "{\"type\":\"Day of the week\",\"dayOfWeek\":\"Monday\",\"startTime\":\"9:00\",\"stopTime\":\"10:00\"}"))
                .isEqualTo(event("1970-01-05", "1970-01-05", NINE, TEN, ScheduleRule.weekly(Set.of(DayOfWeek.MONDAY))));
    }

    @Test
    void theOtherTypesAreEventsToo() {
        assertThat(
                        simple(
                                "{\"type\":\"Day of the month\",\"dayOfMonth\":3,\"startTime\":\"09:00\",\"stopTime\":\"10:00\"}"))
                .isEqualTo(event("1970-01-03", "1970-01-03", NINE, TEN, ScheduleRule.monthly(3)));
        assertThat(simple("{\"type\":\"Every day\",\"startTime\":\"10:00\",\"stopTime\":\"9:00\"}"))
                .isEqualTo(event("1970-01-01", "1970-01-02", TEN, NINE, ScheduleRule.daily()));
        assertThat(simple("{\"type\":\"Day of the year\",\"month\":\"May\",\"dayOfMonth\":1}"))
                .isEqualTo(new Event(
                        LocalDate.of(1970, 5, 1),
                        LocalDate.of(1970, 5, 1),
                        null,
                        null,
                        ScheduleRule.yearly(Month.MAY, 1),
                        null,
                        null));
        assertThat(simple("{\"type\":\"Date range\",\"startDate\":\"2026-12-24\",\"stopDate\":\"2026-12-26\"}"))
                .isEqualTo(new Event(
                        LocalDate.of(2026, 12, 24), LocalDate.of(2026, 12, 26), null, null, null, null, null));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"name\":\"P\",\"type\":\"Day of the week\",\"dayOfWeek\":\"Monday\",\"startTime\":\"9:45\",\"stopTime\":\"18:00\"}",
                "{\"name\":\"P\",\"type\":\"Day of the month\",\"dayOfMonth\":31,\"startTime\":\"9:45\",\"stopTime\":\"18:00\"}",
                "{\"name\":\"P\",\"type\":\"Every day\",\"startTime\":\"22:00\",\"stopTime\":\"6:00\"}",
                "{\"name\":\"P\",\"type\":\"Day of the year\",\"month\":\"May\",\"dayOfMonth\":1}",
                "{\"name\":\"P\",\"type\":\"Date range\",\"startDate\":\"2026-12-24\",\"stopDate\":\"2026-12-26\"}",
            })
    void aSimplePeriodIsShownAsItWasSent(String text) {
        assertThat(shown(PeriodDialect.SIMPLE, simple(text), "P")).isEqualTo(json(text));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"type\":\"Every day\",\"startTime\":\"9:00\",\"stopTime\":\"9:00\"}",
                "{\"type\":\"Every day\"}",
                "{\"type\":\"Every day\",\"startTime\":\"9:00:30\",\"stopTime\":\"10:00\"}",
                "{\"type\":\"Day of the week\",\"dayOfWeek\":\"Mon\",\"startTime\":\"9:00\",\"stopTime\":\"10:00\"}",
                "{\"type\":\"Day of the month\",\"dayOfMonth\":32,\"startTime\":\"9:00\",\"stopTime\":\"10:00\"}",
                "{\"type\":\"Each day\",\"startTime\":\"9:00\",\"stopTime\":\"10:00\"}",
            })
    void whatIsWrongInASimplePeriodIsRefused(String text) {
        assertThatThrownBy(() -> simple(text)).isInstanceOf(Failure.class);
    }

    @Test
    void anAdvancedPeriodIsShownAsItWasSent() {
        assertThat(shown(PeriodDialect.ADVANCED, advanced(MAINTENANCE), "Maintenance"))
                .isEqualTo(json(MAINTENANCE));
    }

    @Test
    void aStartThatDoesNotMatchMovesToTheFirstMatchAndTheEndWithIt() {
        Event moved = advanced(MAINTENANCE.replace("\"2024-01-08\"", "\"2024-01-09\""));

        assertThat(moved.startDate()).isEqualTo("2024-01-11");
        assertThat(moved.endDate()).isEqualTo("2024-01-11");
    }

    @Test
    void aMergeKeepsWhatItDoesNotName() {
        Event before = advanced(MAINTENANCE);

        Event later = PeriodDialect.ADVANCED.merge(json("{\"startDate\":\"2024-01-11\"}"), before);
        Event allDay = PeriodDialect.ADVANCED.merge(json("{\"allDay\":true}"), before);

        assertThat(later.endDate()).isEqualTo("2024-01-11");
        assertThat(later.startTime()).isEqualTo(before.startTime());
        assertThat(allDay.isAllDay()).isTrue();
        assertThat(allDay.rule()).isEqualTo(before.rule());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{\"type\":\"weekly\",\"daysOfWeek\":[\"Monday\",\"Thursday\"]}",
                "{\"type\":\"weekly\",\"interval\":2,\"daysOfWeek\":[\"Monday\"]}",
                "{\"type\":\"weekly\",\"daysOfWeek\":[\"Monday\"],\"endOccurrence\":3}",
                "{\"type\":\"monthlyByWeek\",\"dayOfWeek\":\"Monday\",\"dayOfWeekInMonth\":\"Second\"}",
            })
    void whatTheSimpleViewCannotSayNamesThePeriod(String recurrence) {
        Event event =
                advanced("{\"startDate\":\"2024-01-08\",\"startTime\":\"9:00\",\"stopTime\":\"10:00\",\"recurrence\":"
                        + recurrence + "}");

        assertThatThrownBy(() -> PeriodDialect.SIMPLE.members(new Period("Rare", event, null, false)))
                .isInstanceOf(Failure.class)
                .hasMessageContaining("\"Rare\"");
    }

    private static Event simple(String text) {
        return PeriodDialect.SIMPLE.merge(json(text), null);
    }

    private static Event advanced(String text) {
        return PeriodDialect.ADVANCED.merge(json(text), null);
    }

    private static JsonNode shown(PeriodDialect dialect, Event event, String name) {
        return JSON.valueToTree(dialect.members(new Period(name, event, null, false)));
    }

    private static Event event(String start, String end, LocalTime from, LocalTime to, ScheduleRule rule) {
        return new Event(LocalDate.parse(start), LocalDate.parse(end), from, to, rule, null, null);
    }

    private static JsonNode json(String text) {
        try {
            return JSON.readTree(text);
        } catch (JsonProcessingException e) {
            throw new AssertionError(e);
        }
    }
}
