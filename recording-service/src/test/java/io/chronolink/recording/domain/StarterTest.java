package io.chronolink.recording.domain;

import static java.util.stream.Collectors.counting;
import static java.util.stream.Collectors.groupingBy;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.chronolink.kit.events.Outbox;
import io.chronolink.kit.tenancy.Tenancy;
import io.chronolink.recording.Backstage;
import io.chronolink.recording.Caller;
import io.chronolink.recording.TestClock;
import io.chronolink.recording.domain.Recorder.Command;
import io.chronolink.stack.ChronolinkTestResource;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Each recording starts once, whoever dies. Time is what the tests say, long ago, so that no other test is disturbed. */
@QuarkusTest
@QuarkusTestResource(
        value = ChronolinkTestResource.class,
        initArgs = @ResourceArg(name = "service", value = "recording"))
class StarterTest {

    private static final Instant TEN = Instant.parse("2001-03-05T10:00:00Z");
    private static final Duration WITHIN = Duration.ofSeconds(300);
    private static final Duration DEVICE_TIMEOUT = Duration.ofSeconds(5);
    private static final Duration CLAIM = Starter.claim(DEVICE_TIMEOUT);

    private final Caller caller = Caller.ofNewTenant();

    /** What the devices heard, and from whom. */
    private final Queue<Told> told = new ConcurrentLinkedQueue<>();

    private final List<Starter> starters = new ArrayList<>();

    private record Told(Command command, UUID id) {}

    @Inject
    TestClock clock;

    @Inject
    Horizon horizon;

    @Inject
    Jdbi jdbi;

    @Inject
    Tenancy tenancy;

    @Inject
    Recordings recordings;

    @Inject
    BulkSchedules schedules;

    @Inject
    Planner planner;

    @Inject
    Suspension suspension;

    @Inject
    Outbox outbox;

    @BeforeEach
    void stop() {
        clock.stopAt(TEN.minusSeconds(3600));
    }

    @AfterEach
    void goOn() {
        clock.goOn();
        starters.forEach(Starter::close);
    }

    @Test
    void threeInstancesStartAndStopEachRecordingOnce() throws Exception {
        long room = caller.newRoom();
        withDevice();
        for (int i = 0; i < 40; i++) {
            once(room, TEN.plusSeconds(i % 4), 60);
        }
        Recorder counts = (command, recording) -> told.add(new Told(command, recording.id()));
        List<Starter> instances = List.of(starter(counts), starter(counts), starter(counts));
        ExecutorService threads = Executors.newFixedThreadPool(3);
        CyclicBarrier together = new CyclicBarrier(3);
        List<Future<?>> running = new ArrayList<>();
        for (Starter instance : instances) {
            running.add(threads.submit(() -> {
                for (int second = 0; second < 6; second++) {
                    together.await();
                    instance.run(TEN.plusSeconds(second)).join();
                }
                return true;
            }));
        }
        for (Future<?> each : running) {
            each.get();
        }
        assertThat(states()).containsExactlyEntriesOf(Map.of("recording", 40L));
        assertThat(told).hasSize(40).doesNotHaveDuplicates();
        assertThat(numbers()).hasSize(40).doesNotHaveDuplicates();

        running.clear();
        for (Starter instance : instances) {
            running.add(threads.submit(() -> {
                together.await();
                instance.run(TEN.plusSeconds(64)).join();
                return true;
            }));
        }
        for (Future<?> each : running) {
            each.get();
        }
        threads.shutdown();
        assertThat(states()).containsExactlyEntriesOf(Map.of("recorded", 40L));
        assertThat(told).hasSize(80).doesNotHaveDuplicates();
    }

    @Test
    void whoDiesBeforeOrAfterTheDeviceHeardLeavesAStartToAnotherAndTheDeviceStartsOnce() {
        long room = caller.newRoom();
        long id = once(room, TEN, 3600);
        Set<UUID> device = ConcurrentHashMap.newKeySet();
        Starter beforeTelling = starter((command, recording) -> {
            throw new Error("killed");
        });
        Starter afterTelling = starter((command, recording) -> {
            told.add(new Told(command, recording.id()));
            device.add(recording.id());
            throw new Error("killed");
        });
        Starter survivor = starter((command, recording) -> {
            told.add(new Told(command, recording.id()));
            device.add(recording.id());
        });

        assertThatThrownBy(() -> beforeTelling.run(TEN)).hasMessage("killed");
        assertThat(states(id)).containsExactly("starting");
        survivor.run(TEN.plusSeconds(1)).join();
        assertThat(told).as("the claim of the dead one still holds").isEmpty();

        Instant second = TEN.plus(CLAIM);
        assertThatThrownBy(() -> afterTelling.run(second)).hasMessage("killed");
        survivor.run(second.plus(CLAIM).minusSeconds(1)).join();
        assertThat(told).hasSize(1);
        survivor.run(second.plus(CLAIM)).join();

        assertThat(states(id)).containsExactly("recording");
        assertThat(told).hasSize(2);
        assertThat(device).hasSize(1);
        assertThat(caller.schedule(id).get("status").asText()).isEqualTo("started");
    }

