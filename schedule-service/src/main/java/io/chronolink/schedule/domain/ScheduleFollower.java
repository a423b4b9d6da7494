package io.chronolink.schedule.domain;

import io.chronolink.kit.database.RecordKey;
import io.chronolink.kit.events.Cause;
import io.chronolink.kit.events.Outbox;
import io.chronolink.kit.events.Outgoing;
import io.chronolink.links.HoldFollower;
import io.chronolink.links.LinkChange;
import io.chronolink.links.LinkFollower;
import io.chronolink.links.LinkKey;
import io.chronolink.schedule.domain.BoundSchedules.Bound;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Lets schedules follow the links that they are bound to. */
@Singleton
public class ScheduleFollower implements LinkFollower, HoldFollower {

    private final BoundSchedules bound;
    private final Outbox outbox;
    private final Clock clock;

    ScheduleFollower(BoundSchedules bound, Outbox outbox, Clock clock) {
        this.bound = bound;
        this.outbox = outbox;
        this.clock = clock;
    }

    /** The derived periods of a schedule whose link is held are there, and rest. */
    @Override
    public Map<Cause, Integer> hold(List<LinkChange> changes) {
        return follow(changes);
    }

    @Override
    public Map<Cause, Integer> follow(List<LinkChange> changes) {
        Map<LinkKey, LinkChange> byLink = new LinkedHashMap<>();
        changes.forEach(change ->
                byLink.put(new LinkKey(change.link().tenant(), change.link().linkId()), change));
        if (byLink.isEmpty()) {
            return Map.of();
        }
        Map<RecordKey, LinkChange> bySchedule = new HashMap<>();
        Map<RecordKey, List<Period>> wanted = new LinkedHashMap<>();
        Set<RecordKey> unbound = new HashSet<>();
        for (Bound each : bound.lock(byLink.keySet())) {
            LinkChange change = byLink.get(each.link());
            if (change != null) {
                bySchedule.put(each.schedule(), change);
                boolean ended = change.link().hasEnded(each.linkVersion());
                wanted.put(each.schedule(), ended ? List.of() : DerivedPeriods.of(change.link()));
                if (ended) {
                    unbound.add(each.schedule());
                }
            }
        }
        Set<RecordKey> changed = new HashSet<>(bound.replaceDerived(wanted));
        changed.addAll(unbound);
        List<Outgoing> events = new ArrayList<>();
        bound.raise(changed, unbound, clock.instant()).forEach((key, schedule) -> {
            LinkChange change = bySchedule.get(key);
            if (change != null) {
                events.add(Outgoing.of(change.cause(), schedule.saved()));
            }
        });
        outbox.append(events);
        Map<Cause, Integer> effects = new HashMap<>();
        events.forEach(event -> effects.merge(event.cause(), 1, Integer::sum));
        return effects;
    }
}
