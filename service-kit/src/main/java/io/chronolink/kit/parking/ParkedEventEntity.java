package io.chronolink.kit.parking;

import com.fasterxml.jackson.databind.JsonNode;
import io.chronolink.kit.parking.ParkedEvents.Parked;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import org.hibernate.annotations.JdbcTypeCode;
import org.hibernate.annotations.Mutability;
import org.hibernate.type.SqlTypes;
import org.hibernate.type.descriptor.java.Immutability;
import org.jspecify.annotations.Nullable;

/** A row of the table of parked events. */
@Entity
@Table(name = "parked_event")
class ParkedEventEntity {

    @Id
    UUID id;

    String topic;
    int partition;
    long recordOffset;

    @Nullable
    String recordKey;

    @Nullable
    String tenant;

    @Nullable
    String type;

    @Nullable
    UUID operationId;

    @JdbcTypeCode(SqlTypes.JSON)
    @Mutability(Immutability.class)
    JsonNode headers;

    byte @Nullable [] payload;
    String reason;
    Instant parkedAt;

    Parked parked() {
        Map<String, String> texts = new LinkedHashMap<>();
        headers.properties()
                .forEach(header -> texts.put(header.getKey(), header.getValue().textValue()));
        return new Parked(
                id,
                topic,
                partition,
                recordOffset,
                recordKey,
                tenant,
                type,
                operationId,
                texts,
                payload,
                reason,
                parkedAt);
    }
}
