package io.chronolink.events;

import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What schedule-service tells of tenants and groups: topic {@link Topics#TENANT}. */
public sealed interface TenantEvent extends Event {

    /**
     * A tenant was created or changed.
     *
     * @param tenantId the tenant's own id, as in tokens and paths
     * @param type {@code Enterprise} or {@code Service Provider}
     * @param timeZone IANA name
     */
    record TenantSaved(UUID id, long version, String tenantId, String name, String type, String timeZone)
            implements TenantEvent {

        @Override
        public boolean mayBelongTo(String tenant) {
            return tenant.equals(tenantId) && RecordIds.tenant(tenant).equals(id);
        }
    }

    /**
     * A group was created or changed.
     *
     * @param tenantRecordId id of the {@link TenantSaved} it belongs to
     * @param groupId the group's own id, as in paths; unique inside the tenant
     * @param timeZone IANA name, or null for the tenant's
     */
    record GroupSaved(
            UUID id,
            long version,
            UUID tenantRecordId,
            String groupId,
            String name,
            @Nullable String timeZone) implements TenantEvent {

        @Override
        public boolean mayBelongTo(String tenant) {
            return RecordIds.tenant(tenant).equals(tenantRecordId)
                    && RecordIds.group(tenant, groupId).equals(id);
        }
    }
}
