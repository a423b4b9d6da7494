package io.chronolink.recording;

import static io.chronolink.recording.Caller.json;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.chronolink.recording.Caller.Seen;
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
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** No exclusive room is ever booked twice. */
@QuarkusTest
@QuarkusTestResource(
        value = ChronolinkTestResource.class,
        initArgs = @ResourceArg(name = "service", value = "recording"))
class ExclusiveRoomTest {

    static final String OVERLAPS = """
            select 1 from occurrence a join occurrence b on a.room_id = b.room_id and a.id < b.id and a.during && b.during
            where a.tenant = ? and a.state <> 'cancelled' and b.state <> 'cancelled'
            """;

    private final Caller caller = Caller.ofNewTenant();

    @Inject
    TestClock clock;

    private Instant start;
    private long room;

    @BeforeEach
    void open() {
        start = clock.instant()
                .truncatedTo(ChronoUnit.DAYS)
                .plus(Duration.ofDays(3))
                .plus(Duration.ofHours(10));
        room = caller.newRoom("'name':'Cell','exclusive':true");
    }

    @Test
    void anOverlapIsRefusedNamingWhoHasTheRoomAndFromWhenOn() {
        long holder = create("Holder", start.plus(Duration.ofDays(20)), 3600, "");

        // Daily from the first day on, so that the twenty-first finds the room taken.
        Response answer = post("Late", start.plusSeconds(1800), 3600, ",'recurrence':{'type':'daily'}");

        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(json(answer)).isEqualTo(json("""
                {"data":{"message":"Validation Error","fields":[{"name":"start_at",
                 "message":"The room is taken by schedule %d (Holder) at %s."}]},"code":400}
                """.formatted(
                        holder, start.plus(Duration.ofDays(20)).plusSeconds(1800))));
        assertThat(json(caller.get("/api/v3/schedule")).at("/data/total_count").asInt())
                .isEqualTo(1);
    }

    @Test
    void recordingsThatOnlyTouchAreNoOverlap() {
        create("First", start, 3600, ",'recurrence':{'type':'daily'}");
        create("Second", start.plusSeconds(3600), 3600, ",'recurrence':{'type':'daily'}");
        assertThat(post("Third", start.plusSeconds(7199), 10, "").statusCode()).isEqualTo(400);
    }

    @Test
    void inAnotherRoomOverlapsAreTaken() {
        long open = caller.newRoom();
        for (int i = 0; i < 2; i++) {
            caller.newSchedule(
                    "'name':'x','room':%d,'start_at':%d,'duration':60".formatted(open, start.getEpochSecond()));
        }
    }

    @Test
    void aSeriesThatOverlapsItselfIsRefused() {
        Response answer = post("Long", start, 90_000, ",'recurrence':{'type':'daily'}");

        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(json(answer).at("/data/fields/0/message").asText())
                .isEqualTo("These recordings overlap each other at " + start.plus(Duration.ofDays(1)) + ".");
    }

    @Test
    void anEditIntoATakenRoomOrTimeIsRefusedAndOneBesideItselfIsNot() {
        long holder = create("Holder", start, 3600, ",'recurrence':{'type':'daily'}");
        long other = create("Other", start.plusSeconds(7200), 3600, ",'recurrence':{'type':'daily'}");

        Response longer = caller.edit(holder, "'duration':7201");
        assertThat(longer.statusCode()).isEqualTo(400);
        assertThat(json(longer).at("/data/fields/0/message").asText())
                .isEqualTo("The room is taken by schedule " + other + " (Other) at " + start.plusSeconds(7200) + ".");
        // Its own old places do not stand in its way.
        caller.edit(holder, "'duration':7200").then().statusCode(200);
        caller.edit(holder, "'start_at':" + (start.getEpochSecond() - 1800))
                .then()
                .statusCode(200);
        long elsewhere = caller.newSchedule(
                "'name':'x','room':%d,'start_at':%d,'duration':60".formatted(caller.newRoom(), start.getEpochSecond()));
        assertThat(caller.edit(elsewhere, "'room':" + room).statusCode()).isEqualTo(400);

        caller.delete(holder).then().statusCode(200);
        caller.edit(elsewhere, "'room':" + room).then().statusCode(200);
        assertThat(Backstage.query(OVERLAPS, caller.tenant())).isEmpty();
    }

