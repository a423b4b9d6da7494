package io.chronolink.system;

import static io.chronolink.demo.Api.object;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.chronolink.demo.Api;
import io.chronolink.events.Headers;
import io.chronolink.events.Service;
import io.chronolink.events.Topic;
import io.chronolink.events.Topics;
import io.chronolink.stack.EventProbe;
import io.chronolink.stack.EventProbe.Seen;
import io.chronolink.system.SoakCaller.Profile;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

/**
 * Mixed load from all five APIs while consumers pause and go on at random and services are killed; when all is quiet,
 * every replica is as its source, what was acknowledged is there, and nothing was applied twice. Short unless
 * {@code -Dsoak.seconds} says how long the load is to last; {@code -Dsoak.seed} repeats the same choices.
 */
class SoakIT {

    private static final int TENANTS = 3;
    private static final int CALLERS = 6;
    private static final int A_SECOND = 20;
    private static final Duration LOAD = Duration.ofSeconds(Long.getLong("soak.seconds", 10));

    /** From here on services are killed too, which takes their starts. */
    private static final Duration LONG = Duration.ofMinutes(1);

    private static final long SEED = Long.getLong("soak.seed", 20261126);
    private static final Duration REPORT = Duration.ofSeconds(30);
    private static final ObjectMapper JSON = new ObjectMapper();

    private final String tenants = "soak-" + UUID.randomUUID() + "-";
    private final Random random = new Random(SEED);
    private final List<SoakCaller> callers = new ArrayList<>();
    private final List<Api> apis = new ArrayList<>();
    private volatile boolean loading = true;
    private int pauses;
    private int kills;

    @Test
    void afterMixedLoadAndPausesEveryReplicaIsAsItsSource() throws Exception {
        arrange();

        load();

        awaitQuiet();
        int rows = Replicas.assertEqual(tenants);
        callers.forEach(this::assertNothingAcknowledgedIsLost);
        int events = assertEachEventIsAppliedOnceEverywhere();
        // From scratch the topics give the same, in the replicas and in all that is derived from them.
        for (int i = 0; i < TENANTS; i++) {
            Rows before = Rows.of(tenants + i);
            Platform.rebuild(apis.get(i));
            awaitQuiet();
            before.assertUnchanged();
        }
        say(
                "%d requests (%d without an answer), %d pauses, %d kills, %d events, %d replicated rows equal",
                sum(SoakCaller::writes), sum(SoakCaller::unanswered), pauses, kills, events, rows);
        apis.forEach(Api::close);
    }

    private void arrange() {
        Instant now = Clock.systemUTC().instant().truncatedTo(ChronoUnit.HOURS);
        List<UUID> shared = List.of(UUID.randomUUID(), UUID.randomUUID());
        for (int i = 0; i < TENANTS; i++) {
            Api api = Platform.as(tenants + i);
            apis.add(api);
            api.call(
                    Service.SCHEDULE,
                    "PUT",
                    "/api/v1/tenants/" + tenants + i,
                    object("name", "Soak", "type", "Enterprise", "timeZone", "UTC"));
        }
        for (int i = 0; i < CALLERS; i++) {
            int tenant = i % TENANTS;
            callers.add(new SoakCaller(
                    tenants + tenant,
                    i,
                    i < TENANTS ? shared : List.of(),
                    apis.get(tenant),
                    new Random(SEED + i),
                    now));
        }
        callers.forEach(SoakCaller::arrange);
    }

    private void load() throws Exception {
        say("%s of load, seed %d", LOAD, SEED);
        ExecutorService threads = Executors.newFixedThreadPool(CALLERS);
        try {
            long start = System.nanoTime();
            List<Future<?>> running = new ArrayList<>();
            callers.forEach(caller -> running.add(threads.submit(() -> act(caller, start))));
            long reported = start;
            while (System.nanoTime() - start < LOAD.toNanos()
                    && running.stream().noneMatch(Future::isDone)) {
                disturb();
                if (System.nanoTime() - reported > REPORT.toNanos()) {
                    reported = System.nanoTime();
                    say(
                            "%d s: %d requests, %d pauses, %d kills, %d events to be applied",
                            Duration.ofNanos(reported - start).toSeconds(),
                            sum(SoakCaller::writes),
                            pauses,
                            kills,
                            behind());
                }
            }
            loading = false;
            for (Future<?> one : running) {
                one.get();
            }
        } finally {
            loading = false;
            threads.shutdownNow();
        }
    }

