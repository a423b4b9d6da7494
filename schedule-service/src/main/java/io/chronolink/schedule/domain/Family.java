package io.chronolink.schedule.domain;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where schedules live: names are unique inside it. Level and kind are data, so that all families are treated alike.
 *
 * @param groupId the group, or null at tenant level
 * @param userId the user, or null at the levels above
 */
public record Family(
        String tenant,
        Kind kind,
        @Nullable String groupId,
        @Nullable String userId) {

    /** BroadWorks' type of a schedule. */
    public enum Kind {
        /** When something is open. */
        Time,

        /** A calendar: when time schedules rest. */
        Holiday
    }

    public Family {
        if (userId != null && groupId == null) {
            throw new IllegalArgumentException("a user without a group");
        }
    }

    /** BroadWorks' name of the level: {@code User}, {@code Group} or {@code Service Provider}. */
    public String level() {
        return userId != null ? "User" : groupId != null ? "Group" : "Service Provider";
    }

    /** This family and those above it, of the same kind: user, group, tenant. */
    List<Family> withParents() {
        List<Family> families = new ArrayList<>(List.of(this));
        if (userId != null) {
            families.add(new Family(tenant, kind, groupId, null));
        }
        if (groupId != null) {
            families.add(new Family(tenant, kind, null, null));
        }
        return families;
    }

    /** The calendars of the same level. */
    Family calendars() {
        return new Family(tenant, Kind.Holiday, groupId, userId);
    }
}
