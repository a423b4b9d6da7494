package io.chronolink.events;

import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What recording-service tells of rooms: topic {@link Topics#ROOM}. */
public sealed interface RoomEvent extends Event {

    /**
     * A room was created or changed.
     *
     * @param number the room's id in the recording API, at least 1
     * @param zone IANA name, or null for the tenant's
     * @param exclusive whether overlapping recordings are refused
     */
    record RoomSaved(
            UUID id,
            long version,
            long number,
            String name,
            @Nullable String zone,
            boolean exclusive) implements RoomEvent {}

    /**
     * A room was deleted; a tombstone follows. Nobody tells it yet, as the recording API deletes no room; consumers take
     * it, so that whoever follows the topic now need not change when it does.
     */
    record RoomDeleted(UUID id, long version, long number, String name) implements RoomEvent {}
}
