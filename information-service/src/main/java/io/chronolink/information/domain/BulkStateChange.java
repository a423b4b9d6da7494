package io.chronolink.information.domain;

import io.chronolink.information.domain.StateChange.Verdict;
import io.chronolink.kit.database.Columns;
import io.chronolink.kit.events.Cause;
import io.chronolink.kit.events.Outbox;
import io.chronolink.kit.events.Outgoing;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;

/** Changes the states of any number of notices, set-wise: locks them in order, judges each, writes those that change. */
@Singleton
public class BulkStateChange {

    /**
     * What became of a notice.
     *
     * @param before its state before, null for one that is missing
     */
    public record Outcome(
            Wanted wanted, Verdict verdict, @Nullable State before) {}

    /** The notice that is wanted at that place, from 1. */
    private record Locked(int place, int stateId, @Nullable UUID parentId, boolean deleted) {}

    private final Jdbi jdbi;
    private final Outbox outbox;
    private final States states;
    private final Parents parents;
    private final Clock clock;

    BulkStateChange(Jdbi jdbi, Outbox outbox, States states, Parents parents, Clock clock) {
        this.jdbi = jdbi;
        this.outbox = outbox;
        this.states = states;
        this.parents = parents;
        this.clock = clock;
    }

    /**
     * Carries out a change for notices of one tenant that a caller named.
     *
     * @return the outcomes in the order of the ids, or empty if there is no such parent and so nothing was done
     */
    Optional<List<Outcome>> apply(Cause cause, Collection<UUID> ids, StateChange change, States.Known known) {
        if (change.parentId() != null) {
            parents.queueMoves(cause.tenant());
        }
        Set<UUID> above = parents.above(cause.tenant(), change.parentId());
        if (change.parentId() != null && above.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(apply(ids.stream().map(id -> new Wanted(cause, id)).toList(), change, above, known));
    }

    /** Carries out a change without a parent for notices of any tenants, each of which is named once. */
    List<Outcome> apply(List<Wanted> wanted, StateChange change) {
        return wanted.isEmpty() ? List.of() : apply(wanted, change, Set.of(), states.known());
    }

    private List<Outcome> apply(List<Wanted> wanted, StateChange change, Set<UUID> above, States.Known known) {
        List<Outcome> outcomes = judge(wanted, change, above, known);
        List<Outcome> changes = outcomes.stream()
                .filter(outcome -> outcome.verdict().isChange())
                .toList();
        if (change.mode().isCarriedOut(outcomes) && !changes.isEmpty()) {
            write(changes, change);
        }
        return outcomes;
    }

    private List<Outcome> judge(List<Wanted> wanted, StateChange change, Set<UUID> above, States.Known known) {
        List<Outcome> outcomes = new ArrayList<>(wanted.size());
        wanted.forEach(each -> outcomes.add(new Outcome(each, Verdict.MISSING, null)));
        lock(wanted).forEach(locked -> {
            Wanted each = wanted.get(locked.place() - 1);
            State before = known.of(locked.stateId());
            Verdict verdict = change.verdict(each.id(), before, locked.parentId(), locked.deleted(), above);
            outcomes.set(locked.place() - 1, new Outcome(each, verdict, before));
        });
        return outcomes;
    }

    /** Locks those that are there, in the order of everybody else. */
    private List<Locked> lock(List<Wanted> wanted) {
        return jdbi.withHandle(handle -> handle.createQuery("""
                        select n.place, i.state_id, i.parent_id, i.deleted
                        from unnest(:tenants, :ids) with ordinality as n (tenant, id, place)
                        join information i on i.tenant = n.tenant and i.id = n.id
                        order by i.tenant, i.id
                        for no key update of i
                        """)
                .bindNamedArgumentFinder(
                        Columns.of(wanted).text("tenants", Wanted::tenant).uuid("ids", Wanted::id))
                // By hand, since thousands of rows come.
                .map((row, context) ->
                        new Locked(row.getInt(1), row.getInt(2), row.getObject(3, UUID.class), row.getBoolean(4)))
                .list());
    }

    private void write(List<Outcome> changes, StateChange change) {
        jdbi.useHandle(handle -> outbox.append(
                handle.createQuery("""
                            with news as (
                                select * from unnest(:tenants, :ids, :states, :operations) with ordinality
                                    as n (tenant, id, previous_id, operation_id, place)
                            ), changed as (
                                update information i
                                set state_id = :state, parent_id = coalesce(:parent, i.parent_id), version = i.version + 1,
                                    changed_at = :now, changed_by = :by
                                from news n
                                where i.tenant = n.tenant and i.id = n.id
                                returning n.place, n.previous_id, n.operation_id, i.tenant, i.id, i.version, i.link_id,
                                          i.link_version, i.parent_id, i.state_id, i.title, i.text, i.valid_from
                            ), history as (
                                insert into state_change (tenant, information_id, version, from_id, to_id, message,
                                                          user_id, changed_at, changed_by, operation_id)
                                select tenant, id, version, previous_id, state_id, cast(:message as text),
                                       cast(:user as uuid), :now, cast(:by as text), operation_id
                                from changed where previous_id <> state_id
                            )
                            select place, id, version, link_id, link_version, parent_id, title, text, valid_from from changed
                            """)
                        .bindNamedArgumentFinder(Columns.of(changes)
                                .text("tenants", each -> each.wanted().tenant())
                                .uuid("ids", each -> each.wanted().id())
                                .integer("states", each -> before(each).id())
                                .uuid(
                                        "operations",
                                        each -> each.wanted().cause().operationId()))
                        .bind("state", change.state().id())
                        .bind("parent", change.parentId())
                        .bind("message", change.message())
                        .bind("user", change.userId())
                        .bind("by", change.by())
                        .bind("now", clock.instant()),
                (row, context) -> {
                    Outcome outcome = changes.get(row.getInt(1) - 1);
                    PublicInformation told = PublicInformation.of(row, 2);
                    return Outgoing.of(
                            outcome.wanted().cause(),
                            outcome.verdict() == Verdict.CHANGED
                                    ? told.stateChanged(change.state(), before(outcome), change.message())
                                    : told.saved(change.state()));
                }));
    }

    /** Of one that is there. */
    private static State before(Outcome outcome) {
        return Objects.requireNonNull(outcome.before());
    }
}