    private void act(SoakCaller caller, long start) {
        for (long i = 0; loading; i++) {
            LockSupport.parkNanos(start + i * 1_000_000_000L * CALLERS / A_SECOND - System.nanoTime());
            caller.act();
        }
    }

    /** Lets the consumer of a service rest for a while, or kills the service. */
    private void disturb() throws Exception {
        Service service = Service.values()[random.nextInt(Service.values().length)];
        if (random.nextInt(15) == 0 && LOAD.compareTo(LONG) >= 0) {
            Platform.STACK.service(service).kill();
            Platform.STACK.service(service).start();
            kills++;
            return;
        }
        // A batch moves its offsets first of all, so that a consumer waits here while its service answers requests.
        try (Connection database = Platform.database(service)) {
            database.setAutoCommit(false);
            database.createStatement().execute("lock table consumer_offset in exclusive mode");
            LockSupport.parkNanos(Duration.ofMillis(200 + random.nextInt(4_000)).toNanos());
            database.rollback();
        }
        pauses++;
        LockSupport.parkNanos(Duration.ofMillis(random.nextInt(1_500)).toNanos());
    }

    /** Returns when every event is applied and nothing waits to be sent. */
    private void awaitQuiet() {
        await().atMost(Duration.ofMinutes(5)).during(Duration.ofSeconds(2)).until(() -> behind() == 0);
    }

