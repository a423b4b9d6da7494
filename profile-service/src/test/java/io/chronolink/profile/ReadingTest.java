package io.chronolink.profile;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.notNullValue;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.chronolink.events.EntityPeriodEvent.EntityPeriodsChanged;
import io.chronolink.events.EntityPeriodEvent.Validity;
import io.chronolink.events.Headers;
import io.chronolink.events.InformationEvent.Category;
import io.chronolink.events.InformationEvent.Information;
import io.chronolink.events.InformationEvent.InformationSaved;
import io.chronolink.events.RecordIds;
import io.chronolink.events.TenantEvent.TenantSaved;
import io.chronolink.events.Topics;
import io.chronolink.kit.events.EventJson;
import io.chronolink.stack.ChronolinkTestResource;
import io.chronolink.stack.EventProbe;
import io.chronolink.stack.TestStack;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
@QuarkusTestResource(value = ChronolinkTestResource.class, initArgs = @ResourceArg(name = "service", value = "profile"))
class ReadingTest {

    private static final ObjectMapper JSON = new ObjectMapper();

    /** 3 March 2026, 08:00 to 09:30 UTC. */
    private static final long FROM = 1772524800;

    private static final long TO = FROM + 5400;
    private static final long DAY = 86_400;

    private static final String ONCE = "{\"repeat_enable\":false}";
    private static final String DAILY =
            Caller.repeating("{\"repeat_type\":\"day\",\"repeat_end\":{\"format\":\"never\"}}");

    private final Caller caller = new Caller();
    private final UUID link = UUID.randomUUID();
    private EventProbe probe;

    @BeforeEach
    void open() {
        probe = new EventProbe(TestStack.bootstrapServers());
    }

    @AfterEach
    void close() {
        probe.close();
    }

