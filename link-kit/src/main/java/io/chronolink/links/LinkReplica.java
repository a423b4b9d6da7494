package io.chronolink.links;

import io.chronolink.events.InformationEvent;
import io.chronolink.events.InformationEvent.Category;
import io.chronolink.events.InformationEvent.Information;
import io.chronolink.events.InformationEvent.InformationDeleted;
import io.chronolink.events.InformationEvent.InformationSaved;
import io.chronolink.events.InformationEvent.InformationStateChanged;
import io.chronolink.events.TimeProfileEvent;
import io.chronolink.events.TimeProfileEvent.TimeProfileSaved;
import io.chronolink.events.Timing;
import io.chronolink.kit.events.Batch;
import io.chronolink.kit.events.Cause;
import io.chronolink.kit.events.EventJson;
import io.chronolink.kit.events.Received;
import jakarta.inject.Singleton;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.statement.SqlStatement;
import org.jdbi.v3.core.statement.StatementContext;
import org.jspecify.annotations.Nullable;

/**
 * The service's own copy of the links and of the notices that hold them, so that it never has to ask another
 * service. Events older than what is known change nothing.
 *
 * <p>The row of a link is also the lock under which records are bound to it and follow it: whoever binds
 * calls {@link #lock} first, and the changes that this class returns hold the lock of their links.
 */
@Singleton
public class LinkReplica {

    private static final String COLUMNS = "tenant, link_id, name, timing, version, deleted, held";

    private final Jdbi jdbi;

    LinkReplica(Jdbi jdbi) {
        this.jdbi = jdbi;
    }

    /**
     * Locks links until the transaction ends, and tells what is known of them. A link that nobody has told of
     * yet is noted with version 0, so that it can be waited for.
     *
     * @return one state for each key
     */
    public Map<LinkKey, LinkState> lock(Collection<LinkKey> keys) {
        if (keys.isEmpty()) {
            return Map.of();
        }
        return jdbi.withHandle(handle -> {
            note(handle, keys);
            return bind(handle.createQuery("""
                                    select l.tenant, l.link_id, l.name, l.timing, l.version, l.deleted, l.held
                                    from link l
                                    join unnest(:tenants, :links) as n (tenant, link_id) using (tenant, link_id)
                                    order by l.tenant, l.link_id
                                    for update of l
                                    """), keys)
                    .map(LinkReplica::state)
                    .collect(Collectors.toMap(LinkState::key, state -> state));
        });
    }

    /** What is known of a link, without a lock; empty for one that nobody has told of. */
    public Optional<LinkState> find(LinkKey key) {
        return jdbi.withHandle(handle -> handle.createQuery(
                        "select " + COLUMNS + " from link where tenant = :tenant and link_id = :link")
                .bind("tenant", key.tenant())
                .bind("link", key.linkId())
                .map(LinkReplica::state)
                .findOne());
    }

    /** Takes over the events of time profiles that carry a link, set-wise; returns the links that changed. */
    public List<LinkChange> applyProfiles(Batch<TimeProfileEvent> batch) {
        Map<LinkKey, Received<TimeProfileEvent>> newest = new HashMap<>();
        for (Received<TimeProfileEvent> received : batch.latest(TimeProfileEvent.class)) {
            UUID linkId = received.event().linkId();
            if (linkId != null) {
                newest.merge(
                        new LinkKey(received.tenant(), linkId),
                        received,
                        (a, b) -> a.event().version() >= b.event().version() ? a : b);
            }
        }
        if (newest.isEmpty()) {
            return List.of();
        }
        List<LinkKey> keys = List.copyOf(newest.keySet());
        List<TimeProfileEvent> events =
                newest.values().stream().map(Received::event).toList();
        return jdbi.withHandle(handle -> bind(handle.createQuery("""
                                insert into link as l (tenant, link_id, profile_id, name, timing, version, deleted)
                                select n.tenant, n.link_id, n.profile_id, n.name, n.timing::jsonb, n.version, n.deleted
                                from unnest(:tenants, :links, :profiles, :names, :timings, :versions, :deleted)
                                     as n (tenant, link_id, profile_id, name, timing, version, deleted)
                                order by n.tenant, n.link_id
                                on conflict (tenant, link_id) do update
                                set profile_id = excluded.profile_id, name = excluded.name,
                                    timing = excluded.timing, version = excluded.version,
                                    deleted = excluded.deleted
                                where l.version < excluded.version
                                returning\s""" + COLUMNS), keys)
                .bindArray(
                        "profiles",
                        UUID.class,
                        events.stream().map(TimeProfileEvent::id).toList())
                .bindArray(
                        "names",
                        String.class,
                        events.stream().map(LinkReplica::name).toList())
                .bindArray(
                        "timings",
                        String.class,
                        events.stream().map(LinkReplica::timing).toList())
                .bindArray(
                        "versions",
                        Long.class,
                        events.stream().map(TimeProfileEvent::version).toList())
                .bindArray(
                        "deleted",
                        Boolean.class,
                        events.stream()
                                .map(event -> !(event instanceof TimeProfileSaved))
                                .toList())
                .map(LinkReplica::state)
                .map(state -> new LinkChange(state, cause(newest, state.key())))
                .list());
    }