    @Test
    void ofEightWhoWantTheRoomAtTheSameTimeOneGetsIt() throws Exception {
        ExecutorService callers = Executors.newFixedThreadPool(8);
        CountDownLatch go = new CountDownLatch(1);
        List<Future<Response>> answers = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            Instant mine = start.plusSeconds(i * 60L);
            answers.add(callers.submit(() -> {
                go.await();
                return post("Parallel", mine, 3600, ",'recurrence':{'type':'weekly'}");
            }));
        }
        go.countDown();

        List<Integer> codes = new ArrayList<>();
        for (Future<Response> answer : answers) {
            codes.add(answer.get().statusCode());
        }
        callers.shutdown();
        assertThat(codes).containsOnly(200, 400);
        assertThat(codes).filteredOn(code -> code == 200).hasSize(1);
        assertThat(Backstage.query(OVERLAPS, caller.tenant())).isEmpty();
    }

    @Test
    void theConstraintStandsBehindTheCheck() {
        create("Holder", start, 3600, "");

        assertThatThrownBy(() -> Backstage.update("""
                        insert into occurrence (tenant, schedule_id, room_id, exclusive, starts_at, ends_at, state)
                        select tenant, schedule_id, room_id, exclusive, starts_at + interval '1 minute', ends_at, 'suspended'
                        from occurrence where tenant = ?
                        """, caller.tenant())).hasMessageContaining("occurrence_exclusive");
        assertThatThrownBy(() ->
                        Backstage.update("update occurrence set exclusive = false where tenant = ?", caller.tenant()))
                .hasMessageContaining("foreign key");
    }

    @Test
    void aLinkThatMovesIntoATakenRoomIsParkedAndTheOthersGoOn() {
        LocalDateTime day = LocalDateTime.ofInstant(start, ZoneOffset.UTC);
        UUID bad = UUID.randomUUID();
        UUID good = UUID.randomUUID();
        create("Holder", start, 3600, "");
        try (EventProbe probe = new EventProbe(TestStack.bootstrapServers())) {
            Links links = new Links(probe, caller.tenant());
            var later = Links.timing(day.plusDays(1), "UTC", Duration.ofHours(1), null);
            UUID operation = UUID.randomUUID();
            links.send(List.of(
                    links.sent(Links.profile(bad, 1, later), operation),
                    links.sent(
                            Links.profile(good, 1, Links.timing(day.plusDays(2), "UTC", Duration.ofHours(1), null)),
                            operation)));
            await().atMost(Duration.ofSeconds(30)).untilAsserted(() -> assertThat(
                            Backstage.query("select 1 from link where tenant = ? and version > 0", caller.tenant()))
                    .hasSize(2));
            long first = bound(bad);
            long second = bound(good);
            List<Seen> before = caller.occurrences(first);

            links.send(List.of(
                    links.sent(Links.profile(bad, 2, Links.timing(day, "UTC", Duration.ofHours(1), null)), operation),
                    links.sent(
                            Links.profile(good, 2, Links.timing(day.plusDays(3), "UTC", Duration.ofHours(1), null)),
                            operation)));

            await().atMost(Duration.ofSeconds(30)).untilAsserted(() -> assertThat(caller.occurrences(second))
                    .extracting(Seen::start)
                    .containsExactly(start.plus(Duration.ofDays(3))));
            await().atMost(Duration.ofSeconds(30)).untilAsserted(() -> assertThat(
                            Backstage.query("select record_key from parked_event where tenant = ?", caller.tenant()))
                    .containsExactly(bad.toString()));
            assertThat(caller.occurrences(first)).isEqualTo(before);
        }
    }

    private long bound(UUID link) {
        return caller.newSchedule("'name':'Bound','room':%d,'link_id':'%s'".formatted(room, link));
    }

    private long create(String name, Instant at, long duration, String members) {
        Response answer = post(name, at, duration, members);
        assertThat(answer.statusCode()).as(answer.asString()).isEqualTo(200);
        return json(answer).at("/data/id").asLong();
    }

    private Response post(String name, Instant at, long duration, String members) {
        return caller.post(
                "/api/v3/schedule",
                "{'name':'%s','room':%d,'start_at':%d,'duration':%d%s}"
                        .formatted(name, room, at.getEpochSecond(), duration, members));
    }
}
