package io.chronolink.profile.domain;

import com.github.f4b6a3.uuid.UuidCreator;
import io.chronolink.events.TimeProfileEvent.TimeProfileDeleted;
import io.chronolink.kit.events.Cause;
import io.chronolink.kit.events.Outbox;
import io.chronolink.kit.events.Outgoing;
import io.chronolink.kit.links.LinkKey;
import io.chronolink.kit.links.LinkReplica;
import io.chronolink.kit.links.LinkState;
import io.chronolink.kit.operations.Operations;
import io.chronolink.kit.tenancy.TenantZones;
import io.chronolink.profile.domain.Outcome.What;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.statement.Query;
import org.jspecify.annotations.Nullable;

/** The time profiles of all tenants. Each set of changes is a constant number of statements. */
@Singleton
public class TimeProfiles {

    private final Jdbi jdbi;
    private final Operations operations;
    private final Outbox outbox;
    private final TenantZones zones;
    private final LinkReplica links;

    TimeProfiles(Jdbi jdbi, Operations operations, Outbox outbox, TenantZones zones, LinkReplica links) {
        this.jdbi = jdbi;
        this.operations = operations;
        this.outbox = outbox;
        this.zones = zones;
        this.links = links;
    }

    /**
     * Creates or replaces profiles by their links, all or none. Of items with the same link the last one counts. One
     * that is already as asked raises no version and is not told.
     *
     * @return one outcome per item, in order
     */
    public List<Outcome> upsert(List<LinkedItem> items) {
        return operations.accept("time-profile.link.upsert", items.size(), cause -> {
            Set<UUID> created = items.isEmpty() ? Set.of() : write(cause, items);
            return items.stream()
                    .map(item ->
                            new Outcome(item.linkId(), created.remove(item.linkId()) ? What.created : What.updated))
                    .toList();
        });
    }

    /** Deletes profiles by their links; returns one outcome per link, in order. */
    public List<Outcome> delete(List<UUID> links) {
        return operations.accept("time-profile.link.delete", links.size(), cause -> {
            Set<UUID> deleted = links.isEmpty() ? Set.of() : remove(cause, links);
            return links.stream()
                    .map(link -> new Outcome(link, deleted.remove(link) ? What.deleted : What.entity_not_found))
                    .toList();
        });
    }

    /** The tenant's profile of that number. */
    public Optional<Profile> find(String tenant, long uid) {
        return jdbi.withHandle(handle -> handle.createQuery("select " + Profile.COLUMNS
                        + " from time_profile where tenant = :tenant and uid = :uid and not deleted")
                .bind("tenant", tenant)
                .bind("uid", uid)
                .map(Profile::of)
                .findOne());
    }

    /** Whether the tenant's profile of that number lets in at an instant. */
    public Optional<Activity> activity(String tenant, long uid, Instant at) {
        return find(tenant, uid).map(profile -> Activity.of(profile, at, isHeld(tenant, profile.linkId())));
    }

    /** A page of a tenant's profiles. */
    public Listing.Page list(String tenant, Listing listing) {
        String which = " from time_profile where tenant = :tenant and not deleted and ("
                + listing.filter().sql() + ")" + (listing.linkedOnly() ? " and link_id is not null" : "");
        return jdbi.withHandle(handle -> {
            long total = bind(handle.createQuery("select count(*)" + which), tenant, listing)
                    .mapTo(Long.class)
                    .one();
            Query page = handle.createQuery("select " + Profile.COLUMNS + which + " order by "
                            + listing.order().sql() + " limit :limit offset :offset")
                    .bind("limit", listing.limit())
                    .bind("offset", (listing.page() - 1L) * listing.limit());
            return new Listing.Page(bind(page, tenant, listing).map(Profile::of).list(), total);
        });
    }

    private static Query bind(Query query, String tenant, Listing listing) {
        query.bind("tenant", tenant);
        for (int i = 0; i < listing.filter().values().size(); i++) {
            query.bind("filter" + i, listing.filter().values().get(i));
        }
        return query;
    }

