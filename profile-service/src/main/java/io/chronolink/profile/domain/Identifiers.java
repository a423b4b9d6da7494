package io.chronolink.profile.domain;

import io.chronolink.kit.operations.Operations;
import io.chronolink.profile.domain.Outcome.What;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;

/** Which identifiers (cards, codes, plates) profiles are attached to; nothing else of them is kept here. */
@Singleton
public class Identifiers {

    private final Jdbi jdbi;
    private final Operations operations;

    Identifiers(Jdbi jdbi, Operations operations) {
        this.jdbi = jdbi;
        this.operations = operations;
    }

    /** Attaches a profile to an identifier of the panel, which is noted if it was not known; it may be already. */
    public void attach(long identifier, long profile) {
        operations.accept(
                "identifier.attach",
                1,
                cause -> jdbi.withHandle(handle -> {
                    UUID id = profile(handle, cause.tenant(), profile);
                    handle.createUpdate(
                                    "insert into identifier (tenant, uid) values (:tenant, :uid) on conflict do nothing")
                            .bind("tenant", cause.tenant())
                            .bind("uid", identifier)
                            .execute();
                    return handle.createUpdate("""
                            insert into identifier_profile (tenant, identifier_uid, profile_id)
                            values (:tenant, :uid, :profile) on conflict do nothing
                            """)
                            .bind("tenant", cause.tenant())
                            .bind("uid", identifier)
                            .bind("profile", id)
                            .execute();
                }));
    }

    /** Detaches a profile from an identifier; it may be already. */
    public void detach(long identifier, long profile) {
        operations.accept(
                "identifier.detach",
                1,
                cause -> jdbi.withHandle(handle -> handle.createUpdate("""
                        delete from identifier_profile
                        where tenant = :tenant and identifier_uid = :uid and profile_id = :profile
                        """)
                        .bind("tenant", cause.tenant())
                        .bind("uid", identifier)
                        .bind("profile", profile(handle, cause.tenant(), profile))
                        .execute()));
    }

    /**
     * Creates or replaces identifiers by their links. One with a profile that does not exist is left as it was. Of
     * items with the same link the last one counts.
     *
     * @return one outcome per item, in order
     */
    public List<Outcome> upsert(List<LinkedIdentifier> items) {
        return operations.accept(
                "identifier.link.upsert",
                items.size(),
                cause -> jdbi.withHandle(handle -> {
                    long lastUid = lastUid(handle, cause.tenant());
                    Map<UUID, UUID> profiles = profiles(
                            handle,
                            cause.tenant(),
                            items.stream()
                                    .flatMap(item -> item.profileLinks().stream())
                                    .collect(Collectors.toSet()));
                    Map<UUID, LinkedIdentifier> right = new LinkedHashMap<>();
                    items.stream()
                            .filter(item -> profiles.keySet().containsAll(item.profileLinks()))
                            .forEach(item -> right.put(item.linkId(), item));
                    Map<UUID, Long> known = known(handle, cause.tenant(), right.keySet());
                    Set<UUID> created = new HashSet<>(right.keySet());
                    created.removeAll(known.keySet());
                    Map<UUID, Long> uids = new HashMap<>(known);
                    for (UUID link : right.keySet()) {
                        if (!known.containsKey(link)) {
                            uids.put(link, ++lastUid);
                        }
                    }
                    write(handle, cause.tenant(), right.values(), uids, profiles);
                    return items.stream()
                            .map(item -> new Outcome(
                                    item.linkId(),
                                    !profiles.keySet().containsAll(item.profileLinks())
                                            ? What.bound_time_profile_doesnt_exist
                                            : created.remove(item.linkId()) ? What.created : What.updated))
                            .toList();
                }));
    }

    /** The identifiers that a profile is attached to, in order. */
    public List<Long> of(String tenant, UUID profile) {
        return jdbi.withHandle(handle -> handle.createQuery("""
                        select identifier_uid from identifier_profile
                        where tenant = :tenant and profile_id = :profile order by identifier_uid
                        """)
                .bind("tenant", tenant)
                .bind("profile", profile)
                .mapTo(Long.class)
                .list());
    }

    private static UUID profile(Handle handle, String tenant, long uid) {
        // The lock keeps the profile from being deleted, which detaches it, before this transaction ends.
        return handle.createQuery("""
                        select id from time_profile where tenant = :tenant and uid = :uid and not deleted for share
                        """)
                .bind("tenant", tenant)
                .bind("uid", uid)
                .mapTo(UUID.class)
                .findOne()
                .orElseThrow(TimeProfiles::wrongUid);
    }

    private static long lastUid(Handle handle, String tenant) {
        TenantLock.take(handle, tenant);
        return handle.createQuery("select coalesce(max(uid), 0) from identifier where tenant = :tenant")
                .bind("tenant", tenant)
                .mapTo(Long.class)
                .one();
    }

    private static Map<UUID, UUID> profiles(Handle handle, String tenant, Collection<UUID> links) {
        return handle.createQuery("""
                        select link_id, id from time_profile
                        where tenant = :tenant and link_id = any (:links) and not deleted
                        """)
                .bind("tenant", tenant)
                .bindArray("links", UUID.class, links)
                .map((row, context) -> Map.entry(row.getObject(1, UUID.class), row.getObject(2, UUID.class)))
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
    }

    private static Map<UUID, Long> known(Handle handle, String tenant, Collection<UUID> links) {
        return handle.createQuery(
                        "select link_id, uid from identifier where tenant = :tenant and link_id = any (:links)")
                .bind("tenant", tenant)
                .bindArray("links", UUID.class, links)
                .map((row, context) -> Map.entry(row.getObject(1, UUID.class), row.getLong(2)))
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
    }

    private static void write(
            Handle handle,
            String tenant,
            Collection<LinkedIdentifier> items,
            Map<UUID, Long> uids,
            Map<UUID, UUID> profiles) {
        List<UUID> links = items.stream().map(LinkedIdentifier::linkId).toList();
        List<Long> identifiers = links.stream().map(uids::get).toList();
        List<Long> attached = new ArrayList<>();
        List<UUID> attachedTo = new ArrayList<>();
        for (LinkedIdentifier item : items) {
            for (UUID profile : item.profileLinks()) {
                attached.add(uids.get(item.linkId()));
                attachedTo.add(profiles.get(profile));
            }
        }
        handle.createUpdate("""
                        insert into identifier (tenant, uid, link_id)
                        select :tenant, n.* from unnest(:uids, :links) as n (uid, link_id) on conflict do nothing
                        """)
                .bind("tenant", tenant)
                .bindArray("uids", Long.class, identifiers)
                .bindArray("links", UUID.class, links)
                .execute();
        handle.createUpdate("delete from identifier_profile where tenant = :tenant and identifier_uid = any (:uids)")
                .bind("tenant", tenant)
                .bindArray("uids", Long.class, identifiers)
                .execute();
        handle.createUpdate("""
                        insert into identifier_profile (tenant, identifier_uid, profile_id)
                        select :tenant, n.* from unnest(:uids, :profiles) as n (uid, profile)
                        """)
                .bind("tenant", tenant)
                .bindArray("uids", Long.class, attached)
                .bindArray("profiles", UUID.class, attachedTo)
                .execute();
    }
}