    @Test
    void aLateStartIsMadeUpForUntilTheLastSecondAndAnOlderOneIsMissed() {
        long room = caller.newRoom();
        long inTime = once(room, TEN, 3600);
        long tooLate = once(room, TEN.minusSeconds(1), 3600);
        long over = once(room, TEN, 60);
        long next = caller.newSchedule("'name':'x','room':%d,'start_at':%d,'duration':60,'recurrence':{'type':'daily'}"
                .formatted(room, TEN.minusSeconds(7).getEpochSecond()));

        Instant back = TEN.plus(WITHIN);
        starter((command, recording) -> told.add(new Told(command, recording.id())))
                .run(back)
                .join();

        assertThat(states(inTime)).containsExactly("recording");
        assertThat(states(tooLate)).containsExactly("missed");
        assertThat(states(over)).containsExactly("missed");
        assertThat(states(next).subList(0, 2)).containsExactly("missed", "planned");
        assertThat(told).hasSize(1);
        clock.stopAt(back);
        assertThat(caller.get("/api/v3/schedule/" + over).statusCode())
                .as("nothing more to record")
                .isEqualTo(404);
        assertThat(caller.schedule(next).get("start_at").asLong())
                .isEqualTo(TEN.minusSeconds(7).getEpochSecond() + 86_400);
    }

    @Test
    void aDeviceThatFailsIsTriedAgainAndAfterItsTimeIsToldToStop() {
        long room = caller.newRoom();
        long recovers = once(room, TEN, 3600);
        long dead = once(caller.newRoom(), TEN, 3600);
        String deadId = caller.occurrences(dead).get(0).id();
        Set<Command> fails = ConcurrentHashMap.newKeySet();
        fails.add(Command.START);
        Starter starter = starter((command, recording) -> {
            told.add(new Told(command, recording.id()));
            if (fails.contains(command) || recording.id().toString().equals(deadId) && command == Command.START) {
                throw new RecorderException("broken", null);
            }
        });

        starter.run(TEN).join();
        assertThat(states()).containsExactlyEntriesOf(Map.of("starting", 2L));
        assertThat(caller.schedule(recovers).get("status").asText()).isEqualTo("pending");
        fails.clear();
        starter.run(TEN.plusSeconds(10)).join();
        assertThat(states(recovers)).containsExactly("recording");
        assertThat(states(dead)).containsExactly("starting");

        for (int seconds = 20; seconds <= WITHIN.toSeconds() + 20; seconds += 10) {
            starter.run(TEN.plusSeconds(seconds)).join();
        }
        assertThat(Backstage.query("select state from occurrence where id = cast(? as uuid)", deadId))
                .containsExactly("missed");
        assertThat(told)
                .filteredOn(each -> each.id().toString().equals(deadId))
                .endsWith(new Told(Command.STOP, UUID.fromString(deadId)));
    }

    @Test
    void whatIsSuspendedIsNotStartedAndComesBackLateWithinItsTime() {
        long room = caller.newRoom();
        long soon = once(room, TEN, 3600);
        long late = once(room, TEN.minusSeconds(200), 3600);
        Backstage.update("update occurrence set state = 'suspended' where tenant = ?", caller.tenant());
        Starter starter = starter((command, recording) -> told.add(new Told(command, recording.id())));

        starter.run(TEN).join();
        assertThat(told).isEmpty();
        clock.stopAt(TEN.plusSeconds(200));
        tenancy.as(List.of(caller.tenant()), () -> {
            suspension.settle(
                    Backstage.query("select id from recording_schedule where tenant = ?", caller.tenant()).stream()
                            .map(UUID::fromString)
                            .toList(),
                    List.of(),
                    List.of());
            return true;
        });
        starter.run(TEN.plusSeconds(200)).join();

        assertThat(states(soon)).containsExactly("recording");
        assertThat(states(late)).containsExactly("suspended");
    }

