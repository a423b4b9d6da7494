package io.chronolink.information.domain;

import io.chronolink.events.Timing;
import io.chronolink.kit.database.Columns;
import io.chronolink.kit.database.RecordKey;
import io.chronolink.kit.events.Cause;
import io.chronolink.kit.events.Outbox;
import io.chronolink.kit.events.Outgoing;
import io.chronolink.links.LinkChange;
import io.chronolink.links.LinkFollower;
import io.chronolink.links.LinkKey;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Jdbi;

/** What the changes of links do to the notices that are bound to them, and the end of their validity to notices. */
@Singleton
public class BoundInformations implements LinkFollower {

    private final Jdbi jdbi;
    private final Outbox outbox;
    private final BulkStateChange stateChange;
    private final States states;
    private final Clock clock;

    BoundInformations(Jdbi jdbi, Outbox outbox, BulkStateChange stateChange, States states, Clock clock) {
        this.jdbi = jdbi;
        this.outbox = outbox;
        this.stateChange = stateChange;
        this.states = states;
        this.clock = clock;
    }

    /** A notice that is bound to a link, and the version that was known of the link then. */
    record Bound(String tenant, UUID id, UUID linkId, long linkVersion) {

        LinkKey link() {
            return new LinkKey(tenant, linkId);
        }
    }

    /** A notice that gets another start. */
    private record Retimed(Wanted wanted, Instant start) {}

    /** Notices go to the archive with the life of the link that they belong to; when they are valid follows each life. */
    @Override
    public Map<Cause, Integer> follow(List<LinkChange> changes) {
        Map<LinkKey, List<Bound>> bound =
                lock(changes.stream().map(change -> change.link().key()).collect(Collectors.toSet()));
        List<Wanted> archived = new ArrayList<>();
        List<Retimed> retimed = new ArrayList<>();
        for (LinkChange change : changes) {
            Timing timing = change.link().timing();
            Instant start = timing == null ? null : timing.firstStart();
            for (Bound each : bound.getOrDefault(change.link().key(), List.of())) {
                Wanted wanted = new Wanted(change.cause(), each.id());
                if (change.endsLife() && change.link().hasEnded(each.linkVersion())) {
                    archived.add(wanted);
                }
                if (start != null) {
                    retimed.add(new Retimed(wanted, start));
                }
            }
        }
        Map<Cause, Integer> changed = new HashMap<>();
        archive(archived, StateChange.LINK_DELETED).forEach(cause -> changed.merge(cause, 1, Integer::sum));
        retime(retimed).forEach(cause -> changed.merge(cause, 1, Integer::sum));
        return changed;
    }

    /**
     * Sends notices to the archive whose validity is over, as far as they are open.
     *
     * @return how many really changed, by cause
     */
    public Map<Cause, Integer> archiveEnded(Collection<Wanted> ended) {
        Map<Cause, Integer> changed = new HashMap<>();
        archive(lockOpen(ended), StateChange.VALIDITY_ENDED).forEach(cause -> changed.merge(cause, 1, Integer::sum));
        return changed;
    }

    private List<Cause> archive(List<Wanted> wanted, String message) {
        return stateChange.apply(wanted, StateChange.toArchive(states, message)).stream()
                .filter(outcome -> outcome.verdict().isChange())
                .map(outcome -> outcome.wanted().cause())
                .toList();
    }

    private List<Wanted> lockOpen(Collection<Wanted> ended) {
        Map<RecordKey, Wanted> byId = new HashMap<>();
        ended.forEach(wanted -> byId.put(new RecordKey(wanted.tenant(), wanted.id()), wanted));
        return jdbi.withHandle(handle -> handle.createQuery("""
                        select i.tenant, i.id
                        from unnest(:tenants, :ids) as n (tenant, id)
                        join information i on i.tenant = n.tenant and i.id = n.id
                        join state s on s.id = i.state_id
                        where not i.deleted and s.category = 'open'
                        order by i.tenant, i.id
                        for no key update of i
                        """)
                .bindNamedArgumentFinder(Columns.of(byId.values())
                        .text("tenants", Wanted::tenant)
                        .uuid("ids", Wanted::id))
                .map((row, context) -> byId.get(new RecordKey(row.getString(1), row.getObject(2, UUID.class))))
                .list());
    }

    /** Locks all of them at once and in the order of everybody else: a lock after a lock could deadlock. */
    private Map<LinkKey, List<Bound>> lock(Collection<LinkKey> keys) {
        if (keys.isEmpty()) {
            return Map.of();
        }
        return jdbi.withHandle(handle -> handle.createQuery("""
                        select i.tenant, i.id, i.link_id, i.link_version
                        from unnest(:tenants, :links) as n (tenant, link_id)
                        join information i on i.tenant = n.tenant and i.link_id = n.link_id
                        where not i.deleted
                        order by i.tenant, i.id
                        for no key update of i
                        """)
                .bindNamedArgumentFinder(
                        Columns.of(keys).text("tenants", LinkKey::tenant).uuid("links", LinkKey::linkId))
                .mapTo(Bound.class)
                .collect(Collectors.groupingBy(Bound::link)));
    }

    private List<Cause> retime(List<Retimed> retimed) {
        if (retimed.isEmpty()) {
            return List.of();
        }
        States.Known known = states.known();
        List<Cause> changed = new ArrayList<>();
        jdbi.useHandle(handle -> outbox.append(
                handle.createQuery("""
                            update information i
                            set valid_from = n.start, version = i.version + 1, changed_at = :now, changed_by = null
                            from unnest(:tenants, :ids, :starts) with ordinality as n (tenant, id, start, place)
                            where i.tenant = n.tenant and i.id = n.id and i.valid_from <> n.start
                            returning n.place, i.state_id, i.id, i.version, i.link_id, i.link_version, i.parent_id, i.title,
                                      i.text, i.valid_from
                            """)
                        .bindNamedArgumentFinder(Columns.of(retimed)
                                .text("tenants", each -> each.wanted().tenant())
                                .uuid("ids", each -> each.wanted().id())
                                .instant("starts", Retimed::start))
                        .bind("now", clock.instant()),
                (row, context) -> {
                    Cause cause = retimed.get(row.getInt(1) - 1).wanted().cause();
                    changed.add(cause);
                    return Outgoing.of(cause, PublicInformation.of(row, 3).saved(known.of(row.getInt(2))));
                }));
        return changed;
    }
}
