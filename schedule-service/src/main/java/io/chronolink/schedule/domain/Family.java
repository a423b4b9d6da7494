package io.chronolink.schedule.domain;

import org.jspecify.annotations.Nullable;

/**
 * Where schedules live: names are unique inside it.
 *
 * @param level {@code Service Provider}, {@code Group} or {@code User}
 * @param kind {@code Time} or {@code Holiday}
 * @param groupId the group, or null at tenant level
 * @param userId the user, or null at the levels above
 */
public record Family(
        String tenant,
        String level,
        String kind,
        @Nullable String groupId,
        @Nullable String userId) {

    /** The time schedules of a group. */
    public static Family groupTime(String tenant, String groupId) {
        return new Family(tenant, "Group", "Time", groupId, null);
    }
}
