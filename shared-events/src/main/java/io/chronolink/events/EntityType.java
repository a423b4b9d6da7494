package io.chronolink.events;

/**
 * The types of entities that the platform's records are. An event about validity tells its type as a text, since the
 * users of period-service name types of their own; none of theirs is one of these.
 */
public enum EntityType {
    TENANT,
    GROUP,
    GROUP_SCHEDULE,
    /** A link, which is valid as its time profile takes place. */
    TIME_PROFILE,
    INFORMATION,
    ROOM,
    RECORDING_SCHEDULE;

    /** Whether a type that an event or a user names is this one. */
    public boolean is(String type) {
        return name().equals(type);
    }

    /** Whether a type that an event or a user names is one of the platform's. */
    public static boolean has(String type) {
        for (EntityType known : values()) {
            if (known.is(type)) {
                return true;
            }
        }
        return false;
    }
}
