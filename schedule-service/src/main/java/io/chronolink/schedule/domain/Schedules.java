package io.chronolink.schedule.domain;

import com.github.f4b6a3.uuid.UuidCreator;
import io.chronolink.events.GroupScheduleEvent.GroupScheduleDeleted;
import io.chronolink.events.GroupScheduleEvent.GroupScheduleSaved;
import io.chronolink.kit.events.Cause;
import io.chronolink.kit.events.Outbox;
import io.chronolink.kit.events.Outgoing;
import io.chronolink.kit.links.LinkChange;
import io.chronolink.kit.links.LinkKey;
import io.chronolink.kit.links.LinkReplica;
import io.chronolink.kit.links.LinkState;
import io.chronolink.kit.links.Timings;
import io.chronolink.kit.operations.Operations;
import io.chronolink.kit.web.Failure;
import io.chronolink.schedule.domain.ScheduleRepository.Bound;
import io.chronolink.schedule.domain.ScheduleRepository.Key;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What can be done with schedules, whatever their family. */
@Singleton
public class Schedules {

    /** A change of a schedule's link: to a link, to none, or (as a whole null) no change. */
    public record Binding(@Nullable UUID linkId) {}

    private final ScheduleRepository schedules;
    private final Tenants tenants;
    private final Operations operations;
    private final Outbox outbox;
    private final LinkReplica links;

    Schedules(ScheduleRepository schedules, Tenants tenants, Operations operations, Outbox outbox, LinkReplica links) {
        this.schedules = schedules;
        this.tenants = tenants;
        this.operations = operations;
        this.outbox = outbox;
        this.links = links;
    }

    /** The names of a family's schedules, in order. */
    public List<String> names(Family family) {
        return schedules.names(family);
    }

    /** The schedule of that name, or empty. */
    public Optional<Schedule> find(Family family, String name) {
        return schedules.find(family, name);
    }

    /**
     * Creates a schedule, and its tenant and group where they are not there yet.
     *
     * @throws Failure if the name is taken or a period does not stand
     */
    public Schedule create(Family family, String name, PeriodEdits edits, @Nullable Binding binding) {
        return operations.accept("schedule.create", 1, cause -> {
            tenants.ensure(cause, family.tenant(), family.groupId());
            UUID linkId = binding == null ? null : binding.linkId();
            List<Period> derived = derived(cause.tenant(), linkId);
            UUID id = UuidCreator.getTimeOrderedEpoch();
            if (!schedules.insert(family, id, name, linkId)) {
                throw taken(name);
            }
            List<Period> periods = new ArrayList<>(edits.apply(List.of()));
            periods.addAll(derived);
            Schedule created = new Schedule(id, family, name, linkId, 1, periods);
            schedules.replace(Map.of(new Key(family.tenant(), id), periods), false);
            outbox.append(cause, saved(created));
            return created;
        });
    }

    /**
     * Renames, rebinds and edits the periods of a schedule, all or nothing.
     *
     * @throws Failure if there is no such schedule, the new name is taken or a period does not stand
     */
    public Schedule update(
            Family family, String name, @Nullable String newName, PeriodEdits edits, @Nullable Binding binding) {
        return operations.accept("schedule.update", 1, cause -> {
            // The link is locked before the schedule, as a change of the link does.
            List<Period> derived = binding == null ? List.of() : derived(cause.tenant(), binding.linkId());
            Schedule before =
                    schedules.lock(family, List.of(name)).stream().findFirst().orElseThrow(() -> missing(name));
            List<Period> periods = new ArrayList<>(edits.apply(before.periods()));
            if (binding != null) {
                periods.removeIf(Period::derived);
                periods.addAll(derived);
            }
            Schedule after = new Schedule(
                    before.id(),
                    family,
                    newName == null ? name : newName,
                    binding == null ? before.linkId() : binding.linkId(),
                    before.version() + 1,
                    inOrder(periods));
            if (same(before, after)) {
                return before;
            }
            if (!schedules.update(family.tenant(), after)) {
                throw taken(after.name());
            }
            schedules.replace(Map.of(new Key(family.tenant(), after.id()), after.periods()), false);
            outbox.append(cause, saved(after));
            return after;
        });
    }