    /** How many events wait in outboxes, or in topics for a consumer. */
    private static long behind() throws Exception {
        long behind = 0;
        Map<String, Long> next = new HashMap<>();
        for (Service service : Service.values()) {
            behind += Replicas.rows(service, "select id::text from outbox").size();
            for (String row : Replicas.rows(
                    service, "select topic || '-' || partition || ' ' || next_offset from consumer_offset")) {
                String[] parts = row.split(" ");
                next.put(service + parts[0], Long.valueOf(parts[1]));
            }
        }
        // The ends come last: what is written meanwhile counts as waiting, and never the other way round.
        Map<TopicPartition, OffsetSpec> latest = new HashMap<>();
        Topics.all().forEach(topic -> IntStream.range(0, topic.partitions())
                .forEach(partition -> latest.put(new TopicPartition(topic.name(), partition), OffsetSpec.latest())));
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", Platform.STACK.bootstrapServers()))) {
            for (var end : admin.listOffsets(latest).all().get().entrySet()) {
                for (Service service : Service.values()) {
                    if (subscribes(service, end.getKey().topic())) {
                        behind += end.getValue().offset() - next.getOrDefault(service + "" + end.getKey(), 0L);
                    }
                }
            }
        }
        return behind;
    }

    private static boolean subscribes(Service service, String topic) {
        return Topics.all().stream()
                .anyMatch(one -> one.name().equals(topic) && one.subscribers().contains(service));
    }

    private void assertNothingAcknowledgedIsLost(SoakCaller caller) {
        try {
            Map<String, String> names = pairs(
                    Service.PROFILE,
                    "select link_id || '|' || deleted || ' ' || name from time_profile where tenant = ? and link_id is not null",
                    caller.tenant);
            Map<String, String> spans = pairs(
                    Service.PERIOD,
                    "select entity_id || '|' || from_at || ' ' || to_at from entity where tenant = ?"
                            + " and entity_type = 'TIME_PROFILE' and deleted_version < stated_version",
                    caller.tenant);
            Map<String, String> wantedSpans = new HashMap<>();
            for (Map.Entry<UUID, Profile> entry : caller.profiles.entrySet()) {
                Profile profile = entry.getValue();
                String link = entry.getKey().toString();
                Instant start = profile.start();
                assertThat(names.get(link)).isEqualTo((start == null) + " " + profile.name());
                if (start != null) {
                    Instant end = start.plus(Course.WEEK.multipliedBy(Course.WEEKS - 1))
                            .plus(SoakCaller.LESSON);
                    wantedSpans.put(link, Course.date(start) + "+00 " + Course.date(end) + "+00");
                }
            }
            assertThat(spans).containsAllEntriesOf(wantedSpans);
            assertThat(pairs(
                            Service.INFORMATION,
                            "select id || '|' || title from information where tenant = ?",
                            caller.tenant))
                    .containsAllEntriesOf(caller.titles);
            Map<String, String> recordings = new HashMap<>();
            caller.recordings.forEach((number, name) -> recordings.put(Long.toString(number), name));
            assertThat(pairs(
                            Service.RECORDING,
                            "select number || '|' || name from recording_schedule where tenant = ?",
                            caller.tenant))
                    .containsAllEntriesOf(recordings);
            assertOwnPeriods(caller);
            assertSchedules(caller);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void assertOwnPeriods(SoakCaller caller) throws SQLException {
        Map<String, String> stored = pairs(
                Service.PERIOD,
                "select entity_id || '|' || string_agg(start_at || ' ' || end_at, ',') from period where tenant = ?"
                        + " group by entity_id",
                caller.tenant);
        caller.own.forEach((entity, periods) -> assertThat(stored.get(entity))
                .as(entity)
                .isEqualTo(
                        periods.isEmpty()
                                ? null
                                : periods.get(0).get("start_date") + "+00 "
                                        + periods.get(0).get("end_date") + "+00"));
    }

    private static void assertSchedules(SoakCaller caller) throws SQLException {
        Map<String, String> stored = pairs(
                Service.SCHEDULE,
                "select group_id || ' ' || name || '|' || id from schedule where tenant = ?",
                caller.tenant);
        caller.schedules.forEach((name, isThere) -> assertThat(stored.containsKey(caller.groupId() + " " + name))
                .as("%s of %s", name, caller.groupId())
                .isEqualTo(isThere));
    }

    private static Map<String, String> pairs(Service service, String sql, String tenant) throws SQLException {
        Map<String, String> pairs = new HashMap<>();
        for (String row : Replicas.rows(service, sql, tenant)) {
            int bar = row.indexOf('|');
            pairs.put(row.substring(0, bar), row.substring(bar + 1));
        }
        return pairs;
    }

    /**
     * Held against the topics: each operation's events are there, each subscriber has counted each of them once, the
     * versions of a record grow from event to event, and no two events that follow each other say the same.
     */
    private int assertEachEventIsAppliedOnceEverywhere() throws Exception {
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
            for (String operation :
                    Replicas.rows(service, "select id::text from operation where starts_with(tenant, ?)", tenants)) {
                assertThat(counts(service, operation, "published"))
                        .as("events of operation %s of %s", operation, service)
                        .isEqualTo(told.getOrDefault(operation, Map.of()));
                for (Service subscriber : Service.values()) {
                    Map<String, Integer> expected = new TreeMap<>(told.getOrDefault(operation, Map.of()));
                    expected.keySet().removeIf(topic -> !subscribes(subscriber, topic));
                    assertThat(counts(service, operation, subscriber.wireName()))
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
                assertThat(event.type() + content(event))
                        .as("%s %s", topic.name(), event.key())
                        .isNotEqualTo(before.type() + content(before));
            }
        }
    }

    private static long version(Seen event) {
        return Long.parseLong(String.valueOf(event.headers().get(Headers.RECORD_VERSION)));
    }

    private static JsonNode content(Seen event) throws Exception {
        return ((ObjectNode) JSON.readTree(String.valueOf(event.data()))).without("version");
    }

    private final Map<Service, Map<String, Map<String, Map<String, Integer>>>> counted = new HashMap<>();

    /** By topic, what an operation published, or what a service applied of it. */
    private Map<String, Integer> counts(Service service, String operation, String what) throws SQLException {
        Map<String, Map<String, Map<String, Integer>>> all = counted.get(service);
        if (all == null) {
            all = new HashMap<>();
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
                all.computeIfAbsent(part[0], id -> new HashMap<>())
                        .computeIfAbsent(part[1], name -> new TreeMap<>())
                        .put(part[2], Integer.valueOf(part[3]));
            }
            counted.put(service, all);
        }
        return all.getOrDefault(operation, Map.of()).getOrDefault(what, Map.of());
    }

    private int sum(java.util.function.ToIntFunction<SoakCaller> figure) {
        return callers.stream().mapToInt(figure).sum();
    }

    private static void say(String format, Object... arguments) {
        System.out.println("Soak: " + format.formatted(arguments));
    }
}
