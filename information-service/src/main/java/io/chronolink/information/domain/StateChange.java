package io.chronolink.information.domain;

import com.github.f4b6a3.uuid.UuidCreator;
import io.chronolink.events.EventTypes;
import io.chronolink.events.InformationEvent.InformationSaved;
import io.chronolink.events.InformationEvent.InformationStateChanged;
import io.chronolink.events.Topics;
import io.chronolink.kit.events.Cause;
import io.chronolink.kit.events.Outbox;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.statement.SqlStatement;
import org.jspecify.annotations.Nullable;

/**
 * The one way in which notices change their state, whoever asks for it: any number of them in one statement
 * that locks them in order, judges each, changes it, notes its history and tells of it.
 */
@Singleton
public class StateChange {

    /** What becomes of a notice; the order is that in which reasons against a change are looked at. */
    public enum Verdict {
        MISSING,
        DELETED,
        FORBIDDEN,
        /** The new parent is the notice itself or stands under it. */
        CYCLE,
        /** It gets the new state, and the new parent if there is one. */
        CHANGED,
        /** It has the state already and gets the new parent. */
        MOVED,
        UNCHANGED;

        /** Whether the notice cannot be treated as asked. */
        public boolean isError() {
            return compareTo(CYCLE) <= 0;
        }

        /** Whether the notice is another one afterwards. */
        public boolean isChange() {
            return this == CHANGED || this == MOVED;
        }
    }

    /** A notice that is to change, and why. */
    public record Wanted(Cause cause, UUID id) {}

    /** What is to become of notices. */
    public record Order(
            State state,
            @Nullable UUID parentId,
            @Nullable String message,
            @Nullable UUID userId,
            @Nullable String by,
            Mode mode) {}

    /** How strictly an order is carried out. */
    public enum Mode {
        /** Each notice by itself, as far as the transitions allow. */
        EACH,
        /** All or, if one cannot be, none. */
        ATOMIC,
        /** None; it is only told what would happen. */
        DRY_RUN,
        /** What would happen in {@link #ATOMIC}. */
        ATOMIC_DRY_RUN,
        /** Each notice, whatever the transitions say: the platform itself moves it. */
        FORCED;

        private boolean isAtomic() {
            return this == ATOMIC || this == ATOMIC_DRY_RUN;
        }

        private boolean isDryRun() {
            return this == DRY_RUN || this == ATOMIC_DRY_RUN;
        }
    }

    /**
     * What became of a notice.
     *
     * @param previousStateId its state before, null for one that is missing
     */
    public record Outcome(
            Wanted wanted, Verdict verdict, @Nullable Integer previousStateId) {}

    /** The notice's public state in events, from rows {@code i} and {@code s}: InformationEvent.Information. */
    static final String PUBLIC_STATE = """
            json_build_object('title', i.title, 'text', i.text, 'parent_id', i.parent_id, 'state_id', i.state_id,
                'state_code', s.code, 'category', s.category,
                'valid_from', to_char(i.valid_from at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'))""";

    static final String SAVED = wireName(InformationSaved.class);

    private static final String CHANGE = """
            with wanted as (
                select * from unnest(:tenants, :ids, :eventIds, :operationIds, :traceparents) with ordinality
                    as n (tenant, id, event_id, operation_id, traceparent, place)
            ), locked as (
                select i.tenant, i.id, i.state_id, i.parent_id, i.deleted
                from information i join wanted w on w.tenant = i.tenant and w.id = i.id
                order by i.tenant, i.id
                for no key update of i
            ), judged as (
                select w.*, l.state_id,
                       case when l.id is null then 'MISSING'
                            when l.deleted then 'DELETED'
                            when l.state_id <> :state and not :forced and not exists (
                                select from state_transition t where t.from_id = l.state_id and t.to_id = :state)
                                then 'FORBIDDEN'
                            when l.id = any (:above) then 'CYCLE'
                            when l.state_id <> :state then 'CHANGED'
                            when l.parent_id is distinct from coalesce(cast(:parent as uuid), l.parent_id) then 'MOVED'
                            else 'UNCHANGED' end as verdict
                from wanted w left join locked l on l.tenant = w.tenant and l.id = w.id
            ), changed as (
                update information i
                set state_id = :state, parent_id = coalesce(cast(:parent as uuid), i.parent_id), version = i.version + 1,
                    changed_at = :now, changed_by = cast(:by as text)
                from judged j
                where i.tenant = j.tenant and i.id = j.id and j.verdict in ('CHANGED', 'MOVED') and not :dryRun
                  and (not :atomic or not exists (
                      select from judged e where e.verdict in ('MISSING', 'DELETED', 'FORBIDDEN', 'CYCLE')))
                returning i.tenant, i.id, i.version, i.link_id, i.parent_id, i.title, i.text, i.valid_from, i.state_id,
                          j.state_id as previous_id, j.verdict, j.event_id, j.operation_id, j.traceparent
            ), history as (
                insert into state_change (tenant, information_id, version, from_id, to_id, message, user_id,
                                          changed_at, changed_by, operation_id)
                select tenant, id, version, previous_id, state_id, cast(:message as text), cast(:user as uuid), :now, cast(:by as text), operation_id
                from changed where verdict = 'CHANGED'
            ), told as (
                insert into outbox (event_id, topic, record_id, type, tenant, link_id, operation_id,
                                    record_version, traceparent, occurred_at, payload)
                select i.event_id, :topic, i.id, case i.verdict when 'CHANGED' then :changedType else :savedType end,
                       i.tenant, i.link_id, i.operation_id, i.version, i.traceparent, :now,
                       case i.verdict
                           when 'CHANGED' then json_build_object('id', i.id, 'version', i.version,
                               'link_id', i.link_id, 'information', <public>, 'previous_state_id', p.id,
                               'previous_category', p.category, 'message', cast(:message as text))
                           else json_build_object('id', i.id, 'version', i.version, 'link_id', i.link_id,
                               'information', <public>) end
                from changed i
                join state s on s.id = i.state_id
                join state p on p.id = i.previous_id
            )
            select place, verdict, state_id from judged order by place
            """.replace("<public>", PUBLIC_STATE);