    /**
     * Deletes schedules, all or none.
     *
     * @throws Failure if one of them is not there
     */
    public void delete(Family family, Collection<String> names) {
        operations.accept("schedule.delete", names.size(), cause -> {
            List<Schedule> found = schedules.lock(family, names);
            Set<String> missing = new LinkedHashSet<>(names);
            found.forEach(schedule -> missing.remove(schedule.name()));
            if (!missing.isEmpty()) {
                throw missing(missing.iterator().next());
            }
            schedules.delete(family.tenant(), found.stream().map(Schedule::id).toList());
            outbox.append(found.stream()
                    .map(schedule -> Outgoing.last(
                            cause,
                            new GroupScheduleDeleted(
                                    schedule.id(), schedule.version() + 1, schedule.linkId(), schedule.name())))
                    .toList());
            return found;
        });
    }

    /**
     * Lets bound schedules follow their links, set-wise.
     *
     * @return how many schedules really changed, by cause
     */
    public Map<Cause, Integer> follow(Collection<LinkChange> changes) {
        Map<Key, LinkChange> byLink = new LinkedHashMap<>();
        changes.forEach(change ->
                byLink.put(new Key(change.link().tenant(), change.link().linkId()), change));
        if (byLink.isEmpty()) {
            return Map.of();
        }
        Map<Key, LinkChange> bySchedule = new HashMap<>();
        Map<Key, List<Period>> wanted = new LinkedHashMap<>();
        Set<Key> unbound = new HashSet<>();
        for (Bound bound : schedules.lockBound(byLink.keySet())) {
            LinkChange change = byLink.get(new Key(bound.schedule().tenant(), bound.linkId()));
            if (change != null) {
                bySchedule.put(bound.schedule(), change);
                wanted.put(bound.schedule(), derived(change.link()));
                if (change.link().deleted()) {
                    unbound.add(bound.schedule());
                }
            }
        }
        Set<Key> changed = new HashSet<>(schedules.replace(wanted, true));
        changed.addAll(unbound);
        List<Outgoing> events = new ArrayList<>();
        schedules.raise(changed, unbound).forEach((key, schedule) -> {
            LinkChange change = bySchedule.get(key);
            if (change != null) {
                events.add(Outgoing.of(change.cause(), saved(schedule)));
            }
        });
        outbox.append(events);
        Map<Cause, Integer> effects = new HashMap<>();
        events.forEach(event -> effects.merge(event.cause(), 1, Integer::sum));
        return effects;
    }

    /** Periods that were made by hand come first, as they are read. */
    private static List<Period> inOrder(List<Period> periods) {
        return periods.stream().sorted(Comparator.comparing(Period::derived)).toList();
    }

    private List<Period> derived(String tenant, @Nullable UUID linkId) {
        if (linkId == null) {
            return List.of();
        }
        LinkKey key = new LinkKey(tenant, linkId);
        LinkState link = links.lock(List.of(key)).get(key);
        return link == null ? List.of() : derived(link);
    }

    private static List<Period> derived(LinkState link) {
        return link.isLive() && link.timing() != null
                ? PeriodDialect.derived(Timings.recurrence(link.timing()), link.held())
                : List.of();
    }

    private static boolean same(Schedule before, Schedule after) {
        return before.name().equals(after.name())
                && Objects.equals(before.linkId(), after.linkId())
                && before.periods().equals(after.periods());
    }

    private static GroupScheduleSaved saved(Schedule schedule) {
        Family family = schedule.family();
        return new GroupScheduleSaved(
                schedule.id(),
                schedule.version(),
                schedule.linkId(),
                family.level(),
                family.kind(),
                Tenants.recordId(family.tenant()),
                family.groupId() == null ? null : Tenants.recordId(family.tenant(), family.groupId()),
                family.userId(),
                schedule.name(),
                schedule.periods().stream().map(Period::members).toList());
    }

    private static Failure taken(String name) {
        return Codes.SCHEDULE_ALREADY_EXISTS.failure("There is a schedule with the name \"" + name + "\" already");
    }

    private static Failure missing(String name) {
        return Codes.SCHEDULE_NOT_FOUND.failure("There is no schedule with the name \"" + name + "\"");
    }
}
