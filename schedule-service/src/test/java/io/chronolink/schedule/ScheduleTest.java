package io.chronolink.schedule;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.not;

import io.chronolink.events.Topics;
import io.chronolink.stack.ChronolinkTestResource;
import io.chronolink.stack.EventProbe;
import io.chronolink.stack.TestStack;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What docs/dialects/schedule.md says of schedules beyond the published examples. */
@QuarkusTest
@QuarkusTestResource(
        value = ChronolinkTestResource.class,
        initArgs = @ResourceArg(name = "service", value = "schedule"))
class ScheduleTest {

    private static final String FRIDAY =
            "\"type\":\"Day of the week\",\"dayOfWeek\":\"Friday\",\"startTime\":\"9:00\",\"stopTime\":\"10:00\"}";
    private static final String TAKEN = "{\"errors\":[{\"code\":900,\"name\":\"SCHEDULE_ALREADY_EXISTS\","
            + "\"message\":\"There is a schedule with the name \\\"A\\\" already\"}]}";

    private final ScheduleApi api = new ScheduleApi("schedule-" + UUID.randomUUID(), "hall");

    @BeforeEach
    void group() {
        api.admin().body("{\"name\":\"Hall\"}").put(api.groupPath()).then().statusCode(200);
    }

    @Test
    void severalSchedulesAreDeletedAllOrNone() {
        api.create("{\"name\":\"A\"}");
        api.create("{\"name\":\"B\"}");

        api.admin()
                .body("{\"schedules\":[\"A\",\"C\"]}")
                .delete(api.path(""))
                .then()
                .statusCode(404)
                .body("errors[0].code", equalTo(910));
        assertThat(names()).containsExactly("A", "B");

        api.admin()
                .body("{\"schedules\":[\"B\",\"A\",\"B\"]}")
                .delete(api.path(""))
                .then()
                .statusCode(200);
        assertThat(names()).isEmpty();
    }

    @Test
    void anUpdateWithOneWrongPeriodChangesNothing() {
        api.create("{\"name\":\"A\",\"periods\":[{\"name\":\"P\"," + FRIDAY + "]}");
        String before = api.full("A");

        api.update(
                        "A",
                        "{\"name\":\"B\",\"periods\":[{\"name\":\"P\",\"delete\":true},{\"name\":\"Q\"," + FRIDAY
                                + ",{\"name\":\"R\",\"type\":\"Day of the month\"}]}")
                .statusCode(400)
                .body("errors[0].code", equalTo(902));

        assertThat(api.full("A")).isEqualTo(before);
        assertThat(names()).containsExactly("A");
    }

    @Test
    void periodsKeepTheirPlacesWhenTheyAreRenamed() {
        api.create("{\"name\":\"A\",\"periods\":[{\"name\":\"P\"," + FRIDAY + ",{\"name\":\"Q\"," + FRIDAY + "]}");

        String renamed = "{\"name\":\"A\",\"periods\":[{\"name\":\"R\"},{\"name\":\"Q\"},{\"name\":\"S\"}]}";
        api.update("A", "{\"periods\":[{\"name\":\"P\",\"newName\":\"R\"},{\"name\":\"S\"," + FRIDAY + "]}")
                .statusCode(200)
                .body(equalTo(renamed));
        api.get("A").body(equalTo(renamed));
    }

    @Test
    void editsAreMadeOneAfterTheOther() {
        api.create("{\"name\":\"A\",\"periods\":[{\"name\":\"P\"," + FRIDAY + "]}");

        api.update(
                        "A",
                        "{\"periods\":[{\"name\":\"P\",\"newName\":\"Q\"},"
                                + "{\"name\":\"P\",\"type\":\"Day of the month\",\"dayOfMonth\":1,\"startTime\":\"22:00\",\"stopTime\":\"06:05\"}]}")
                .statusCode(200);

        assertThat(api.full("A"))
                .isEqualTo(
                        "{\"name\":\"A\",\"periods\":[{\"name\":\"Q\"," + FRIDAY
                                + ",{\"name\":\"P\",\"type\":\"Day of the month\",\"dayOfMonth\":1,\"startTime\":\"22:00\",\"stopTime\":\"6:05\"}]}");
    }

