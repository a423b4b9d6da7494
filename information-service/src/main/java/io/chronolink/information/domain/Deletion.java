package io.chronolink.information.domain;

import io.chronolink.events.EventTypes;
import io.chronolink.events.InformationEvent.InformationDeleted;
import io.chronolink.events.Timing;
import io.chronolink.events.Topics;
import io.chronolink.information.domain.StateChange.Wanted;
import io.chronolink.kit.events.Cause;
import io.chronolink.kit.events.Outbox;
import io.chronolink.kit.links.LinkKey;
import io.chronolink.kit.links.LinkReplica;
import io.chronolink.kit.links.LinkState;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;

/** Deletes notices, softly, and restores them: any number in one statement, as {@link StateChange} changes states. */
@Singleton
public class Deletion {

    /** What becomes of a notice. */
    public enum Verdict {
        MISSING,
        CHANGED,
        /** It is deleted, or not, already. */
        UNCHANGED
    }

    private static final String CHANGE = """
            with wanted as (
                select * from unnest(:tenants, :ids, :eventIds, :operationIds, :traceparents, :starts) with ordinality
                    as n (tenant, id, event_id, operation_id, traceparent, start, place)
            ), locked as (
                select i.tenant, i.id, i.deleted
                from information i join wanted w on w.tenant = i.tenant and w.id = i.id
                order by i.tenant, i.id
                for no key update of i
            ), judged as (
                select w.*, case when l.id is null then 'MISSING'
                                 when l.deleted <> :deleted then 'CHANGED'
                                 else 'UNCHANGED' end as verdict
                from wanted w left join locked l on l.tenant = w.tenant and l.id = w.id
            ), changed as (
                update information i
                set deleted = :deleted, valid_from = coalesce(j.start, i.valid_from), version = i.version + 1,
                    changed_at = :now, changed_by = cast(:by as text)
                from judged j
                where i.tenant = j.tenant and i.id = j.id and j.verdict = 'CHANGED'
                returning i.tenant, i.id, i.version, i.link_id, i.parent_id, i.title, i.text, i.valid_from, i.state_id,
                          j.event_id, j.operation_id, j.traceparent
            ), told as (
                insert into outbox (event_id, topic, record_id, type, tenant, link_id, operation_id,
                                    record_version, traceparent, occurred_at, payload)
                select case when last then uuidv7() else i.event_id end, :topic, i.id, case when last then null else :type end,
                       i.tenant, i.link_id, i.operation_id, i.version, i.traceparent, :now,
                       case when last then null
                            when :deleted then json_build_object('id', i.id, 'version', i.version, 'link_id', i.link_id)
                            else json_build_object('id', i.id, 'version', i.version, 'link_id', i.link_id,
                                                   'information', <public>) end
                from changed i
                join state s on s.id = i.state_id
                -- A tombstone follows the event of a deletion.
                cross join unnest(case when :deleted then array[false, true] else array[false] end) as last
                order by i.id, last
            )
            select place, verdict from judged order by place
            """.replace("<public>", StateChange.PUBLIC_STATE);

    private static final String DELETED = EventTypes.all().stream()
            .filter(type -> type.payload().equals(InformationDeleted.class))
            .findFirst()
            .orElseThrow()
            .name();

    private final Jdbi jdbi;
    private final Outbox outbox;
    private final LinkReplica links;
    private final StateChange stateChange;
    private final Clock clock;

    Deletion(Jdbi jdbi, Outbox outbox, LinkReplica links, StateChange stateChange, Clock clock) {
        this.jdbi = jdbi;
        this.outbox = outbox;
        this.links = links;
        this.stateChange = stateChange;
        this.clock = clock;
    }

    /**
     * Deletes notices or restores them; one that is restored takes over the present state of its link.
     *
     * @return what became of each, in the order of the ids
     */
    public Map<UUID, Verdict> apply(Cause cause, Collection<UUID> ids, boolean deleted, String by) {
        List<Wanted> wanted = ids.stream().map(id -> new Wanted(cause, id)).toList();
        Map<UUID, LinkState> linked = deleted ? Map.of() : lockLinks(cause.tenant(), ids);
        List<@Nullable Instant> starts = new ArrayList<>();
        for (UUID id : ids) {
            starts.add(start(linked.get(id)));
        }
        Map<UUID, Verdict> verdicts = new LinkedHashMap<>();
        jdbi.useHandle(handle -> StateChange.bind(handle.createQuery(CHANGE), wanted)
                .bindArray("starts", Instant.class, starts)
                .bind("deleted", deleted)
                .bind("by", by)
                .bind("now", clock.instant().atOffset(ZoneOffset.UTC))
                .bind("topic", Topics.NOTICE.name())
                .bind("type", deleted ? DELETED : StateChange.SAVED)
                .map((row, context) -> verdicts.put(
                        wanted.get(row.getInt("place") - 1).id(), Verdict.valueOf(row.getString("verdict"))))
                .list());
        List<UUID> changed = verdicts.entrySet().stream()
                .filter(entry -> entry.getValue() == Verdict.CHANGED)
                .map(Map.Entry::getKey)
                .toList();
        outbox.appended(cause, Topics.NOTICE, changed.size());
        stateChange.apply(
                changed.stream()
                        .filter(id -> linked.containsKey(id) && linked.get(id).deleted())
                        .map(id -> new Wanted(cause, id))
                        .toList(),
                stateChange.toArchive(BoundInformations.LINK_DELETED));
        return verdicts;
    }

    /** The links of notices; whoever locks links does so before notices. */
    private Map<UUID, LinkState> lockLinks(String tenant, Collection<UUID> ids) {
        Map<UUID, LinkKey> keys = new LinkedHashMap<>();
        jdbi.useHandle(handle -> handle.createQuery("""
                        select id, link_id from information
                        where tenant = :tenant and id = any (:ids) and link_id is not null
                        """)
                .bind("tenant", tenant)
                .bindArray("ids", UUID.class, List.copyOf(ids))
                .map((row, context) -> keys.put(
                        row.getObject("id", UUID.class), new LinkKey(tenant, row.getObject("link_id", UUID.class))))
                .list());
        Set<LinkKey> distinct = new HashSet<>(keys.values());
        Map<LinkKey, LinkState> states = distinct.isEmpty() ? Map.of() : links.lock(distinct);
        Map<UUID, LinkState> linked = new LinkedHashMap<>();
        keys.forEach((id, key) -> {
            if (states.containsKey(key)) {
                linked.put(id, states.get(key));
            }
        });
        return linked;
    }

    private static @Nullable Instant start(@Nullable LinkState link) {
        Timing timing = link != null && link.isLive() ? link.timing() : null;
        return timing == null ? null : timing.firstStart();
    }
}
