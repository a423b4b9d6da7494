package io.chronolink.schedule.domain;

import static org.assertj.core.api.Assertions.assertThat;

import io.chronolink.recurrence.Recurrence;
import java.time.Duration;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PeriodDialectTest {

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
        List<Period> periods = PeriodDialect.derived(recurrence(rule, "09:05", 55), false);

        assertThat(periods)
                .allSatisfy(period -> {
                    assertThat(period.isSimple()).isTrue();
                    assertThat(period.derived()).isTrue();
                    assertThat(period.active()).isNull();
                    assertThat(period.definition().path("startTime").asText()).isEqualTo("9:05");
                    assertThat(period.definition().path("stopTime").asText()).isEqualTo("10:00");
                })
                .extracting(period -> period.definition().path("dayOfWeek").asText("")
                        + period.definition().path("dayOfMonth").asText(""))
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
    void everythingElseBecomesOneAdvancedPeriod(@org.jspecify.annotations.Nullable String rule, long minutes) {
        List<Period> periods = PeriodDialect.derived(recurrence(rule, "09:00", minutes), false);

        assertThat(periods).singleElement().satisfies(period -> assertThat(period.isSimple())
                .isFalse());
    }

    @Test
    void aWindowThatCrossesMidnightStopsOnTheNextDay() {
        Period period = PeriodDialect.derived(recurrence("FREQ=WEEKLY", "22:00", 180), false)
                .get(0);

        assertThat(period.definition().path("dayOfWeek").asText()).isEqualTo("Wednesday");
        assertThat(period.definition().path("stopTime").asText()).isEqualTo("1:00");
    }

    @Test
    void periodsOfAHeldLinkAreNotActive() {
        assertThat(PeriodDialect.derived(recurrence("FREQ=WEEKLY", "09:00", 60), true)
                        .get(0)
                        .active())
                .isFalse();
    }

    private static Recurrence recurrence(@org.jspecify.annotations.Nullable String rule, String time, long minutes) {
        return Recurrence.builder(
                        LocalDateTime.parse("2026-03-04T" + time),
                        ZoneId.of("Europe/Berlin"),
                        Duration.ofMinutes(minutes))
                .rrule(rule)
                .build();
    }
}