    @Test
    void aPeriodThatBecomesOfAnotherTypeLosesItsDay() {
        api.create("{\"name\":\"A\",\"periods\":[{\"name\":\"P\"," + FRIDAY + "]}");

        api.update("A", "{\"periods\":[{\"name\":\"P\",\"type\":\"Day of the month\",\"dayOfMonth\":31}]}")
                .statusCode(200);

        assertThat(api.full("A"))
                .isEqualTo("{\"name\":\"A\",\"periods\":[{\"name\":\"P\",\"type\":\"Day of the month\","
                        + "\"dayOfMonth\":31,\"startTime\":\"9:00\",\"stopTime\":\"10:00\"}]}");
    }

    @Test
    void everyChangeIsToldOnceWithTheFullStateAndNoChangeIsNot() {
        try (EventProbe probe = new EventProbe(TestStack.bootstrapServers())) {
            api.create("{\"name\":\"A\",\"periods\":[{\"name\":\"P\"," + FRIDAY + "]}");
            api.update("A", "{\"name\":\"A\"}").statusCode(200);
            api.update("A", "{\"periods\":[{\"name\":\"P\",\"startTime\":\"09:00\"}]}")
                    .statusCode(200);
            api.update("A", "{\"periods\":[{\"name\":\"P\",\"active\":false}]}").statusCode(200);
            api.admin()
                    .body("{\"startDate\":\"2026-03-06\"}")
                    .put(api.groupPath() + "/advanced_time_schedules/A/P/")
                    .then()
                    .statusCode(200);
            api.admin().delete(api.path("A/")).then().statusCode(200);

            List<EventProbe.Seen> told = await().atMost(Duration.ofSeconds(30))
                    .until(
                            () -> probe.all(Topics.GROUP_SCHEDULE).stream()
                                    .filter(seen ->
                                            api.tenant().equals(seen.headers().get("ce_tenant")))
                                    .map(EventProbe.Seen::key)
                                    .distinct()
                                    .flatMap(key -> probe.records(Topics.GROUP_SCHEDULE, UUID.fromString(key)).stream())
                                    .toList(),
                            seen -> seen.size() >= 5);

            UUID tenantRecord = UUID.nameUUIDFromBytes(("tenant\0" + api.tenant()).getBytes(StandardCharsets.UTF_8));
            UUID groupRecord =
                    UUID.nameUUIDFromBytes(("group\0" + api.tenant() + "\0hall").getBytes(StandardCharsets.UTF_8));
            String id = told.get(0).key();
            String saved =
                    "{\"id\":\"" + id + "\",\"version\":%d,\"link_id\":null,\"level\":\"Group\",\"kind\":\"Time\","
                            + "\"tenant_record_id\":\"" + tenantRecord + "\",\"group_record_id\":\"" + groupRecord
                            + "\",\"user_id\":null,\"name\":\"A\",\"periods\":[{\"name\":\"P\",%s]}";
            // 2 January is the first Friday of 1970.
            String friday = "\"startDate\":\"%s\",\"endDate\":\"%s\",\"allDay\":false,\"startTime\":\"9:00\","
                    + "\"stopTime\":\"10:00\",\"recurrence\":{\"type\":\"weekly\",\"interval\":1,"
                    + "\"daysOfWeek\":[\"Friday\"]}%s}";
            assertThat(told)
                    .extracting(EventProbe.Seen::data)
                    .containsExactly(
                            saved.formatted(1, friday.formatted("1970-01-02", "1970-01-02", "")),
                            saved.formatted(2, friday.formatted("1970-01-02", "1970-01-02", ",\"active\":false")),
                            saved.formatted(3, friday.formatted("2026-03-06", "2026-03-06", ",\"active\":false")),
                            "{\"id\":\"" + id + "\",\"version\":4,\"link_id\":null,\"name\":\"A\"}",
                            null);
            assertThat(UUID.fromString(id).version()).isEqualTo(7);
        }
    }

