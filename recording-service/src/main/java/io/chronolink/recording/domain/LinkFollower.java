package io.chronolink.recording.domain;

import io.chronolink.events.Timing;
import io.chronolink.kit.database.RecordKey;
import io.chronolink.kit.events.Cause;
import io.chronolink.kit.events.Outbox;
import io.chronolink.kit.events.Outgoing;
import io.chronolink.kit.links.LinkChange;
import io.chronolink.kit.links.LinkKey;
import io.chronolink.kit.links.LinkState;
import io.chronolink.recording.domain.BulkSchedules.Row;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.BiConsumer;

/** Lets bound schedules follow their links, many at once. The links are locked by whoever found that they changed. */
@Singleton
public class LinkFollower {

    private final BulkSchedules schedules;
    private final Planner planner;
    private final Outbox outbox;

    LinkFollower(BulkSchedules schedules, Planner planner, Outbox outbox) {
        this.schedules = schedules;
        this.planner = planner;
        this.outbox = outbox;
    }

    /**
     * Bound schedules take over the times of their link, or are deleted with it.
     *
     * @param changed is told of each schedule that is another one now, and why
     */
    public void follow(List<LinkChange> changes, BiConsumer<Cause, Integer> changed) {
        follow(changes, changed, false);
    }

    /** Bound schedules take over the times of their live links once more, and what is missing of their plans is planned. */
    public void restore(List<LinkChange> links) {
        follow(links, (cause, schedules) -> {}, true);
    }

    private void follow(List<LinkChange> changes, BiConsumer<Cause, Integer> changed, boolean again) {
        if (changes.isEmpty()) {
            return;
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
            if (!link.isLive() || timing == null) {
                deleted.add(schedule.key());
                events.add(Outgoing.last(cause, schedule.deleted()));
                changed.accept(cause, 1);
            } else if (!timing.equals(schedule.timing())) {
                retimed.put(schedule.key(), timing);
                plans.add(schedule.plan(timing, link));
                events.add(Outgoing.of(cause, schedule.saved(timing)));
                changed.accept(cause, 1);
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
    }

    /**
     * Future occurrences of bound schedules are suspended while their link is held.
     *
     * @param changed is told of each schedule that has other occurrences now, and why
     */
    public void hold(List<LinkChange> changes, BiConsumer<Cause, Integer> changed) {
        if (changes.isEmpty()) {
            return;
        }
        Map<UUID, Cause> causes = new HashMap<>();
        changes.forEach(change -> causes.put(change.link().linkId(), change.cause()));
        planner.hold(changes.stream().map(LinkChange::link).toList())
                .forEach(link -> changed.accept(causes.get(link), 1));
    }
}