    @Test
    void anItemIsShownAsItWasSent() throws Exception {
        caller.upsertItems(Caller.timed(link, "Zoë \\\"the\\\" \uD83D\uDE80", FROM, TO, DAILY));

        Response answer = caller.get("/item/1");

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(JSON.readTree(answer.asString())).isEqualTo(JSON.readTree("""
                {"uid":1,"link_id":"%s","name":"Zoë \\"the\\" \uD83D\uDE80",
                 "time_options":{"is_all_day":false,"date_from":%d,"date_to":%d},
                 "repeat_options":%s,
                 "identifiers":{"uid_items":[],"count":0}}
                """.formatted(link, FROM, TO, DAILY)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "-1", "2", "x", "1.0", "99999999999999999999"})
    void anUnknownNumberIsToldInThePublishedWords(String uid) {
        caller.upsertItems(Caller.oneDay(link));

        caller.get("/item/" + uid).then().statusCode(400).body("error", equalTo("Wrong Time Profile Uid"));
        caller.get("/item/" + uid + "/active?at=1")
                .then()
                .statusCode(400)
                .body("error", equalTo("Wrong Time Profile Uid"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"/item/1", "/items", "/items/link", "/item/1/active"})
    void readingNeedsALoginAndARole(String path) {
        given().get("/access/timeprofile" + path).then().statusCode(401).body("error", equalTo("Log In"));
        caller.as("link-manager")
                .get("/access/timeprofile" + path)
                .then()
                .statusCode(403)
                .body("error", notNullValue());
    }

    @Test
    void aListTellsWhatMayBeAskedOfIt() throws Exception {
        caller.upsertItems(Caller.timed(link, "Work week", FROM, TO, ONCE));

        Response answer = caller.get("/items");

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(JSON.readTree(answer.asString())).isEqualTo(JSON.readTree("""
                {"list_items":[{"uid":1,"link_id":"%s","name":"Work week",
                  "time_options":{"is_all_day":false,"date_from":%d,"date_to":%d},
                  "repeat_options":{"repeat_enable":false}}],
                 "list_option":{
                  "pagination":{"total_items":1,"items_limit":10,"total_pages":1,"current_page":1},
                  "filter":{"available_filtering":true,"is_filtered":false,"available_fields":[
                    {"field_name":"name","data_type":"string","compare_operators":["eq","nq"],"options":{}},
                    {"field_name":"date_from","data_type":"timestamp",
                     "compare_operators":["eq","nq","lt","gt","ge","le"],
                     "options":{"has_date":true,"has_time":true,"has_milliseconds":false}},
                    {"field_name":"date_to","data_type":"timestamp",
                     "compare_operators":["eq","nq","lt","gt","ge","le"],
                     "options":{"has_date":true,"has_time":true,"has_milliseconds":false}}]},
                  "sort":{"is_sorted":false,"order":"asc","available_fields":["name","date_from","date_to"]}}}
                """.formatted(link, FROM, TO)));
        assertThat(caller.get("/items/link").asString()).isEqualTo(answer.asString());
    }

    @Test
    void pagesLeaveNothingOut() {
        caller.upsertItems(IntStream.range(0, 23)
                .mapToObj(i -> Caller.oneDay(UUID.randomUUID()))
                .toArray(String[]::new));

        assertThat(uids("?limit=20")).isEqualTo(range(1, 20));
        assertThat(uids("?page_number=2")).isEqualTo(range(11, 20));
        assertThat(uids("?page_number=3&limit=10&order_by=name asc")).isEqualTo(range(21, 23));
        assertThat(uids("?page_number=4")).isEmpty();
        assertThat(uids("?page_number=999999999&limit=50")).isEmpty();
        caller.get("/items?page_number=3")
                .then()
                .body("list_option.pagination.total_items", equalTo(23))
                .body("list_option.pagination.total_pages", equalTo(3))
                .body("list_option.pagination.current_page", equalTo(3));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "order_by=name asc|2,3,1",
                "order_by=name desc|1,3,2",
                "order_by=name|2,3,1",
                "order_by=date_from, date_to desc|3,1,2",
                "order_by=date_from asc, date_to desc|1,2,3",
                "sort_field=date_from&sort_type=desc|3,1,2",
                "filter=name eq 'b''s'|3",
                "filter=name nq 'b''s'|1,2",
                "filter=date_from ge 1772611200|3",
                "filter=date_from lt 1772611200 and date_to gt 1772530200|1",
                "filter=not (name eq 'a' or date_from gt 1772524800)|1",
                "filter=name eq 'a' or name eq 'c' and date_to le 0|2",
            })
    void listsAreSortedAndFiltered(String query, String expected) {
        caller.upsertItems(
                Caller.timed(UUID.randomUUID(), "c", FROM, TO + 60, ONCE),
                Caller.timed(UUID.randomUUID(), "a", FROM, TO, ONCE),
                Caller.timed(UUID.randomUUID(), "b's", FROM + DAY, TO + DAY, ONCE));

        assertThat(uids("?" + query))
                .isEqualTo(List.of(expected.split(",")).stream()
                        .map(Integer::valueOf)
                        .toList());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "limit=11",
                "limit=x",
                "limit=-10",
                "page_number=0",
                "page_number=99999999999",
                "order_by=uid",
                "order_by=name up",
                "order_by=name,",
                "order_by=name, name",
                "order_by=name; drop table time_profile",
                "filter=name",
                "filter=name eq",
                "filter=name eq 7",
                "filter=name lt 'x'",
                "filter=date_from eq 'x'",
                "filter=date_from eq 7x",
                "filter=tenant eq 'x'",
                "filter=(name eq 'x'",
                "filter=name eq 'x')",
                "filter=name eq 'x' name eq 'y'",
                "filter=name eq 'x",
                "filter=true",
            })
    void aListParameterThatIsWrongIsRefused(String query) {
        caller.get("/items?" + query).then().statusCode(400).body("error", equalTo("Wrong request parameters"));
    }

