package io.chronolink.schedule.domain;

import com.github.f4b6a3.uuid.UuidCreator;
import io.chronolink.events.GroupScheduleEvent.GroupScheduleDeleted;
import io.chronolink.events.RecordIds;
import io.chronolink.kit.database.Database;
import io.chronolink.kit.events.Cause;
import io.chronolink.kit.events.Outbox;
import io.chronolink.kit.events.Outgoing;
import io.chronolink.kit.operations.Operations;
import io.chronolink.kit.web.Failure;
import io.chronolink.links.LinkKey;
import io.chronolink.links.LinkReplica;
import io.chronolink.links.LinkState;
import io.chronolink.links.ValidityReplica;
import io.chronolink.recurrence.Interval;
import io.chronolink.schedule.domain.Opening.Window;
import jakarta.inject.Singleton;
import jakarta.persistence.PersistenceException;
import jakarta.transaction.Transactional;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What can be done with schedules, whatever their family. */
@Singleton
public class Schedules {

    /** A change of a schedule's link: to a link, to none, or (as a whole null) no change. */
    public record Binding(@Nullable UUID linkId) {}

    private static final String TENANT = "TENANT";
    private static final String GROUP = "GROUP";
    private static final String GROUP_SCHEDULE = "GROUP_SCHEDULE";

    /** The types of period-service's entities whose validity limits schedules. */
    public static final Set<String> ENTITY_TYPES = Set.of(TENANT, GROUP, GROUP_SCHEDULE);

    private static final String NAME_IS_UNIQUE = "schedule_tenant_level_kind_group_id_user_id_name_key";

    private final ScheduleRepository schedules;
    private final ScheduleLists lists;
    private final Tenants tenants;
    private final Operations operations;
    private final Outbox outbox;
    private final LinkReplica links;
    private final ValidityReplica validity;
    private final Clock clock;

    Schedules(
            ScheduleRepository schedules,
            ScheduleLists lists,
            Tenants tenants,
            Operations operations,
            Outbox outbox,
            LinkReplica links,
            ValidityReplica validity,
            Clock clock) {
        this.schedules = schedules;
        this.lists = lists;
        this.tenants = tenants;
        this.operations = operations;
        this.outbox = outbox;
        this.links = links;
        this.validity = validity;
        this.clock = clock;
    }

    /** The family, and with all levels those above it, if the tenant shares them (docs/dialects/schedule.md#lists). */
    public List<Family> levels(Family family, boolean allLevels) {
        return allLevels && tenants.isEnterprise(family.tenant()) ? family.withParents() : List.of(family);
    }

    /** The names of a family's schedules, in order. */
    @Transactional
    public List<String> names(Family family) {
        return schedules.names(family);
    }

    /** A family's schedules, in the order of their names. */
    public List<Schedule> all(Family family) {
        return lists.all(family);
    }

    /** The schedule of that name, or empty. */
    @Transactional
    public Optional<Schedule> find(Family family, String name) {
        return schedules.find(family, name).map(ScheduleEntity::schedule);
    }

    /**
     * Creates a schedule, and its tenant and group where they are not there yet.
     *
     * @throws Failure if the name is taken or a period does not stand
     */
    public Schedule create(Family family, String name, PeriodEdits edits, @Nullable Binding binding) {
        return operations.accept("schedule.create", 1, cause -> {
            tenants.ensure(cause, family.tenant(), family.groupId());
            LinkState link = lock(cause.tenant(), binding);
            List<Period> periods = new ArrayList<>(edits.apply(List.of()));
            periods.addAll(derived(link));
            ScheduleEntity created =
                    new ScheduleEntity(family, UuidCreator.getTimeOrderedEpoch(), name, link, periods, clock.instant());
            schedules.persist(created);
            write(cause, created);
            return created.schedule();
        });
    }

    /**
     * Renames, rebinds and edits the periods of a schedule, all or nothing.
     *
     * @param unchanged whether the schedule is still the one that the caller has seen
     * @throws Failure if there is no such schedule, it is not that one, the new name is taken or a period does not stand
     */
    public Schedule update(
            Family family,
            String name,
            Predicate<Schedule> unchanged,
            @Nullable String newName,
            PeriodEdits edits,
            @Nullable Binding binding) {
        return operations.accept("schedule.update", 1, cause -> {
            // The link is locked before the schedule, as a change of the link does.
            LinkState link = lock(cause.tenant(), binding);
            ScheduleEntity stored =
                    schedules.lock(family, List.of(name)).stream().findFirst().orElseThrow(() -> missing(name));
            Schedule before = stored.schedule();
            require(unchanged, before);
            List<Period> periods = new ArrayList<>(edits.apply(before.periods()));
            if (binding != null) {
                periods.removeIf(Period::derived);
                periods.addAll(derived(link));
            }
            String nameAfter = newName == null ? name : newName;
            boolean isRebound = binding != null && !Objects.equals(binding.linkId(), before.linkId());
            if (isRebound) {
                stored.bind(link);
            }
            if (isRebound
                    || !nameAfter.equals(before.name())
                    || !inOrder(periods).equals(before.periods())) {
                stored.change(nameAfter, periods, clock.instant());
                write(cause, stored);
            }
            return stored.schedule();
        });
    }

