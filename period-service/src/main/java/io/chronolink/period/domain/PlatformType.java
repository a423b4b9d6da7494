package io.chronolink.period.domain;

/** The types of entities that come from the other services' events; users' own entities have none of them. */
public enum PlatformType {
    TENANT,
    GROUP,
    GROUP_SCHEDULE,
    TIME_PROFILE,
    INFORMATION,
    ROOM,
    RECORDING_SCHEDULE;

    /** Whether that name is one of them. */
    public static boolean has(String name) {
        for (PlatformType type : values()) {
            if (type.name().equals(name)) {
                return true;
            }
        }
        return false;
    }
}
