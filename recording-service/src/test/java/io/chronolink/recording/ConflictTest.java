package io.chronolink.recording;

import static io.chronolink.recording.Caller.json;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.chronolink.stack.ChronolinkTestResource;
import io.chronolink.stack.EventProbe;
import io.chronolink.stack.TestStack;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Overlaps are taken and reported; in an exclusive room they are refused. */
@QuarkusTest
@QuarkusTestResource(
        value = ChronolinkTestResource.class,
        initArgs = @ResourceArg(name = "service", value = "recording"))
class ConflictTest {

    private static final String WEEKLY = ",'recurrence':{'type':'weekly'}";
    private static final Duration WEEK = Duration.ofDays(7);

    private final Caller caller = Caller.ofNewTenant();

    @Inject
    TestClock clock;

    /** Ten o'clock, some days ahead. */
    private Instant start;

    @BeforeEach
    void open() {
        start = clock.instant()
                .truncatedTo(ChronoUnit.DAYS)
                .plus(Duration.ofDays(3))
                .plus(Duration.ofHours(10));
    }

    @Test
    void whatIsCoveredWhollyIsBlockedAndWhatIsCoveredPartlyIsInConflict() {
        long room = caller.newRoom();
        long other = caller.newRoom();
        long first = caller.newSchedule(members(room, start, 3600, WEEKLY));
        long inside = caller.newSchedule(members(room, start.plusSeconds(600), 600, WEEKLY));
        long partly = caller.newSchedule(members(room, start.plusSeconds(3000), 1200, WEEKLY));
        // Daily, so that one in seven is covered.
        long sometimes = caller.newSchedule(members(room, start.plusSeconds(60), 60, ",'recurrence':{'type':'daily'}"));
        long touches = caller.newSchedule(members(room, start.minusSeconds(600), 600, WEEKLY));
        long elsewhere = caller.newSchedule(members(other, start, 3600, WEEKLY));
        // Out of sight: the first overlap is more than 90 days ahead.
        long farAway = caller.newSchedule(members(room, start.plus(WEEK.multipliedBy(15)), 60, ""));

        JsonNode list = json(caller.get("/api/v3/schedule")).get("data");
        assertThat(list.get("blocked_schedules")).isEqualTo(json("[" + inside + "]"));
        assertThat(list.get("conflict_schedules")).isEqualTo(json("[%d,%d]".formatted(partly, sometimes)));
        assertThat(list.get("total_count").asInt()).isEqualTo(7);
        assertThat(list.get("schedules"))
                .extracting(each -> each.get("id").asLong())
                .containsExactly(first, inside, partly, sometimes, touches, elsewhere, farAway);

        JsonNode blocked = json(caller.get("/api/v3/schedule/blocked"));
        ((com.fasterxml.jackson.databind.node.ObjectNode) list.get("schedules").get(1)).remove("author");
        assertThat(blocked.at("/data/blocked_schedules/0"))
                .isEqualTo(list.get("schedules").get(1));
        JsonNode conflict = json(caller.get("/api/v3/schedule/conflict")).at("/data/blocked_schedules");
        assertThat(conflict).extracting(each -> each.get("id").asLong()).containsExactly(partly, sometimes);

        caller.delete(first).then().statusCode(200);
        assertThat(json(caller.get("/api/v3/schedule/blocked")))
                .isEqualTo(json("{\"data\":{\"blocked_schedules\":[]}}"));
    }

    @Test
    void aPreviewNamesEachConflictInOrderAndKeepsNothing() {
        long room = caller.newRoom();
        long holder = caller.newSchedule("'name':'Holder',"
                + members(room, start.plus(WEEK), 3600, WEEKLY).substring("'name':'x',".length()));
        Instant second = start.plus(WEEK.multipliedBy(3)).plusSeconds(1200);
        long single = caller.newSchedule(members(room, second, 1200, ""));

        Response answer = caller.post(
                "/api/v3/schedule/conflicts",
                "{"
                        + members(
                                room,
                                start.plusSeconds(1800),
                                3600,
                                ",'recurrence':{'type':'weekly','range_type':'after','end_after':4}")
                        + "}");

        assertThat(answer.statusCode()).as(answer.asString()).isEqualTo(200);
        List<String> expected = new ArrayList<>();
        for (int week = 1; week < 4; week++) {
            Instant at = start.plus(WEEK.multipliedBy(week));
            expected.add(conflict(at.plusSeconds(1800), 3600, holder, "Holder", at, 3600));
            if (week == 3) {
                expected.add(conflict(at.plusSeconds(1800), 3600, single, "x", second, 1200));
            }
        }
        assertThat(json(answer))
                .isEqualTo(json("{\"data\":{\"conflicts\":[" + String.join(",", expected) + "],\"truncated\":false}}"));
        assertThat(json(caller.get("/api/v3/schedule")).at("/data/total_count").asInt())
                .isEqualTo(2);
        // What only touches is none; a wrong body is refused as create refuses it.
        assertThat(json(caller.post(
                                "/api/v3/schedule/conflicts",
                                "{" + members(room, start.plus(WEEK).minusSeconds(60), 60, WEEKLY) + "}"))
                        .at("/data/conflicts"))
                .isEmpty();
        assertThat(caller.post("/api/v3/schedule/conflicts", "{'name':'x'}").statusCode())
                .isEqualTo(400);
    }

