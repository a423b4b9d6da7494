package io.chronolink.recording;

import static io.chronolink.recording.Caller.json;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.chronolink.recording.Caller.Seen;
import io.chronolink.recording.domain.Horizon;
import io.chronolink.stack.ChronolinkTestResource;
import io.chronolink.stack.EventProbe;
import io.chronolink.stack.TestStack;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Occurrences against a count by the calendar. */
@QuarkusTest
@QuarkusTestResource(
        value = ChronolinkTestResource.class,
        initArgs = @ResourceArg(name = "service", value = "recording"))
class OccurrenceTest {

    private static final ZoneId CHICAGO = ZoneId.of("America/Chicago");
    private static final LocalDate MONDAY = LocalDate.of(2027, 3, 1);
    private static final LocalTime NINE = LocalTime.of(9, 0);

    private final Caller caller = Caller.ofNewTenant();

    @Inject
    TestClock clock;

    @Inject
    Horizon horizon;

    @AfterEach
    void goOn() {
        clock.goOn();
    }

    @Test
    void aWeeklyScheduleKeepsItsTimeOfDayAcrossTheChangeOfClocks() {
        clock.stopAt(MONDAY.atStartOfDay(CHICAGO).toInstant());
        long room = caller.newRoom("'name':'Lab','zone':'America/Chicago'");
        long id = create(room, MONDAY, ",'recurrence':{'type':'weekly','weeks_range':'1,4'}");

        List<Instant> expected = nineOClock(
                MONDAY, day -> day.getDayOfWeek() == DayOfWeek.MONDAY || day.getDayOfWeek() == DayOfWeek.THURSDAY);
        assertThat(starts(id)).isEqualTo(expected);
        // 15:00 in winter, 14:00 from 14 March on; so the count itself is right.
        assertThat(expected).contains(Instant.parse("2027-03-11T15:00:00Z"), Instant.parse("2027-03-15T14:00:00Z"));
        assertThat(caller.occurrences(id)).allSatisfy(seen -> {
            assertThat(seen.stop()).isEqualTo(seen.start().plusSeconds(300));
            assertThat(seen.room()).isEqualTo(room);
            assertThat(seen.state()).isEqualTo("planned");
        });
    }

    @Test
    void dailyMonthlyCountedAndEndedSchedulesAreWhatTheCalendarSays() {
        clock.stopAt(MONDAY.atStartOfDay(CHICAGO).toInstant());
        long room = caller.newRoom("'name':'Lab','zone':'America/Chicago'");
        LocalDate last = LocalDate.of(2027, 3, 31);

        assertThat(starts(create(room, MONDAY, ",'recurrence':{'type':'daily'}")))
                .isEqualTo(nineOClock(MONDAY, day -> true));
        assertThat(starts(create(room, last, ",'recurrence':{'type':'monthly'}")))
                .isEqualTo(nineOClock(last, day -> day.getDayOfMonth() == 31));
        assertThat(starts(create(room, MONDAY, ",'recurrence':{'type':'daily','range_type':'after','end_after':'20'}")))
                .isEqualTo(nineOClock(MONDAY, day -> true).subList(0, 20));
        assertThat(starts(
                        create(room, MONDAY, ",'recurrence':{'type':'daily','range_type':'by','end_by':'03-20-2027'}")))
                .isEqualTo(nineOClock(MONDAY, day -> !day.isAfter(LocalDate.of(2027, 3, 20))));
        assertThat(starts(create(room, MONDAY, ""))).isEqualTo(nineOClock(MONDAY, MONDAY::equals));
    }

