package io.chronolink.kit.events;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.chronolink.events.Event;
import io.chronolink.kit.database.Database;
import io.chronolink.kit.tenancy.Tenancy;
import io.chronolink.kit.web.Failure;
import io.quarkus.arc.All;
import io.quarkus.narayana.jta.QuarkusTransaction;
import jakarta.inject.Singleton;
import java.nio.charset.StandardCharsets;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jboss.logging.Logger;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.statement.Query;
import org.jdbi.v3.core.statement.StatementContext;
import org.jspecify.annotations.Nullable;

/** Events that could not be applied: looked at, applied after all, or given up; whoever did it is noted. */
@Singleton
class ParkedEvents {

    /**
     * An event as it was parked.
     *
     * @param tenant null where the record names none
     * @param payload the raw bytes, or null for none
     */
    record Parked(
            UUID id,
            String topic,
            int partition,
            long offset,
            @Nullable String key,
            @Nullable String tenant,
            @Nullable String type,
            @Nullable UUID operationId,
            Map<String, String> headers,
            byte @Nullable [] payload,
            String reason,
            Instant parkedAt) {}

    /** What is looked for; null filters nothing. */
    record Filter(
            @Nullable String tenant,
            @Nullable String topic,
            @Nullable String type,
            @Nullable UUID operationId) {}

    record Page(List<Parked> items, long total) {}

    /**
     * What a replay did.
     *
     * @param applied the events that were applied, in order
     * @param failed the one that still cannot be applied, or null
     * @param reason why it cannot, or null
     */
    record Replay(
            List<UUID> applied,
            @Nullable UUID failed,
            @Nullable String reason) {}

    private static final Logger LOG = Logger.getLogger(ParkedEvents.class);
    private static final String COLUMNS =
            "id, topic, partition, record_offset, record_key, tenant, type, operation_id, headers, payload, reason, parked_at ";
    private static final String FILTER = """
             from parked_event
            where (cast(:tenant as text) is null or tenant = cast(:tenant as text))
              and (cast(:topic as text) is null or topic = cast(:topic as text))
              and (cast(:type as text) is null or type = cast(:type as text))
              and (cast(:operation as uuid) is null or operation_id = cast(:operation as uuid))
            """;

    private final Jdbi jdbi;
    private final Applier applier;
    private final Map<String, TopicConsumer<?>> handlers;
    private final Tenancy tenancy;
    private final ObjectMapper json;
    private final Clock clock;

    ParkedEvents(
            Jdbi jdbi,
            Applier applier,
            @All List<TopicConsumer<?>> handlers,
            Tenancy tenancy,
            ObjectMapper json,
            Clock clock) {
        this.jdbi = jdbi;
        this.applier = applier;
        this.handlers = handlers.stream()
                .collect(Collectors.toUnmodifiableMap(handler -> handler.topic().name(), Function.identity()));
        this.tenancy = tenancy;
        this.json = json;
        this.clock = clock;
    }

    /** A page of the parked events, in the order in which they came. */
    Page list(Filter filter, int page, int pageSize) {
        return jdbi.withHandle(handle -> new Page(
                filtered(
                                handle.createQuery(
                                        "select " + COLUMNS + FILTER
                                                + " order by parked_at, topic, partition, record_offset limit :size offset :skip"),
                                filter)
                        .bind("size", pageSize)
                        .bind("skip", (page - 1L) * pageSize)
                        .map(this::parked)
                        .list(),
                filtered(handle.createQuery("select count(*)" + FILTER), filter)
                        .mapTo(Long.class)
                        .one()));
    }

    private static Query filtered(Query query, Filter filter) {
        return query.bindByType("tenant", filter.tenant(), String.class)
                .bindByType("topic", filter.topic(), String.class)
                .bindByType("type", filter.type(), String.class)
                .bindByType("operation", filter.operationId(), UUID.class);
    }

    /**
     * One parked event.
     *
     * @param tenant whose it must be, or null for anybody's
     * @throws Failure (not found) if there is no such event
     */
    Parked find(@Nullable String tenant, UUID id) {
        return jdbi.withHandle(handle -> handle.createQuery("select " + COLUMNS + """
                                from parked_event
                                where id = :id and (cast(:tenant as text) is null or tenant = cast(:tenant as text))
                                """)
                        .bind("id", id)
                        .bindByType("tenant", tenant, String.class)
                        .map(this::parked)
                        .findOne())
                .orElseThrow(ParkedEvents::notFound);
    }

    /**
     * Applies a parked event and, in their order, those of the same record that wait behind it, each in a transaction, until
     * one fails.
     *
     * @param dryRun whether only this event is tried, and nothing kept
     * @throws Failure (not found) if there is no such event, (conflict) if an earlier one of the same record is parked
     */
    Replay replay(@Nullable String tenant, UUID id, String by, boolean dryRun) {
        Optional<Parked> next = Optional.of(find(tenant, id));
        UUID first = first(next.get()).map(Parked::id).orElse(id);
        if (!first.equals(id)) {
            throw Failure.conflict("An earlier event of the same record is parked, and comes first: " + first);
        }
        List<UUID> applied = new ArrayList<>();
        while (next.isPresent()) {
            Parked parked = next.get();
            String refusal = apply(parked, by, dryRun);
            if (refusal != null) {
                if (!dryRun) {
                    audit(parked, "replay", refusal, by);
                }
                return new Replay(applied, parked.id(), refusal);
            }
            applied.add(parked.id());
            next = dryRun || parked.key() == null ? Optional.empty() : first(parked);
        }
        return new Replay(applied, null, null);
    }

