package io.chronolink.kit.parking;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.chronolink.kit.parking.ParkedEvents.Parked;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A parked event as it is answered. The payload is text where it is UTF-8, else Base64. */
record ParkedEventView(
        UUID id,
        String topic,
        int partition,
        long offset,
        @Nullable String key,
        @Nullable String tenant,
        @Nullable String type,
        @JsonProperty("operation_id") @Nullable UUID operationId,
        Map<String, String> headers,
        @Nullable String payload,
        @JsonProperty("payload_base64") @Nullable String payloadBase64,
        String reason,
        @JsonProperty("parked_at") Instant parkedAt) {

    static ParkedEventView of(Parked parked) {
        String text = text(parked.payload());
        return new ParkedEventView(
                parked.id(),
                parked.topic(),
                parked.partition(),
                parked.offset(),
                parked.key(),
                parked.tenant(),
                parked.type(),
                parked.operationId(),
                parked.headers(),
                text,
                text != null || parked.payload() == null
                        ? null
                        : Base64.getEncoder().encodeToString(parked.payload()),
                parked.reason(),
                parked.parkedAt());
    }

    private static @Nullable String text(byte @Nullable [] payload) {
        try {
            return payload == null
                    ? null
                    : StandardCharsets.UTF_8
                            .newDecoder()
                            .decode(ByteBuffer.wrap(payload))
                            .toString();
        } catch (CharacterCodingException e) {
            return null;
        }
    }
}
