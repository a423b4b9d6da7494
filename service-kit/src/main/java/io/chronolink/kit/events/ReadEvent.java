package io.chronolink.kit.events;

import io.chronolink.events.Event;
import io.chronolink.events.EventTypes;
import io.chronolink.events.EventTypes.EventType;
import io.chronolink.events.Headers;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;
import org.jspecify.annotations.Nullable;

/**
 * A record from the broker and what could be read of it.
 *
 * @param received the event, or null where there is none to apply
 * @param unreadable why an event that should have been applied could not be read, or null
 */
public record ReadEvent(
        ConsumerRecord<byte[], byte[]> record,
        @Nullable Received<Event> received,
        @Nullable String unreadable) {

    /** What was kept of a record: its key, or null, and headers as text, and the bytes of its payload, or null. */
    public static ReadEvent of(
            TopicPartition partition,
            long offset,
            @Nullable String key,
            Map<String, String> headers,
            byte @Nullable [] payload) {
        ConsumerRecord<byte[], byte[]> record =
                new ConsumerRecord<>(partition.topic(), partition.partition(), offset, bytes(key), payload);
        headers.forEach((name, value) -> record.headers().add(name, bytes(value)));
        return of(record);
    }

    public static ReadEvent of(ConsumerRecord<byte[], byte[]> record) {
        if (record.value() == null) {
            return new ReadEvent(record, null, null);
        }
        String name = header(record, Headers.TYPE);
        if (name == null) {
            return unreadable(record, "The header " + Headers.TYPE + " is missing.");
        }
        EventType type = EventTypes.named(name).orElse(null);
        if (type == null) {
            return isKnownFamily(name)
                    ? unreadable(record, "This version of the event type is not known.")
                    : new ReadEvent(record, null, null);
        }
        if (!type.topic().name().equals(record.topic())) {
            return unreadable(record, "The event type does not belong to the topic.");
        }
        try {
            Event event = EventJson.read(record.value(), type.payload());
            if (event == null || event.id() == null) {
                return unreadable(record, "The event names no record.");
            }
            if (!event.id().toString().equals(key(record))) {
                return unreadable(record, "The key is not the id of the record.");
            }
            String tenant = header(record, Headers.TENANT);
            if (tenant == null || tenant.isBlank()) {
                return unreadable(record, "The header " + Headers.TENANT + " is missing.");
            }
            if (!event.mayBelongTo(tenant)) {
                return unreadable(record, "The record is not one of the tenant that the header names.");
            }
            return new ReadEvent(
                    record,
                    new Received<>(
                            uuid(record, Headers.ID),
                            event,
                            tenant,
                            uuid(record, Headers.OPERATION_ID),
                            Instant.parse(text(record, Headers.TIME)),
                            header(record, Headers.TRACE_PARENT)),
                    null);
        } catch (IOException e) {
            return unreadable(record, "The data is not a readable event of its type.");
        } catch (IllegalArgumentException | DateTimeException e) {
            return unreadable(record, "A header is missing or not valid.");
        }
    }

    /** The record's key as text, or null if there is none. */
    public @Nullable String key() {
        return key(record);
    }

    /** Whether it is an event of a type that this version knows nothing of. */
    boolean isUnknown() {
        return received == null && unreadable == null && record.value() != null;
    }

    TopicPartition partition() {
        return new TopicPartition(record.topic(), record.partition());
    }

    /** Where the record stands; nothing of its content, which is not for logs. */
    String place() {
        return partition() + "@" + record.offset();
    }

    /** All headers as text. */
    public Map<String, String> headers() {
        Map<String, String> headers = new LinkedHashMap<>();
        record.headers().forEach(header -> headers.put(header.key(), text(header.value())));
        return headers;
    }

    /** The header as text, or null if there is none. */
    public @Nullable String header(String name) {
        return header(record, name);
    }

    private static ReadEvent unreadable(ConsumerRecord<byte[], byte[]> record, String reason) {
        return new ReadEvent(record, null, reason);
    }

    private static boolean isKnownFamily(String name) {
        String family = name.replaceFirst("\\.v\\d+$", ".");
        return EventTypes.all().stream().anyMatch(type -> type.name().startsWith(family));
    }

    private static @Nullable String key(ConsumerRecord<byte[], byte[]> record) {
        return record.key() == null ? null : text(record.key());
    }

    private static UUID uuid(ConsumerRecord<byte[], byte[]> record, String header) {
        return UUID.fromString(text(record, header));
    }

    private static String text(ConsumerRecord<byte[], byte[]> record, String header) {
        String value = header(record, header);
        if (value == null) {
            throw new IllegalArgumentException(header);
        }
        return value;
    }

    private static @Nullable String header(ConsumerRecord<byte[], byte[]> record, String name) {
        Header header = record.headers().lastHeader(name);
        return header == null ? null : text(header.value());
    }

    private static byte @Nullable [] bytes(@Nullable String text) {
        return text == null ? null : text.getBytes(StandardCharsets.UTF_8);
    }

    /** Text for the database, which takes no NUL. */
    private static String text(byte @Nullable [] value) {
        return value == null ? "" : new String(value, StandardCharsets.UTF_8).replace("\0", "");
    }
}