    private final Jdbi jdbi;
    private final Outbox outbox;
    private final States states;
    private final Clock clock;

    StateChange(Jdbi jdbi, Outbox outbox, States states, Clock clock) {
        this.jdbi = jdbi;
        this.outbox = outbox;
        this.states = states;
        this.clock = clock;
    }

    /** The order by which the platform itself sends notices to the archive. */
    Order toArchive(String message) {
        return new Order(states.archived(), null, message, null, null, Mode.FORCED);
    }

    /**
     * Carries out an order for notices of one tenant that a caller named.
     *
     * @return the outcomes in the order of the ids, or empty if there is no such parent and so nothing was done
     */
    public Optional<List<Outcome>> apply(Cause cause, Collection<UUID> ids, Order order) {
        if (order.parentId() != null) {
            queueMoves(cause.tenant());
        }
        Set<UUID> above = above(cause.tenant(), order.parentId());
        if (order.parentId() != null && above.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(apply(ids.stream().map(id -> new Wanted(cause, id)).toList(), order, above));
    }

    /**
     * Two moves that each are fine could make a circle together, so a tenant's moves queue, each in its transaction.
     * Whoever locks notices before a move does this first.
     */
    void queueMoves(String tenant) {
        jdbi.useHandle(handle -> handle.createQuery(
                        "select 1 from pg_advisory_xact_lock(hashtextextended('information.parent ' || :tenant, 0))")
                .bind("tenant", tenant)
                .mapTo(Integer.class)
                .one());
    }

    /** Carries out an order without a parent for notices of any tenants, each of which is named once. */
    List<Outcome> apply(List<Wanted> wanted, Order order) {
        return apply(wanted, order, Set.of());
    }

    private List<Outcome> apply(List<Wanted> wanted, Order order, Set<UUID> above) {
        if (wanted.isEmpty()) {
            return List.of();
        }
        List<Outcome> outcomes = jdbi.withHandle(handle -> bind(handle.createQuery(CHANGE), wanted)
                .bind("state", order.state().id())
                .bindByType("parent", order.parentId(), UUID.class)
                .bindArray("above", UUID.class, List.copyOf(above))
                .bind("forced", order.mode() == Mode.FORCED)
                .bind("atomic", order.mode().isAtomic())
                .bind("dryRun", order.mode().isDryRun())
                .bindByType("message", order.message(), String.class)
                .bindByType("user", order.userId(), UUID.class)
                .bindByType("by", order.by(), String.class)
                .bind("now", clock.instant().atOffset(ZoneOffset.UTC))
                .bind("topic", Topics.NOTICE.name())
                .bind("changedType", wireName(InformationStateChanged.class))
                .bind("savedType", SAVED)
                .map((row, context) -> new Outcome(
                        wanted.get(row.getInt("place") - 1),
                        Verdict.valueOf(row.getString("verdict")),
                        row.getObject("state_id", Integer.class)))
                .list());
        boolean blocked = order.mode().isAtomic()
                && outcomes.stream().anyMatch(outcome -> outcome.verdict().isError());
        if (!order.mode().isDryRun() && !blocked) {
            Map<Cause, Integer> changed = new HashMap<>();
            for (Outcome outcome : outcomes) {
                if (outcome.verdict().isChange()) {
                    changed.merge(outcome.wanted().cause(), 1, Integer::sum);
                }
            }
            changed.forEach((cause, events) -> outbox.appended(cause, Topics.NOTICE, events));
        }
        return outcomes;
    }

    /** Binds what each notice and the event that may tell of it need. */
    static <S extends SqlStatement<S>> S bind(S statement, List<Wanted> wanted) {
        return statement
                .bindArray(
                        "tenants",
                        String.class,
                        wanted.stream().map(w -> w.cause().tenant()).toList())
                .bindArray("ids", UUID.class, wanted.stream().map(Wanted::id).toList())
                .bindArray(
                        "eventIds",
                        UUID.class,
                        wanted.stream()
                                .map(w -> UuidCreator.getTimeOrderedEpoch())
                                .toList())
                .bindArray(
                        "operationIds",
                        UUID.class,
                        wanted.stream().map(w -> w.cause().operationId()).toList())
                .bindArray(
                        "traceparents",
                        String.class,
                        wanted.stream().map(w -> w.cause().traceparent()).toList());
    }

    /** A notice that lives and all above it; empty if there is no such notice. */
    private Set<UUID> above(String tenant, @Nullable UUID id) {
        if (id == null) {
            return Set.of();
        }
        return new HashSet<>(jdbi.withHandle(handle -> handle.createQuery("""
                        with recursive above (id, parent_id) as (
                            select id, parent_id from information where tenant = :tenant and id = :id and not deleted
                            union
                            select i.id, i.parent_id from above a
                            join information i on i.tenant = :tenant and i.id = a.parent_id
                        )
                        select id from above
                        """)
                .bind("tenant", tenant)
                .bind("id", id)
                .mapTo(UUID.class)
                .list()));
    }

    private static String wireName(Class<?> event) {
        return EventTypes.all().stream()
                .filter(type -> type.payload().equals(event))
                .findFirst()
                .orElseThrow()
                .name();
    }
}
