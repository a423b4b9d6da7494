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
import io.chronolink.kit.validity.ValidityReplica;
import io.chronolink.kit.web.Failure;
import io.chronolink.profile.domain.Outcome.What;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
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

    /** What the entities of profiles with a link are in period-service. */
    public static final String ENTITY_TYPE = "TIME_PROFILE";

    private final Jdbi jdbi;
    private final Operations operations;
    private final Outbox outbox;
    private final TenantZones zones;
    private final LinkReplica links;
    private final ValidityReplica validity;
    private final Clock clock;

    TimeProfiles(
            Jdbi jdbi,
            Operations operations,
            Outbox outbox,
            TenantZones zones,
            LinkReplica links,
            ValidityReplica validity,
            Clock clock) {
        this.jdbi = jdbi;
        this.operations = operations;
        this.outbox = outbox;
        this.zones = zones;
        this.links = links;
        this.validity = validity;
        this.clock = clock;
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

    /**
     * Creates a profile; with a link it must be the first one to have it, or the first after a deletion.
     *
     * @return its number
     */
    public long create(ProfileItem item, @Nullable UUID link) {
        return operations.accept(
                "time-profile.create",
                1,
                cause -> jdbi.withHandle(handle -> {
                    long lastUid = TenantLock.take(handle, cause.tenant());
                    Known before = link == null
                            ? null
                            : known(handle, cause.tenant(), List.of(link)).get(link);
                    if (before != null && !before.deleted()) {
                        throw Failure.invalid(
                                "link_id", "Wrong JSON body: the `link_id` belongs to another time profile");
                    }
                    Draft draft = draft(before, lastUid + 1, link, item, zones.zoneOf(cause.tenant()));
                    save(handle, cause, List.of(draft));
                    TenantLock.giveUpTo(handle, cause.tenant(), Math.max(lastUid, draft.uid()));
                    return draft.uid();
                }));
    }

    /**
     * Replaces the profile of a number.
     *
     * @param link if given, the one that the profile has
     */
    public void update(long uid, ProfileItem item, @Nullable UUID link) {
        operations.accept(
                "time-profile.update",
                1,
                cause -> jdbi.withHandle(handle -> {
                    TenantLock.take(handle, cause.tenant());
                    Profile before = find(handle, cause.tenant(), uid).orElseThrow(TimeProfiles::wrongUid);
                    if (link != null && !link.equals(before.linkId())) {
                        throw Failure.invalid(
                                "link_id", "Wrong JSON body: the `link_id` of a time profile cannot be changed");
                    }
                    ZoneId zone = zones.zoneOf(cause.tenant());
                    save(handle, cause, List.of(new Draft(before.id(), uid, before.linkId(), item, item.timing(zone))));
                    return uid;
                }));
    }

    /** Deletes the profiles of all the numbers, or none if one of them is not known. */
    public void deleteUids(List<Long> uids) {
        operations.accept("time-profile.delete", uids.size(), cause -> {
            Set<Long> asked = Set.copyOf(uids);
            if (remove(cause, "uid", Long.class, asked).size() < asked.size()) {
                throw wrongUid();
            }
            return asked;
        });
    }

    /** That a number is not one of a profile. */
    public static Failure wrongUid() {
        return Failure.of(Failure.Kind.INVALID, "Wrong Time Profile Uid");
    }

    /** Deletes profiles by their links; returns one outcome per link, in order. */
    public List<Outcome> delete(List<UUID> links) {
        return operations.accept("time-profile.link.delete", links.size(), cause -> {
            Set<UUID> deleted = remove(cause, "link_id", UUID.class, links).stream()
                    .map(TimeProfileDeleted::linkId)
                    .filter(Objects::nonNull)
                    .collect(Collectors.toCollection(HashSet::new));
            return links.stream()
                    .map(link -> new Outcome(link, deleted.remove(link) ? What.deleted : What.entity_not_found))
                    .toList();
        });
    }

    /** The tenant's profile of that number. */
    public Optional<Profile> find(String tenant, long uid) {
        return jdbi.withHandle(handle -> find(handle, tenant, uid));
    }

    private static Optional<Profile> find(Handle handle, String tenant, long uid) {
        return handle.createQuery("select " + Profile.COLUMNS
                        + " from time_profile where tenant = :tenant and uid = :uid and not deleted")
                .bind("tenant", tenant)
                .bind("uid", uid)
                .map(Profile::of)
                .findOne();
    }

    /** Whether the tenant's profile of that number lets in at an instant. */
    public Optional<Activity> activity(String tenant, long uid, Instant at) {
        return find(tenant, uid)
                .map(profile -> Activity.of(
                        profile,
                        at,
                        isHeld(tenant, profile.linkId()),
                        instant -> isValid(tenant, profile.linkId(), instant)));
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

    private boolean isValid(String tenant, @Nullable UUID link, Instant at) {
        return link == null || validity.isValid(tenant, ENTITY_TYPE, link.toString(), at);
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
                Draft draft = draft(before, uid + 1, link, entry.getValue(), zone);
                uid = Math.max(uid, draft.uid());
                drafts.add(draft);
            }
            save(handle, cause, drafts);
            if (uid > lastUid) {
                TenantLock.giveUpTo(handle, cause.tenant(), uid);
            }
            return created;
        });
    }

    private static Draft draft(
            @Nullable Known before, long newUid, @Nullable UUID link, ProfileItem item, ZoneId zone) {
        return before == null
                ? new Draft(UuidCreator.getTimeOrderedEpoch(), newUid, link, item, item.timing(zone))
                : new Draft(before.id(), before.uid(), link, item, item.timing(zone));
    }

    /** Writes drafts of a locked tenant and tells of those that changed anything. */
    private void save(Handle handle, Cause cause, List<Draft> drafts) {
        Map<UUID, Long> versions = Draft.write(handle, cause.tenant(), clock.instant(), drafts);
        List<Outgoing> events = new ArrayList<>(versions.size());
        for (Draft draft : drafts) {
            Long version = versions.get(draft.id());
            if (version != null) {
                events.add(Outgoing.of(cause, draft.saved(version)));
            }
        }
        outbox.append(events);
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

    /** Deletes what lives of the profiles whose column has one of the values, and detaches them from identifiers. */
    private <T> List<TimeProfileDeleted> remove(Cause cause, String column, Class<T> type, Collection<T> values) {
        return jdbi.withHandle(handle -> {
            TenantLock.take(handle, cause.tenant());
            List<TimeProfileDeleted> deleted = handle.createQuery("""
                            with gone as (
                                update time_profile set deleted = true, version = version + 1, changed_at = :now
                                where tenant = :tenant and %s = any (:values) and not deleted
                                returning id, version, link_id, uid, name
                            ), detached as (
                                delete from identifier_profile
                                where tenant = :tenant and profile_id in (select id from gone)
                            )
                            select * from gone
                            """.formatted(column))
                    .bind("tenant", cause.tenant())
                    .bind("now", clock.instant().atOffset(ZoneOffset.UTC))
                    .bindArray("values", type, values)
                    .map((row, context) -> new TimeProfileDeleted(
                            row.getObject("id", UUID.class),
                            row.getLong("version"),
                            row.getObject("link_id", UUID.class),
                            row.getLong("uid"),
                            row.getString("name")))
                    .list();
            outbox.append(
                    deleted.stream().map(event -> Outgoing.last(cause, event)).toList());
            return deleted;
        });
    }
}
