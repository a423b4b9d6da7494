package io.chronolink.kit.events;

import io.chronolink.events.Event;
import io.chronolink.kit.database.Columns;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jdbi.v3.core.Jdbi;

/** The events of the last days that are dealt with, so that each counts once. A ring of days, by the event's own day. */
@Singleton
class Inbox {

    private static final int SLOTS = 16;
    private static final Duration REMEMBERED = Duration.ofDays(8);
    private static final Duration CLOCK_SKEW = Duration.ofDays(1);

    private final Jdbi jdbi;
    private final Clock clock;

    Inbox(Jdbi jdbi, Clock clock) {
        this.jdbi = jdbi;
        this.clock = clock;
    }

    /** The ids of those events that were not here before; what is too old to be remembered counts as new. */
    Set<UUID> add(List<ReadEvent> read) {
        Set<UUID> fresh = new HashSet<>();
        Map<UUID, Integer> remembered = new LinkedHashMap<>();
        for (ReadEvent one : read) {
            Received<Event> received = one.received();
            if (received != null && remembers(received)) {
                remembered.put(received.eventId(), slot(received.time()));
            } else if (received != null) {
                fresh.add(received.eventId());
            }
        }
        if (!remembered.isEmpty()) {
            fresh.addAll(jdbi.withHandle(handle -> handle.createQuery("""
                            insert into inbox (slot, event_id)
                            select slot, id from unnest(:slots, :ids) as n (slot, id) order by slot, id
                            on conflict do nothing
                            returning event_id
                            """)
                    .bindNamedArgumentFinder(Columns.of(remembered.entrySet())
                            .integer("slots", Map.Entry::getValue)
                            .uuid("ids", Map.Entry::getKey))
                    .mapTo(UUID.class)
                    .list()));
        }
        return fresh;
    }

    /** Whether the event is new enough to be counted. */
    boolean remembers(Received<?> received) {
        return remembered(received, clock.instant());
    }

    /** Whether it was so at that instant. */
    boolean remembered(Received<?> received, Instant then) {
        return received.time().isAfter(then.minus(REMEMBERED))
                && received.time().isBefore(then.plus(CLOCK_SKEW));
    }

    /** Empties the days of the inbox whose events are too old to come again. */
    void forgetOldEvents() {
        long today = clock.instant().atZone(ZoneOffset.UTC).toLocalDate().toEpochDay();
        Set<Long> live = new HashSet<>();
        for (long day = today - REMEMBERED.toDays() - 1; day <= today + CLOCK_SKEW.toDays() + 1; day++) {
            live.add(Math.floorMod(day, (long) SLOTS));
        }
        jdbi.useHandle(handle -> {
            for (long slot = 0; slot < SLOTS; slot++) {
                if (!live.contains(slot)) {
                    handle.execute("truncate inbox_%02d".formatted(slot));
                }
            }
        });
    }

    private static int slot(Instant time) {
        return (int) Math.floorMod(time.atZone(ZoneOffset.UTC).toLocalDate().toEpochDay(), (long) SLOTS);
    }
}