    @Test
    void ofManyWhoCreateTheSameNameAtOnceOneWins() throws Exception {
        List<String> answers = atOnce(IntStream.range(0, 8)
                .<Callable<String>>mapToObj(i -> () -> {
                    var answer = api.create("{\"name\":\"A\"}").extract();
                    return answer.statusCode() + " " + answer.asString();
                })
                .toList());

        assertThat(answers).filteredOn(answer -> answer.startsWith("201 ")).hasSize(1);
        assertThat(answers)
                .filteredOn(answer -> !answer.startsWith("201 "))
                .hasSize(7)
                .containsOnly("400 " + TAKEN);
        assertThat(names()).containsExactly("A");
    }

    @Test
    void ofManyWhoRenameToTheSameNameAtOnceOneWins() throws Exception {
        for (int i = 0; i < 6; i++) {
            api.create("{\"name\":\"S" + i + "\"}").statusCode(201);
        }

        List<String> answers = atOnce(IntStream.range(0, 6)
                .<Callable<String>>mapToObj(i -> () -> {
                    var answer = api.update("S" + i, "{\"name\":\"A\"}").extract();
                    return answer.statusCode() + " " + answer.asString();
                })
                .toList());

        assertThat(answers).filteredOn(answer -> answer.startsWith("200 ")).hasSize(1);
        assertThat(answers)
                .filteredOn(answer -> answer.startsWith("400 "))
                .hasSize(5)
                .containsOnly("400 " + TAKEN);
        assertThat(names()).hasSize(6).contains("A");
    }

