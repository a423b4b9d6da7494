package io.chronolink.recording.domain;

import io.chronolink.events.Timing;
import io.chronolink.kit.database.RecordKey;
import io.chronolink.kit.events.Cause;
import io.chronolink.kit.events.Outbox;
import io.chronolink.kit.events.Outgoing;
import io.chronolink.kit.operations.Operations;
import io.chronolink.kit.web.Failure;
import io.chronolink.links.LinkKey;
import io.chronolink.links.LinkReplica;
import io.chronolink.links.LinkState;
import io.chronolink.links.Timings;
import io.chronolink.recording.domain.Numbers.Kind;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What callers do with recording schedules. Locks are taken in this order: link, schedule, room.
 *
 * <p>A schedule that is bound to a link has the link's times as soon as these are known, whatever its caller says.
 */
@Singleton
public class Schedules {

    private final Operations operations;
    private final ScheduleRepository schedules;
    private final ScheduleLists lists;
    private final OccurrenceLists occurrences;
    private final Rooms rooms;
    private final Users users;
    private final Numbers numbers;
    private final LinkReplica links;
    private final RoomClashes clashes;
    private final Planner planner;
    private final Outbox outbox;

    Schedules(
            Operations operations,
            ScheduleRepository schedules,
            ScheduleLists lists,
            OccurrenceLists occurrences,
            Rooms rooms,
            Users users,
            Numbers numbers,
            LinkReplica links,
            RoomClashes clashes,
            Planner planner,
            Outbox outbox) {
        this.operations = operations;
        this.schedules = schedules;
        this.lists = lists;
        this.occurrences = occurrences;
        this.rooms = rooms;
        this.users = users;
        this.numbers = numbers;
        this.links = links;
        this.clashes = clashes;
        this.planner = planner;
        this.outbox = outbox;
    }

    /** The schedule with that number; throws not found. */
    public Schedule get(String tenant, long number) {
        return lists.find(tenant, number).orElseThrow(Schedules::notFound);
    }

    /** All schedules of a tenant, by number. */
    public List<Schedule> list(String tenant) {
        return lists.all(tenant);
    }

    /**
     * The occurrences of a schedule that overlap a time, in order; past ones too.
     *
     * @param from null for now
     * @param to exclusive, null for no end
     * @param cancelled whether those that were cancelled are listed too
     */
    public List<PlannedOccurrence> occurrences(
            String tenant, long number, @Nullable Instant from, @Nullable Instant to, int limit, boolean cancelled) {
        return occurrences.of(get(tenant, number), from == null ? planner.now() : from, to, limit, cancelled);
    }

    /** The present second: what starts before it is past. */
    public Instant now() {
        return planner.now();
    }

    /**
     * Adds a schedule, plans its occurrences and tells of it.
     *
     * @param author name of the user that will own the recordings
     * @return its number
     * @throws Failure (invalid) naming the member of the request that is missing or wrong
     */
    public long create(String author, Draft draft) {
        return operations.accept("recording-schedule.create", 1, cause -> create(cause, author, draft));
    }

    private long create(Cause cause, String author, Draft draft) {
        String tenant = cause.tenant();
        String name = Draft.required("name", draft.name());
        LinkState link = lock(draft.linkId() == null ? null : new LinkKey(tenant, draft.linkId()));
        Room room = rooms.wanted(tenant, draft);
        Timing ofLink = Plan.timing(link);
        Timing timing = ofLink != null
                ? ofLink
                : ScheduleTimes.first(draft, rooms.zoneOf(room), planner.now()).timing();
        ScheduleEntity created = new ScheduleEntity(
                tenant,
                numbers.next(tenant, Kind.SCHEDULE),
                name,
                room,
                users.numberOf(tenant, author),
                draft.share() == null ? Share.NONE : draft.share(),
                timing,
                planner.now());
        created.bind(link);
        created.template = noneIfEmpty(draft.template());
        Plan plan = created.plan(room, link);
        Instant until = planner.until();
        created.plannedUntil = plan.plannedUntil(until);
        schedules.persist(created);
        planner.plan(plan, until);
        outbox.append(cause, () -> created.saved(room));
        return created.number;
    }

    /**
     * Changes what the draft says something of; tells of it if anything is another than before.
     *
     * @throws Failure (not found), or (invalid) naming the member of the request that is wrong
     */
    public Schedule edit(long number, Draft draft) {
        return operations.accept("recording-schedule.edit", 1, cause -> edit(cause, number, draft));
    }