    /** Two schedules, each instance counted by the calendar, over a year with its changes of clocks. */
    @Test
    void aYearOfRecordings() {
        ZoneId berlin = ZoneId.of("Europe/Berlin");
        LocalDate first = LocalDate.of(2002, 3, 1);
        Instant begin = first.atStartOfDay(berlin).toInstant();
        clock.stopAt(begin);
        long room = caller.newRoom("'name':'Lab','zone':'Europe/Berlin'");
        long daily =
                caller.newSchedule("'name':'d','room':%d,'start_at':%d,'duration':3600,'recurrence':{'type':'daily'}"
                        .formatted(room, first.atTime(9, 0).atZone(berlin).toEpochSecond()));
        long thursdays = caller.newSchedule(
                """
                'name':'w','room':%d,'start_at':%d,'duration':7200,
                'recurrence':{'type':'weekly','weeks_range':'4','range_type':'by','end_by':'12-31-2002'}
                """.formatted(room, first.atTime(9, 30).atZone(berlin).toEpochSecond()));
        List<Instant> expected = new ArrayList<>();
        List<Instant> ticks = new ArrayList<>();
        for (LocalDate day = first; day.isBefore(first.plusYears(1)); day = day.plusDays(1)) {
            Instant nine = day.atTime(9, 0).atZone(berlin).toInstant();
            expected.add(nine);
            ticks.add(nine);
            ticks.add(nine.plusSeconds(3600));
            if (day.getDayOfWeek().getValue() == 4 && day.getYear() == 2002) {
                expected.add(nine.plusSeconds(1800));
                ticks.add(nine.plusSeconds(1800));
                ticks.add(nine.plusSeconds(9000));
            }
        }
        List<Instant> started = new ArrayList<>();
        Starter starter = starter((command, recording) -> {
            if (command == Command.START) {
                started.add(clock.instant());
                assertThat(recording.startAt()).isEqualTo(clock.instant());
            }
            told.add(new Told(command, recording.id()));
        });
        Instant nextExtension = begin;
        for (Instant tick : ticks.stream().sorted().toList()) {
            clock.stopAt(tick);
            if (tick.isAfter(nextExtension)) {
                horizon.extend();
                nextExtension = tick.plus(Duration.ofDays(60));
            }
            starter.run(tick).join();
        }

        assertThat(started).isEqualTo(expected.stream().sorted().toList());
        assertThat(told).hasSize(2 * expected.size()).doesNotHaveDuplicates();
        assertThat(caller.get("/api/v3/schedule/" + thursdays).statusCode()).isEqualTo(404);
        assertThat(caller.schedule(daily).get("status").asText()).isEqualTo("pending");
        assertThat(caller.schedule(daily).get("start_at").asLong())
                .isEqualTo(first.plusYears(1).atTime(9, 0).atZone(berlin).toEpochSecond());
    }

    /** Recordings of other tests are none of this one's. */
    private Starter starter(Recorder recorder) {
        Recorder mine = (command, recording) -> {
            if (recording.tenant().equals(caller.tenant())) {
                recorder.tell(command, recording);
            }
        };
        Starter starter =
                new Starter(jdbi, tenancy, recordings, schedules, planner, outbox, mine, WITHIN, DEVICE_TIMEOUT);
        starters.add(starter);
        return starter;
    }

    private long once(long room, Instant start, int seconds) {
        return caller.newSchedule(
                "'name':'x','room':%d,'start_at':%d,'duration':%d".formatted(room, start.getEpochSecond(), seconds));
    }

    /** So that the devices are told in threads of their own. */
    private void withDevice() {
        Backstage.update("update room set device_url = 'http://localhost:1' where tenant = ?", caller.tenant());
    }

    private Map<String, Long> states() {
        return Backstage.query("select state from occurrence where tenant = ?", caller.tenant()).stream()
                .collect(groupingBy(state -> state, counting()));
    }

    private List<String> numbers() {
        return Backstage.query("select number from occurrence where tenant = ?", caller.tenant());
    }

    private List<String> states(long id) {
        return Backstage.query("""
                        select o.state from occurrence o join recording_schedule s on s.id = o.schedule_id
                        where s.tenant = ? and s.number = ? order by o.starts_at
                        """, caller.tenant(), id);
    }
}