    @Test
    void editsOfOneScheduleAtOnceAreAllKept() throws Exception {
        api.create("{\"name\":\"A\"}");

        atOnce(IntStream.range(0, 8)
                .<Callable<Integer>>mapToObj(
                        i -> () -> api.update("A", "{\"periods\":[{\"name\":\"P" + i + "\"," + FRIDAY + "]}")
                                .statusCode(200)
                                .extract()
                                .statusCode())
                .toList());

        assertThat(JsonPath.from(api.full("A")).getList("periods.name", String.class))
                .containsExactlyInAnyOrder("P0", "P1", "P2", "P3", "P4", "P5", "P6", "P7");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"name\":\"A\"}|400|900",
                "{\"name\":\"X\",\"periods\":7}|400|902",
                "{\"name\":\"X\",\"periods\":[7]}|400|902",
                "{\"name\":\"X\",\"periods\":[{\"name\":\"P\",\"type\":\"Never\",\"startTime\":\"9:00\",\"stopTime\":\"10:00\"}]}|400|902",
                "{\"name\":\"X\",\"periods\":[{\"name\":\"P\",\"type\":\"Day of the week\",\"startTime\":\"9:00\",\"stopTime\":\"10:00\"}]}|400|902",
                "{\"name\":\"X\",\"periods\":[{\"name\":\"P\",\"type\":\"Day of the week\",\"dayOfWeek\":\"friday\",\"startTime\":\"9:00\",\"stopTime\":\"10:00\"}]}|400|902",
                "{\"name\":\"X\",\"periods\":[{\"name\":\"P\",\"type\":\"Day of the week\",\"dayOfWeek\":\"Friday\",\"startTime\":\"24:00\",\"stopTime\":\"10:00\"}]}|400|902",
                "{\"name\":\"X\",\"periods\":[{\"name\":\"P\",\"type\":\"Day of the week\",\"dayOfWeek\":\"Friday\",\"startTime\":\"9:5\",\"stopTime\":\"10:00\"}]}|400|902",
                "{\"name\":\"X\",\"periods\":[{\"name\":\"P\",\"type\":\"Day of the week\",\"dayOfWeek\":\"Friday\",\"startTime\":\"9:00\",\"stopTime\":\"09:00\"}]}|400|902",
                "{\"name\":\"X\",\"periods\":[{\"name\":\"P\",\"type\":\"Day of the week\",\"dayOfWeek\":\"Friday\",\"stopTime\":\"10:00\"}]}|400|902",
                "{\"name\":\"X\",\"periods\":[{\"name\":\"P\",\"type\":\"Day of the month\",\"dayOfMonth\":32,\"startTime\":\"9:00\",\"stopTime\":\"10:00\"}]}|400|902",
                "{\"name\":\"X\",\"periods\":[{\"name\":\"P\",\"type\":\"Day of the month\",\"dayOfMonth\":0,\"startTime\":\"9:00\",\"stopTime\":\"10:00\"}]}|400|902",
                "{\"name\":\"X\",\"periods\":[{\"name\":\"P\",\"type\":\"Day of the month\",\"dayOfMonth\":99999999999,\"startTime\":\"9:00\",\"stopTime\":\"10:00\"}]}|400|902",
                "{\"name\":\"X\",\"periods\":[{\"name\":\"P\",\"type\":\"Day of the month\",\"dayOfMonth\":\"10\",\"startTime\":\"9:00\",\"stopTime\":\"10:00\"}]}|400|902",
                "{\"name\":\"X\",\"periods\":[{\"name\":\"P\",\"active\":\"yes\",\"type\":\"Day of the month\",\"dayOfMonth\":10,\"startTime\":\"9:00\",\"stopTime\":\"10:00\"}]}|400|902",
                "{\"name\":\"X\",\"periods\":[{\"name\":\"P\\u0000\",\"type\":\"Day of the month\",\"dayOfMonth\":10,\"startTime\":\"9:00\",\"stopTime\":\"10:00\"}]}|400|902",
                "{\"name\":\"X\",\"periods\":[{\"name\":\"P\",\"delete\":true}]}|404|911",
                "{\"name\":\"X\",\"periods\":[{\"name\":\"derived: Monday\",\"type\":\"Day of the month\",\"dayOfMonth\":10,\"startTime\":\"9:00\",\"stopTime\":\"10:00\"}]}|400|903",
                "{\"name\":\"X\",\"link_id\":\"no\"}|400|902",
                "{\"name\":\"X\",\"link_id\":7}|400|902",
                "{\"name\":17}|400|902",
                "{\"name\":\" \"}|400|902",
                "{\"name\":\".\"}|400|902",
                "{\"name\":\"..\"}|400|902",
                "{\"name\":\"A\\u0000B\"}|400|902",
                "{\"name\":\"A\\ud800B\"}|400|902",
                "{\"name\":\"A\\r\\nB\"}|400|902",
                "{\"name\":\"12345678901234567890123456789012345678901\"}|400|902",
                "{\"periods\":[]}|400|902",
                "{}|400|902",
                "[1]|416|920",
                "null|416|920",
                "{\"name\":|416|920",
                "{\"name\":\"X\"} {|416|920",
            })
    void badInputIsRefusedAndLeavesNothing(String body, int status, int code) {
        api.create("{\"name\":\"A\"}");

        api.create(body).statusCode(status).body("errors[0].code", equalTo(code));

        assertThat(names()).containsExactly("A");
    }

    @Test
    void aBodyInNoKnownCharsetIsNoJsonObject() {
        for (byte[] body : List.of(
                new byte[] {'{', '"', 'n', (byte) 0xff, '"', ':', '1', '}'},
                new byte[] {0, 0, 0, '{', 0x7f, (byte) 0xff, (byte) 0xff, (byte) 0xff},
                new byte[] {})) {
            api.admin().body(body).post(api.path("")).then().statusCode(416).body("errors[0].code", equalTo(920));
        }
        api.admin()
                .contentType("text/plain")
                .body("{\"name\":\"X\"}")
                .post(api.path(""))
                .then()
                .statusCode(416)
                .body("errors[0].code", equalTo(920));
        assertThat(names()).isEmpty();
    }

    @Test
    void wrongFlagsAndListsAreRefused() {
        api.create("{\"name\":\"A\"}");

        api.admin().body("{\"full_list\":\"yes\"}").get(api.path("A/")).then().statusCode(400);
        api.admin().body("{\"allLevels\":1}").get(api.path("")).then().statusCode(400);
        api.admin().body("[]").get(api.path("")).then().statusCode(416);
        for (String body :
                List.of("{}", "{\"schedules\":\"A\"}", "{\"schedules\":[7]}", "{\"schedules\":[\"A\",null]}")) {
            api.admin().body(body).delete(api.path("")).then().statusCode(400);
        }
        assertThat(names()).containsExactly("A");
    }

    @Test
    void twoPeriodsOfOneNameAreRefused() {
        api.create("{\"name\":\"B\",\"periods\":[{\"name\":\"P\"," + FRIDAY + ",{\"name\":\"P\"," + FRIDAY + "]}")
                .statusCode(400)
                .body("errors[0].code", equalTo(901));
        api.create("{\"name\":\"A\",\"periods\":[{\"name\":\"P\"," + FRIDAY + ",{\"name\":\"Q\"," + FRIDAY + "]}")
                .statusCode(201);

        api.update("A", "{\"periods\":[{\"name\":\"P\",\"newName\":\"Q\"}]}")
                .statusCode(400)
                .body("errors[0].code", equalTo(901));
        api.update("A", "{\"periods\":[{\"name\":\"P\",\"newName\":\"derived: Q\"}]}")
                .statusCode(400)
                .body("errors[0].code", equalTo(903));
        assertThat(names()).containsExactly("A");
    }

    @Test
    void aScheduleHoldsAThousandPeriodsAtMost() {
        String largest = "漢".repeat(250);
        String body = "{\"name\":\"A\",\"periods\":["
                + IntStream.range(0, 1_000)
                        .mapToObj(i -> "{\"name\":\"" + largest + i + "\"," + FRIDAY)
                        .collect(Collectors.joining(","))
                + "]}";
        api.create(body).statusCode(201);

        api.update("A", "{\"periods\":[{\"name\":\"One more\"," + FRIDAY + "]}")
                .statusCode(400)
                .body("errors[0].code", equalTo(902));
        api.create(body.replace("\"A\"", "\"B\"").replace("]}", ",{\"name\":\"One more\"," + FRIDAY + "]}"))
                .statusCode(400)
                .body("errors[0].code", equalTo(902));
    }

    @Test
    void namesMayHoldWhatAddressesMustEncode() {
        for (String name : List.of("a/b", "50%", "Ünïcode & Co?", "derived: no period")) {
            String encoded =
                    java.net.URLEncoder.encode(name, StandardCharsets.UTF_8).replace("+", "%20");

            api.create("{\"name\":\"" + name + "\"}").statusCode(201);
            api.get(encoded).statusCode(200).body("name", equalTo(name));
            api.admin().delete(api.path(encoded)).then().statusCode(200);
        }
    }

    @Test
    void othersSeeNothingAndMayDoNothing() {
        api.create("{\"name\":\"A\"}");
        String eve = TestStack.tokens()
                .user("eve")
                .tenant("other-" + UUID.randomUUID())
                .roles("tenant-admin")
                .sign();

        for (String rest : List.of("", "A/")) {
            String unknown = given().auth()
                    .oauth2(eve)
                    .get("/api/v1/tenants/nobody/groups/hall/time_schedules/" + rest)
                    .then()
                    .statusCode(404)
                    .extract()
                    .asString();
            given().auth()
                    .oauth2(eve)
                    .get(api.path(rest))
                    .then()
                    .statusCode(404)
                    .body(equalTo(unknown));
            given().auth()
                    .oauth2(eve)
                    .get(api.path("none/"))
                    .then()
                    .statusCode(404)
                    .body(equalTo(unknown));
            given().get(api.path(rest)).then().statusCode(401).body("errors[0].code", equalTo(401));
        }
        api.as("end-user")
                .body("{\"name\":\"B\"}")
                .post(api.path(""))
                .then()
                .statusCode(403)
                .body("errors[0].code", equalTo(403));
        api.as("end-user").body("{\"name\":\"B\"}").put(api.path("A/")).then().statusCode(403);
        api.as("end-user").delete(api.path("A/")).then().statusCode(403);
        new ScheduleApi(api.tenant(), "none")
                .get("A")
                .statusCode(404)
                .body("errors[0].code", equalTo(912))
                .body(not(equalTo("")));
        api.get("A").statusCode(200);
    }

    private List<String> names() {
        return Objects.requireNonNull(
                api.admin().get(api.path("")).then().statusCode(200).extract().path("schedules.name"));
    }

    private static <T> List<T> atOnce(List<Callable<T>> calls) throws InterruptedException, ExecutionException {
        ExecutorService threads = Executors.newFixedThreadPool(calls.size());
        try {
            List<T> answers = new ArrayList<>();
            for (Future<T> answer : threads.invokeAll(calls)) {
                answers.add(answer.get());
            }
            return answers;
        } finally {
            threads.shutdown();
        }
    }
}