    /** Takes over the events of informations, set-wise; returns the links that are held now or no longer. */
    public List<LinkChange> applyNotices(Batch<InformationEvent> batch) {
        List<Received<InformationEvent>> news = batch.latest(InformationEvent.class).stream()
                .filter(received -> !(received.event() instanceof InformationEvent.NotificationSent))
                .toList();
        if (news.isEmpty()) {
            return List.of();
        }
        return jdbi.withHandle(handle -> {
            Map<LinkKey, Cause> touched = new LinkedHashMap<>();
            List<Notice> before = notices(handle, news);
            Map<UUID, Cause> causes = new HashMap<>();
            news.forEach(received -> causes.put(received.event().id(), received.cause()));
            List<Notice> applied = apply(handle, news);
            List<UUID> changed = applied.stream().map(Notice::id).toList();
            for (List<Notice> notices : List.of(before, applied)) {
                for (Notice notice : notices) {
                    Cause cause = causes.get(notice.id());
                    if (notice.linkId() != null && cause != null && changed.contains(notice.id())) {
                        touched.putIfAbsent(new LinkKey(cause.tenant(), notice.linkId()), cause);
                    }
                }
            }
            return hold(handle, touched);
        });
    }

    /** Drops what is known of the acting tenants' links; a link that something waits for stays noted. */
    public void forgetProfiles() {
        jdbi.useHandle(
                handle -> handle.execute("delete from link where tenant = any (acting_tenants()) and version > 0"));
    }

    /** Drops what is known of the acting tenants' notices; so no link is held. */
    public void forgetNotices() {
        jdbi.useHandle(handle -> {
            handle.execute("delete from link_notice where tenant = any (acting_tenants())");
            handle.execute("update link set held = false where tenant = any (acting_tenants()) and held");
        });
    }

    /** The acting tenants' links that have times, in parts of at most {@code size}, each locked when it is handed on. */
    public void eachLive(int size, Consumer<List<LinkState>> part) {
        LinkKey last = new LinkKey("", new UUID(0, 0));
        while (true) {
            LinkKey after = last;
            List<LinkState> links = jdbi.withHandle(handle -> handle.createQuery("select " + COLUMNS + """
                             from link
                            where tenant = any (acting_tenants()) and (tenant, link_id) > (:tenant, :link)
                              and version > 0 and not deleted and timing is not null
                            order by tenant, link_id limit :size for update
                            """)
                    .bind("tenant", after.tenant())
                    .bind("link", after.linkId())
                    .bind("size", size)
                    .map(LinkReplica::state)
                    .list());
            if (links.isEmpty()) {
                return;
            }
            part.accept(links);
            last = links.get(links.size() - 1).key();
        }
    }

    /** The lock comes in a statement of its own: what is counted under it must be seen after it was got. */
    private List<LinkChange> hold(Handle handle, Map<LinkKey, Cause> touched) {
        if (touched.isEmpty()) {
            return List.of();
        }
        lock(touched.keySet());
        return bind(handle.createQuery("""
                                update link l set held = h.held
                                from (
                                    select n.tenant, n.link_id, exists (
                                        select from link_notice i
                                        where i.tenant = n.tenant and i.link_id = n.link_id
                                          and i.closed and not i.deleted) as held
                                    from unnest(:tenants, :links) as n (tenant, link_id)
                                ) h
                                where l.tenant = h.tenant and l.link_id = h.link_id and l.held <> h.held
                                returning l.tenant, l.link_id, l.name, l.timing, l.version, l.deleted, l.held
                                """), touched.keySet())
                .map(LinkReplica::state)
                .map(state -> new LinkChange(state, cause(touched.get(state.key()))))
                .list();
    }

