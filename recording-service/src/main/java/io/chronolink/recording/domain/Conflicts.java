package io.chronolink.recording.domain;

import io.chronolink.events.Timing;
import io.chronolink.kit.web.Failure;
import io.chronolink.links.LinkKey;
import io.chronolink.links.LinkReplica;
import io.chronolink.links.LinkState;
import io.chronolink.links.Timings;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

/** Schedules that share their room at the same time, or would. */
@Singleton
public class Conflicts {

    private final Rooms rooms;
    private final LinkReplica links;
    private final RoomClashes clashes;
    private final Planner planner;

    Conflicts(Rooms rooms, LinkReplica links, RoomClashes clashes, Planner planner) {
        this.rooms = rooms;
        this.links = links;
        this.clashes = clashes;
        this.planner = planner;
    }

    /** Which schedules of a tenant share their room with an older one in the next 90 days. */
    public Overlaps overlaps(String tenant) {
        return clashes.overlaps(tenant, planner.now());
    }

    /**
     * The recordings of others that a schedule would share its room with, as if it were created now; keeps nothing.
     *
     * @throws Failure (invalid) naming the member of the request that is missing or wrong
     */
    public List<Clash> preview(String tenant, Draft draft, int limit) {
        Draft.required("name", draft.name());
        LinkState link = draft.linkId() == null
                ? null
                : links.find(new LinkKey(tenant, draft.linkId())).orElse(null);
        Room room = rooms.wanted(tenant, draft);
        Instant now = planner.now();
        Timing ofLink = Plan.timing(link);
        Series series = ofLink != null
                ? Series.of(Timings.recurrence(ofLink))
                : ScheduleTimes.first(draft, rooms.zoneOf(room), now);
        boolean waits = draft.linkId() != null && ofLink == null;
        Plan plan = new Plan(new UUID(0, 0), tenant, room.id(), room.exclusive(), waits ? null : series);
        return clashes.of(plan, now, planner.until(), limit);
    }
}
