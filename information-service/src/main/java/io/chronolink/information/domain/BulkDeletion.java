package io.chronolink.information.domain;

import io.chronolink.events.Timing;
import io.chronolink.kit.database.Columns;
import io.chronolink.kit.events.Cause;
import io.chronolink.kit.events.Outbox;
import io.chronolink.kit.events.Outgoing;
import io.chronolink.kit.operations.Operations;
import io.chronolink.links.LinkKey;
import io.chronolink.links.LinkReplica;
import io.chronolink.links.LinkState;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;

/** Deletes any number of notices, softly, or restores them, set-wise, as {@link BulkStateChange} changes states. */
@Singleton
public class BulkDeletion {

    /** What becomes of a notice. */
    public enum Verdict {
        MISSING,
        CHANGED,
        /** It is deleted, or not, already. */
        UNCHANGED
    }

    private final Jdbi jdbi;
    private final Operations operations;
    private final Outbox outbox;
    private final LinkReplica links;
    private final BulkStateChange stateChange;
    private final States states;
    private final Clock clock;

    BulkDeletion(
            Jdbi jdbi,
            Operations operations,
            Outbox outbox,
            LinkReplica links,
            BulkStateChange stateChange,
            States states,
            Clock clock) {
        this.jdbi = jdbi;
        this.operations = operations;
        this.outbox = outbox;
        this.links = links;
        this.stateChange = stateChange;
        this.states = states;
        this.clock = clock;
    }

    /** A notice's link, and the version that was known of it when the notice was bound. */
    private record Linked(LinkState link, long linkVersion) {

        boolean hasEnded() {
            return link.hasEnded(linkVersion);
        }
    }

    /**
     * Deletes notices or restores them; one that is restored takes over the present state of its link, and goes to the
     * archive if the life that it belonged to has ended.
     *
     * @return what became of each, in the order of the ids
     */
    public Map<UUID, Verdict> apply(Collection<UUID> ids, boolean deleted, String by) {
        return operations.accept(
                deleted ? "information.delete" : "information.restore",
                ids.size(),
                cause -> apply(cause, ids, deleted, by));
    }

    private Map<UUID, Verdict> apply(Cause cause, Collection<UUID> ids, boolean deleted, String by) {
        Map<UUID, Linked> linked = deleted ? Map.of() : lockLinks(cause.tenant(), ids);
        Map<UUID, Verdict> verdicts = judge(cause.tenant(), ids, deleted);
        List<UUID> changed = verdicts.entrySet().stream()
                .filter(entry -> entry.getValue() == Verdict.CHANGED)
                .map(Map.Entry::getKey)
                .toList();
        write(cause, changed, linked, deleted, by);
        stateChange.apply(
                changed.stream()
                        .filter(id -> linked.containsKey(id) && linked.get(id).hasEnded())
                        .map(id -> new Wanted(cause, id))
                        .toList(),
                StateChange.toArchive(states, StateChange.LINK_DELETED));
        return verdicts;
    }

    /** The links of notices; whoever locks links does so before notices. */
    private Map<UUID, Linked> lockLinks(String tenant, Collection<UUID> ids) {
        record Bound(UUID id, UUID linkId, long linkVersion) {}
        List<Bound> bound = jdbi.withHandle(handle -> handle.createQuery("""
                        select id, link_id, link_version from information
                        where tenant = :tenant and id = any (:ids) and link_id is not null
                        """)
                .bind("tenant", tenant)
                .bindArray("ids", UUID.class, List.copyOf(ids))
                .mapTo(Bound.class)
                .list());
        Map<LinkKey, LinkState> locked = links.lock(new HashSet<>(
                bound.stream().map(each -> new LinkKey(tenant, each.linkId())).toList()));
        Map<UUID, Linked> linked = new HashMap<>();
        bound.forEach(each -> linked.put(
                each.id(),
                new Linked(
                        Objects.requireNonNull(locked.get(new LinkKey(tenant, each.linkId()))), each.linkVersion())));
        return linked;
    }

    private Map<UUID, Verdict> judge(String tenant, Collection<UUID> ids, boolean deleted) {
        Map<UUID, Verdict> verdicts = new LinkedHashMap<>();
        ids.forEach(id -> verdicts.put(id, Verdict.MISSING));
        jdbi.useHandle(handle -> handle.createQuery("""
                        select id, deleted from information where tenant = :tenant and id = any (:ids)
                        order by tenant, id
                        for no key update
                        """)
                .bind("tenant", tenant)
                .bindArray("ids", UUID.class, List.copyOf(ids))
                .map((row, context) -> verdicts.put(
                        row.getObject(1, UUID.class),
                        row.getBoolean(2) == deleted ? Verdict.UNCHANGED : Verdict.CHANGED))
                .list());
        return verdicts;
    }

    private void write(Cause cause, List<UUID> changed, Map<UUID, Linked> linked, boolean deleted, String by) {
        if (changed.isEmpty()) {
            return;
        }
        States.Known known = states.known();
        jdbi.useHandle(handle -> outbox.append(
                handle.createQuery("""
                            update information i
                            set deleted = :deleted, valid_from = coalesce(n.start, i.valid_from), version = i.version + 1,
                                changed_at = :now, changed_by = :by
                            from unnest(:ids, :starts) as n (id, start)
                            where i.tenant = :tenant and i.id = n.id
                            returning i.state_id, i.id, i.version, i.link_id, i.link_version, i.parent_id, i.title, i.text,
                                      i.valid_from
                            """)
                        .bindNamedArgumentFinder(Columns.of(changed)
                                .uuid("ids", id -> id)
                                .instant("starts", id -> start(linked.get(id))))
                        .bind("tenant", cause.tenant())
                        .bind("deleted", deleted)
                        .bind("by", by)
                        .bind("now", clock.instant()),
                (row, context) -> {
                    PublicInformation told = PublicInformation.of(row, 2);
                    return deleted
                            ? Outgoing.last(cause, told.deleted())
                            : Outgoing.of(cause, told.saved(known.of(row.getInt(1))));
                }));
    }

    private static @Nullable Instant start(@Nullable Linked linked) {
        Timing timing = linked != null && linked.link().isLive() ? linked.link().timing() : null;
        return timing == null ? null : timing.firstStart();
    }
}
