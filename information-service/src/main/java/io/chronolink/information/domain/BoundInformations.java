package io.chronolink.information.domain;

import io.chronolink.events.Timing;
import io.chronolink.events.Topics;
import io.chronolink.information.domain.StateChange.Outcome;
import io.chronolink.information.domain.StateChange.Wanted;
import io.chronolink.kit.events.Cause;
import io.chronolink.kit.events.Outbox;
import io.chronolink.kit.links.LinkChange;
import io.chronolink.kit.links.LinkKey;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jdbi.v3.core.Jdbi;

/** What the changes of links do to the notices that are bound to them, and the end of their validity to notices. */
@Singleton
public class BoundInformations {

    static final String LINK_DELETED = "link deleted";
    static final String VALIDITY_ENDED = "validity ended";

    private static final String RETIME = """
            with news as (
                select * from unnest(:tenants, :ids, :eventIds, :operationIds, :traceparents, :starts)
                    as n (tenant, id, event_id, operation_id, traceparent, start)
            ), changed as (
                update information i
                set valid_from = n.start, version = i.version + 1, changed_at = :now, changed_by = null
                from news n
                where i.tenant = n.tenant and i.id = n.id and i.valid_from <> n.start
                returning i.tenant, i.id, i.version, i.link_id, i.parent_id, i.title, i.text, i.valid_from, i.state_id,
                          n.event_id, n.operation_id, n.traceparent
            ), told as (
                insert into outbox (event_id, topic, record_id, type, tenant, link_id, operation_id,
                                    record_version, traceparent, occurred_at, payload)
                select i.event_id, :topic, i.id, :type, i.tenant, i.link_id, i.operation_id, i.version, i.traceparent,
                       :now, json_build_object('id', i.id, 'version', i.version, 'link_id', i.link_id,
                                               'information', <public>)
                from changed i join state s on s.id = i.state_id
            )
            select tenant, operation_id, traceparent, count(*) as changed
            from changed group by tenant, operation_id, traceparent
            """.replace("<public>", StateChange.PUBLIC_STATE);

    private final Jdbi jdbi;
    private final Outbox outbox;
    private final StateChange stateChange;
    private final Clock clock;

    BoundInformations(Jdbi jdbi, Outbox outbox, StateChange stateChange, Clock clock) {
        this.jdbi = jdbi;
        this.outbox = outbox;
        this.stateChange = stateChange;
        this.clock = clock;
    }

    /**
     * Lets notices follow their links, whose rows are locked.
     *
     * @param rounds changes of links in the order in which they happened; a link changes once in each round
     * @return how many notices really changed, by cause
     */
    public Map<Cause, Integer> follow(List<List<LinkChange>> rounds) {
        Set<LinkKey> keys = new HashSet<>();
        rounds.forEach(round -> round.forEach(change -> keys.add(change.link().key())));
        Map<LinkKey, List<UUID>> bound = lock(keys);
        Map<Cause, Integer> changed = new HashMap<>();
        for (List<LinkChange> round : rounds) {
            List<Wanted> archived = new ArrayList<>();
            List<Wanted> retimed = new ArrayList<>();
            List<Instant> starts = new ArrayList<>();
            for (LinkChange change : round) {
                Timing timing = change.link().timing();
                Instant start = timing == null ? null : timing.firstStart();
                for (UUID id : bound.getOrDefault(change.link().key(), List.of())) {
                    Wanted wanted = new Wanted(change.cause(), id);
                    if (change.link().deleted()) {
                        archived.add(wanted);
                    } else if (start != null) {
                        retimed.add(wanted);
                        starts.add(start);
                    }
                }
            }
            for (Outcome outcome : stateChange.apply(archived, stateChange.toArchive(LINK_DELETED))) {
                if (outcome.verdict().isChange()) {
                    changed.merge(outcome.wanted().cause(), 1, Integer::sum);
                }
            }
            retime(retimed, starts).forEach((cause, count) -> changed.merge(cause, count, Integer::sum));
        }
        return changed;
    }