    /**
     * Deletes schedules, all or none.
     *
     * @param unchanged whether each of them is still the one that the caller has seen
     * @throws Failure if one of them is not there, or not that one
     */
    public void delete(Family family, Collection<String> names, Predicate<Schedule> unchanged) {
        operations.accept("schedule.delete", names.size(), cause -> {
            List<ScheduleEntity> stored = schedules.lock(family, names);
            List<Schedule> found = stored.stream().map(ScheduleEntity::schedule).toList();
            Set<String> missing = new LinkedHashSet<>(names);
            found.forEach(schedule -> missing.remove(schedule.name()));
            if (!missing.isEmpty()) {
                throw missing(missing.iterator().next());
            }
            found.forEach(schedule -> require(unchanged, schedule));
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

    /** @throws Failure if the name is taken */
    private void write(Cause cause, ScheduleEntity schedule) {
        try {
            schedules.flush();
        } catch (PersistenceException e) {
            throw Database.isRefusedBy(e, NAME_IS_UNIQUE) ? taken(schedule.name) : e;
        }
        outbox.append(cause, () -> schedule.schedule().saved());
    }

    private static void require(Predicate<Schedule> unchanged, Schedule schedule) {
        if (!unchanged.test(schedule)) {
            throw Failure.of(
                    Failure.Kind.PRECONDITION_FAILED,
                    "The schedule \"" + schedule.name() + "\" has been changed in the meantime");
        }
    }

    /** Whether a schedule is open at an instant, null being now. */
    public Opening opening(Schedule schedule, @Nullable Instant at) {
        Family family = schedule.family();
        ZoneId zone = tenants.zone(family.tenant(), family.groupId());
        List<Window> calendars = family.kind() == Family.Kind.Holiday
                ? List.of()
                : family.calendars().withParents().stream()
                        .flatMap(each -> lists.all(each).stream())
                        .flatMap(calendar -> windows(calendar, zone))
                        .toList();
        return Opening.at(
                at == null ? clock.instant() : at, windows(schedule, zone).toList(), calendars, validities(schedule));
    }

    private static Stream<Window> windows(Schedule schedule, ZoneId zone) {
        return schedule.periods().stream()
                .filter(Period::isActive)
                .map(period -> new Window(period.name(), period.event().recurrence(zone)));
    }

    /** When the schedule, its group and its tenant are valid, as far as period-service has told. */
    private List<List<Interval>> validities(Schedule schedule) {
        Family family = schedule.family();
        Map<String, UUID> entities = new LinkedHashMap<>();
        entities.put(TENANT, RecordIds.tenant(family.tenant()));
        if (family.groupId() != null) {
            entities.put(GROUP, RecordIds.group(family.tenant(), family.groupId()));
        }
        entities.put(GROUP_SCHEDULE, schedule.id());
        return entities.entrySet().stream()
                .flatMap(entity ->
                        validity
                                .effective(
                                        family.tenant(),
                                        entity.getKey(),
                                        entity.getValue().toString())
                                .stream())
                .toList();
    }

    /** When the active periods of a schedule happen, as far as it is valid: a part for each interval of validity. */
    public List<Window> windows(Schedule schedule) {
        Family family = schedule.family();
        List<List<Interval>> validities = validities(schedule);
        List<Window> parts = windows(schedule, tenants.zone(family.tenant(), family.groupId()))
                .toList();
        for (List<Interval> valid : validities) {
            parts = parts.stream()
                    .flatMap(window -> valid.stream()
                            .flatMap(interval -> window.recurrence().startingIn(interval).stream())
                            .map(part -> new Window(window.name(), part)))
                    .toList();
        }
        return parts;
    }

    /** Periods that were made by hand come first, as they are read. */
    private static List<Period> inOrder(List<Period> periods) {
        return periods.stream().sorted(Comparator.comparing(Period::derived)).toList();
    }

    private @Nullable LinkState lock(String tenant, @Nullable Binding binding) {
        if (binding == null || binding.linkId() == null) {
            return null;
        }
        LinkKey key = new LinkKey(tenant, binding.linkId());
        return links.lock(List.of(key)).get(key);
    }

    private static List<Period> derived(@Nullable LinkState link) {
        return link == null ? List.of() : DerivedPeriods.of(link);
    }

    private static Failure taken(String name) {
        return Codes.SCHEDULE_ALREADY_EXISTS.failure("There is a schedule with the name \"" + name + "\" already");
    }

    private static Failure missing(String name) {
        return Codes.SCHEDULE_NOT_FOUND.failure("There is no schedule with the name \"" + name + "\"");
    }
}
