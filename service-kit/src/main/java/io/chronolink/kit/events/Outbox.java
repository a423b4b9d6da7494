package io.chronolink.kit.events;

import com.github.f4b6a3.uuid.UuidCreator;
import de.bytefish.pgbulkinsert.row.SimpleRowWriter;
import io.chronolink.events.Event;
import io.chronolink.events.EventTypes;
import io.chronolink.events.EventTypes.EventType;
import io.chronolink.events.Topic;
import io.chronolink.events.Topics;
import jakarta.inject.Singleton;
import jakarta.persistence.EntityManager;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.UUID;
import java.util.function.Supplier;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.mapper.RowMapper;
import org.jdbi.v3.core.result.ResultIterator;
import org.jdbi.v3.core.statement.Query;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;

/**
 * Where a change puts the events that tell of it, in its own transaction. Nothing else of a service ever
 * sees a producer; the {@link Relay} sends what is committed.
 */
@Singleton
public class Outbox {

    /** From here on COPY is faster than arrays. */
    private static final int COPY_FROM = 200;

    /** How many rows of a statement are held at once. */
    private static final int FETCH = 50;

    /** How many of their events are written at once, and how many characters. */
    private static final int PART = 1_000;

    private static final int PART_LENGTH = 4_000_000;

    private static final SimpleRowWriter.Table TABLE = new SimpleRowWriter.Table("outbox", new String[] {
        "event_id",
        "topic",
        "record_id",
        "type",
        "tenant",
        "link_id",
        "operation_id",
        "record_version",
        "traceparent",
        "occurred_at",
        "payload"
    });

    private final Jdbi jdbi;
    private final EntityManager entities;
    private final Clock clock;
    private final Tally tally;

    Outbox(Jdbi jdbi, EntityManager entities, Clock clock, Tally tally) {
        this.jdbi = jdbi;
        this.entities = entities;
        this.clock = clock;
        this.tally = tally;
    }

    /** {@link #append(Collection)} for one event of a record that lives on. */
    public void append(Cause cause, Event event) {
        append(List.of(Outgoing.of(cause, event)));
    }

    /**
     * Appends the event of an entity that was made or changed.
     *
     * @param event is asked when the entity is written, since only then it has the version that the event tells
     */
    public void append(Cause cause, Supplier<? extends Event> event) {
        entities.flush();
        append(cause, event.get());
    }

    /**
     * Appends events set-wise. Call it after the records were locked, so that the events of a record stand
     * in the order of its commits. The table refuses an event of more than {@link Topics#MAX_EVENT_BYTES}: a request
     * is answered with 413 then, and an event that has this reaction is parked.
     *
     * @throws IllegalStateException if there is no transaction
     */
    public void append(Collection<Outgoing> events) {
        List<Row> rows = new ArrayList<>(events.size());
        events.forEach(event -> add(rows, event));
        write(rows);
    }

    /**
     * Appends the events that a statement tells, one for each of its rows. What is held at once does not grow with their number,
     * nor with their length.
     */
    public void append(Query changes, RowMapper<Outgoing> event) {
        try (ResultIterator<Outgoing> events =
                changes.setFetchSize(FETCH).map(event).iterator()) {
            List<Row> rows = new ArrayList<>();
            int length = 0;
            while (events.hasNext()) {
                length += add(rows, events.next());
                if (rows.size() >= PART || length >= PART_LENGTH) {
                    write(rows);
                    rows.clear();
                    length = 0;
                }
            }
            write(rows);
        }
    }

    /** Returns the length of what was added. */
    private int add(List<Row> rows, Outgoing outgoing) {
        EventType type = EventTypes.of(outgoing.event());
        String payload = EventJson.write(outgoing.event());
        rows.add(new Row(UuidCreator.getTimeOrderedEpoch(), outgoing, type.topic(), type.name(), payload));
        if (outgoing.last()) {
            rows.add(new Row(UuidCreator.getTimeOrderedEpoch(), outgoing, type.topic(), null, null));
        }
        tally.add(outgoing.cause().operationId(), type.topic(), 1);
        return payload.length();
    }