    @ParameterizedTest
    @CsvSource({
        // seconds after FROM, active, reason, start of the window and of the next one in days after FROM
        "-1,false,outside_window,,0",
        "0,true,inside_window,0,1",
        "5399,true,inside_window,0,1",
        "5400,false,outside_window,,1",
        "172800,true,inside_window,2,",
        "178200,false,ended,,",
    })
    void aProfileIsActiveInsideItsWindows(long seconds, boolean active, String reason, Integer window, Integer next)
            throws Exception {
        caller.upsertItems(Caller.timed(
                link,
                "Three days",
                FROM,
                TO,
                Caller.repeating("{\"repeat_type\":\"day\",\"repeat_end\":{\"format\":\"date\",\"date\":"
                        + (FROM + 2 * DAY) + "}}")));

        Response answer = caller.get("/item/1/active?at=" + (FROM + seconds));

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(JSON.readTree(answer.asString()))
                .isEqualTo(JSON.readTree("""
                {"active":%s,"reason":"%s","window":%s,"next":%s}
                """.formatted(active, reason, window(window), window(next))));
    }

    @Test
    void aTimeThatIsNoneIsRefusedAndNoTimeIsNow() {
        caller.upsertItems(Caller.timed(link, "Past", 0, 60, ONCE));

        caller.get("/item/1/active?at=noon").then().statusCode(400).body("error", equalTo("Wrong request parameters"));
        caller.get("/item/1/active?at=999999999999").then().statusCode(200).body("reason", equalTo("ended"));
        caller.get("/item/1/active?at=-999999999999").then().statusCode(200).body("reason", equalTo("outside_window"));
        caller.get("/item/1/active").then().statusCode(200).body("reason", equalTo("ended"));
    }

    @Test
    void aWindowThatBeginsAndEndsInTheSameSecondLastsThatSecond() {
        caller.upsertItems(Caller.timed(link, "Blink", FROM, FROM, ONCE));

        caller.get("/item/1/active?at=" + FROM).then().body("active", equalTo(true));
        caller.get("/item/1/active?at=" + (FROM + 1)).then().body("active", equalTo(false));
    }

    @Test
    void aHeldLinkLetsNobodyIn() {
        UUID notice = UUID.randomUUID();
        caller.upsertItems(
                Caller.timed(link, "Lesson", FROM, TO, ONCE), Caller.timed(UUID.randomUUID(), "Other", FROM, TO, ONCE));

        tellNotice(notice, 1, Category.closed);
        await().untilAsserted(() -> caller.get("/item/1/active?at=" + FROM)
                .then()
                .statusCode(200)
                .body("active", equalTo(false))
                .body("reason", equalTo("link_held"))
                .body("window.start", equalTo((int) FROM)));
        caller.get("/item/2/active?at=" + FROM).then().body("active", equalTo(true));

        tellNotice(notice, 2, Category.open);
        await().untilAsserted(
                        () -> caller.get("/item/1/active?at=" + FROM).then().body("reason", equalTo("inside_window")));
    }

    @Test
    void outsideTheValidityOfItsEntityAProfileLetsNobodyIn() {
        UUID entity = RecordIds.entity(caller.tenant, link.toString());
        caller.upsertItems(Caller.timed(
                link,
                "Lesson",
                FROM,
                TO,
                Caller.repeating("{\"repeat_type\":\"day\",\"repeat_end\":{\"format\":\"never\"}}")));

        tellValidity(entity, 1, new Validity(null, Instant.ofEpochSecond(FROM + DAY)));
        await().untilAsserted(() -> caller.get("/item/1/active?at=" + (FROM + DAY))
                .then()
                .statusCode(200)
                .body("active", equalTo(false))
                .body("reason", equalTo("validity_ended"))
                .body("window.start", equalTo((int) (FROM + DAY))));
        caller.get("/item/1/active?at=" + FROM).then().body("reason", equalTo("inside_window"));
        caller.get("/item/1/active?at=" + TO).then().body("reason", equalTo("outside_window"));

        // An older event changes nothing, a newer one does.
        tellValidity(entity, 3, new Validity(Instant.ofEpochSecond(FROM + DAY), null));
        tellValidity(entity, 2);
        await().untilAsserted(
                        () -> caller.get("/item/1/active?at=" + FROM).then().body("reason", equalTo("validity_ended")));
        caller.get("/item/1/active?at=" + (FROM + DAY)).then().body("reason", equalTo("inside_window"));
    }

