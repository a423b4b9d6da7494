package io.chronolink.kit.events;

import io.chronolink.events.Headers;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;

/** An event that waits in the outbox; one without type and payload tells that its record is gone. */
record OutboxRow(
        long id,
        String eventId,
        String topic,
        String recordId,
        @Nullable String type,
        String tenant,
        @Nullable String linkId,
        String operationId,
        long recordVersion,
        @Nullable String traceparent,
        OffsetDateTime occurredAt,
        @Nullable String payload) {

    /** The next rows in the order of their ids, at most so many. */
    static List<OutboxRow> read(Connection connection, long above, int most) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement("""
                select id, event_id, topic, record_id, type, tenant, link_id, operation_id, record_version,
                       traceparent, occurred_at, payload
                from outbox where id > ? order by id limit ?
                """)) {
            select.setLong(1, above);
            select.setInt(2, most);
            ResultSet result = select.executeQuery();
            List<OutboxRow> rows = new ArrayList<>();
            while (result.next()) {
                rows.add(new OutboxRow(
                        result.getLong("id"),
                        result.getString("event_id"),
                        result.getString("topic"),
                        result.getString("record_id"),
                        result.getString("type"),
                        result.getString("tenant"),
                        result.getString("link_id"),
                        result.getString("operation_id"),
                        result.getLong("record_version"),
                        result.getString("traceparent"),
                        result.getObject("occurred_at", OffsetDateTime.class),
                        result.getString("payload")));
            }
            return rows;
        }
    }

    /**
     * The record for the broker.
     *
     * @param topicOnBroker the topic as the broker calls it
     * @param source of the event: the service's name as a path
     * @param trace W3C trace context that it carries, or null
     */
    ProducerRecord<byte[], byte[]> record(String topicOnBroker, String source, @Nullable String trace) {
        ProducerRecord<byte[], byte[]> record =
                new ProducerRecord<>(topicOnBroker, utf8(recordId), payload == null ? null : utf8(payload));
        record.headers().add(Headers.SPEC_VERSION, utf8("1.0"));
        record.headers().add(Headers.ID, utf8(eventId));
        record.headers().add(Headers.SOURCE, utf8(source));
        record.headers().add(Headers.SUBJECT, utf8(recordId));
        record.headers().add(Headers.TIME, utf8(occurredAt.toInstant().toString()));
        record.headers().add(Headers.TENANT, utf8(tenant));
        record.headers().add(Headers.OPERATION_ID, utf8(operationId));
        record.headers().add(Headers.RECORD_VERSION, utf8(Long.toString(recordVersion)));
        if (type != null) {
            record.headers().add(Headers.TYPE, utf8(type));
            record.headers().add(Headers.CONTENT_TYPE, utf8("application/json"));
        }
        if (linkId != null) {
            record.headers().add(Headers.LINK_ID, utf8(linkId));
        }
        if (trace != null) {
            record.headers().add(Headers.TRACE_PARENT, utf8(trace));
        }
        return record;
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
