package io.chronolink.recording.domain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.chronolink.kit.web.Failure;
import io.chronolink.recurrence.Interval;
import io.chronolink.recurrence.RecordingRule;
import io.chronolink.recurrence.RecordingRule.Type;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.Set;
import java.util.function.Supplier;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What of a request decides when a schedule records. Summer in Berlin: two hours ahead of UTC. */
class ScheduleTimesTest {

    private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");
    private static final Instant NOW = Instant.parse("2026-06-01T08:00:00Z");
    private static final Instant START = Instant.parse("2026-06-02T08:00:00Z");
    private static final Duration HOUR = Duration.ofHours(1);
    private static final Duration DAY = Duration.ofDays(1);
    private static final RecordingRule DAILY = new RecordingRule(Type.DAILY, Set.of(), null, null);

    private static final Supplier<ZoneId> NOT_ASKED = () -> {
        throw new AssertionError("Nothing changes, so nobody needs the zone");
    };

    private final Series daily = Series.of(DAILY.from(START, BERLIN, HOUR));

    @Test
    void aScheduleWithoutARuleRecordsOnce() {
        Series once = ScheduleTimes.first(draft(START, HOUR, null), BERLIN, NOW);

        assertThat(once.starting(NOW, NOW.plus(DAY.multipliedBy(30)))).containsExactly(Interval.lasting(START, HOUR));
    }

    @Test
    void whatIsMissingOrWrongIsNamed() {
        assertRefused("start_at", "This value should not be blank.", () -> first(draft(null, HOUR, null)));
        assertRefused("duration", "This value should not be blank.", () -> first(draft(START, null, null)));
        assertRefused(
                "start_at", "This value should be in the future.", () -> first(draft(NOW.minusSeconds(1), HOUR, null)));
        assertRefused(
                "recurrence.end_by",
                "This value should not be before the first recording.",
                () -> first(
                        draft(START, HOUR, new RecordingRule(Type.DAILY, Set.of(), null, LocalDate.of(2026, 6, 1)))));
    }

    @Test
    void aStartAtThePresentSecondIsNotPast() {
        assertThat(first(draft(NOW, HOUR, null)).shownAt(NOW)).isEqualTo(Interval.lasting(NOW, HOUR));
    }

    @Test
    void whoSendsBackWhatTheAnswerShowsChangesNothing() {
        Instant third = START.plus(DAY.multipliedBy(2));
        Instant during = third.plusSeconds(60);

        assertThat(ScheduleTimes.edited(daily, draft(third, HOUR, DAILY), NOT_ASKED, false, during))
                .isSameAs(daily);
        assertThat(ScheduleTimes.edited(daily, draft(null, null, null), NOT_ASKED, false, during))
                .isSameAs(daily);
    }

    @Test
    void anotherStartKeepsTheRule() {
        Instant noon = Instant.parse("2026-06-10T10:00:00Z");

        assertThat(edited(draft(noon, null, null), BERLIN).starting(NOW, noon.plus(DAY.multipliedBy(2))))
                .containsExactly(Interval.lasting(noon, HOUR), Interval.lasting(noon.plus(DAY), HOUR));
    }

    @Test
    void anotherDurationKeepsTheStarts() {
        assertThat(edited(draft(null, HOUR.multipliedBy(2), null), BERLIN).starting(NOW, START.plus(DAY)))
                .containsExactly(Interval.lasting(START, HOUR.multipliedBy(2)));
    }

    @Test
    void anotherRuleBeginsWithTheInstanceThatIsShown() {
        RecordingRule twice = new RecordingRule(Type.DAILY, Set.of(), 2, null);

        assertThat(edited(draft(null, null, twice), BERLIN).starting(NOW, NOW.plus(DAY.multipliedBy(30))))
                .containsExactly(Interval.lasting(START, HOUR), Interval.lasting(START.plus(DAY), HOUR));
    }

    @Test
    void inARoomOfAnotherZoneTheFirstStartStaysAndTheWallClockIsThatOfTheRoom() {
        Series moved =
                ScheduleTimes.edited(daily, draft(null, null, null), () -> ZoneId.of("America/New_York"), true, NOW);

        assertThat(moved.shownAt(NOW)).isEqualTo(Interval.lasting(START, HOUR));
        assertThat(moved.recurrence().zone()).isEqualTo(ZoneId.of("America/New_York"));
        assertThat(ScheduleTimes.edited(daily, draft(null, null, null), () -> BERLIN, true, NOW))
                .isSameAs(daily);
    }

    private static Series first(Draft draft) {
        return ScheduleTimes.first(draft, BERLIN, NOW);
    }

    private Series edited(Draft draft, ZoneId zone) {
        return ScheduleTimes.edited(daily, draft, () -> zone, false, NOW);
    }

    private static void assertRefused(String field, String text, ThrowingCallable work) {
        assertThatThrownBy(work).isInstanceOfSatisfying(Failure.class, failure -> {
            assertThat(failure.kind()).isEqualTo(Failure.Kind.INVALID);
            assertThat(failure.field()).isEqualTo(field);
            assertThat(failure.text()).isEqualTo(text);
        });
    }

    private static Draft draft(@Nullable Instant start, @Nullable Duration duration, @Nullable RecordingRule rule) {
        return new Draft("x", 1L, start, duration, rule, null, null, false, null);
    }
}
