package io.chronolink.kit.operations;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.chronolink.events.OperationReceipt;
import io.chronolink.kit.events.Received;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;

/** What this service knows of the operations that it accepted. */
@Singleton
class OperationRepository {

    private final Jdbi jdbi;
    private final ObjectMapper json;

    OperationRepository(Jdbi jdbi, ObjectMapper json) {
        this.jdbi = jdbi;
        this.json = json;
    }

    Optional<Operation> find(String tenant, UUID id) {
        return jdbi.withHandle(handle -> handle.createQuery(
                        "select kind, accepted_at, items, published from operation where tenant = :tenant and id = :id")
                .bind("tenant", tenant)
                .bind("id", id)
                .map((row, context) -> new Operation(
                        id,
                        row.getString("kind"),
                        row.getObject("accepted_at", OffsetDateTime.class).toInstant(),
                        row.getInt("items"),
                        counts(row.getString("published")),
                        progress(handle, id),
                        services(handle, id)))
                .findOne());
    }

    /** Adds what receipts tell of operations that were accepted here; others are none of this service's business. */
    void add(List<Received<OperationReceipt>> receipts) {
        List<Progress> progress = new ArrayList<>();
        List<Heard> heard = new ArrayList<>();
        for (Received<OperationReceipt> received : receipts) {
            OperationReceipt receipt = received.event();
            Set<String> topics = new HashSet<>(receipt.applied().keySet());
            topics.addAll(receipt.parked().keySet());
            topics.addAll(receipt.published().keySet());
            for (String topic : topics) {
                progress.add(new Progress(
                        receipt.operationId(),
                        receipt.service(),
                        topic,
                        receipt.applied().getOrDefault(topic, 0),
                        receipt.parked().getOrDefault(topic, 0),
                        receipt.published().getOrDefault(topic, 0)));
            }
            heard.add(new Heard(receipt.operationId(), receipt.service(), receipt.effects(), received.time()));
        }
        jdbi.useHandle(handle -> {
            addProgress(handle, progress);
            addHeard(handle, heard);
        });
    }

    private static void addProgress(Handle handle, List<Progress> progress) {
        handle.createUpdate("""
                        insert into operation_progress as p (operation_id, service, topic, applied, parked, published)
                        select n.id, n.service, n.topic, sum(n.applied), sum(n.parked), sum(n.published)
                        from unnest(:ids, :services, :topics, :applied, :parked, :published)
                             as n (id, service, topic, applied, parked, published)
                        join operation o on o.id = n.id
                        group by n.id, n.service, n.topic order by n.id, n.service, n.topic
                        on conflict (operation_id, service, topic) do update
                        set applied = p.applied + excluded.applied, parked = p.parked + excluded.parked,
                            published = p.published + excluded.published
                        """)
                .bindArray(
                        "ids", UUID.class, progress.stream().map(Progress::id).toList())
                .bindArray(
                        "services",
                        String.class,
                        progress.stream().map(Progress::service).toList())
                .bindArray(
                        "topics",
                        String.class,
                        progress.stream().map(Progress::topic).toList())
                .bindArray(
                        "applied",
                        Integer.class,
                        progress.stream().map(Progress::applied).toList())
                .bindArray(
                        "parked",
                        Integer.class,
                        progress.stream().map(Progress::parked).toList())
                .bindArray(
                        "published",
                        Integer.class,
                        progress.stream().map(Progress::published).toList())
                .execute();
    }

    private static void addHeard(Handle handle, List<Heard> heard) {
        handle.createUpdate("""
                        insert into operation_service as s (operation_id, service, effects, heard_at)
                        select n.id, n.service, sum(n.effects), max(n.at::timestamptz)
                        from unnest(:ids, :services, :effects, :times) as n (id, service, effects, at)
                        join operation o on o.id = n.id
                        group by n.id, n.service order by n.id, n.service
                        on conflict (operation_id, service) do update
                        set effects = s.effects + excluded.effects, heard_at = greatest(s.heard_at, excluded.heard_at)
                        """)
                .bindArray("ids", UUID.class, heard.stream().map(Heard::id).toList())
                .bindArray(
                        "services",
                        String.class,
                        heard.stream().map(Heard::service).toList())
                .bindArray(
                        "effects",
                        Integer.class,
                        heard.stream().map(Heard::effects).toList())
                .bindArray(
                        "times",
                        String.class,
                        heard.stream().map(h -> h.at().toString()).toList())
                .execute();
    }

    private static List<Progress> progress(Handle handle, UUID id) {
        return handle.createQuery("""
                        select service, topic, applied, parked, published
                        from operation_progress where operation_id = :id
                        """)
                .bind("id", id)
                .map((row, context) -> new Progress(
                        id,
                        row.getString("service"),
                        row.getString("topic"),
                        row.getInt("applied"),
                        row.getInt("parked"),
                        row.getInt("published")))
                .list();
    }

    private static Map<String, Heard> services(Handle handle, UUID id) {
        Map<String, Heard> services = new HashMap<>();
        handle.createQuery("select service, effects, heard_at from operation_service where operation_id = :id")
                .bind("id", id)
                .map((row, context) -> new Heard(
                        id,
                        row.getString("service"),
                        row.getInt("effects"),
                        row.getObject("heard_at", OffsetDateTime.class).toInstant()))
                .forEach(heard -> services.put(heard.service(), heard));
        return services;
    }

    private Map<String, Integer> counts(String published) {
        try {
            return json.readValue(published, new TypeReference<Map<String, Integer>>() {});
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What one service did with one topic's events of an operation. */
    record Progress(UUID id, String service, String topic, int applied, int parked, int published) {}

    /** The last that was heard of a service about an operation. */
    record Heard(UUID id, String service, int effects, Instant at) {}

    /**
     * An operation as it stands.
     *
     * @param published events that the accepting service published itself, by topic
     */
    record Operation(
            UUID id,
            String kind,
            Instant acceptedAt,
            int items,
            Map<String, Integer> published,
            List<Progress> progress,
            Map<String, Heard> services) {}
}
