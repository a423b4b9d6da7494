package io.chronolink.recording.domain;

import static org.assertj.core.api.Assertions.assertThat;

import io.chronolink.links.LinkState;
import io.chronolink.recurrence.Interval;
import io.chronolink.recurrence.RecordingRule;
import io.chronolink.recurrence.RecordingRule.Type;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What is planned from a schedule, and where its recordings overlap each other. */
class PlanTest {

    private static final Instant START = Instant.parse("2026-06-02T08:00:00Z");
    private static final Duration DAY = Duration.ofDays(1);
    private static final Instant UNTIL = START.plus(DAY.multipliedBy(2));
    private static final UUID LINK = new UUID(0, 1);

    private final Series daily = daily(Duration.ofHours(1));

    @Test
    void aScheduleIsPlannedUpToTheHorizonWhichIsNoPartOfIt() {
        Plan plan = plan(null);

        assertThat(plan.starting(START, UNTIL))
                .extracting(Interval::startInclusive)
                .containsExactly(START, START.plus(DAY));
        assertThat(plan.plannedUntil(UNTIL)).isEqualTo(UNTIL);
    }

    @Test
    void whatWaitsForItsLinkHasNothingPlanned() {
        for (LinkState link : List.of(link(0, false), link(3, true))) {
            Plan waiting = plan(link);

            assertThat(waiting.starting(START, UNTIL)).isEmpty();
            assertThat(waiting.plannedUntil(UNTIL)).isNull();
            assertThat(Plan.timing(link)).isNull();
        }
    }

    @Test
    void aLinkThatLivesGivesItsTimes() {
        assertThat(plan(link(1, false)).plannedUntil(UNTIL)).isEqualTo(UNTIL);
        assertThat(Plan.timing(link(1, false))).isEqualTo(daily.timing());
        assertThat(Plan.timing(null)).isNull();
    }

    @Test
    void recordingsThatAreLongerThanTheirDistanceOverlapFromTheSecondOn() {
        assertThat(RoomClashes.firstOverlap(daily(DAY).starting(START, UNTIL))).isEmpty();
        assertThat(RoomClashes.firstOverlap(daily(DAY.plusSeconds(1)).starting(START, UNTIL)))
                .contains(START.plus(DAY));
    }

    @Test
    void aRefusalNamesWhoHasTheRoomAndSinceWhen() {
        Interval wanted = Interval.lasting(START, Duration.ofHours(1));

        assertThat(RoomClashes.clash(wanted, new RoomClashes.Holder(7, "Lab", START.minusSeconds(600)))
                        .text())
                .isEqualTo("The room is taken by schedule 7 (Lab) at 2026-06-02T08:00:00Z.");
        assertThat(RoomClashes.clash(wanted, new RoomClashes.Holder(7, "Lab", START.plusSeconds(600)))
                        .text())
                .isEqualTo("The room is taken by schedule 7 (Lab) at 2026-06-02T08:10:00Z.");
    }

    private Plan plan(@Nullable LinkState link) {
        return Plan.of(new UUID(0, 2), "t", new UUID(0, 3), false, daily, link);
    }

    private LinkState link(long version, boolean deleted) {
        return new LinkState("t", LINK, "Lecture", daily.timing(), version, 1, deleted, false);
    }

    private static Series daily(Duration duration) {
        return Series.of(new RecordingRule(Type.DAILY, Set.of(), null, null).from(START, ZoneOffset.UTC, duration));
    }
}
