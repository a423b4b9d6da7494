package io.chronolink.recording.domain;

import io.chronolink.recurrence.Interval;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import org.jdbi.v3.core.mapper.Nested;

/**
 * Schedules that share their room with one that was created before them.
 *
 * @param blocked numbers of those each of whose recordings lies wholly in one of another schedule
 * @param conflicting numbers of those that only partly do
 */
public record Overlaps(Set<Long> blocked, Set<Long> conflicting) {

    /** One recording of a schedule; numbers of schedules grow as they are created. */
    record Booking(UUID room, long schedule, @Nested Interval during) {}

    /** @param bookings in the order of room and start */
    static Overlaps of(List<Booking> bookings) {
        Set<Long> touched = new HashSet<>();
        Set<Integer> covered = new HashSet<>();
        List<Integer> open = new ArrayList<>();
        for (int i = 0; i < bookings.size(); i++) {
            Booking mine = bookings.get(i);
            open.removeIf(j -> isOver(bookings.get(j), mine));
            for (int j : open) {
                Booking other = bookings.get(j);
                boolean later = mine.schedule() > other.schedule();
                if (mine.schedule() != other.schedule()) {
                    touched.add(later ? mine.schedule() : other.schedule());
                }
                if (later && isInside(mine, other)) {
                    covered.add(i);
                } else if (other.schedule() > mine.schedule() && isInside(other, mine)) {
                    covered.add(j);
                }
            }
            open.add(i);
        }
        Map<Long, Integer> uncovered = new HashMap<>();
        for (int i = 0; i < bookings.size(); i++) {
            uncovered.merge(bookings.get(i).schedule(), covered.contains(i) ? 0 : 1, Integer::sum);
        }
        Set<Long> blocked = new TreeSet<>();
        Set<Long> conflicting = new TreeSet<>();
        for (long schedule : touched) {
            (uncovered.getOrDefault(schedule, 0) == 0 ? blocked : conflicting).add(schedule);
        }
        return new Overlaps(blocked, conflicting);
    }

    private static boolean isOver(Booking booking, Booking next) {
        return !booking.room().equals(next.room())
                || !booking.during().endExclusive().isAfter(next.during().startInclusive());
    }

    private static boolean isInside(Booking inner, Booking outer) {
        return !inner.during().startInclusive().isBefore(outer.during().startInclusive())
                && !inner.during().endExclusive().isAfter(outer.during().endExclusive());
    }
}
