package io.chronolink.schedule.domain;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.chronolink.recurrence.Recurrence;
import java.time.Duration;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DerivedPeriodsTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                // 2026-03-04 is a Wednesday.
                "FREQ=WEEKLY|Wednesday",
                "FREQ=WEEKLY;BYDAY=WE|Wednesday",
                "FREQ=WEEKLY;WKST=MO;BYDAY=FR,MO;COUNT=9|Monday,Friday",
                "FREQ=MONTHLY|4",
                "FREQ=MONTHLY;BYMONTHDAY=31,1,15|1,15,31",
            })
    void rulesThatTheSimpleApiKnowsBecomeSimplePeriods(String rule, String days) {
        List<Period> periods = DerivedPeriods.of(recurrence(rule, "09:05", 55), false);

        assertThat(periods).allSatisfy(period -> {
            assertThat(SimpleDialect.obstacle(period)).isNull();
            assertThat(PeriodDialect.SIMPLE.members(period))
                    .containsEntry("derived", true)
                    .doesNotContainKey("active");
            assertThat(text(period, "startTime")).isEqualTo("9:05");
            assertThat(text(period, "stopTime")).isEqualTo("10:00");
        });
        assertThat(periods)
                .extracting(period -> text(period, "dayOfWeek") + text(period, "dayOfMonth"))
                .containsExactly(days.split(","));
        assertThat(periods.stream().map(Period::name).distinct()).hasSize(periods.size());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            nullValues = "null",
            value = {
                "null|60",
                "FREQ=DAILY|60",
                "FREQ=WEEKLY;INTERVAL=2;BYDAY=WE|60",
                "FREQ=MONTHLY;BYDAY=2TU|60",
                "FREQ=MONTHLY;BYMONTHDAY=-1|60",
                "FREQ=YEARLY;BYMONTH=3;BYMONTHDAY=4|60",
                // A whole day has no time at which it stops.
                "FREQ=WEEKLY|1440",
            })
    void everythingElseBecomesOneAdvancedPeriod(@Nullable String rule, long minutes) {
        List<Period> periods = DerivedPeriods.of(recurrence(rule, "09:00", minutes), false);

        assertThat(periods).singleElement().satisfies(period -> {
            assertThat(SimpleDialect.obstacle(period)).isNotNull();
            assertThat(period.name()).isEqualTo("derived: rule");
        });
    }

    @Test
    void aWindowThatCrossesMidnightStopsOnTheNextDay() {
        Period period = DerivedPeriods.of(recurrence("FREQ=WEEKLY", "22:00", 180), false)
                .get(0);

        assertThat(text(period, "dayOfWeek")).isEqualTo("Wednesday");
        assertThat(text(period, "stopTime")).isEqualTo("1:00");
    }

    @Test
    void periodsOfAHeldLinkAreNotActive() {
        assertThat(DerivedPeriods.of(recurrence("FREQ=WEEKLY", "09:00", 60), true)
                        .get(0)
                        .active())
                .isFalse();
    }

    /** What the advanced API shows of each kind of rule: 2026-03-04 is the first Wednesday of March. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            nullValues = "null",
            value = {
                "null|60|{'startDate':'2026-03-04','endDate':'2026-03-04','allDay':false,'startTime':'9:00','stopTime':'10:00','timeZone':'Europe/Berlin'}",
                "null|2880|{'startDate':'2026-03-04','endDate':'2026-03-06','allDay':false,'startTime':'9:00','stopTime':'9:00','timeZone':'Europe/Berlin'}",
                "FREQ=DAILY;COUNT=3|60|{'startDate':'2026-03-04','endDate':'2026-03-04','allDay':false,'startTime':'9:00','stopTime':'10:00','timeZone':'Europe/Berlin','recurrence':{'type':'daily','interval':1,'endOccurrence':3}}",
                "FREQ=WEEKLY;INTERVAL=2;BYDAY=WE,MO|60|{'startDate':'2026-03-04','endDate':'2026-03-04','allDay':false,'startTime':'9:00','stopTime':'10:00','timeZone':'Europe/Berlin','recurrence':{'type':'weekly','interval':2,'daysOfWeek':['Monday','Wednesday']}}",
                "FREQ=MONTHLY;BYDAY=-1TU|60|{'startDate':'2026-03-31','endDate':'2026-03-31','allDay':false,'startTime':'9:00','stopTime':'10:00','timeZone':'Europe/Berlin','recurrence':{'type':'monthlyByWeek','interval':1,'dayOfWeek':'Tuesday','dayOfWeekInMonth':'Last'}}",
                "FREQ=MONTHLY;BYMONTHDAY=-1|60|{'startDate':'2026-03-31','endDate':'2026-03-31','allDay':false,'startTime':'9:00','stopTime':'10:00','timeZone':'Europe/Berlin','recurrence':{'type':'rule','rrule':'FREQ=MONTHLY;BYMONTHDAY=-1'}}",
                "FREQ=YEARLY;BYMONTH=3;BYMONTHDAY=4|60|{'startDate':'2026-03-04','endDate':'2026-03-04','allDay':false,'startTime':'9:00','stopTime':'10:00','timeZone':'Europe/Berlin','recurrence':{'type':'yearlyByDay','interval':1,'dayOfMonth':4,'month':'March'}}",
            })
    void theAdvancedApiShowsEveryKindOfRule(@Nullable String rule, long minutes, String json) throws Exception {
        Period period =
                DerivedPeriods.of(recurrence(rule, "09:00", minutes), false).get(0);

        assertThat(AdvancedDialect.json(period.event())).isEqualTo(JSON.readTree(json.replace('\'', '"')));
        assertThat(AdvancedDialect.event(AdvancedDialect.json(period.event()))).isEqualTo(period.event());
    }

    @Test
    void theDaysOfARuleThatEndsEndWithIt() {
        // Monday 9, Friday 13, Monday 16 March.
        List<Period> periods = DerivedPeriods.of(recurrence("FREQ=WEEKLY;BYDAY=MO,FR;COUNT=4", "09:00", 60), false);

        assertThat(periods)
                .extracting(period -> period.event().startDate().toString())
                .containsExactly("2026-03-09", "2026-03-06");
        assertThat(periods)
                .extracting(
                        period -> Objects.requireNonNull(period.event().rule()).endDate())
                .containsOnly(LocalDate.parse("2026-03-16"));
        assertThat(DerivedPeriods.of(recurrence("FREQ=WEEKLY;BYDAY=MO,FR;COUNT=1", "09:00", 60), false))
                .extracting(Period::name)
                .containsExactly("derived: Friday");
    }

    @Test
    void aRuleOfWholeDaysIsAllDay() {
        Event event = DerivedPeriods.of(recurrence("FREQ=WEEKLY", "00:00", 1_440), false)
                .get(0)
                .event();

        assertThat(event.isAllDay()).isTrue();
        assertThat(event.endDate()).isEqualTo(event.startDate());
    }

    private static final ObjectMapper JSON = new ObjectMapper();

    private static String text(Period period, String member) {
        return PeriodDialect.SIMPLE.members(period).get(member) instanceof JsonNode value ? value.asText() : "";
    }

    private static Recurrence recurrence(@Nullable String rule, String time, long minutes) {
        return Recurrence.builder(
                        LocalDateTime.parse("2026-03-04T" + time),
                        ZoneId.of("Europe/Berlin"),
                        Duration.ofMinutes(minutes))
                .rrule(rule)
                .build();
    }
}