    private Schedule edit(Cause cause, long number, Draft draft) {
        String tenant = cause.tenant();
        LinkKey before = get(tenant, number).link();
        LinkKey wanted =
                !draft.linkGiven() ? before : draft.linkId() == null ? null : new LinkKey(tenant, draft.linkId());
        Map<LinkKey, LinkState> locked = lock(before, wanted);
        ScheduleEntity stored = lock(tenant, number, before);
        LinkState link = wanted == null ? null : locked.get(wanted);
        Room room = draft.room() == null ? rooms.get(tenant, stored.roomId) : rooms.wanted(tenant, draft);
        Timing ofLink = Plan.timing(link);
        Series series = ofLink != null
                ? new Series(Timings.recurrence(ofLink), Objects.equals(wanted, before) ? stored.skipThrough : null)
                : ScheduleTimes.edited(
                        stored.series(),
                        draft,
                        () -> rooms.zoneOf(room),
                        !room.id().equals(stored.roomId),
                        planner.now());
        long version = stored.version;
        if (draft.name() != null) {
            stored.name = draft.name();
        }
        if (draft.template() != null) {
            stored.template = noneIfEmpty(draft.template());
        }
        if (draft.share() != null) {
            stored.shareWith(draft.share());
        }
        stored.roomId = room.id();
        if (!Objects.equals(wanted, before)) {
            stored.bind(link);
        }
        stored.recordAt(ofLink != null ? ofLink : series.timing(), series.skipThrough());
        schedules.flush();
        // Where nothing is another than before, nothing was written.
        if (stored.version != version) {
            Plan plan = stored.plan(room, link);
            clashes.refuse(plan, planner.now(), planner.until());
            replan(stored, plan);
            outbox.append(cause, () -> stored.saved(room));
        }
        return get(tenant, number);
    }

    /**
     * Deletes the next instance of a schedule that repeats, be it its last one: then the schedule goes with it.
     *
     * @return the schedule as it is now; empty if it was deleted
     * @throws Failure (not found), or (invalid) for a schedule that does not repeat
     */
    public Optional<Schedule> deleteNext(long number) {
        return operations.accept("recording-schedule.delete-next", 1, cause -> deleteNext(cause, number));
    }

    private Optional<Schedule> deleteNext(Cause cause, long number) {
        String tenant = cause.tenant();
        LinkKey before = get(tenant, number).link();
        LinkState link = before == null ? null : lock(before);
        ScheduleEntity stored = lock(tenant, number, before);
        Series series = stored.series();
        if (series.recurrence().rrule() == null) {
            throw Failure.invalid("recurrence.type", "This schedule does not repeat.");
        }
        Instant now = planner.now();
        Optional<Series> left = series.next(now.minusNanos(1))
                .map(next -> new Series(series.recurrence(), series.dayOf(next.start())))
                .filter(rest -> rest.next(now).isPresent());
        if (left.isEmpty()) {
            delete(cause, stored);
            return Optional.empty();
        }
        stored.skipThrough = left.get().skipThrough();
        Room room = rooms.get(tenant, stored.roomId);
        replan(stored, stored.plan(room, link));
        outbox.append(cause, () -> stored.saved(room));
        return Optional.of(get(tenant, number));
    }

    /** Deletes a schedule and its future occurrences and tells of it; throws not found. */
    public void delete(long number) {
        operations.accept("recording-schedule.delete", 1, cause -> {
            delete(cause, schedules.lock(cause.tenant(), number).orElseThrow(Schedules::notFound));
            return number;
        });
    }

    /** The row stays for the recordings that were made. */
    private void delete(Cause cause, ScheduleEntity schedule) {
        schedule.deletedAt = planner.now();
        schedules.flush();
        planner.cancel(List.of(new RecordKey(schedule.tenant, schedule.id)));
        outbox.append(List.of(Outgoing.last(cause, schedule.deleted())));
    }

    private void replan(ScheduleEntity schedule, Plan plan) {
        Instant until = planner.until();
        schedule.plannedUntil = plan.plannedUntil(until);
        planner.replan(List.of(plan), until);
    }

    /** @throws Failure (not found), or (unavailable) if it follows another link than the one that was locked before */
    private ScheduleEntity lock(String tenant, long number, @Nullable LinkKey link) {
        ScheduleEntity schedule = schedules.lock(tenant, number).orElseThrow(Schedules::notFound);
        if (!Objects.equals(schedule.link(), link)) {
            throw Failure.of(Failure.Kind.UNAVAILABLE, "The schedule is being changed by somebody else, try again.");
        }
        return schedule;
    }

    private @Nullable LinkState lock(@Nullable LinkKey key) {
        return key == null ? null : lock(key, key).get(key);
    }

    private Map<LinkKey, LinkState> lock(@Nullable LinkKey one, @Nullable LinkKey other) {
        List<LinkKey> keys = new ArrayList<>();
        if (one != null) {
            keys.add(one);
        }
        if (other != null && !other.equals(one)) {
            keys.add(other);
        }
        return links.lock(keys);
    }

    private static @Nullable Map<String, String> noneIfEmpty(@Nullable Map<String, String> template) {
        return template == null || template.isEmpty() ? null : template;
    }

    private static Failure notFound() {
        return Failure.notFound("There is no such schedule.");
    }
}
