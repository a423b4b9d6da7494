package io.chronolink.system;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.chronolink.events.Headers;
import io.chronolink.events.Service;
import io.chronolink.events.Topic;
import io.chronolink.events.Topics;
import io.chronolink.stack.EventProbe;
import io.chronolink.stack.EventProbe.Seen;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What was told of some tenants, and what services have counted of it: nothing is missing, and nothing is there twice. */
final class Deliveries {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final String tenants;

    /** Of the tenants whose names begin so. */
    Deliveries(String tenants) {
        this.tenants = tenants;
    }

    static boolean subscribes(Service service, String topic) {
        return Topics.all().stream()
                .anyMatch(one -> one.name().equals(topic) && one.subscribers().contains(service));
    }

    /**
     * Held against the topics: each operation's events are there, each subscriber has counted each of them once, the
     * versions of a record grow from event to event, and no operation says the same of a record twice in a row.
     */
    int assertOnceEverywhere() throws Exception {
        Map<String, Map<String, Integer>> told = new HashMap<>();
        int events = 0;
        try (EventProbe probe = new EventProbe(Platform.STACK.bootstrapServers())) {
            for (Topic topic : Topics.all()) {
                if (!topic.equals(Topics.OPERATION_RECEIPTS)) {
                    List<Seen> seen = distinct(probe.all(topic));
                    events += seen.size();
                    assertEachChangeIsToldOnce(topic, seen);
                    seen.forEach(event -> told.computeIfAbsent(
                                    String.valueOf(event.headers().get(Headers.OPERATION_ID)), id -> new TreeMap<>())
                            .merge(topic.name(), 1, Integer::sum));
                }
            }
        }
        for (Service service : Service.values()) {
            Map<String, Map<String, Map<String, Integer>>> counted = counted(service);
            for (String operation :
                    Replicas.rows(service, "select id::text from operation where starts_with(tenant, ?)", tenants)) {
                assertThat(counts(counted, operation, "published"))
                        .as("events of operation %s of %s", operation, service)
                        .isEqualTo(told.getOrDefault(operation, Map.of()));
                for (Service subscriber : Service.values()) {
                    Map<String, Integer> expected = new TreeMap<>(told.getOrDefault(operation, Map.of()));
                    expected.keySet().removeIf(topic -> !subscribes(subscriber, topic));
                    assertThat(counts(counted, operation, subscriber.wireName()))
                            .as("what %s has applied of operation %s of %s", subscriber, operation, service)
                            .isEqualTo(expected);
                }
            }
            assertThat(Replicas.rows(service, "select reason from parked_event where starts_with(tenant, ?)", tenants))
                    .isEmpty();
        }
        return events;
    }

    /** Deliveries that were repeated count once, and tombstones and other tenants' events not at all. */
    private List<Seen> distinct(List<Seen> all) {
        Map<String, Seen> byId = new LinkedHashMap<>();
        for (Seen one : all) {
            if (one.data() != null
                    && String.valueOf(one.headers().get(Headers.TENANT)).startsWith(tenants)) {
                byId.putIfAbsent(String.valueOf(one.headers().get(Headers.ID)), one);
            }
        }
        return List.copyOf(byId.values());
    }

    private static void assertEachChangeIsToldOnce(Topic topic, List<Seen> events) throws Exception {
        Map<String, Seen> last = new HashMap<>();
        for (Seen event : events) {
            Seen before = last.put(event.key(), event);
            if (before != null) {
                assertThat(version(event)).as("%s %s", topic.name(), event).isGreaterThan(version(before));
                // An effect that came twice would have been told twice for the same operation.
                assertThat(event.headers().get(Headers.OPERATION_ID) + event.type() + content(event))
                        .as("%s %s", topic.name(), event.key())
                        .isNotEqualTo(before.headers().get(Headers.OPERATION_ID) + before.type() + content(before));
            }
        }
    }

    private static long version(Seen event) {
        return Long.parseLong(String.valueOf(event.headers().get(Headers.RECORD_VERSION)));
    }

    private static JsonNode content(Seen event) throws Exception {
        return ((ObjectNode) JSON.readTree(String.valueOf(event.data()))).without("version");
    }

    private static Map<String, Integer> counts(
            Map<String, Map<String, Map<String, Integer>>> counted, String operation, String what) {
        return counted.getOrDefault(operation, Map.of()).getOrDefault(what, Map.of());
    }

    /** By operation and then by topic: what was published under it, and what each service has applied of that. */
    private Map<String, Map<String, Map<String, Integer>>> counted(Service service) throws SQLException {
        Map<String, Map<String, Map<String, Integer>>> counted = new HashMap<>();
        for (String row : Replicas.rows(service, """
                with of as (select id, published as first from operation where starts_with(tenant, ?))
                select concat_ws(' ', id, what, topic, sum(n)) from (
                    select id, 'published' as what, key as topic, value::int as n
                    from of, jsonb_each_text(first)
                    union all select id, 'published', topic, published
                    from of join operation_progress on operation_id = id
                    union all select id, service, topic, applied from of join operation_progress on operation_id = id
                ) as counts (id, what, topic, n) group by id, what, topic having sum(n) <> 0
                """, tenants)) {
            String[] part = row.split(" ");
            counted.computeIfAbsent(part[0], id -> new HashMap<>())
                    .computeIfAbsent(part[1], name -> new TreeMap<>())
                    .put(part[2], Integer.valueOf(part[3]));
        }
        return counted;
    }
}
