package io.chronolink.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.matchesPattern;

import io.chronolink.stack.ChronolinkTestResource;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.junit.QuarkusTest;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The published examples, whole answers. */
@QuarkusTest
@QuarkusTestResource(
        value = ChronolinkTestResource.class,
        initArgs = @ResourceArg(name = "service", value = "schedule"))
class SeedExamplesTest {

    private static final String FULL = """
            {"name":"APIO Test Time Schedule","periods":[
              {"name":"APIO Test Group Period 1","type":"Day of the week","dayOfWeek":"Friday","startTime":"10:30","stopTime":"12:30"},
              {"name":"APIO Test Group Period 2","type":"Day of the month","dayOfMonth":10,"startTime":"9:45","stopTime":"13:15","active":false}]}
            """;
    private static final String NAMES =
            "{\"name\":\"APIO Test Time Schedule\",\"periods\":[{\"name\":\"APIO Test Group Period 1\"},"
                    + "{\"name\":\"APIO Test Group Period 2\"}]}";

    private final ScheduleApi api = new ScheduleApi("seed-" + UUID.randomUUID(), "foogroup");

    @BeforeEach
    void group() {
        api.admin()
                .body("{\"name\":\"Foo\",\"type\":\"Enterprise\",\"timeZone\":\"Europe/Brussels\"}")
                .put(api.tenantPath())
                .then()
                .statusCode(200);
        api.admin().body("{\"name\":\"Foo group\"}").put(api.groupPath()).then().statusCode(200);
    }

    @Test
    void aScheduleWithoutPeriodsIsCreated() {
        api.create("{\"name\":\"APIO Test Time Schedule\"}")
                .statusCode(201)
                .body(equalTo("{\"name\":\"APIO Test Time Schedule\",\"periods\":[]}"));
    }

    @Test
    void aScheduleWithPeriodsIsCreated() {
        api.create(FULL).statusCode(201).body(equalTo(NAMES));
    }

    @Test
    void theListShowsNamesAndWithAllLevelsTheLevelToo() {
        api.create(FULL);
        String withLevel = "{\"schedules\":[{\"name\":\"APIO Test Time Schedule\",\"level\":\"Group\"}]}";

        api.admin()
                .get(api.path(""))
                .then()
                .statusCode(200)
                .body(equalTo("{\"schedules\":[{\"name\":\"APIO Test Time Schedule\"}]}"));
        api.admin()
                .body("{\"allLevels\":true}")
                .get(api.path(""))
                .then()
                .statusCode(200)
                .body(equalTo(withLevel));
        api.as("group-admin")
                .get(api.path("?allLevels=true"))
                .then()
                .statusCode(200)
                .body(equalTo(withLevel));
        api.as("end-user").get(api.path("")).then().statusCode(200);
        api.as("end-user").get(api.path("?allLevels=true")).then().statusCode(403);
    }

    @Test
    void aScheduleIsReadWithTheNamesOfItsPeriodsOrInFull() {
        api.create(FULL);
        String full = FULL.replaceAll("\\n\\s*", "");

        api.get("APIO%20Test%20Time%20Schedule").statusCode(200).body(equalTo(NAMES));
        api.admin()
                .body("{\"full_list\":true}")
                .get(api.path("APIO%20Test%20Time%20Schedule/"))
                .then()
                .statusCode(200)
                .body(equalTo(full));
        api.as("end-user")
                .get(api.path("APIO%20Test%20Time%20Schedule?full_list=true"))
                .then()
                .statusCode(200)
                .body(equalTo(full));
    }

    @Test
    void aScheduleIsRenamed() {
        api.create(FULL);

        api.update("APIO%20Test%20Time%20Schedule", "{\"name\":\"APIO Test Time Schedule New\"}")
                .statusCode(200)
                .body(equalTo(NAMES.replace("Schedule\",", "Schedule New\",")));

        api.get("APIO%20Test%20Time%20Schedule").statusCode(404);
        api.get("APIO%20Test%20Time%20Schedule%20New").statusCode(200);
    }

