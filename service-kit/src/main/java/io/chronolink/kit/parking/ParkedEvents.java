package io.chronolink.kit.parking;

import io.chronolink.events.Event;
import io.chronolink.kit.database.Database;
import io.chronolink.kit.events.Applier;
import io.chronolink.kit.events.ReadEvent;
import io.chronolink.kit.events.Received;
import io.chronolink.kit.events.TopicConsumer;
import io.chronolink.kit.operations.Operations;
import io.chronolink.kit.tenancy.Tenancy;
import io.chronolink.kit.web.Failure;
import io.quarkus.arc.All;
import io.quarkus.hibernate.orm.panache.PanacheQuery;
import io.quarkus.narayana.jta.QuarkusTransaction;
import jakarta.inject.Singleton;
import jakarta.transaction.Transactional;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.kafka.common.TopicPartition;
import org.jboss.logging.Logger;
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

    private final ParkedEventRepository events;
    private final ParkedEventAuditRepository audits;
    private final Applier applier;
    private final Map<String, TopicConsumer<?>> handlers;
    private final Tenancy tenancy;
    private final Operations operations;
    private final Clock clock;

    ParkedEvents(
            ParkedEventRepository events,
            ParkedEventAuditRepository audits,
            Applier applier,
            @All List<TopicConsumer<?>> handlers,
            Tenancy tenancy,
            Operations operations,
            Clock clock) {
        this.events = events;
        this.audits = audits;
        this.applier = applier;
        this.handlers = handlers.stream()
                .collect(Collectors.toUnmodifiableMap(handler -> handler.topic().name(), Function.identity()));
        this.tenancy = tenancy;
        this.operations = operations;
        this.clock = clock;
    }

    /** A page of the parked events, in the order in which they came. */
    @Transactional
    Page list(Filter filter, int page, int pageSize) {
        PanacheQuery<ParkedEventEntity> found = events.filtered(filter);
        return new Page(
                found.page(page - 1, pageSize).stream()
                        .map(ParkedEventEntity::parked)
                        .toList(),
                found.count());
    }

    /**
     * One parked event.
     *
     * @param tenant whose it must be, or null for anybody's
     * @throws Failure (not found) if there is no such event
     */
    @Transactional
    Parked find(@Nullable String tenant, UUID id) {
        return events.find(tenant, id).map(ParkedEventEntity::parked).orElseThrow(ParkedEvents::notFound);
    }

    /**
     * Applies a parked event and, in their order, those of the same record that wait behind it, each in a transaction, until
     * one fails.
     *
     * @param dryRun whether only this event is tried, and nothing kept
     * @throws Failure (not found) if there is no such event, (conflict) if an earlier one of the same record is parked
     */
    Replay replay(@Nullable String tenant, UUID id, String by, boolean dryRun) {
        Parked parked = find(tenant, id);
        UUID first = first(parked).map(Parked::id).orElse(id);
        if (!first.equals(id)) {
            throw Failure.conflict("An earlier event of the same record is parked, and comes first: " + first);
        }
        if (dryRun) {
            String refusal = apply(parked, by, true);
            return refusal == null ? new Replay(List.of(id), null, null) : new Replay(List.of(), id, refusal);
        }
        tenancy.tenant(); // Nothing is done for a token that no operation can be noted for.
        return replay(parked, by);
    }

    /** The operation is noted at the end, when it is known of how many events it was. */
    private Replay replay(Parked first, String by) {
        List<UUID> applied = new ArrayList<>();
        Optional<Parked> next = Optional.of(first);
        while (next.isPresent()) {
            Parked parked = next.get();
            String refusal = apply(parked, by, false);
            if (refusal != null) {
                return operations.accept("parked-event.replay", applied.size() + 1, cause -> {
                    audit(parked, "replay", refusal, by);
                    return new Replay(applied, parked.id(), refusal);
                });
            }
            applied.add(parked.id());
            next = parked.key() == null ? Optional.empty() : first(parked);
        }
        return operations.accept("parked-event.replay", applied.size(), cause -> new Replay(applied, null, null));
    }

    /**
     * Gives a parked event up; those behind it can then be replayed.
     *
     * @throws Failure (not found) if there is no such event
     */
    void delete(@Nullable String tenant, UUID id, String by) {
        Parked parked = find(tenant, id);
        try {
            operations.accept("parked-event.delete", 1, cause -> {
                remove(parked);
                audit(parked, "delete", "deleted", by);
                return id;
            });
        } catch (Gone e) {
            throw notFound();
        }
    }

    /** Why the event cannot be applied, or null if it was. */
    private @Nullable String apply(Parked parked, String by, boolean dryRun) {
        ReadEvent read = read(parked);
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
            if (!Database.isRefusal(e)) {
                throw e;
            }
            LOG.warnf(e, "A parked event still cannot be applied: %s", parked.id());
            return "The event cannot be applied; the log tells why.";
        }
    }

    /** The first parked event of the same record. */
    private Optional<Parked> first(Parked parked) {
        return QuarkusTransaction.requiringNew()
                .call(() -> events.first(parked.topic(), parked.key()).map(ParkedEventEntity::parked));
    }

    /** @throws Gone if somebody else was faster */
    private void remove(Parked parked) {
        if (events.delete("id", parked.id()) == 0) {
            throw new Gone();
        }
    }

    private void audit(Parked parked, String action, String outcome, String by) {
        LOG.infof("Parked event %s: %s by %s: %s", parked.id(), action, by.replaceAll("\\p{Cntrl}", " "), outcome);
        audits.persist(new ParkedEventAuditEntity(parked, action, outcome, by, clock.instant()));
    }

    private static ReadEvent read(Parked parked) {
        return ReadEvent.of(
                new TopicPartition(parked.topic(), parked.partition()),
                parked.offset(),
                parked.key(),
                parked.headers(),
                parked.payload());
    }

    static Failure notFound() {
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
