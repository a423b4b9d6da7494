package io.chronolink.recording.domain;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.github.f4b6a3.uuid.UuidCreator;
import io.chronolink.events.RoomEvent.RoomSaved;
import io.chronolink.kit.database.RecordKey;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.IdClass;
import jakarta.persistence.Table;
import jakarta.persistence.Version;
import java.util.UUID;
import org.hibernate.annotations.JdbcTypeCode;
import org.hibernate.annotations.Mutability;
import org.hibernate.type.SqlTypes;
import org.hibernate.type.descriptor.java.Immutability;
import org.jspecify.annotations.Nullable;

/** A row of the table of rooms. */
@Entity
@Table(name = "room")
@IdClass(RecordKey.class)
class RoomEntity {

    @Id
    String tenant;

    @Id
    UUID id;

    long number;
    String name;

    @Nullable
    String zone;

    boolean exclusive;
    boolean isIo;

    @Nullable
    Long ioCameraId;

    @Nullable
    Long ioUserId;

    @Nullable
    String deviceUrl;

    @JdbcTypeCode(SqlTypes.JSON)
    @Mutability(Immutability.class)
    JsonNode cameras = JsonNodeFactory.instance.arrayNode();

    @Version
    long version = 1;

    RoomEntity() {}

    RoomEntity(String tenant, long number, NewRoom wanted, @Nullable String deviceUrl) {
        this.tenant = tenant;
        this.id = UuidCreator.getTimeOrderedEpoch();
        this.number = number;
        this.name = wanted.name();
        this.zone = wanted.zone();
        this.exclusive = wanted.exclusive();
        this.isIo = wanted.isIo();
        this.ioCameraId = wanted.ioCameraId();
        this.ioUserId = wanted.ioUserId();
        this.deviceUrl = deviceUrl;
    }

    Room room() {
        return new Room(id, tenant, number, name, zone, exclusive, isIo, ioCameraId, ioUserId, deviceUrl, cameras);
    }

    RoomSaved saved() {
        return new RoomSaved(id, version, number, name, zone, exclusive);
    }
}
