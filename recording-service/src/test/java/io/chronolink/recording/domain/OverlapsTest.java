package io.chronolink.recording.domain;

import static org.assertj.core.api.Assertions.assertThat;

import io.chronolink.recording.domain.Overlaps.Booking;
import io.chronolink.recurrence.Interval;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** Which schedules share their room with an older one: wholly, partly, or not at all. Times are seconds. */
class OverlapsTest {

    private static final UUID ROOM = new UUID(0, 1);
    private static final UUID OTHER_ROOM = new UUID(0, 2);

    @Test
    void whoseRecordingsAllLieInThoseOfAnOlderOneIsBlocked() {
        assertOverlaps(Set.of(2L), Set.of(), booking(1, 0, 100), booking(2, 10, 20), booking(2, 90, 100));
        assertOverlaps(Set.of(2L), Set.of(), booking(1, 0, 100), booking(2, 0, 100));
    }

    @Test
    void whoseRecordingsLieInThemPartlyIsInConflict() {
        assertOverlaps(Set.of(), Set.of(2L), booking(1, 0, 100), booking(2, 90, 101));
        assertOverlaps(Set.of(), Set.of(2L), booking(1, 0, 100), booking(2, 10, 20), booking(2, 200, 210));
        assertOverlaps(Set.of(), Set.of(2L), booking(2, 0, 50), booking(1, 40, 100));
    }

    @Test
    void theOlderOneIsNeverReported() {
        // The younger one starts before it, and covers it wholly.
        assertOverlaps(Set.of(), Set.of(2L), booking(2, 0, 100), booking(1, 10, 20));
    }

    @Test
    void oneThatIsCoveredByTwoTogetherAndByNoneWhollyIsInConflict() {
        assertOverlaps(Set.of(), Set.of(3L), booking(1, 0, 50), booking(3, 40, 60), booking(2, 50, 100));
    }

    @Test
    void eachRecordingMayLieInOneOfAnotherSchedule() {
        assertOverlaps(
                Set.of(3L),
                Set.of(),
                booking(1, 0, 50),
                booking(3, 10, 20),
                booking(2, 100, 150),
                booking(3, 110, 120));
    }

    @Test
    void whatOnlyTouchesOrIsElsewhereOrTheSameSchedulesIsNoOverlap() {
        assertOverlaps(Set.of(), Set.of(), booking(1, 0, 100), booking(2, 100, 200));
        assertOverlaps(
                Set.of(), Set.of(), booking(1, 0, 100), new Booking(OTHER_ROOM, 2, Interval.ofEpochSeconds(10, 20)));
        assertOverlaps(Set.of(), Set.of(), booking(1, 0, 100), booking(1, 50, 150));
    }

    private static void assertOverlaps(Set<Long> blocked, Set<Long> conflicting, Booking... bookings) {
        assertThat(Overlaps.of(List.of(bookings))).isEqualTo(new Overlaps(blocked, conflicting));
    }

    private static Booking booking(long schedule, long start, long end) {
        return new Booking(ROOM, schedule, Interval.ofEpochSeconds(start, end));
    }
}
