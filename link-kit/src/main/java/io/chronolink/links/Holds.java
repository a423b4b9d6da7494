package io.chronolink.links;

import io.chronolink.events.InformationEvent;
import io.chronolink.events.InformationEvent.Category;
import io.chronolink.events.InformationEvent.Information;
import io.chronolink.events.InformationEvent.InformationDeleted;
import io.chronolink.events.InformationEvent.InformationSaved;
import io.chronolink.events.InformationEvent.InformationStateChanged;
import io.chronolink.kit.database.Columns;
import io.chronolink.kit.database.RecordKey;
import io.chronolink.kit.events.Cause;
import io.chronolink.kit.events.Received;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/** Which notices hold which links: those that are closed, not deleted, and bound to the link's present life. */
final class Holds {

    /** A notice and what it is bound to. */
    private record Notice(
            String tenant, UUID informationId, @Nullable UUID linkId) {

        RecordKey key() {
            return new RecordKey(tenant, informationId);
        }
    }

    private Holds() {}

    static boolean isHeld(Handle handle, LinkKey key, long born) {
        return handle.createQuery("""
                        select exists (
                            select from link_notice
                            where tenant = :tenant and link_id = :link and closed and not deleted
                              and link_version >= :born - 1)
                        """)
                .bind("tenant", key.tenant())
                .bind("link", key.linkId())
                .bind("born", born)
                .mapTo(Boolean.class)
                .one();
    }

    /** Takes over what events say of notices; returns the links that are held now or no longer. */
    static List<LinkChange> apply(Handle handle, List<Received<InformationEvent>> news) {
        Map<RecordKey, Cause> causes = news.stream()
                .collect(Collectors.toMap(
                        received -> new RecordKey(
                                received.tenant(), received.event().id()),
                        Received::cause));
        List<Notice> before = known(handle, news);
        List<Notice> applied = write(handle, news);
        Set<RecordKey> changed = applied.stream().map(Notice::key).collect(Collectors.toSet());
        List<Notice> all = new ArrayList<>(before);
        all.addAll(applied);
        Map<LinkKey, Cause> touched = new LinkedHashMap<>();
        for (Notice notice : all) {
            Cause cause = causes.get(notice.key());
            if (notice.linkId() != null && cause != null && changed.contains(notice.key())) {
                touched.putIfAbsent(new LinkKey(notice.tenant(), notice.linkId()), cause);
            }
        }
        if (touched.isEmpty()) {
            return List.of();
        }
        // The lock comes in a statement of its own: what is counted under it must be seen after it was got.
        LinkReplica.lock(handle, touched.keySet());
        return settle(handle, touched.keySet()).values().stream()
                .map(link -> LinkChange.ofHold(link, LinkReplica.told(touched, link.key())))
                .toList();
    }

    /** Looks at links that are locked; returns those that are held now or no longer. */
    static Map<LinkKey, LinkState> settle(Handle handle, Collection<LinkKey> links) {
        if (links.isEmpty()) {
            return Map.of();
        }
        return handle.createQuery("""
                        update link l set held = h.held
                        from (
                            select k.tenant, k.link_id, exists (
                                select from link_notice i
                                where i.tenant = k.tenant and i.link_id = k.link_id
                                  and i.closed and not i.deleted and i.link_version >= k.born - 1) as held
                            from unnest(:tenants, :links) as n (tenant, link_id)
                            join link k using (tenant, link_id)
                        ) h
                        where l.tenant = h.tenant and l.link_id = h.link_id and l.held <> h.held
                        returning\s""" + LinkReplica.COLUMNS)
                .bindNamedArgumentFinder(LinkReplica.columns(links))
                .map(LinkReplica::state)
                .collect(Collectors.toMap(LinkState::key, Function.identity()));
    }

    private static List<Notice> known(Handle handle, List<Received<InformationEvent>> news) {
        return handle.createQuery("""
                        select i.tenant, i.information_id, i.link_id from link_notice i
                        join unnest(:tenants, :ids) as n (tenant, information_id) using (tenant, information_id)
                        """)
                .bindNamedArgumentFinder(
                        Columns.of(news).text("tenants", Received::tenant).uuid("ids", received -> received.event()
                                .id()))
                .mapTo(Notice.class)
                .list();
    }

    private static List<Notice> write(Handle handle, List<Received<InformationEvent>> news) {
        return handle.createQuery("""
                        insert into link_notice as i
                            (tenant, information_id, link_id, link_version, closed, deleted, version)
                        select n.tenant, n.information_id, n.link_id, n.link_version, n.closed, n.deleted, n.version
                        from unnest(:tenants, :ids, :links, :linkVersions, :closed, :deleted, :versions)
                             as n (tenant, information_id, link_id, link_version, closed, deleted, version)
                        order by n.tenant, n.information_id
                        on conflict (tenant, information_id) do update
                        set link_id = excluded.link_id, link_version = excluded.link_version,
                            closed = excluded.closed, deleted = excluded.deleted, version = excluded.version
                        where i.version < excluded.version
                        returning tenant, information_id, link_id
                        """)
                .bindNamedArgumentFinder(Columns.of(news)
                        .text("tenants", Received::tenant)
                        .uuid("ids", received -> received.event().id())
                        .uuid("links", received -> received.event().linkId())
                        .bigint("linkVersions", received -> linkVersion(received.event()))
                        .bool("closed", received -> isClosed(received.event()))
                        .bool("deleted", received -> received.event() instanceof InformationDeleted)
                        .bigint("versions", received -> received.event().version()))
                .mapTo(Notice.class)
                .list();
    }

    private static long linkVersion(InformationEvent event) {
        Long version = event instanceof InformationSaved saved
                ? saved.linkVersion()
                : event instanceof InformationStateChanged changed ? changed.linkVersion() : null;
        return version == null ? 0 : version;
    }

    private static boolean isClosed(InformationEvent event) {
        Information information = event instanceof InformationSaved saved
                ? saved.information()
                : event instanceof InformationStateChanged changed ? changed.information() : null;
        return information != null && information.category() == Category.closed;
    }
}