    private void tellValidity(UUID entity, long version, Validity... effective) {
        probe.send(
                Topics.ENTITY_PERIOD,
                EventProbe.Sent.of(
                        "io.chronolink.entity-periods.changed.v1",
                        caller.tenant,
                        UUID.randomUUID(),
                        entity,
                        version,
                        EventJson.write(new EntityPeriodsChanged(
                                entity,
                                version,
                                link,
                                link.toString(),
                                "TIME_PROFILE",
                                "Lesson",
                                List.of(effective)))));
    }

    @Test
    void profilesFollowTheZoneOfTheirTenant() throws Exception {
        UUID tenantRecord = RecordIds.tenant(caller.tenant);
        // 3 March 2026 23:30 UTC is the 4th in Berlin already.
        long late = FROM + 15 * 3600 + 1800;
        caller.upsertItems("""
                {"link_id":"%s","name":"Whole day","repeat_options":%s,
                 "time_options":{"is_all_day":true,"date_from":%d,"date_to":%d}}
                """.formatted(link, ONCE, late, late), Caller.oneDay(UUID.randomUUID()));
        caller.delete(UUID.fromString(caller.get("/item/2").path("link_id")));
        caller.get("/item/1/active?at=" + FROM).then().body("active", equalTo(true));

        UUID operation = tellZone(tenantRecord, 1, "Europe/Berlin");

        List<EventProbe.Seen> told = await().until(() -> saved(operation), events -> events.size() == 1);
        assertThat(told.get(0).headers()).containsEntry(Headers.RECORD_VERSION, "2");
        assertThat(JSON.readTree(told.get(0).data()).get("timing")).isEqualTo(JSON.readTree("""
                {"start":"2026-03-04T00:00:00","zone":"Europe/Berlin","duration_seconds":86400,
                 "wall_clock_duration":true,"rrule":null,"last_start":null,
                 "first_start":"2026-03-03T23:00:00Z","last_end":"2026-03-04T23:00:00Z"}
                """));
        caller.get("/item/1/active?at=" + FROM).then().body("active", equalTo(false));
        caller.get("/item/1/active?at=" + late).then().body("active", equalTo(true));

        // The same zone again changes nothing; a new profile is in the zone at once.
        tellZone(tenantRecord, 2, "Europe/Berlin");
        caller.upsertItems(Caller.timed(UUID.randomUUID(), "New", FROM, TO, ONCE));
        UUID last = tellZone(tenantRecord, 3, "Asia/Dubai");
        List<EventProbe.Seen> moved = await().until(() -> saved(last), events -> events.size() == 2);
        assertThat(moved)
                .extracting(event -> event.headers().get(Headers.RECORD_VERSION))
                .containsExactlyInAnyOrder("3", "2");
    }

    private UUID tellZone(UUID record, long version, String zone) {
        UUID operation = UUID.randomUUID();
        probe.send(
                Topics.TENANT,
                EventProbe.Sent.of(
                        "io.chronolink.tenant.saved.v1",
                        caller.tenant,
                        operation,
                        record,
                        version,
                        EventJson.write(
                                new TenantSaved(record, version, caller.tenant, "Tenant", "Enterprise", zone))));
        return operation;
    }

    private void tellNotice(UUID notice, long version, Category category) {
        Information information =
                new Information("Closed", "", null, 1, "state", category, Instant.ofEpochSecond(FROM));
        probe.send(
                Topics.NOTICE,
                EventProbe.Sent.of(
                        "io.chronolink.information.saved.v1",
                        caller.tenant,
                        UUID.randomUUID(),
                        notice,
                        version,
                        EventJson.write(new InformationSaved(notice, version, link, information))));
    }

    private List<EventProbe.Seen> saved(UUID operation) {
        return probe.all(Topics.TIME_PROFILE).stream()
                .filter(event -> operation.toString().equals(event.headers().get(Headers.OPERATION_ID)))
                .toList();
    }

    private List<Integer> uids(String query) {
        return caller.get("/items" + query).then().statusCode(200).extract().path("list_items.uid");
    }

    private static List<Integer> range(int from, int to) {
        return IntStream.rangeClosed(from, to).boxed().toList();
    }

    private static String window(Integer days) {
        return days == null ? "null" : "{\"start\":%d,\"end\":%d}".formatted(FROM + days * DAY, TO + days * DAY);
    }
}