    @Test
    void aConflictOnlyInWeekNineIsFoundAndNamed() {
        long room = caller.newRoom("'name':'Cell','exclusive':true");
        Instant ninth = start.plus(WEEK.multipliedBy(8));
        long holder = caller.newSchedule(members(room, ninth.plusSeconds(3599), 60, ""));

        Response answer = caller.post("/api/v3/schedule", "{" + members(room, start, 3600, WEEKLY) + "}");

        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(json(answer).at("/data/fields/0/message").asText())
                .isEqualTo("The room is taken by schedule %d (x) at %s.".formatted(holder, ninth.plusSeconds(3599)));
        // One second shorter it only touches, all the weeks.
        caller.newSchedule(members(room, start, 3599, WEEKLY));
    }

    @Test
    void ofTwoLinksThatMoveToTheSameTimeInOneRequestOneGetsTheRoom() {
        long room = caller.newRoom("'name':'Cell','exclusive':true");
        LocalDateTime ten = LocalDateTime.ofInstant(start, ZoneOffset.UTC);
        List<UUID> both = List.of(UUID.randomUUID(), UUID.randomUUID());
        try (EventProbe probe = new EventProbe(TestStack.bootstrapServers())) {
            Links links = new Links(probe, caller.tenant());
            for (int i = 0; i < 2; i++) {
                links.tell(Links.profile(
                        both.get(i), 1, Links.timing(ten.plusHours(3L * i), "UTC", Duration.ofHours(1), "FREQ=DAILY")));
            }
            awaitCount(2, "select 1 from link where tenant = ? and version > 0");
            both.forEach(link -> caller.newSchedule("'name':'Bound','room':%d,'link_id':'%s'".formatted(room, link)));

            UUID operation = UUID.randomUUID();
            links.send(both.stream()
                    .map(link -> links.sent(
                            Links.profile(
                                    link, 2, Links.timing(ten.plusHours(6), "UTC", Duration.ofHours(1), "FREQ=DAILY")),
                            operation))
                    .toList());

            awaitCount(1, "select 1 from parked_event where tenant = ?");
            awaitCount(1, """
                    select distinct schedule_id from occurrence
                    where tenant = ? and state = 'planned' and starts_at::time = (time '16:00')
                    """);
            assertThat(Backstage.query(ExclusiveRoomTest.OVERLAPS, caller.tenant()))
                    .isEmpty();
        }
    }

    @Test
    void ofThirtyTwoWhoBookARoomAtRandomNobodyOverlapsAndNobodyWaitsForEver() throws Exception {
        long room = caller.newRoom("'name':'Cell','exclusive':true");
        ExecutorService writers = Executors.newFixedThreadPool(32);
        CountDownLatch go = new CountDownLatch(1);
        List<Future<List<Integer>>> answers = new ArrayList<>();
        for (int writer = 0; writer < 32; writer++) {
            Random random = new Random(writer);
            answers.add(writers.submit(() -> {
                go.await();
                List<Integer> codes = new ArrayList<>();
                Long mine = null;
                for (int i = 0; i < 4; i++) {
                    Instant at = start.plusSeconds(900L * random.nextInt(4 * 24 * 7));
                    int length = 900 * (1 + random.nextInt(8));
                    Response answer = mine == null || random.nextInt(3) > 0
                            ? caller.post("/api/v3/schedule", "{" + members(room, at, length, WEEKLY) + "}")
                            : caller.edit(mine, "'start_at':%d,'duration':%d".formatted(at.getEpochSecond(), length));
                    codes.add(answer.statusCode());
                    if (mine == null && answer.statusCode() == 200) {
                        mine = json(answer).at("/data/id").asLong();
                    }
                }
                return codes;
            }));
        }
        go.countDown();
        List<Integer> codes = new ArrayList<>();
        for (Future<List<Integer>> answer : answers) {
            codes.addAll(answer.get());
        }
        writers.shutdown();

        assertThat(codes).hasSize(128).containsOnly(200, 400).contains(200, 400);
        assertThat(Backstage.query(ExclusiveRoomTest.OVERLAPS, caller.tenant())).isEmpty();
        assertThat(Backstage.query("select 1 from occurrence where tenant = ?", caller.tenant()))
                .isNotEmpty();
        assertThat(Backstage.query("select 1 from pg_locks where not granted")).isEmpty();
        assertThat(Backstage.query("select deadlocks from pg_stat_database where datname = current_database()"))
                .containsExactly("0");
    }

    private void awaitCount(int rows, String sql) {
        await().atMost(Duration.ofSeconds(30)).untilAsserted(() -> assertThat(Backstage.query(sql, caller.tenant()))
                .hasSize(rows));
    }

    private static String conflict(
            Instant wanted, int length, long schedule, String name, Instant taken, int takenLength) {
        return """
                {"start_at":%d,"stop_at":%d,"schedule":{"id":%d,"name":"%s","start_at":%d,"stop_at":%d}}
                """.formatted(
                        wanted.getEpochSecond(),
                        wanted.getEpochSecond() + length,
                        schedule,
                        name,
                        taken.getEpochSecond(),
                        taken.getEpochSecond() + takenLength);
    }

    private static String members(long room, Instant at, int duration, String more) {
        return "'name':'x','room':%d,'start_at':%d,'duration':%d%s"
                .formatted(room, at.getEpochSecond(), duration, more);
    }
}
