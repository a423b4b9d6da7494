package io.chronolink.recording.domain;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.summingInt;

import io.chronolink.events.Timing;
import io.chronolink.kit.database.RecordKey;
import io.chronolink.kit.events.Cause;
import io.chronolink.kit.events.Outbox;
import io.chronolink.kit.events.Outgoing;
import io.chronolink.links.HoldFollower;
import io.chronolink.links.LinkChange;
import io.chronolink.links.LinkFollower;
import io.chronolink.links.LinkKey;
import io.chronolink.links.LinkState;
import io.chronolink.recording.domain.BulkSchedules.Row;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** Lets bound schedules follow their links, many at once. */
@Singleton
public class ScheduleFollower implements LinkFollower, HoldFollower {

    private final BulkSchedules schedules;
    private final Planner planner;
    private final Suspension suspension;
    private final Outbox outbox;

    ScheduleFollower(BulkSchedules schedules, Planner planner, Suspension suspension, Outbox outbox) {
        this.schedules = schedules;
        this.planner = planner;
        this.suspension = suspension;
        this.outbox = outbox;
    }

    /** Bound schedules take over the times of their link, or are deleted with it. */
    @Override
    public Map<Cause, Integer> follow(List<LinkChange> changes) {
        return follow(changes, false);
    }

    /** What is missing of the plans of bound schedules is planned, too. */
    @Override
    public void restore(List<LinkChange> links) {
        follow(links, true);
    }

    private Map<Cause, Integer> follow(List<LinkChange> changes, boolean again) {
        if (changes.isEmpty()) {
            return Map.of();
        }
        Map<LinkKey, LinkChange> byKey = new HashMap<>();
        changes.forEach(change -> byKey.put(change.link().key(), change));
        Map<RecordKey, Timing> retimed = new HashMap<>();
        List<RecordKey> deleted = new ArrayList<>();
        List<Plan> plans = new ArrayList<>();
        List<Outgoing> events = new ArrayList<>();
        for (Row schedule : schedules.lockBound(byKey.keySet())) {
            LinkChange change = byKey.get(schedule.link());
            if (change == null) {
                throw new IllegalStateException("A schedule was found whose link did not change");
            }
            LinkState link = change.link();
            Timing timing = link.timing();
            Cause cause = change.cause();
            if (link.hasEnded(schedule.linkVersion())) {
                deleted.add(schedule.key());
                events.add(Outgoing.last(cause, schedule.deleted()));
            } else if (!link.isLive() || timing == null) {
                continue; // It waits for another life.
            } else if (!timing.equals(schedule.timing())) {
                retimed.put(schedule.key(), timing);
                plans.add(schedule.plan(timing, link));
                events.add(Outgoing.of(cause, schedule.saved(timing)));
            } else if (again || schedule.plannedUntil() == null) {
                plans.add(schedule.plan(timing, link));
            }
        }
        if (!retimed.isEmpty()) {
            schedules.retime(retimed);
        }
        if (!deleted.isEmpty()) {
            schedules.delete(deleted, planner.now());
            planner.cancel(deleted);
        }
        if (!plans.isEmpty()) {
            Instant until = planner.until();
            planner.replan(plans, until);
            schedules.plannedUntil(plans, until);
        }
        outbox.append(events);
        return events.stream().collect(groupingBy(Outgoing::cause, summingInt(event -> 1)));
    }

    /** Future occurrences of bound schedules are suspended while their link is held. */
    @Override
    public Map<Cause, Integer> hold(List<LinkChange> changes) {
        if (changes.isEmpty()) {
            return Map.of();
        }
        Map<UUID, Cause> causes = new HashMap<>();
        changes.forEach(change -> causes.put(change.link().linkId(), change.cause()));
        return suspension.hold(changes.stream().map(LinkChange::link).toList()).stream()
                .collect(groupingBy(causes::get, summingInt(schedule -> 1)));
    }
}