    @Test
    void anEditPlansTheFutureAnewAndLeavesThePastAndTheRunningOne() {
        clock.stopAt(MONDAY.atStartOfDay(CHICAGO).toInstant());
        long room = caller.newRoom("'name':'Lab','zone':'America/Chicago'");
        long id = create(room, MONDAY, ",'recurrence':{'type':'daily'}");
        List<Seen> before = caller.occurrences(id, Instant.EPOCH);
        Instant running = MONDAY.plusDays(4).atTime(9, 2).atZone(CHICAGO).toInstant();
        clock.stopAt(running);

        // The client sends back the start that it is shown, and another length.
        long shown = caller.schedule(id).get("start_at").asLong();
        assertThat(shown).isEqualTo(before.get(4).start().getEpochSecond());
        caller.edit(id, "'start_at':'" + shown + "','duration':600").then().statusCode(200);

        List<Seen> after = caller.occurrences(id, Instant.EPOCH);
        assertThat(after.subList(0, 5)).isEqualTo(before.subList(0, 5));
        assertThat(after.subList(5, 100)).allSatisfy(seen -> assertThat(seen.stop())
                .isEqualTo(seen.start().plusSeconds(600)));
        assertThat(after.subList(5, 100))
                .extracting(Seen::id)
                .isEqualTo(before.subList(5, 100).stream().map(Seen::id).toList());

        // Now to another time of day.
        Instant noon = MONDAY.plusDays(6).atTime(12, 0).atZone(CHICAGO).toInstant();
        caller.edit(id, "'start_at':" + noon.getEpochSecond()).then().statusCode(200);
        List<Seen> moved = caller.occurrences(id, Instant.EPOCH);
        assertThat(moved.subList(0, 5)).isEqualTo(before.subList(0, 5));
        assertThat(moved.get(5).start()).isEqualTo(noon);
    }

    @Test
    void anotherRoomMovesTheFutureOccurrences() {
        clock.stopAt(MONDAY.atStartOfDay(CHICAGO).toInstant());
        long room = caller.newRoom("'name':'Lab','zone':'America/Chicago'");
        long other = caller.newRoom("'name':'Lab 2','zone':'America/Chicago'");
        long id = create(room, MONDAY, ",'recurrence':{'type':'daily'}");
        List<String> ids = caller.occurrences(id).stream().map(Seen::id).toList();

        caller.edit(id, "'room':" + other).then().statusCode(200);

        assertThat(caller.occurrences(id))
                .allSatisfy(seen -> assertThat(seen.room()).isEqualTo(other));
        assertThat(caller.occurrences(id)).extracting(Seen::id).isEqualTo(ids);
    }

    @Test
    void fromToAndLimitSayWhichOccurrencesAreListed() {
        clock.stopAt(MONDAY.atStartOfDay(CHICAGO).toInstant());
        long id = create(
                caller.newRoom("'name':'Lab','zone':'America/Chicago'"), MONDAY, ",'recurrence':{'type':'daily'}");
        List<Instant> all = nineOClock(MONDAY, day -> true);

        String path = "/api/v3/schedule/" + id + "/occurrences";
        assertThat(json(caller.get(path)).at("/data/occurrences")).hasSize(100);
        // The third is not over one second before its end, and the fifth has not begun at its start.
        assertThat(json(caller.get(path + "?from=" + (all.get(2).getEpochSecond() + 299) + "&to=" + all.get(4)))
                        .at("/data/occurrences"))
                .hasSize(2);
        assertThat(json(caller.get(path + "?limit=7")).at("/data/occurrences")).hasSize(7);
    }

    @Test
    void theHorizonMovesOnEachDayAlsoWithSeveralInstances() throws Exception {
        clock.stopAt(MONDAY.atStartOfDay(CHICAGO).toInstant());
        long id = create(
                caller.newRoom("'name':'Lab','zone':'America/Chicago'"), MONDAY, ",'recurrence':{'type':'daily'}");
        List<Seen> before = caller.occurrences(id, Instant.EPOCH);
        assertThat(before).hasSize(180);

        clock.stopAt(clock.instant().plus(Duration.ofDays(10)));
        ExecutorService instances = Executors.newFixedThreadPool(4);
        CountDownLatch start = new CountDownLatch(1);
        List<Future<?>> results = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            results.add(instances.submit(() -> {
                start.await();
                horizon.extend();
                return true;
            }));
        }
        start.countDown();
        for (Future<?> result : results) {
            result.get();
        }
        instances.shutdown();

