package io.chronolink.recording.domain;

import com.github.f4b6a3.uuid.UuidCreator;
import io.chronolink.events.RoomEvent.RoomSaved;
import io.chronolink.kit.events.Cause;
import io.chronolink.kit.events.Outbox;
import io.chronolink.kit.tenancy.TenantZones;
import io.chronolink.recording.domain.Numbers.Kind;
import jakarta.inject.Singleton;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.statement.StatementContext;

/** The rooms of the tenants. */
@Singleton
public class Rooms {

    private static final String SELECT = """
            select id, tenant, number, name, zone, exclusive, is_io, io_camera_id, io_user_id, device_url,
                   cameras, version
            from room where tenant = :tenant
            """;

    private final Jdbi jdbi;
    private final Numbers numbers;
    private final TenantZones zones;
    private final Outbox outbox;
    private final Devices devices;

    Rooms(Jdbi jdbi, Numbers numbers, TenantZones zones, Outbox outbox, Devices devices) {
        this.jdbi = jdbi;
        this.numbers = numbers;
        this.zones = zones;
        this.outbox = outbox;
        this.devices = devices;
    }

    /** Adds a room and tells of it. */
    public Room create(Cause cause, NewRoom wanted) {
        Room room = new Room(
                UuidCreator.getTimeOrderedEpoch(),
                cause.tenant(),
                numbers.next(cause.tenant(), Kind.ROOM),
                wanted.name(),
                wanted.zone(),
                wanted.exclusive(),
                wanted.isIo(),
                wanted.ioCameraId(),
                wanted.ioUserId(),
                devices.checked(wanted.deviceUrl()),
                "[]",
                1);
        jdbi.useHandle(handle -> handle.createUpdate("""
                        insert into room (id, tenant, number, name, zone, exclusive, is_io, io_camera_id, io_user_id,
                                          device_url)
                        values (:id, :tenant, :number, :name, :zone, :exclusive, :isIo, :ioCameraId, :ioUserId,
                                :deviceUrl)
                        """).bindMethods(room).execute());
        outbox.append(
                cause,
                new RoomSaved(room.id(), room.version(), room.number(), room.name(), room.zone(), room.exclusive()));
        return room;
    }

    /** All rooms of a tenant, by number. */
    public List<Room> list(String tenant) {
        return jdbi.withHandle(handle -> handle.createQuery(SELECT + "order by number")
                .bind("tenant", tenant)
                .map(Rooms::room)
                .list());
    }

    /** The room with that number. */
    public Optional<Room> find(String tenant, long number) {
        return jdbi.withHandle(handle -> handle.createQuery(SELECT + "and number = :number")
                .bind("tenant", tenant)
                .bind("number", number)
                .map(Rooms::room)
                .findOne());
    }

    /** The zone whose wall clock rules its recordings: its own, or else the tenant's. */
    ZoneId zoneOf(Room room) {
        return room.zone() == null ? zones.zoneOf(room.tenant()) : ZoneId.of(room.zone());
    }

    private static Room room(ResultSet row, StatementContext context) throws SQLException {
        return new Room(
                row.getObject("id", UUID.class),
                row.getString("tenant"),
                row.getLong("number"),
                row.getString("name"),
                row.getString("zone"),
                row.getBoolean("exclusive"),
                row.getBoolean("is_io"),
                row.getObject("io_camera_id", Long.class),
                row.getObject("io_user_id", Long.class),
                row.getString("device_url"),
                row.getString("cameras"),
                row.getLong("version"));
    }
}
