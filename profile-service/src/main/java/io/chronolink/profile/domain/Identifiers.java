package io.chronolink.profile.domain;

import io.chronolink.kit.database.Columns;
import io.chronolink.kit.operations.Operations;
import io.chronolink.profile.domain.Outcome.What;
import jakarta.inject.Singleton;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.generic.GenericType;

/**
 * Which identifiers (cards, codes, plates) profiles are attached to; nothing else of them is kept here. Written by
 * statements alone, since what is noted or attached may be so already.
 */
@Singleton
public class Identifiers {

    private final Jdbi jdbi;
    private final TenantLock lock;
    private final Operations operations;

    Identifiers(Jdbi jdbi, TenantLock lock, Operations operations) {
        this.jdbi = jdbi;
        this.lock = lock;
        this.operations = operations;
    }

    /** Attaches a profile to an identifier of the panel, which is noted if it was not known; it may be already. */
    public void attach(long identifier, long profile) {
        operations.accept("identifier.attach", 1, cause -> {
            // Whoever deletes the profile waits, and then finds what it is attached to.
            lock.take(cause.tenant());
            UUID id = profile(cause.tenant(), profile);
            return jdbi.withHandle(handle -> handle.createUpdate("""
                            with noted as (
                                insert into identifier (tenant, uid) values (:tenant, :uid) on conflict do nothing
                            )
                            insert into identifier_profile (tenant, identifier_uid, profile_id)
                            values (:tenant, :uid, :profile) on conflict do nothing
                            """)
                    .bind("tenant", cause.tenant())
                    .bind("uid", identifier)
                    .bind("profile", id)
                    .execute());
        });
    }

    /** Detaches a profile from an identifier; it may be already. */
    public void detach(long identifier, long profile) {
        operations.accept("identifier.detach", 1, cause -> {
            UUID id = profile(cause.tenant(), profile);
            return jdbi.withHandle(handle -> handle.createUpdate("""
                            delete from identifier_profile
                            where tenant = :tenant and identifier_uid = :uid and profile_id = :profile
                            """)
                    .bind("tenant", cause.tenant())
                    .bind("uid", identifier)
                    .bind("profile", id)
                    .execute());
        });
    }

    /**
     * Creates or replaces identifiers by their links. One with a profile that does not exist is left as it was. Of
     * items with the same link the last one counts.
     *
     * @return one outcome per item, in order
     */
    public List<Outcome> upsert(List<LinkedIdentifier> items) {
        return operations.accept("identifier.link.upsert", items.size(), cause -> {
            lock.take(cause.tenant());
            long lastUid = lastUid(cause.tenant());
            Map<UUID, UUID> profiles = profiles(
                    cause.tenant(),
                    items.stream().flatMap(item -> item.profileLinks().stream()).collect(Collectors.toSet()));
            Map<UUID, LinkedIdentifier> right = new LinkedHashMap<>();
            items.stream()
                    .filter(item -> profiles.keySet().containsAll(item.profileLinks()))
                    .forEach(item -> right.put(item.linkId(), item));
            Map<UUID, Long> known = known(cause.tenant(), right.keySet());
            Set<UUID> created = new HashSet<>(right.keySet());
            created.removeAll(known.keySet());
            Map<UUID, Long> uids = new HashMap<>(known);
            for (UUID link : right.keySet()) {
                if (!known.containsKey(link)) {
                    uids.put(link, ++lastUid);
                }
            }
            write(cause.tenant(), right.values(), uids, profiles);
            return items.stream()
                    .map(item -> new Outcome(
                            item.linkId(),
                            !profiles.keySet().containsAll(item.profileLinks())
                                    ? What.bound_time_profile_doesnt_exist
                                    : created.remove(item.linkId()) ? What.created : What.updated))
                    .toList();
        });
    }

    private UUID profile(String tenant, long uid) {
        return jdbi.withHandle(handle -> handle.createQuery(
                                "select id from time_profile where tenant = :tenant and uid = :uid and not deleted")
                        .bind("tenant", tenant)
                        .bind("uid", uid)
                        .mapTo(UUID.class)
                        .findOne())
                .orElseThrow(TimeProfiles::wrongUid);
    }

    private long lastUid(String tenant) {
        return jdbi.withHandle(
                handle -> handle.createQuery("select coalesce(max(uid), 0) from identifier where tenant = :tenant")
                        .bind("tenant", tenant)
                        .mapTo(Long.class)
                        .one());
    }

    private Map<UUID, UUID> profiles(String tenant, Collection<UUID> links) {
        return jdbi.withHandle(handle -> handle.createQuery("""
                        select link_id, id from time_profile
                        where tenant = :tenant and link_id = any (:links) and not deleted
                        """)
                .bind("tenant", tenant)
                .bindArray("links", UUID.class, links)
                .setMapKeyColumn("link_id")
                .setMapValueColumn("id")
                .collectInto(new GenericType<Map<UUID, UUID>>() {}));
    }

    private Map<UUID, Long> known(String tenant, Collection<UUID> links) {
        return jdbi.withHandle(handle -> handle.createQuery(
                        "select link_id, uid from identifier where tenant = :tenant and link_id = any (:links)")
                .bind("tenant", tenant)
                .bindArray("links", UUID.class, links)
                .setMapKeyColumn("link_id")
                .setMapValueColumn("uid")
                .collectInto(new GenericType<Map<UUID, Long>>() {}));
    }

    private void write(
            String tenant, Collection<LinkedIdentifier> items, Map<UUID, Long> uids, Map<UUID, UUID> profiles) {
        record Attachment(UUID identifier, UUID profile) {}
        List<Attachment> attachments = items.stream()
                .flatMap(item -> item.profileLinks().stream().map(link -> new Attachment(item.linkId(), link)))
                .toList();
        Columns<LinkedIdentifier> identifiers = Columns.of(items)
                .bigint("uids", item -> uids.get(item.linkId()))
                .uuid("links", LinkedIdentifier::linkId);
        jdbi.useHandle(handle -> {
            handle.createUpdate("""
                            insert into identifier (tenant, uid, link_id)
                            select :tenant, n.* from unnest(:uids, :links) as n (uid, link_id) on conflict do nothing
                            """)
                    .bind("tenant", tenant)
                    .bindNamedArgumentFinder(identifiers)
                    .execute();
            handle.createUpdate(
                            "delete from identifier_profile where tenant = :tenant and identifier_uid = any (:uids)")
                    .bind("tenant", tenant)
                    .bindNamedArgumentFinder(identifiers)
                    .execute();
            handle.createUpdate("""
                            insert into identifier_profile (tenant, identifier_uid, profile_id)
                            select :tenant, n.* from unnest(:uids, :profiles) as n (uid, profile)
                            """)
                    .bind("tenant", tenant)
                    .bindNamedArgumentFinder(Columns.of(attachments)
                            .bigint("uids", each -> uids.get(each.identifier()))
                            .uuid("profiles", each -> profiles.get(each.profile())))
                    .execute();
        });
    }
}
