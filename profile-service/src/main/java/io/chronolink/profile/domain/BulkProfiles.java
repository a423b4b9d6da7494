package io.chronolink.profile.domain;

import com.github.f4b6a3.uuid.UuidCreator;
import io.chronolink.events.TimeProfileEvent.TimeProfileDeleted;
import io.chronolink.kit.events.Cause;
import io.chronolink.kit.events.Outbox;
import io.chronolink.kit.events.Outgoing;
import io.chronolink.kit.operations.Operations;
import io.chronolink.links.TenantZones;
import io.chronolink.profile.domain.Outcome.What;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;

/** Time profiles by the thousand, set-wise: each set of changes is a constant number of statements. */
@Singleton
public class BulkProfiles {

    private final Jdbi jdbi;
    private final TenantLock lock;
    private final Operations operations;
    private final Outbox outbox;
    private final TenantZones zones;
    private final Clock clock;

    BulkProfiles(Jdbi jdbi, TenantLock lock, Operations operations, Outbox outbox, TenantZones zones, Clock clock) {
        this.jdbi = jdbi;
        this.lock = lock;
        this.operations = operations;
        this.outbox = outbox;
        this.zones = zones;
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

    /** Deletes the profiles of all the numbers, or none if one of them is not known. */
    public void deleteUids(List<Long> uids) {
        operations.accept("time-profile.delete", uids.size(), cause -> {
            Set<Long> asked = Set.copyOf(uids);
            if (remove(cause, "uid", Long.class, asked).size() < asked.size()) {
                throw TimeProfiles.wrongUid();
            }
            return asked;
        });
    }

    /** Writes the items and tells what changed; returns the links that are new or back again. */
    private Set<UUID> write(Cause cause, List<LinkedItem> items) {
        Map<UUID, ProfileItem> lastByLink = new LinkedHashMap<>();
        items.forEach(item -> lastByLink.put(item.linkId(), item.item()));
        long lastUid = lock.take(cause.tenant());
        // Read under the lock: a change of the zone waits for it too, and re-times what it then finds.
        ZoneId zone = zones.zoneOf(cause.tenant());
        Map<UUID, Known> known = known(cause.tenant(), lastByLink.keySet());
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
        save(cause, drafts);
        if (uid > lastUid) {
            lock.giveUpTo(cause.tenant(), uid);
        }
        return created;
    }

    private static Draft draft(@Nullable Known before, long newUid, UUID link, ProfileItem item, ZoneId zone) {
        return before == null
                ? new Draft(UuidCreator.getTimeOrderedEpoch(), newUid, link, item, item.timing(zone))
                : new Draft(before.id(), before.uid(), link, item, item.timing(zone));
    }

    /** Writes drafts of a locked tenant and tells of those that changed anything. */
    private void save(Cause cause, List<Draft> drafts) {
        Map<UUID, Draft.Written> changed =
                jdbi.withHandle(handle -> Draft.write(handle, cause.tenant(), clock.instant(), drafts));
        List<Outgoing> events = new ArrayList<>(changed.size());
        for (Draft draft : drafts) {
            Draft.Written written = changed.get(draft.id());
            if (written != null) {
                events.add(Outgoing.of(cause, draft.saved(written)));
            }
        }
        outbox.append(events);
    }

    /** What is stored under links, deleted or not. */
    private record Known(UUID linkId, UUID id, long uid, boolean deleted) {}

    private Map<UUID, Known> known(String tenant, Collection<UUID> links) {
        return jdbi.withHandle(handle -> handle.createQuery("""
                        select link_id, id, uid, deleted from time_profile
                        where tenant = :tenant and link_id = any (:links)
                        """)
                .bind("tenant", tenant)
                .bindArray("links", UUID.class, links)
                .mapTo(Known.class)
                .collect(Collectors.toMap(Known::linkId, profile -> profile)));
    }

    /** Deletes what lives of the profiles whose column has one of the values, and detaches them from identifiers. */
    private <T> List<TimeProfileDeleted> remove(Cause cause, String column, Class<T> type, Collection<T> values) {
        lock.take(cause.tenant());
        List<TimeProfileDeleted> deleted = jdbi.withHandle(handle -> handle.createQuery("""
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
                .bind("now", clock.instant())
                .bindArray("values", type, values)
                .mapTo(TimeProfileDeleted.class)
                .list());
        outbox.append(deleted.stream().map(event -> Outgoing.last(cause, event)).toList());
        return deleted;
    }
}