    private void write(List<Row> rows) {
        Instant now = clock.instant();
        if (!rows.isEmpty()) {
            jdbi.useHandle(handle -> {
                if (rows.size() < COPY_FROM) {
                    insert(handle, rows, now);
                } else {
                    copy(handle, rows, now);
                }
            });
        }
    }

    private static void insert(Handle handle, List<Row> rows, Instant now) {
        handle.createUpdate("""
                        insert into outbox (event_id, topic, record_id, type, tenant, link_id, operation_id,
                                            record_version, traceparent, occurred_at, payload)
                        select n.event_id, n.topic, n.record_id, n.type, n.tenant, n.link_id, n.operation_id,
                               n.record_version, n.traceparent, :now, n.payload
                        from unnest(:eventIds, :topics, :recordIds, :types, :tenants, :linkIds, :operationIds,
                                    :versions, :traceparents, :payloads) with ordinality
                             as n (event_id, topic, record_id, type, tenant, link_id, operation_id,
                                   record_version, traceparent, payload, place)
                        order by n.place
                        """)
                .bind("now", now.atOffset(ZoneOffset.UTC))
                .bindArray(
                        "eventIds", UUID.class, rows.stream().map(Row::eventId).toList())
                .bindArray(
                        "topics",
                        String.class,
                        rows.stream().map(row -> row.topic().name()).toList())
                .bindArray(
                        "recordIds",
                        UUID.class,
                        rows.stream().map(row -> row.event().id()).toList())
                .bindArray("types", String.class, rows.stream().map(Row::type).toList())
                .bindArray(
                        "tenants",
                        String.class,
                        rows.stream().map(row -> row.cause().tenant()).toList())
                .bindArray(
                        "linkIds",
                        UUID.class,
                        rows.stream().map(row -> row.event().linkId()).toList())
                .bindArray(
                        "operationIds",
                        UUID.class,
                        rows.stream().map(row -> row.cause().operationId()).toList())
                .bindArray(
                        "versions",
                        Long.class,
                        rows.stream().map(row -> row.event().version()).toList())
                .bindArray(
                        "traceparents",
                        String.class,
                        rows.stream().map(row -> row.cause().traceparent()).toList())
                .bindArray(
                        "payloads",
                        String.class,
                        rows.stream().map(Row::payload).toList())
                .execute();
    }

    private static void copy(Handle handle, List<Row> rows, Instant now) {
        ZonedDateTime occurredAt = now.atZone(ZoneOffset.UTC);
        try (SimpleRowWriter writer =
                new SimpleRowWriter(TABLE, handle.getConnection().unwrap(PGConnection.class))) {
            for (Row row : rows) {
                writer.startRow(copied -> {
                    copied.setUUID(0, row.eventId());
                    copied.setText(1, row.topic().name());
                    copied.setUUID(2, row.event().id());
                    copied.setText(3, row.type());
                    copied.setText(4, row.cause().tenant());
                    copied.setUUID(5, row.event().linkId());
                    copied.setUUID(6, row.cause().operationId());
                    copied.setLong(7, row.event().version());
                    copied.setText(8, row.cause().traceparent());
                    copied.setTimeStampTz(9, occurredAt);
                    copied.setText(10, row.payload());
                });
            }
        } catch (SQLException e) {
            throw new IllegalStateException("The events could not be appended", e);
        }
    }

    /** One row to write; type and payload are null for a tombstone. */
    private record Row(
            UUID eventId,
            Outgoing outgoing,
            Topic topic,
            @Nullable String type,
            @Nullable String payload) {

        Cause cause() {
            return outgoing.cause();
        }

        Event event() {
            return outgoing.event();
        }
    }
}
