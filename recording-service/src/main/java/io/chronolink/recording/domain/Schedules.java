package io.chronolink.recording.domain;

import io.chronolink.events.Timing;
import io.chronolink.kit.database.RecordKey;
import io.chronolink.kit.events.Cause;
import io.chronolink.kit.events.Outbox;
import io.chronolink.kit.events.Outgoing;
import io.chronolink.kit.operations.Operations;
import io.chronolink.links.LinkKey;
import io.chronolink.links.LinkReplica;
import io.chronolink.links.LinkState;
import io.chronolink.links.Timings;
import io.chronolink.kit.web.Failure;
import io.chronolink.links.LinkKey;
import io.chronolink.links.LinkReplica;
import io.chronolink.links.LinkState;
import io.chronolink.links.Timings;
import io.chronolink.recording.domain.Numbers.Kind;
import io.chronolink.recurrence.Interval;
import io.chronolink.recurrence.InvalidRecurrenceException;
import io.chronolink.recurrence.RecordingRule;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What callers do with recording schedules. Locks are taken in this order: link, schedule, room.
 *
 * <p>A schedule that is bound to a link has the link's times as soon as these are known, whatever its caller says.
 */
@Singleton
public class Schedules {

    private static final String BLANK = "This value should not be blank.";
    private static final String NOT_VALID = "This value is not valid.";

    private final Operations operations;
    private final ScheduleRepository schedules;
    private final ScheduleLists lists;
    private final Rooms rooms;
    private final Users users;
    private final Numbers numbers;
    private final LinkReplica links;
    private final Planner planner;
    private final Outbox outbox;

    Schedules(
            Operations operations,
            ScheduleRepository schedules,
            ScheduleLists lists,
            Rooms rooms,
            Users users,
            Numbers numbers,
            LinkReplica links,
            Planner planner,
            Outbox outbox) {
        this.operations = operations;
        this.schedules = schedules;
        this.lists = lists;
        this.rooms = rooms;
        this.users = users;
        this.numbers = numbers;
        this.links = links;
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
        return planner.occurrences(get(tenant, number), from == null ? planner.now() : from, to, limit, cancelled);
    }

    /** Which schedules of a tenant share their room with an older one in the next 90 days. */
    public Overlaps overlaps(String tenant) {
        return planner.overlaps(tenant);
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
        String name = required("name", draft.name());
        LinkState link = lock(draft.linkId() == null ? null : new LinkKey(tenant, draft.linkId()));
        Room room = room(tenant, required("room", draft.room()));
        Timing ofLink = timing(link);
        Timing timing = ofLink != null ? ofLink : newTiming(draft, rooms.zoneOf(room));
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
        Room room = draft.room() == null ? rooms.get(tenant, stored.roomId) : room(tenant, draft.room());
        Timing ofLink = timing(link);
        Series series = ofLink != null
                ? new Series(Timings.recurrence(ofLink), Objects.equals(wanted, before) ? stored.skipThrough : null)
                : edited(stored, draft, room);
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
            planner.refuseClash(plan);
            replan(stored, plan);
            outbox.append(cause, () -> stored.saved(room));
        }
        return get(tenant, number);
    }

    /**
     * The recordings of others that a schedule would share its room with, as if it were created now; keeps nothing.
     *
     * @throws Failure (invalid) naming the member of the request that is missing or wrong
     */
    public List<Clash> conflicts(String tenant, Draft draft, int limit) {
        required("name", draft.name());
        LinkState link = draft.linkId() == null
                ? null
                : links.find(new LinkKey(tenant, draft.linkId())).orElse(null);
        Room room = room(tenant, required("room", draft.room()));
        Timing ofLink = timing(link);
        Timing timing = ofLink != null ? ofLink : newTiming(draft, rooms.zoneOf(room));
        boolean waits = draft.linkId() != null && ofLink == null;
        return planner.clashes(
                new Plan(
                        new UUID(0, 0),
                        tenant,
                        room.id(),
                        room.exclusive(),
                        waits ? null : Series.of(Timings.recurrence(timing))),
                limit);
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
        if (series.rrule() == null) {
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

    private Timing newTiming(Draft draft, ZoneId zone) {
        Instant start = inFuture(required("start_at", draft.startAt()));
        Duration duration = required("duration", draft.duration());
        RecordingRule rule = draft.rule() == null ? RecordingRule.ONCE : draft.rule();
        return checked(() -> Series.of(rule.from(start, zone, duration))).timing();
    }

    /** A member that repeats what the answers show is no change: a client may send back what it got. */
    private Series edited(ScheduleEntity current, Draft draft, Room room) {
        Series series = current.series();
        Interval shown = series.shownAt(planner.now());
        Instant start = shown.startInclusive().equals(draft.startAt()) || draft.startAt() == null
                ? null
                : inFuture(draft.startAt());
        Duration duration = shown.duration().equals(draft.duration()) ? null : draft.duration();
        RecordingRule rule = series.rule().filter(r -> r.equals(draft.rule())).isPresent() ? null : draft.rule();
        boolean elsewhere = !room.id().equals(current.roomId);
        if (start == null && duration == null && rule == null && !elsewhere) {
            return series;
        }
        ZoneId zone = rooms.zoneOf(room);
        Instant from = start == null ? shown.startInclusive() : start;
        Duration length = duration == null ? shown.duration() : duration;
        return checked(() -> {
            if (rule != null) {
                return Series.of(rule.from(from, zone, length));
            }
            if (start != null) {
                return series.from(from, zone, length);
            }
            Series moved = zone.equals(series.recurrence().zone()) ? series : series.in(zone);
            return duration == null ? moved : moved.lasting(duration);
        });
    }

    /** The times that a link gives; null where there is none, or its times are not known. */
    private static @Nullable Timing timing(@Nullable LinkState link) {
        return link != null && link.isLive() ? link.timing() : null;
    }

    private Instant inFuture(Instant start) {
        if (start.isBefore(planner.now())) {
            throw Failure.invalid("start_at", "This value should be in the future.");
        }
        return start;
    }

    private static Series checked(Supplier<Series> series) {
        try {
            Series checked = series.get();
            if (checked.recurrence().firstStart().isEmpty()) {
                throw Failure.invalid("recurrence.end_by", "This value should not be before the first recording.");
            }
            return checked;
        } catch (InvalidRecurrenceException e) {
            throw Failure.invalid("recurrence", NOT_VALID);
        }
    }

    private Room room(String tenant, long number) {
        return rooms.find(tenant, number).orElseThrow(() -> Failure.invalid("room", NOT_VALID));
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

    private static <T> T required(String field, @Nullable T value) {
        if (value == null) {
            throw Failure.invalid(field, BLANK);
        }
        return value;
    }

    private static Failure notFound() {
        return Failure.notFound("There is no such schedule.");
    }
}
