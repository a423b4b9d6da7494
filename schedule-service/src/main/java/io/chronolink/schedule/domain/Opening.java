package io.chronolink.schedule.domain;

import io.chronolink.recurrence.Interval;
import io.chronolink.recurrence.Occurrence;
import io.chronolink.recurrence.Recurrence;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;

/**
 * Whether a schedule is open at an instant (docs/dialects/schedule.md#open).
 *
 * @param by the period that decides: the one that is open, or the calendar's that closes; null where no period does
 * @param until of an open schedule: the first instant at which it is closed again; null if closed, or if there is no
 *     such instant in sight
 * @param next when it opens next, after {@code until} if it is open; null if it does not in sight
 */
public record Opening(
        boolean open,
        @Nullable String by,
        @Nullable Instant until,
        @Nullable Instant next) {

    /** How far is looked ahead. */
    static final Duration SIGHT = Duration.ofDays(3660);

    /** How many boundaries are looked at: openings that calendars cover one by one would otherwise never end. */
    private static final int MOST_BOUNDARIES = 100_000;

    private static final int MOST_AT_ONCE = 1_000;

    /** When one period happens. */
    public record Window(String name, Recurrence recurrence) {}

    /**
     * @param base when it is open
     * @param calendars when it rests all the same
     * @param valid outside of which it is closed, each a list of disjoint intervals
     */
    static Opening at(Instant at, List<Window> base, List<Window> calendars, List<List<Interval>> valid) {
        Sweep sweep = new Sweep(at);
        base.forEach(window -> sweep.add(window, sweep.open));
        calendars.forEach(window -> sweep.add(window, sweep.resting));
        valid.forEach(sweep::add);
        boolean open = sweep.isOpen();
        String by = sweep.resting.isEmpty() ? name(sweep.open, open) : name(sweep.resting, !sweep.open.isEmpty());
        Instant until = open ? sweep.changeTo(false) : null;
        Instant next = open && until == null ? null : sweep.changeTo(true);
        return new Opening(open, by, until, next);
    }

    private static @Nullable String name(List<Window> windows, boolean decides) {
        return decides ? windows.get(0).name() : null;
    }

    /** Goes from one boundary to the next, and knows what happens between them. */
    private static final class Sweep {

        /** Where something starts or ends; of an occurrence's start, what follows it. */
        private record Boundary(Instant at, Runnable pass) {}

        private final Instant from;
        private final List<Window> open = new ArrayList<>();
        private final List<Window> resting = new ArrayList<>();
        private final PriorityQueue<Boundary> boundaries = new PriorityQueue<>(Comparator.comparing(Boundary::at));
        private int invalid;
        private int passed;

        Sweep(Instant from) {
            this.from = from;
        }

        boolean isOpen() {
            return !open.isEmpty() && resting.isEmpty() && invalid == 0;
        }

        void add(Window window, List<Window> running) {
            window.recurrence().occurrences(from, from.plusNanos(1), MOST_AT_ONCE).list().stream()
                    .filter(occurrence -> occurrence.interval().contains(from))
                    .forEach(occurrence -> run(window, occurrence, running));
            follow(window, from, running);
        }

        /** Waits for the first start later than an instant, and then for the one after it. */
        private void follow(Window window, Instant after, List<Window> running) {
            Optional<Occurrence> next = window.recurrence().next(after);
            next.ifPresent(occurrence -> boundaries.add(new Boundary(occurrence.start(), () -> {
                if (!occurrence.interval().isEmpty()) {
                    run(window, occurrence, running);
                }
                follow(window, occurrence.start(), running);
            })));
        }

        private void run(Window window, Occurrence occurrence, List<Window> running) {
            running.add(window);
            boundaries.add(new Boundary(occurrence.end(), () -> running.remove(window)));
        }

        void add(List<Interval> valid) {
            if (valid.stream().noneMatch(interval -> interval.contains(from))) {
                invalid++;
            }
            for (Interval interval : valid) {
                if (interval.startInclusive().isAfter(from)) {
                    boundaries.add(new Boundary(interval.startInclusive(), () -> invalid--));
                }
                if (interval.endExclusive().isAfter(from)) {
                    boundaries.add(new Boundary(interval.endExclusive(), () -> invalid++));
                }
            }
        }

        /** The first instant from here on at which it is open, or closed; null if none is in sight. */
        @Nullable
        Instant changeTo(boolean wanted) {
            Boundary boundary = boundaries.poll();
            while (boundary != null && boundary.at().isBefore(from.plus(SIGHT)) && passed < MOST_BOUNDARIES) {
                Instant here = boundary.at();
                boundary.pass().run();
                passed++;
                Boundary following = boundaries.peek();
                if ((following == null || !following.at().equals(here)) && isOpen() == wanted) {
                    return here;
                }
                boundary = boundaries.poll();
            }
            return null;
        }
    }
}