        List<Seen> after = caller.occurrences(id, Instant.EPOCH);
        assertThat(after.subList(0, 180)).isEqualTo(before);
        assertThat(after.stream().map(Seen::start)).containsExactlyElementsOf(nineOClock(MONDAY, day -> true));
        assertThat(after).hasSize(190);
    }

    @Test
    void howFarAScheduleIsPlannedIsNotedWithEachOfItsVersionsAndMakesNone() {
        Instant begin = MONDAY.atStartOfDay(CHICAGO).toInstant();
        Duration hour = Duration.ofHours(1);
        clock.stopAt(begin);
        long room = caller.newRoom();
        long id = create(room, MONDAY, ",'recurrence':{'type':'daily'}");
        assertPlanned(id, 1, begin);

        clock.stopAt(begin.plus(hour));
        caller.edit(id, "'name':'y'").then().statusCode(200);
        assertPlanned(id, 2, begin.plus(hour));

        clock.stopAt(begin.plus(hour.multipliedBy(2)));
        caller.edit(id, "'name':'y'").then().statusCode(200);
        assertPlanned(id, 2, begin.plus(hour));

        caller.request().post("/api/v3/schedule/" + id + "/delete_next").then().statusCode(200);
        assertPlanned(id, 3, begin.plus(hour.multipliedBy(2)));

        clock.stopAt(begin.plus(Duration.ofDays(2)));
        horizon.extend();
        assertPlanned(id, 3, begin.plus(Duration.ofDays(2)));
    }

    @Test
    void aScheduleIsPlannedNowhereWhileItWaitsForItsLink() {
        Instant begin = MONDAY.atStartOfDay(CHICAGO).toInstant();
        clock.stopAt(begin);
        long id = create(caller.newRoom(), MONDAY, ",'link_id':'%s'".formatted(UUID.randomUUID()));
        assertThat(planned(id)).isEqualTo("1 waits");

        caller.edit(id, "'link_id':null").then().statusCode(200);
        assertPlanned(id, 2, begin);

        caller.edit(id, "'link_id':'%s'".formatted(UUID.randomUUID())).then().statusCode(200);
        assertThat(planned(id)).isEqualTo("3 waits");
        assertThat(caller.occurrences(id)).isEmpty();
    }

    @Test
    void schedulesFollowTheTenantsClockToAnotherZoneUnlessTheRoomHasItsOwn() {
        clock.stopAt(MONDAY.atStartOfDay(CHICAGO).toInstant());
        long inUtc = create(caller.newRoom(), MONDAY, ",'recurrence':{'type':'daily'}");
        long inRoomsZone =
                create(caller.newRoom("'name':'Lab','zone':'UTC'"), MONDAY, ",'recurrence':{'type':'daily'}");
        List<Instant> every24Hours = starts(inUtc);
        Instant first = every24Hours.get(0);
        for (int i = 0; i < every24Hours.size(); i++) {
            assertThat(every24Hours.get(i)).isEqualTo(first.plus(Duration.ofDays(i)));
        }

        try (EventProbe probe = new EventProbe(TestStack.bootstrapServers())) {
            new Links(probe, caller.tenant()).zone(1, "America/Chicago");
        }

        await().atMost(Duration.ofSeconds(30))
                .untilAsserted(() -> assertThat(starts(inUtc)).isEqualTo(nineOClock(MONDAY, day -> true)));
        assertThat(starts(inRoomsZone)).isEqualTo(every24Hours);
    }

    private long create(long room, LocalDate day, String members) {
        return caller.newSchedule("'name':'x','room':%d,'start_at':%d,'duration':300%s"
                .formatted(room, day.atTime(NINE).atZone(CHICAGO).toEpochSecond(), members));
    }

    private void assertPlanned(long id, int version, Instant at) {
        assertThat(planned(id)).isEqualTo(version + " " + at.plus(Duration.ofDays(180)));
    }

    private String planned(long id) {
        return Backstage.query("""
                        select version || ' '
                            || coalesce(to_char(planned_until at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"'), 'waits')
                        from recording_schedule where tenant = ? and number = ?
                        """, caller.tenant(), id).get(0);
    }

    private List<Instant> starts(long id) {
        return caller.occurrences(id).stream().map(Seen::start).toList();
    }

    /** Day by day from the first one until 180 days from now. */
    private List<Instant> nineOClock(LocalDate first, Predicate<LocalDate> days) {
        Instant end = clock.instant().plus(Duration.ofDays(180));
        List<Instant> starts = new ArrayList<>();
        for (LocalDate day = first; ; day = day.plusDays(1)) {
            Instant start = day.atTime(NINE).atZone(CHICAGO).toInstant();
            if (!start.isBefore(end)) {
                return starts;
            }
            if (days.test(day)) {
                starts.add(start);
            }
        }
    }
}
