package io.chronolink.links;

import io.chronolink.events.InformationEvent;
import io.chronolink.events.TimeProfileEvent;
import io.chronolink.events.TimeProfileEvent.TimeProfileDeleted;
import io.chronolink.events.TimeProfileEvent.TimeProfileSaved;
import io.chronolink.events.Timing;
import io.chronolink.kit.database.Columns;
import io.chronolink.kit.events.Batch;
import io.chronolink.kit.events.EventJson;
import io.chronolink.kit.events.Received;
import jakarta.inject.Singleton;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
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

    static final String COLUMNS = "l.tenant, l.link_id, l.name, l.timing, l.version, l.born, l.deleted, l.held";

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
        return keys.isEmpty() ? Map.of() : jdbi.withHandle(handle -> lock(handle, keys));
    }

    static Map<LinkKey, LinkState> lock(Handle handle, Collection<LinkKey> keys) {
        handle.createUpdate("""
                        insert into link (tenant, link_id)
                        select distinct tenant, link_id
                        from unnest(:tenants, :links) as n (tenant, link_id)
                        order by tenant, link_id
                        on conflict do nothing
                        """).bindNamedArgumentFinder(columns(keys)).execute();
        return handle.createQuery("select " + COLUMNS + """
                         from link l
                        join unnest(:tenants, :links) as n (tenant, link_id) using (tenant, link_id)
                        order by l.tenant, l.link_id
                        for update of l
                        """)
                .bindNamedArgumentFinder(columns(keys))
                .map(LinkReplica::state)
                .collect(Collectors.toMap(LinkState::key, state -> state));
    }

    /** What is known of a link, without a lock; empty for one that nobody has told of. */
    public Optional<LinkState> find(LinkKey key) {
        return jdbi.withHandle(handle -> handle.createQuery(
                        "select " + COLUMNS + " from link l where tenant = :tenant and link_id = :link")
                .bind("tenant", key.tenant())
                .bind("link", key.linkId())
                .map(LinkReplica::state)
                .findOne());
    }

    /**
     * Whether a closed notice holds a life of a link.
     *
     * @param born the version at which that life began
     */
    public boolean isHeld(LinkKey key, long born) {
        return jdbi.withHandle(handle -> Holds.isHeld(handle, key, born));
    }

    /** Takes over the events of time profiles that carry a link, set-wise; returns the links that changed. */
    public List<LinkChange> applyProfiles(Batch<TimeProfileEvent> batch) {
        Map<LinkKey, Received<TimeProfileEvent>> news = new HashMap<>();
        for (Received<TimeProfileEvent> received : batch.latest(TimeProfileEvent.class)) {
            UUID linkId = received.event().linkId();
            if (linkId != null) {
                news.merge(
                        new LinkKey(received.tenant(), linkId),
                        received,
                        (a, b) -> a.event().version() >= b.event().version() ? a : b);
            }
        }
        return news.isEmpty() ? List.of() : jdbi.withHandle(handle -> apply(handle, news));
    }

    private static List<LinkChange> apply(Handle handle, Map<LinkKey, Received<TimeProfileEvent>> news) {
        record Applied(LinkState link, long before, boolean isOtherLife) {}
        List<Applied> applied = handle.createQuery("""
                        insert into link as l (tenant, link_id, name, timing, version, born, deleted)
                        select n.tenant, n.link_id, n.name, n.timing::jsonb, n.version, n.born, n.deleted
                        from unnest(:tenants, :links, :names, :timings, :versions, :born, :deleted)
                             as n (tenant, link_id, name, timing, version, born, deleted)
                        order by n.tenant, n.link_id
                        on conflict (tenant, link_id) do update
                        set name = excluded.name, timing = excluded.timing, version = excluded.version,
                            born = excluded.born, deleted = excluded.deleted
                        where l.version < excluded.version
                        returning coalesce(old.version, 0) as before, old.born <> new.born as other_life,\s""" + COLUMNS)
                .bindNamedArgumentFinder(columns(news))
                .map((row, context) ->
                        new Applied(state(row, context), row.getLong("before"), row.getBoolean("other_life")))
                .list();
        // By a statement of its own under the locks: one that has waited for them would count with its old snapshot.
        Map<LinkKey, LinkState> held = Holds.settle(
                handle,
                applied.stream()
                        .filter(Applied::isOtherLife)
                        .map(each -> each.link().key())
                        .collect(Collectors.toSet()));
        return applied.stream()
                .map(each -> {
                    LinkKey key = each.link().key();
                    return new LinkChange(
                            held.getOrDefault(key, each.link()),
                            each.before(),
                            told(news, key).cause());
                })
                .toList();
    }

    private static Columns<?> columns(Map<LinkKey, Received<TimeProfileEvent>> news) {
        return Columns.of(news.entrySet())
                .text("tenants", each -> each.getKey().tenant())
                .uuid("links", each -> each.getKey().linkId())
                .text("names", each -> name(each.getValue().event()))
                .text("timings", each -> timing(each.getValue().event()))
                .bigint("versions", each -> each.getValue().event().version())
                .bigint("born", each -> each.getValue().event().lifeFrom())
                .bool("deleted", each -> each.getValue().event() instanceof TimeProfileDeleted);
    }

    /** Takes over the events of informations, set-wise; returns the links that are held now or no longer. */
    public List<LinkChange> applyNotices(Batch<InformationEvent> batch) {
        List<Received<InformationEvent>> news = batch.latest(InformationEvent.class).stream()
                .filter(received -> !(received.event() instanceof InformationEvent.NotificationSent))
                .toList();
        return news.isEmpty() ? List.of() : jdbi.withHandle(handle -> Holds.apply(handle, news));
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
                             from link l
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

    static Columns<LinkKey> columns(Collection<LinkKey> keys) {
        return Columns.of(keys).text("tenants", LinkKey::tenant).uuid("links", LinkKey::linkId);
    }

    static LinkState state(ResultSet row, StatementContext context) throws SQLException {
        String timing = row.getString("timing");
        return new LinkState(
                row.getString("tenant"),
                row.getObject("link_id", UUID.class),
                row.getString("name"),
                timing == null ? null : EventJson.read(timing, Timing.class),
                row.getLong("version"),
                row.getLong("born"),
                row.getBoolean("deleted"),
                row.getBoolean("held"));
    }

    /** A statement returns no link that it was not given. */
    static <T> T told(Map<LinkKey, T> news, LinkKey key) {
        return Objects.requireNonNull(news.get(key), "A link changed that no event told of");
    }

    private static String name(TimeProfileEvent event) {
        return event instanceof TimeProfileSaved saved ? saved.name() : ((TimeProfileDeleted) event).name();
    }

    private static @Nullable String timing(TimeProfileEvent event) {
        return event instanceof TimeProfileSaved saved ? EventJson.write(saved.timing()) : null;
    }
}