    @Test
    void anUpdateChangesDeletesAndCreatesPeriods() {
        api.create(FULL);

        api.update("APIO%20Test%20Time%20Schedule", """
                        {"name":"APIO Test Time Schedule New","periods":[
                          {"name":"APIO Test Group Period 1","newName":"APIO Test Group Updated Period 1","startTime":"11:30","stopTime":"15:30"},
                          {"name":"APIO Test Group Period 2","delete":true},
                          {"name":"APIO Test Group Period 3","type":"Day of the month","dayOfMonth":20,"startTime":"9:15","stopTime":"14:45","active":true}]}
                        """)
                .statusCode(200)
                .body(equalTo("{\"name\":\"APIO Test Time Schedule New\",\"periods\":["
                        + "{\"name\":\"APIO Test Group Updated Period 1\"},{\"name\":\"APIO Test Group Period 3\"}]}"));

        assertThat(api.full("APIO%20Test%20Time%20Schedule%20New"))
                .isEqualTo(
                        "{\"name\":\"APIO Test Time Schedule New\",\"periods\":["
                                + "{\"name\":\"APIO Test Group Updated Period 1\",\"type\":\"Day of the week\",\"dayOfWeek\":\"Friday\",\"startTime\":\"11:30\",\"stopTime\":\"15:30\"},"
                                + "{\"name\":\"APIO Test Group Period 3\",\"type\":\"Day of the month\",\"dayOfMonth\":20,\"startTime\":\"9:15\",\"stopTime\":\"14:45\",\"active\":true}]}");
    }

    @Test
    void schedulesAreDeletedByTheirNames() {
        api.create("{\"name\":\"APIO Test Time Schedule New\"}");

        api.admin()
                .body("{\"schedules\":[\"APIO Test Time Schedule New\"]}")
                .delete(api.path(""))
                .then()
                .statusCode(200)
                .header("Operation-Id", matchesPattern("[0-9a-f-]{36}"))
                .body(equalTo("{}"));
        api.admin().get(api.path("")).then().body(equalTo("{\"schedules\":[]}"));
    }

    @Test
    void oneScheduleIsDeleted() {
        api.create("{\"name\":\"APIO Test Time Schedule New\"}");

        api.admin()
                .delete(api.path("APIO%20Test%20Time%20Schedule%20New/"))
                .then()
                .statusCode(200)
                .body(equalTo("{}"));
        api.get("APIO%20Test%20Time%20Schedule%20New")
                .statusCode(404)
                .body(equalTo("{\"errors\":[{\"code\":910,\"name\":\"SCHEDULE_NOT_FOUND\","
                        + "\"message\":\"There is no schedule with the name \\\"APIO Test Time Schedule New\\\"\"}]}"));
    }

    @Test
    void aPeriodIsCreatedReadChangedAndDeleted() {
        api.create("{\"name\":\"APIO Test Time Schedule\"}");
        String created = "{\"name\":\"APIO Test Group Period 1\",\"type\":\"Day of the week\",\"dayOfWeek\":\"Friday\","
                + "\"startTime\":\"10:30\",\"stopTime\":\"12:30\",\"active\":true}";
        // Changed by the merge alone, which keeps what the body does not name.
        String changed = "{\"name\":\"APIO Test Group Updated Period 1\",\"type\":\"Day of the week\","
                + "\"dayOfWeek\":\"Monday\",\"startTime\":\"11:30\",\"stopTime\":\"15:30\"";
        String period = "APIO%20Test%20Time%20Schedule/APIO%20Test%20Group%20Period%201/";

        api.admin()
                .body(created)
                .post(api.path("APIO%20Test%20Time%20Schedule/"))
                .then()
                .statusCode(201)
                .body(equalTo(created));
        api.admin().get(api.path(period)).then().statusCode(200).body(equalTo(created));
        // The published request line says POST.
        api.admin()
                .body(changed + "}")
                .post(api.path(period))
                .then()
                .statusCode(200)
                .body(equalTo(changed + ",\"active\":true}"));
        api.admin().get(api.path(period)).then().statusCode(404).body("errors[0].code", equalTo(911));

        String updated = period.replace("Group%20Period", "Group%20Updated%20Period");
        api.admin()
                .body("{\"name\":\"APIO Test Group Period 1\",\"active\":null}")
                .put(api.path(updated))
                .then()
                .statusCode(200)
                .body(equalTo(changed.replace("Updated ", "") + "}"));
        api.admin().delete(api.path(period)).then().statusCode(200).body(equalTo("{}"));
        api.admin().delete(api.path(period)).then().statusCode(404).body("errors[0].code", equalTo(911));
    }

    @Test
    void theListOfAUserNamesTheLevelOfEach() {
        // The documented answer of user level (docs/dialects/schedule.md#lists).
        String group = api.groupPath() + "/calendar_schedules/";
        String user = api.groupPath() + "/users/bob/calendar_schedules/";
        api.admin()
                .body("{\"name\":\"APIO Test Holiday Schedule\"}")
                .post(group)
                .then()
                .statusCode(201);
        api.admin()
                .body("{\"name\":\"APIO Test Calendar Schedule\"}")
                .post(user)
                .then()
                .statusCode(201);

        api.admin()
                .get(user + "?allLevels=true")
                .then()
                .statusCode(200)
                .body(equalTo("{\"schedules\":[{\"name\":\"APIO Test Calendar Schedule\",\"level\":\"User\"},"
                        + "{\"name\":\"APIO Test Holiday Schedule\",\"level\":\"Group\"}]}"));
    }
}
