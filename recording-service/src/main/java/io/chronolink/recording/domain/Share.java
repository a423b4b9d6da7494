package io.chronolink.recording.domain;

import java.util.List;

/** With which users and groups the recordings of a schedule are shared, by their numbers. */
public record Share(List<Long> users, List<Long> userGroups) {

    /** Shared with nobody. */
    public static final Share NONE = new Share(List.of(), List.of());

    public Share {
        users = List.copyOf(users);
        userGroups = List.copyOf(userGroups);
    }
}
