package io.chronolink.recording.domain;

import static org.assertj.core.api.Assertions.assertThat;

import io.chronolink.recurrence.Interval;
import io.chronolink.recurrence.RecordingRule;
import io.chronolink.recurrence.RecordingRule.Type;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** A lecture on Mondays at ten in Berlin, over the change of clocks of 29 March 2026. */
class SeriesTest {

    private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");
    private static final Duration HOUR = Duration.ofHours(1);
    private static final Instant MARCH_23 = Instant.parse("2026-03-23T09:00:00Z");
    private static final Instant MARCH_30 = Instant.parse("2026-03-30T08:00:00Z");
    private static final Instant APRIL_6 = Instant.parse("2026-04-06T08:00:00Z");

    private final Series mondays = series(new RecordingRule(Type.WEEKLY, Set.of(), 3, null));

    @Test
    void recordingsKeepTheirTimeOfDayByTheWallClock() {
        assertThat(mondays.starting(MARCH_23, MARCH_23.plus(Duration.ofDays(100))))
                .containsExactly(hour(MARCH_23), hour(MARCH_30), hour(APRIL_6));
    }

    @Test
    void theEndOfATimeIsNoPartOfIt() {
        assertThat(mondays.starting(MARCH_23, MARCH_30)).containsExactly(hour(MARCH_23));
        assertThat(mondays.starting(MARCH_23.plusNanos(1), MARCH_30.plusNanos(1)))
                .containsExactly(hour(MARCH_30));
    }

    @Test
    void instancesThatWereDeletedAreNoneAndStillCount() {
        Series left = new Series(mondays.recurrence(), LocalDate.of(2026, 3, 23));

        assertThat(left.starting(MARCH_23, APRIL_6.plusSeconds(1))).containsExactly(hour(MARCH_30), hour(APRIL_6));
        assertThat(left.next(Instant.EPOCH).orElseThrow().start()).isEqualTo(MARCH_30);
        assertThat(left.next(APRIL_6)).isEmpty();
    }

    @Test
    void whatRunsIsShownOrElseWhatComesNextOrElseTheFirst() {
        assertThat(mondays.shownAt(Instant.EPOCH)).isEqualTo(hour(MARCH_23));
        assertThat(mondays.shownAt(MARCH_23.plusSeconds(3599))).isEqualTo(hour(MARCH_23));
        assertThat(mondays.shownAt(MARCH_23.plusSeconds(3600))).isEqualTo(hour(MARCH_30));
        assertThat(mondays.shownAt(APRIL_6.plusSeconds(3600))).isEqualTo(hour(MARCH_23));
    }

    @Test
    void aRunningInstanceThatWasDeletedIsNotShown() {
        Series left = new Series(mondays.recurrence(), LocalDate.of(2026, 3, 23));

        assertThat(left.shownAt(MARCH_23.plusSeconds(60))).isEqualTo(hour(MARCH_30));
    }

    @Test
    void inAnotherZoneTheFirstStartStaysAndTheOthersKeepItsTimeOfDayThere() {
        Series moved = mondays.in(ZoneId.of("America/New_York"));

        // New York changed its clocks on 8 March: nine o'clock UTC is five there on all three days.
        assertThat(moved.starting(MARCH_23, APRIL_6.plus(HOUR.multipliedBy(2))))
                .extracting(Interval::startInclusive)
                .containsExactly(MARCH_23, MARCH_30.plus(HOUR), APRIL_6.plus(HOUR));
    }

    @Test
    void theWeekdayOfTheStartMovesAlongWithItToAnotherZone() {
        // Eleven in the evening of Monday in Berlin is Tuesday in Auckland.
        Instant late = Instant.parse("2026-04-06T21:00:00Z");
        Series evenings = Series.of(new RecordingRule(Type.WEEKLY, Set.of(), 2, null).from(late, BERLIN, HOUR));

        assertThat(evenings.in(ZoneId.of("Pacific/Auckland")).starting(late, late.plus(Duration.ofDays(30))))
                .containsExactly(hour(late), hour(late.plus(Duration.ofDays(7))));
    }

    @Test
    void daysThatWereNamedStayWhenTheStartMoves() {
        Series wednesdays = series(new RecordingRule(Type.WEEKLY, Set.of(DayOfWeek.WEDNESDAY), null, null));
        Instant friday = Instant.parse("2026-03-27T09:00:00Z");

        // The Wednesday after that Friday lies behind the change of clocks.
        assertThat(wednesdays.from(friday, BERLIN, HOUR).starting(friday, friday.plus(Duration.ofDays(7))))
                .containsExactly(hour(Instant.parse("2026-04-01T08:00:00Z")));
    }

    @Test
    void aSeriesThatLastsLongerStartsAsBefore() {
        assertThat(mondays.lasting(HOUR.multipliedBy(2)).starting(MARCH_30, APRIL_6))
                .containsExactly(Interval.lasting(MARCH_30, HOUR.multipliedBy(2)));
    }

    @Test
    void timesThatAreToldAreThoseThatAreRead() {
        LocalDate skipped = LocalDate.of(2026, 3, 23);

        assertThat(Series.of(mondays.timing(), skipped)).isEqualTo(new Series(mondays.recurrence(), skipped));
    }

    private static Series series(RecordingRule rule) {
        return Series.of(rule.from(MARCH_23, BERLIN, HOUR));
    }

    private static Interval hour(Instant start) {
        return Interval.lasting(start, HOUR);
    }
}