    private boolean isHeld(String tenant, @Nullable UUID link) {
        return link != null
                && links.find(new LinkKey(tenant, link)).map(LinkState::held).orElse(false);
    }

    /** Writes the items and tells what changed; returns the links that are new or back again. */
    private Set<UUID> write(Cause cause, List<LinkedItem> items) {
        Map<UUID, ProfileItem> lastByLink = new LinkedHashMap<>();
        items.forEach(item -> lastByLink.put(item.linkId(), item.item()));
        return jdbi.withHandle(handle -> {
            long lastUid = TenantLock.take(handle, cause.tenant());
            // Read under the lock: a change of the zone waits for it too, and re-times what it then finds.
            ZoneId zone = zones.zoneOf(cause.tenant());
            Map<UUID, Known> known = known(handle, cause.tenant(), lastByLink.keySet());
            Set<UUID> created = new HashSet<>();
            List<Draft> drafts = new ArrayList<>(lastByLink.size());
            long uid = lastUid;
            for (Map.Entry<UUID, ProfileItem> entry : lastByLink.entrySet()) {
                UUID link = entry.getKey();
                Known before = known.get(link);
                if (before == null || before.deleted()) {
                    created.add(link);
                }
                drafts.add(new Draft(
                        before == null ? UuidCreator.getTimeOrderedEpoch() : before.id(),
                        before == null ? ++uid : before.uid(),
                        link,
                        entry.getValue(),
                        entry.getValue().timing(zone)));
            }
            drafts.sort(Comparator.comparing(Draft::linkId));
            Map<UUID, Long> versions = Draft.write(handle, cause.tenant(), drafts);
            if (uid > lastUid) {
                TenantLock.giveUpTo(handle, cause.tenant(), uid);
            }
            List<Outgoing> events = new ArrayList<>(versions.size());
            for (Draft draft : drafts) {
                Long version = versions.get(draft.linkId());
                if (version != null) {
                    events.add(Outgoing.of(cause, draft.saved(version)));
                }
            }
            outbox.append(events);
            return created;
        });
    }

    /** What is stored under links, deleted or not. */
    private record Known(UUID linkId, UUID id, long uid, boolean deleted) {}

    private static Map<UUID, Known> known(Handle handle, String tenant, Collection<UUID> links) {
        return handle.createQuery("""
                        select link_id, id, uid, deleted from time_profile
                        where tenant = :tenant and link_id = any (:links)
                        """)
                .bind("tenant", tenant)
                .bindArray("links", UUID.class, links)
                .map((row, context) -> new Known(
                        row.getObject("link_id", UUID.class),
                        row.getObject("id", UUID.class),
                        row.getLong("uid"),
                        row.getBoolean("deleted")))
                .collect(Collectors.toMap(Known::linkId, profile -> profile));
    }

    private Set<UUID> remove(Cause cause, List<UUID> links) {
        return jdbi.withHandle(handle -> {
            TenantLock.take(handle, cause.tenant());
            Set<UUID> deleted = new HashSet<>();
            List<Outgoing> events = handle.createQuery("""
                            update time_profile set deleted = true, version = version + 1
                            where tenant = :tenant and link_id = any (:links) and not deleted
                            returning id, version, link_id, uid, name
                            """)
                    .bind("tenant", cause.tenant())
                    .bindArray("links", UUID.class, links)
                    .map((row, context) -> {
                        UUID link = row.getObject("link_id", UUID.class);
                        deleted.add(link);
                        return Outgoing.last(
                                cause,
                                new TimeProfileDeleted(
                                        row.getObject("id", UUID.class),
                                        row.getLong("version"),
                                        link,
                                        row.getLong("uid"),
                                        row.getString("name")));
                    })
                    .list();
            outbox.append(events);
            return deleted;
        });
    }
}
