package io.chronolink.recording.domain;

import io.chronolink.kit.database.RecordKey;
import io.chronolink.kit.events.Outbox;
import io.chronolink.kit.operations.Operations;
import io.chronolink.kit.web.Failure;
import io.chronolink.links.TenantZones;
import io.chronolink.recording.domain.Numbers.Kind;
import jakarta.inject.Singleton;
import jakarta.transaction.Transactional;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** The rooms of the tenants. */
@Singleton
public class Rooms {

    private final RoomRepository rooms;
    private final Operations operations;
    private final Numbers numbers;
    private final TenantZones zones;
    private final Outbox outbox;
    private final Devices devices;

    Rooms(
            RoomRepository rooms,
            Operations operations,
            Numbers numbers,
            TenantZones zones,
            Outbox outbox,
            Devices devices) {
        this.rooms = rooms;
        this.operations = operations;
        this.numbers = numbers;
        this.zones = zones;
        this.outbox = outbox;
        this.devices = devices;
    }

    /**
     * Adds a room and tells of it.
     *
     * @return its number
     * @throws Failure (invalid) for a device that is none of the operator's
     */
    public long create(NewRoom wanted) {
        String device = devices.checked(wanted.deviceUrl());
        return operations.accept("room.create", 1, cause -> {
            RoomEntity room = new RoomEntity(cause.tenant(), numbers.next(cause.tenant(), Kind.ROOM), wanted, device);
            rooms.persist(room);
            outbox.append(cause, room::saved);
            return room.number;
        });
    }

    /** All rooms of a tenant, by number. */
    @Transactional
    public List<Room> list(String tenant) {
        return rooms.of(tenant).stream().map(RoomEntity::room).toList();
    }

    /** The room with that number; throws not found. */
    @Transactional
    public Room get(String tenant, long number) {
        return find(tenant, number).orElseThrow(() -> Failure.notFound("There is no such room."));
    }

    /** The room with that number. */
    @Transactional
    Optional<Room> find(String tenant, long number) {
        return rooms.find(tenant, number).map(RoomEntity::room);
    }

    /**
     * The room that a caller wants a schedule to record in.
     *
     * @throws Failure (invalid) if the caller says nothing of it, or there is none
     */
    Room wanted(String tenant, Draft draft) {
        return find(tenant, Draft.required("room", draft.room()))
                .orElseThrow(() -> Failure.invalid("room", "This value is not valid."));
    }

    /** The room of a schedule. */
    Room get(String tenant, UUID id) {
        return rooms.findByIdOptional(new RecordKey(tenant, id)).orElseThrow().room();
    }

    /** The zone whose wall clock rules its recordings: its own, or else the tenant's. */
    ZoneId zoneOf(Room room) {
        return room.zone() == null ? zones.zoneOf(room.tenant()) : ZoneId.of(room.zone());
    }
}
