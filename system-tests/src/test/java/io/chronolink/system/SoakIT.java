package io.chronolink.system;

import static io.chronolink.demo.Api.object;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.chronolink.demo.Api;
import io.chronolink.events.Service;
import io.chronolink.events.Topics;
import io.chronolink.system.SoakCaller.Profile;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.locks.LockSupport;
import java.util.function.ToIntFunction;
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
        int events = new Deliveries(tenants).assertOnceEverywhere();
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
                    if (Deliveries.subscribes(service, end.getKey().topic())) {
                        behind += end.getValue().offset() - next.getOrDefault(service + "" + end.getKey(), 0L);
                    }
                }
            }
        }
        return behind;
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

    private int sum(ToIntFunction<SoakCaller> figure) {
        return callers.stream().mapToInt(figure).sum();
    }

    private static void say(String format, Object... arguments) {
        System.out.println("Soak: " + format.formatted(arguments));
    }
}
