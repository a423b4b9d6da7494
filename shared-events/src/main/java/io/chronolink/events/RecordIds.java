package io.chronolink.events;

import java.nio.charset.StandardCharsets;
import java.util.UUID;

/**
 * The ids of records that have only a text for an id, unique inside their tenant: name-based UUIDs, the same wherever
 * they are computed.
 */
public final class RecordIds {

    private RecordIds() {}

    /** The record of a tenant. */
    public static UUID tenant(String tenant) {
        return named("tenant\0" + tenant);
    }

    /** The record of a tenant's group. */
    public static UUID group(String tenant, String groupId) {
        return named("group\0" + tenant + '\0' + groupId);
    }

    /** The record of a tenant's entity. */
    public static UUID entity(String tenant, String entityId) {
        return named(tenant + '\0' + entityId);
    }

    private static UUID named(String name) {
        return UUID.nameUUIDFromBytes(name.getBytes(StandardCharsets.UTF_8));
    }
}
