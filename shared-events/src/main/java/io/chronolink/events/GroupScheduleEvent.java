package io.chronolink.events;

import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What schedule-service tells of schedules: topic {@link Topics#GROUP_SCHEDULE}. */
public sealed interface GroupScheduleEvent extends Event {

    /**
     * A schedule was created or changed.
     *
     * @param level {@code Service Provider}, {@code Group} or {@code User}
     * @param kind {@code Time} or {@code Holiday}
     * @param tenantRecordId id of the {@link TenantEvent.TenantSaved} it belongs to
     * @param groupRecordId id of the {@link TenantEvent.GroupSaved} it belongs to, null at tenant level
     * @param userId the user at user level, otherwise null
     * @param name unique inside its level and kind
     * @param periods as the advanced API shows them, which has words for everything; derived ones included
     */
    record GroupScheduleSaved(
            UUID id,
            long version,
            @Nullable UUID linkId,
            String level,
            String kind,
            UUID tenantRecordId,
            @Nullable UUID groupRecordId,
            @Nullable String userId,
            String name,
            List<Map<String, Object>> periods)
            implements GroupScheduleEvent {

        @Override
        public boolean mayBelongTo(String tenant) {
            return RecordIds.tenant(tenant).equals(tenantRecordId);
        }
    }

    /** A schedule was deleted; a tombstone follows. */
    record GroupScheduleDeleted(
            UUID id, long version, @Nullable UUID linkId, String name) implements GroupScheduleEvent {}
}
