package io.chronolink.period.domain;

import io.chronolink.kit.web.Failure;
import java.util.List;
import java.util.Set;
import org.jdbi.v3.core.Handle;

/** Entities that an event or a user has told of; one that is only named as a parent is not known yet. */
final class KnownEntities {

    private KnownEntities() {}

    /** Those of these entities that are known. */
    static Set<String> among(Handle handle, String tenant, List<String> ids) {
        return handle.createQuery("""
                        select entity_id from entity
                        where tenant = :tenant and entity_id = any (:ids) and entity_type is not null
                        """)
                .bind("tenant", tenant)
                .bindArray("ids", String.class, ids)
                .mapTo(String.class)
                .set();
    }

    /** @throws Failure (not found) for an entity that is not known */
    static void require(Handle handle, EntityKey key) {
        if (among(handle, key.tenant(), List.of(key.id())).isEmpty()) {
            throw unknown();
        }
    }

    static Failure unknown() {
        return Failure.notFound("Entity not found.");
    }
}