    /** Gives a parked event up; those behind it can then be replayed. */
    void delete(@Nullable String tenant, UUID id, String by) {
        Parked parked = find(tenant, id);
        try {
            QuarkusTransaction.requiringNew().run(() -> {
                remove(parked);
                audit(parked, "delete", "deleted", by);
            });
        } catch (Gone e) {
            throw notFound();
        }
    }

    /** Why the event cannot be applied, or null if it was. */
    private @Nullable String apply(Parked parked, String by, boolean dryRun) {
        ReadEvent read = ReadEvent.of(record(parked));
        TopicConsumer<?> handler = handlers.get(parked.topic());
        if (read.unreadable() != null) {
            return read.unreadable();
        }
        if (handler == null) {
            return "This service does not listen to the topic any more.";
        }
        Received<Event> received = read.received();
        Set<String> tenants = received == null ? Set.of() : Set.of(received.tenant());
        try {
            tenancy.as(tenants, () -> {
                QuarkusTransaction.requiringNew().run(() -> {
                    remove(parked);
                    if (received != null) {
                        applier.applyParked(received, handler, parked.parkedAt());
                    }
                    audit(parked, "replay", "applied", by);
                    if (dryRun) {
                        throw new Tried();
                    }
                });
                return true;
            });
            return null;
        } catch (Tried e) {
            return null;
        } catch (Gone e) {
            throw notFound();
        } catch (RuntimeException e) {
            if (Database.isTransient(e)) {
                throw e;
            }
            LOG.warnf(e, "A parked event still cannot be applied: %s", parked.id());
            return "The event cannot be applied; the log tells why.";
        }
    }

    /** The first parked event of the same record. */
    private Optional<Parked> first(Parked parked) {
        return jdbi.withHandle(handle -> handle.createQuery("select " + COLUMNS + """
                        from parked_event where topic = :topic and record_key = :key
                        order by record_offset limit 1
                        """)
                .bind("topic", parked.topic())
                .bind("key", parked.key())
                .map(this::parked)
                .findOne());
    }

    /** @throws Gone if somebody else was faster */
    private void remove(Parked parked) {
        int removed = jdbi.withHandle(handle -> handle.createUpdate("delete from parked_event where id = :id")
                .bind("id", parked.id())
                .execute());
        if (removed == 0) {
            throw new Gone();
        }
    }

    private void audit(Parked parked, String action, String outcome, String by) {
        LOG.infof("Parked event %s: %s by %s: %s", parked.id(), action, by.replaceAll("\\p{Cntrl}", " "), outcome);
        jdbi.useHandle(handle -> handle.createUpdate("""
                        insert into parked_event_audit (parked_id, topic, partition, record_offset, tenant, action,
                                                        outcome, done_by, done_at)
                        values (:id, :topic, :partition, :offset, :tenant, :action, :outcome, :by, :now)
                        """)
                .bind("id", parked.id())
                .bind("topic", parked.topic())
                .bind("partition", parked.partition())
                .bind("offset", parked.offset())
                .bindByType("tenant", parked.tenant(), String.class)
                .bind("action", action)
                .bind("outcome", outcome)
                .bind("by", by)
                .bind("now", clock.instant().atOffset(ZoneOffset.UTC))
                .execute());
    }

    private static ConsumerRecord<byte[], byte[]> record(Parked parked) {
        ConsumerRecord<byte[], byte[]> record = new ConsumerRecord<>(
                parked.topic(), parked.partition(), parked.offset(), bytes(parked.key()), parked.payload());
        parked.headers().forEach((name, value) -> record.headers().add(name, bytes(value)));
        return record;
    }

    private static byte @Nullable [] bytes(@Nullable String text) {
        return text == null ? null : text.getBytes(StandardCharsets.UTF_8);
    }

    private Parked parked(ResultSet row, StatementContext context) throws SQLException {
        return new Parked(
                row.getObject("id", UUID.class),
                row.getString("topic"),
                row.getInt("partition"),
                row.getLong("record_offset"),
                row.getString("record_key"),
                row.getString("tenant"),
                row.getString("type"),
                row.getObject("operation_id", UUID.class),
                headers(row.getString("headers")),
                row.getBytes("payload"),
                row.getString("reason"),
                row.getObject("parked_at", OffsetDateTime.class).toInstant());
    }

    private Map<String, String> headers(String stored) {
        try {
            return json.readValue(stored, new TypeReference<Map<String, String>>() {});
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("The stored headers cannot be read", e);
        }
    }

    private static Failure notFound() {
        return Failure.notFound("There is no such parked event.");
    }

    /** Rolls back what a dry run did. */
    private static final class Tried extends RuntimeException {
        private static final long serialVersionUID = 1;
    }

    private static final class Gone extends RuntimeException {
        private static final long serialVersionUID = 1;
    }
}