    /**
     * Sends notices to the archive whose validity is over, as far as they are open.
     *
     * @return how many really changed, by cause
     */
    public Map<Cause, Integer> archiveEnded(Collection<Wanted> ended) {
        Map<Cause, Integer> changed = new HashMap<>();
        stateChange.apply(lockOpen(ended), stateChange.toArchive(VALIDITY_ENDED)).stream()
                .filter(outcome -> outcome.verdict().isChange())
                .forEach(outcome -> changed.merge(outcome.wanted().cause(), 1, Integer::sum));
        return changed;
    }

    private List<Wanted> lockOpen(Collection<Wanted> ended) {
        record Key(String tenant, UUID id) {}
        Map<Key, Wanted> byId = new HashMap<>();
        ended.forEach(wanted -> byId.put(new Key(wanted.cause().tenant(), wanted.id()), wanted));
        List<Wanted> distinct = List.copyOf(byId.values());
        return jdbi.withHandle(handle -> handle.createQuery("""
                        select i.tenant, i.id
                        from unnest(:tenants, :ids) as n (tenant, id)
                        join information i on i.tenant = n.tenant and i.id = n.id
                        join state s on s.id = i.state_id
                        where not i.deleted and s.category = 'open'
                        order by i.tenant, i.id
                        for no key update of i
                        """)
                .bindArray(
                        "tenants",
                        String.class,
                        distinct.stream().map(w -> w.cause().tenant()).toList())
                .bindArray("ids", UUID.class, distinct.stream().map(Wanted::id).toList())
                .map((row, context) -> byId.get(new Key(row.getString("tenant"), row.getObject("id", UUID.class))))
                .list());
    }

    /** Locks all of them at once and in the order of everybody else: a lock after a lock could deadlock. */
    private Map<LinkKey, List<UUID>> lock(Collection<LinkKey> keys) {
        if (keys.isEmpty()) {
            return Map.of();
        }
        return jdbi.withHandle(handle -> handle.createQuery("""
                        select i.tenant, i.id, i.link_id
                        from unnest(:tenants, :links) as n (tenant, link_id)
                        join information i on i.tenant = n.tenant and i.link_id = n.link_id
                        where not i.deleted
                        order by i.tenant, i.id
                        for no key update of i
                        """)
                .bindArray(
                        "tenants",
                        String.class,
                        keys.stream().map(LinkKey::tenant).toList())
                .bindArray(
                        "links", UUID.class, keys.stream().map(LinkKey::linkId).toList())
                .reduceRows(new HashMap<LinkKey, List<UUID>>(), (bound, row) -> {
                    bound.computeIfAbsent(
                                    new LinkKey(
                                            row.getColumn("tenant", String.class),
                                            row.getColumn("link_id", UUID.class)),
                                    key -> new ArrayList<>())
                            .add(row.getColumn("id", UUID.class));
                    return bound;
                }));
    }

    private Map<Cause, Integer> retime(List<Wanted> wanted, List<Instant> starts) {
        if (wanted.isEmpty()) {
            return Map.of();
        }
        Map<Cause, Integer> changed = jdbi.withHandle(handle -> StateChange.bind(handle.createQuery(RETIME), wanted)
                .bindArray("starts", Instant.class, starts)
                .bind("now", clock.instant().atOffset(ZoneOffset.UTC))
                .bind("topic", Topics.NOTICE.name())
                .bind("type", StateChange.SAVED)
                .reduceRows(new HashMap<>(), (causes, row) -> {
                    causes.put(
                            new Cause(
                                    row.getColumn("tenant", String.class),
                                    row.getColumn("operation_id", UUID.class),
                                    row.getColumn("traceparent", String.class)),
                            row.getColumn("changed", Integer.class));
                    return causes;
                }));
        changed.forEach((cause, events) -> outbox.appended(cause, Topics.NOTICE, events));
        return changed;
    }
}