    private static List<Notice> notices(Handle handle, List<Received<InformationEvent>> news) {
        return bindNotices(handle.createQuery("""
                                select i.information_id, i.link_id from link_notice i
                                join unnest(:tenants, :ids) as n (tenant, information_id) using (tenant, information_id)
                                """), news)
                .map(LinkReplica::notice)
                .list();
    }

    private static List<Notice> apply(Handle handle, List<Received<InformationEvent>> news) {
        List<InformationEvent> events = news.stream().map(Received::event).toList();
        return bindNotices(handle.createQuery("""
                                insert into link_notice as i
                                    (tenant, information_id, link_id, closed, deleted, version)
                                select n.tenant, n.information_id, n.link_id, n.closed, n.deleted, n.version
                                from unnest(:tenants, :ids, :links, :closed, :deleted, :versions)
                                     as n (tenant, information_id, link_id, closed, deleted, version)
                                order by n.tenant, n.information_id
                                on conflict (tenant, information_id) do update
                                set link_id = excluded.link_id, closed = excluded.closed,
                                    deleted = excluded.deleted, version = excluded.version
                                where i.version < excluded.version
                                returning information_id, link_id
                                """), news)
                .bindArray(
                        "links",
                        UUID.class,
                        events.stream().map(InformationEvent::linkId).toList())
                .bindArray(
                        "closed",
                        Boolean.class,
                        events.stream().map(LinkReplica::isClosed).toList())
                .bindArray(
                        "deleted",
                        Boolean.class,
                        events.stream()
                                .map(event -> event instanceof InformationDeleted)
                                .toList())
                .bindArray(
                        "versions",
                        Long.class,
                        events.stream().map(InformationEvent::version).toList())
                .map(LinkReplica::notice)
                .list();
    }

    private static void note(Handle handle, Collection<LinkKey> keys) {
        bind(handle.createUpdate("""
                                insert into link (tenant, link_id)
                                select distinct tenant, link_id
                                from unnest(:tenants, :links) as n (tenant, link_id)
                                order by tenant, link_id
                                on conflict do nothing
                                """), keys).execute();
    }

    private static <S extends SqlStatement<S>> S bind(S statement, Collection<LinkKey> keys) {
        List<LinkKey> ordered = new ArrayList<>(keys);
        return statement
                .bindArray(
                        "tenants",
                        String.class,
                        ordered.stream().map(LinkKey::tenant).toList())
                .bindArray(
                        "links",
                        UUID.class,
                        ordered.stream().map(LinkKey::linkId).toList());
    }

    private static <S extends SqlStatement<S>> S bindNotices(S statement, List<Received<InformationEvent>> news) {
        return statement
                .bindArray(
                        "tenants",
                        String.class,
                        news.stream().map(Received::tenant).toList())
                .bindArray(
                        "ids",
                        UUID.class,
                        news.stream().map(received -> received.event().id()).toList());
    }

    private static LinkState state(ResultSet row, StatementContext context) throws SQLException {
        String timing = row.getString("timing");
        return new LinkState(
                row.getString("tenant"),
                row.getObject("link_id", UUID.class),
                row.getString("name"),
                timing == null ? null : EventJson.read(timing, Timing.class),
                row.getLong("version"),
                row.getBoolean("deleted"),
                row.getBoolean("held"));
    }

    private static Notice notice(ResultSet row, StatementContext context) throws SQLException {
        return new Notice(row.getObject("information_id", UUID.class), row.getObject("link_id", UUID.class));
    }

    private static Cause cause(Map<LinkKey, Received<TimeProfileEvent>> received, LinkKey key) {
        Received<TimeProfileEvent> event = received.get(key);
        return cause(event == null ? null : event.cause());
    }

    /** A statement returns no link that it was not given. */
    private static Cause cause(@Nullable Cause known) {
        if (known == null) {
            throw new IllegalStateException("A link changed that no event told of");
        }
        return known;
    }

    private static String name(TimeProfileEvent event) {
        return event instanceof TimeProfileSaved saved
                ? saved.name()
                : ((TimeProfileEvent.TimeProfileDeleted) event).name();
    }

    private static @Nullable String timing(TimeProfileEvent event) {
        return event instanceof TimeProfileSaved saved ? EventJson.write(saved.timing()) : null;
    }

    private static boolean isClosed(InformationEvent event) {
        Information information = null;
        if (event instanceof InformationSaved saved) {
            information = saved.information();
        } else if (event instanceof InformationStateChanged changed) {
            information = changed.information();
        }
        return information != null && information.category() == Category.closed;
    }

    private record Notice(UUID id, @Nullable UUID linkId) {}
}
