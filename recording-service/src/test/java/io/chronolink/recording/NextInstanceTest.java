package io.chronolink.recording;

import static io.chronolink.recording.Caller.json;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.chronolink.events.EntityPeriodEvent.EntityPeriodsChanged;
import io.chronolink.events.EntityPeriodEvent.Validity;
import io.chronolink.events.RecordIds;
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
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a series records, and its single instances: deleted, suspended, kept when it is planned anew. */
@QuarkusTest
@QuarkusTestResource(
        value = ChronolinkTestResource.class,
        initArgs = @ResourceArg(name = "service", value = "recording"))
class NextInstanceTest {

    private static final Instant MONDAY = Instant.parse("2027-02-01T09:00:00Z");
    private static final Duration DAY = Duration.ofDays(1);

    private final Caller caller = Caller.ofNewTenant();

    @Inject
    TestClock clock;

    private long room;

    @BeforeEach
    void open() {
        clock.stopAt(MONDAY.minus(DAY));
        room = caller.newRoom();
    }

    @AfterEach
    void goOn() {
        clock.goOn();
    }

    /** Monday, 1 February 2027, nine o'clock; the days were read from a calendar. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            America/New_York | 'type':'none'                                                       | 02-01
            America/New_York | 'type':'none','range_type':'after','end_after':3                    | 02-01
            America/New_York | 'type':'daily','range_type':'after','end_after':'3'                 | 02-01 02-02 02-03
            America/New_York | 'type':'daily','range_type':'by','end_by':'02-03-2027'              | 02-01 02-02 02-03
            America/New_York | 'type':'daily','range_type':'by','end_by':'02-01-2027','end_after':'' | 02-01
            America/New_York | 'type':'weekly','range_type':'after','end_after':3                  | 02-01 02-08 02-15
            America/New_York | 'type':'weekly','weeks_range':'1','range_type':'after','end_after':2 | 02-01 02-08
            America/New_York | 'type':'weekly','weeks_range':'1,3,5','range_type':'after','end_after':4 | 02-01 02-03 02-05 02-08
            America/New_York | 'type':'weekly','weeks_range':[0,2],'range_type':'after','end_after':3 | 02-02 02-07 02-09
            America/New_York | 'type':'weekly','weeks_range':6,'range_type':'by','end_by':'02-20-2027' | 02-06 02-13 02-20
            America/New_York | 'type':'weekly','weeks_range':'0','range_type':'by','end_by':'03-21-2027' | 02-07 02-14 02-21 02-28 03-07 03-14 03-21
            America/New_York | 'type':'monthly','range_type':'after','end_after':3                 | 02-01 03-01 04-01
            America/New_York | 'type':'monthly','range_type':'by','end_by':'04-01-2027'            | 02-01 03-01 04-01
            Australia/Lord_Howe | 'type':'weekly','weeks_range':'0','range_type':'by','end_by':'04-11-2027' | 02-07 02-14 02-21 02-28 03-07 03-14 03-21 03-28 04-04 04-11
            """)
    void aSeriesRecordsOnTheDaysOfTheCalendarByTheClockOfItsRoom(String zone, String recurrence, String days) {
        ZoneId clockOnTheWall = ZoneId.of(zone);
        long there = caller.newRoom("'name':'Lab','zone':'%s'".formatted(zone));
        long start =
                LocalDate.of(2027, 2, 1).atTime(9, 0).atZone(clockOnTheWall).toEpochSecond();
        clock.stopAt(Instant.ofEpochSecond(start).minus(DAY));

        long id = caller.newSchedule("'name':'x','room':%d,'start_at':'%d','duration':'3600','recurrence':{%s}"
                .formatted(there, start, recurrence));

        assertThat(starts(id))
                .containsExactlyElementsOf(Arrays.stream(days.split(" "))
                        .map(day -> LocalDate.parse("2027-" + day)
                                .atTime(9, 0)
                                .atZone(clockOnTheWall)
                                .toInstant())
                        .toList());
    }

    @Test
    void theNextInstanceIsDeletedAndTheAnswerShowsTheOneAfterIt() {
        long id = daily("'range_type':'after','end_after':4");

        Response answer = deleteNext(id);

        assertThat(answer.statusCode()).isEqualTo(200);
        JsonNode data = json(answer).get("data");
        assertThat(data).isEqualTo(caller.schedule(id));
        assertThat(data.get("start_at").asLong()).isEqualTo(MONDAY.plus(DAY).getEpochSecond());
        assertThat(starts(id)).containsExactly(MONDAY.plus(DAY), day(2), day(3));
        assertThat(states(id, true)).containsExactly("cancelled", "planned", "planned", "planned");

        // While one is running, the next is the one after it.
        clock.stopAt(day(1).plusSeconds(60));
        deleteNext(id).then().statusCode(200);
        assertThat(starts(id)).containsExactly(day(1), day(3));
    }

    @Test
    void whatWasDeletedStaysDeletedWhenTheScheduleIsPlannedAnew() {
        long id = daily("'range_type':'after','end_after':4");
        deleteNext(id);
        List<Seen> before = caller.occurrences(id);

        caller.edit(id, "'duration':7200,'name':'y'").then().statusCode(200);
        assertThat(starts(id)).containsExactly(day(1), day(2), day(3));
        assertThat(caller.occurrences(id))
                .extracting(Seen::id)
                .isEqualTo(before.stream().map(Seen::id).toList());
        caller.edit(id, "'room':" + caller.newRoom("'name':'Other','zone':'Europe/Berlin'"))
                .then()
                .statusCode(200);
        assertThat(starts(id)).containsExactly(day(1), day(2), day(3));

        // Who says when it is to start gets that.
        caller.edit(id, "'start_at':" + MONDAY.getEpochSecond()).then().statusCode(200);
        assertThat(starts(id)).containsExactly(MONDAY, day(1), day(2), day(3));
    }

    @Test
    void aDeletedInstanceOfABoundScheduleStaysDeletedWhenItsLinkMoves() {
        UUID link = UUID.randomUUID();
        LocalDateTime nine = LocalDateTime.ofInstant(MONDAY, ZoneOffset.UTC);
        try (EventProbe probe = new EventProbe(TestStack.bootstrapServers())) {
            Links links = new Links(probe, caller.tenant());
            links.tell(Links.profile(link, 1, Links.timing(nine, "UTC", DAY, "FREQ=DAILY;COUNT=3")));
            await().atMost(Duration.ofSeconds(30)).untilAsserted(() -> assertThat(
                            Backstage.query("select 1 from link where tenant = ? and version = 1", caller.tenant()))
                    .hasSize(1));
            long id = caller.newSchedule("'name':'x','room':%d,'link_id':'%s'".formatted(room, link));
            deleteNext(id).then().statusCode(200);
            assertThat(starts(id)).containsExactly(day(1), day(2));

            links.tell(Links.profile(link, 2, Links.timing(nine.plusHours(2), "UTC", DAY, "FREQ=DAILY;COUNT=3")));

            await().atMost(Duration.ofSeconds(30)).untilAsserted(() -> assertThat(starts(id))
                    .containsExactly(day(1).plusSeconds(7200), day(2).plusSeconds(7200)));
        }
    }

    @Test
    void withTheLastInstanceTheScheduleGoesAndASingleOneHasNoNext() {
        long id = daily("'range_type':'after','end_after':2");
        deleteNext(id).then().statusCode(200);

        Response last = deleteNext(id);

        assertThat(last.statusCode()).isEqualTo(200);
        assertThat(json(last)).isEqualTo(json("{}"));
        assertThat(caller.get("/api/v3/schedule/" + id).statusCode()).isEqualTo(404);
        deleteNext(id).then().statusCode(404);
        assertThat(json(deleteNext(id))).isEqualTo(json("{\"error\":{\"code\":404}}"));

        long single = caller.newSchedule(
                "'name':'x','room':%d,'start_at':%d,'duration':60".formatted(room, MONDAY.getEpochSecond()));
        Response none = deleteNext(single);
        assertThat(none.statusCode()).isEqualTo(400);
        assertThat(json(none)).isEqualTo(json("""
                {"data":{"message":"Validation Error","fields":[{"name":"recurrence.type",
                 "message":"This schedule does not repeat."}]},"code":400}
                """));
    }

    @Test
    void occurrencesOutsideTheValidityOfScheduleRoomOrLinkAreSuspendedAndComeBack() {
        UUID link = UUID.randomUUID();
        LocalDateTime nine = LocalDateTime.ofInstant(MONDAY, ZoneOffset.UTC);
        try (EventProbe probe = new EventProbe(TestStack.bootstrapServers())) {
            Links links = new Links(probe, caller.tenant());
            links.tell(Links.profile(link, 1, Links.timing(nine, "UTC", Duration.ofHours(1), "FREQ=DAILY;COUNT=4")));
            await().atMost(Duration.ofSeconds(30)).untilAsserted(() -> assertThat(
                            Backstage.query("select 1 from link where tenant = ? and version = 1", caller.tenant()))
                    .hasSize(1));
            long id = caller.newSchedule("'name':'x','room':%d,'link_id':'%s'".formatted(room, link));
            String schedule = Backstage.query("select id from recording_schedule where tenant = ?", caller.tenant())
                    .get(0);
            String roomId = Backstage.query("select id from room where tenant = ?", caller.tenant())
                    .get(0);
            List<Seen> before = caller.occurrences(id);

            // An end is excluded, a start is not; what begins inside may end outside.
            valid(links, "RECORDING_SCHEDULE", schedule, 1, day(1), null);
            eventually(id, "suspended", "planned", "planned", "planned");
            valid(links, "ROOM", roomId, 1, null, day(3));
            eventually(id, "suspended", "planned", "planned", "suspended");
            valid(links, "TIME_PROFILE", link.toString(), 1, null, day(1).plusSeconds(1));
            eventually(id, "suspended", "planned", "suspended", "suspended");
            // The types say whose validity it is; an older word changes nothing.
            valid(links, "OFFICE", schedule, 5, day(9), null);
            valid(links, "ROOM", roomId, 0, day(9), null);

            // Planned anew it stays so, and another one in the room is suspended from the beginning.
            links.tell(Links.profile(link, 2, Links.timing(nine, "UTC", Duration.ofHours(2), "FREQ=DAILY;COUNT=4")));
            await().atMost(Duration.ofSeconds(30)).untilAsserted(() -> assertThat(
                            caller.schedule(id).get("duration").asLong())
                    .isEqualTo(7200));
            eventually(id, "suspended", "planned", "suspended", "suspended");
            long later = caller.newSchedule(
                    "'name':'x','room':%d,'start_at':%d,'duration':60".formatted(room, day(3).getEpochSecond()));
            eventually(later, "suspended");
            assertThat(json(caller.get("/api/v3/rooms/"
                                    + json(caller.get("/api/v3/admin/rooms"))
                                            .at("/data/0/id")
                                            .asLong() + "/status"))
                            .at("/data/status")
                            .asText())
                    .isEqualTo("available");

            valid(links, "ROOM", roomId, 2, null, null);
            valid(links, "TIME_PROFILE", link.toString(), 2, null, null);
            eventually(id, "suspended", "planned", "planned", "planned");
            eventually(later, "planned");
            valid(links, "RECORDING_SCHEDULE", schedule, 2, null, null);
            eventually(id, "planned", "planned", "planned", "planned");
            assertThat(caller.occurrences(id))
                    .extracting(Seen::id)
                    .isEqualTo(before.stream().map(Seen::id).toList());
        }
    }

    private static void valid(
            Links links, String type, String entity, long version, @Nullable Instant from, @Nullable Instant to) {
        links.tell(new EntityPeriodsChanged(
                RecordIds.entity(links.tenant(), entity),
                version,
                null,
                entity,
                type,
                "X",
                List.of(new Validity(from, to))));
    }

    private void eventually(long id, String... states) {
        await().atMost(Duration.ofSeconds(30))
                .untilAsserted(() -> assertThat(states(id, false)).containsExactly(states));
    }

    private List<String> states(long id, boolean cancelled) {
        return json(caller.get("/api/v3/schedule/" + id + "/occurrences?cancelled=" + cancelled))
                .at("/data/occurrences")
                .findValuesAsText("state");
    }

    private long daily(String end) {
        return caller.newSchedule("'name':'x','room':%d,'start_at':%d,'duration':3600,'recurrence':{'type':'daily',%s}"
                .formatted(room, MONDAY.getEpochSecond(), end));
    }

    private Response deleteNext(long id) {
        return caller.request().post("/api/v3/schedule/" + id + "/delete_next");
    }

    private List<Instant> starts(long id) {
        return caller.occurrences(id).stream().map(Seen::start).toList();
    }

    private static Instant day(int number) {
        return MONDAY.plus(DAY.multipliedBy(number));
    }
}
