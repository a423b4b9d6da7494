package io.chronolink.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;

import io.chronolink.stack.ChronolinkTestResource;
import io.chronolink.stack.TestStack;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.specification.RequestSpecification;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** All families of addresses have the ten operations, and none sees another (docs/dialects/schedule.md#families). */
@QuarkusTest
@QuarkusTestResource(
        value = ChronolinkTestResource.class,
        initArgs = @ResourceArg(name = "service", value = "schedule"))
class FamiliesTest {

    private static final String SIMPLE =
            "{\"name\":\"Frühschicht\",\"type\":\"Day of the week\",\"dayOfWeek\":\"Friday\","
                    + "\"startTime\":\"10:30\",\"stopTime\":\"12:30\"}";
    private static final String ADVANCED =
            "{\"name\":\"Frühschicht\",\"startDate\":\"2026-01-02\",\"endDate\":\"2026-01-02\","
                    + "\"allDay\":false,\"startTime\":\"10:30\",\"stopTime\":\"12:30\","
                    + "\"recurrence\":{\"type\":\"weekly\",\"interval\":1,\"daysOfWeek\":[\"Friday\"]}}";

    private final ScheduleApi api = new ScheduleApi("families-" + UUID.randomUUID(), "hall");

    @BeforeEach
    void group() {
        api.admin().body("{\"name\":\"Hall\"}").put(api.groupPath()).then().statusCode(200);
    }

    static Stream<Arguments> families() {
        return Stream.of("", "/groups/hall", "/groups/hall/users/bob%40example.com")
                .flatMap(level -> Stream.of("time_schedules", "calendar_schedules")
                        .flatMap(kind -> Stream.of(
                                Arguments.of(level + "/" + kind, SIMPLE),
                                Arguments.of(level + "/advanced_" + kind, ADVANCED))));
    }

    @ParameterizedTest
    @MethodSource("families")
    void everyFamilyHasTheTenOperations(String path, String period) {
        String family = api.tenantPath() + path;
        String one = family + "/Ein%2FAus%20%26%20mehr";
        RequestSpecification admin = api.admin();

        admin.body("{\"name\":\"Ein/Aus & mehr\",\"periods\":[" + period + "]}")
                .post(family)
                .then()
                .statusCode(201)
                .body(equalTo("{\"name\":\"Ein/Aus & mehr\",\"periods\":[{\"name\":\"Frühschicht\"}]}"));
        api.admin()
                .get(family + "/")
                .then()
                .statusCode(200)
                .body(equalTo("{\"schedules\":[{\"name\":\"Ein/Aus & mehr\"}]}"));
        api.admin()
                .get(family + "?full_list=true")
                .then()
                .body(equalTo("{\"schedules\":[{\"name\":\"Ein/Aus & mehr\",\"periods\":[" + period + "]}]}"));
        for (String slash : new String[] {"", "/"}) {
            api.admin()
                    .body("{\"full_list\":true}")
                    .get(one + slash)
                    .then()
                    .statusCode(200)
                    .body(equalTo("{\"name\":\"Ein/Aus & mehr\",\"periods\":[" + period + "]}"));
            api.admin()
                    .get(one + "/Fr%C3%BChschicht" + slash)
                    .then()
                    .statusCode(200)
                    .body(equalTo(period));
        }
        String second = period.replace("Frühschicht", "Spät/schicht");
        api.admin().body(second).post(one + "/").then().statusCode(201).body(equalTo(second));
        api.admin().body(second).post(one).then().statusCode(400).body("errors[0].code", equalTo(901));
        api.admin()
                .body("{\"name\":\"Frühschicht\"}")
                .put(one + "/Sp%C3%A4t%2Fschicht/")
                .then()
                .statusCode(400)
                .body("errors[0].code", equalTo(901));
        api.admin()
                .body("{\"stopTime\":\"11:00\"}")
                .put(one + "/Sp%C3%A4t%2Fschicht/")
                .then()
                .statusCode(200)
                .body(equalTo(second.replace("12:30", "11:00")));
        api.admin().delete(one + "/Sp%C3%A4t%2Fschicht/").then().statusCode(200).body(equalTo("{}"));
        api.admin()
                .body("{\"name\":\"Neu\",\"periods\":[{\"name\":\"Frühschicht\",\"newName\":\"Früh\"}]}")
                .put(one)
                .then()
                .statusCode(200)
                .body(equalTo("{\"name\":\"Neu\",\"periods\":[{\"name\":\"Früh\"}]}"));
        api.admin().delete(family + "/Neu/").then().statusCode(200).body(equalTo("{}"));
        api.admin().body("{\"name\":\"Letzter\"}").post(family).then().statusCode(201);
        api.admin()
                .body("{\"schedules\":[\"Letzter\"]}")
                .delete(family)
                .then()
                .statusCode(200)
                .body(equalTo("{}"));
        api.admin().get(family).then().body(equalTo("{\"schedules\":[]}"));
    }

    @Test
    void theSameNameLivesInEveryFamilyByItself() {
        String[] levels = {"", "/groups/hall", "/groups/hall/users/bob", "/groups/hall/users/eve"};
        for (String level : levels) {
            for (String kind : new String[] {"time_schedules", "calendar_schedules"}) {
                api.admin()
                        .body("{\"name\":\"Same\",\"periods\":[" + SIMPLE.replace("Frühschicht", level + kind) + "]}")
                        .post(api.tenantPath() + level + "/" + kind)
                        .then()
                        .statusCode(201);
            }
        }
        for (String level : levels) {
            for (String kind : new String[] {"time_schedules", "calendar_schedules"}) {
                for (String mode : new String[] {"/", "/advanced_"}) {
                    api.admin()
                            .get(api.tenantPath() + level + mode + kind + "/Same")
                            .then()
                            .body("periods.name", equalTo(java.util.List.of(level + kind)));
                }
            }
        }
        api.admin().delete(api.tenantPath() + "/time_schedules/Same").then().statusCode(200);
        api.admin().get(api.path("Same")).then().statusCode(200);
    }

    @Test
    void theSameNamesInTwoTenantsNeverMeet() {
        ScheduleApi other = new ScheduleApi("families-" + UUID.randomUUID(), "hall");
        other.admin().body("{\"name\":\"Hall\"}").put(other.groupPath()).then().statusCode(200);
        for (ScheduleApi each : new ScheduleApi[] {api, other}) {
            each.create("{\"name\":\"Same\",\"periods\":[" + SIMPLE.replace("Frühschicht", each.tenant()) + "]}")
                    .statusCode(201);
        }

        assertThat(api.full("Same")).contains(api.tenant()).doesNotContain(other.tenant());
        api.update("Same", "{\"name\":\"Mine\"}").statusCode(200);
        assertThat(other.full("Same")).contains(other.tenant()).doesNotContain(api.tenant());
        api.admin().delete(api.path("Mine")).then().statusCode(200);
        other.get("Same").statusCode(200);
        other.admin().get(api.path("")).then().statusCode(404).body("errors[0].code", equalTo(912));
    }

    @Test
    void parentsAreListedForEnterprisesAlone() {
        for (String level : new String[] {"", "/groups/hall", "/groups/hall/users/bob"}) {
            api.admin()
                    .body("{\"name\":\"Z" + level.length() + "\"}")
                    .post(api.tenantPath() + level + "/time_schedules")
                    .then()
                    .statusCode(201);
        }
        String user = "{\"name\":\"Z22\",\"level\":\"User\"}";
        String group = "{\"name\":\"Z12\",\"level\":\"Group\"}";
        String tenant = "{\"name\":\"Z0\",\"level\":\"Service Provider\"}";
        String path = api.groupPath() + "/users/bob/time_schedules?allLevels=true";

        api.admin().get(path).then().body(equalTo("{\"schedules\":[" + user + "," + group + "," + tenant + "]}"));
        api.admin()
                .get(api.path("?allLevels=true"))
                .then()
                .body(equalTo("{\"schedules\":[" + group + "," + tenant + "]}"));
        api.admin()
                .get(api.tenantPath() + "/time_schedules?allLevels=true")
                .then()
                .body(equalTo("{\"schedules\":[" + tenant + "]}"));

        api.admin()
                .body("{\"name\":\"T\",\"type\":\"Service Provider\"}")
                .put(api.tenantPath())
                .then()
                .statusCode(200);
        api.admin().get(path).then().body(equalTo("{\"schedules\":[" + user + "]}"));
    }

    @Test
    void unknownKindsAndLevelsAreNotThere() {
        for (String path : new String[] {
            "/groups/hall/odd_schedules", "/groups/none/time_schedules", "/groups/none/users/bob/time_schedules"
        }) {
            api.admin().get(api.tenantPath() + path).then().statusCode(404);
        }
        ScheduleApi nobody = new ScheduleApi("nobody-" + UUID.randomUUID(), "hall");
        nobody.admin()
                .get(nobody.tenantPath() + "/time_schedules")
                .then()
                .statusCode(404)
                .body("errors[0].code", equalTo(912));
        nobody.admin()
                .body("{\"name\":\"First\"}")
                .post(nobody.tenantPath() + "/time_schedules")
                .then()
                .statusCode(201);
        nobody.admin().get(nobody.tenantPath()).then().statusCode(200).body("type", equalTo("Enterprise"));
        nobody.admin().get(nobody.groupPath()).then().statusCode(404);
    }

    /** Who may do what: the least role that a call takes (docs/dialects/schedule.md#rights). */
    static Stream<Arguments> rights() {
        return Stream.of(
                Arguments.of("GET", "/groups/hall/time_schedules", "end-user"),
                Arguments.of("GET", "/groups/hall/time_schedules?allLevels=true", "group-admin"),
                Arguments.of("GET", "/groups/hall/time_schedules/A", "end-user"),
                Arguments.of("GET", "/groups/hall/time_schedules/A/P", "end-user"),
                Arguments.of("GET", "/groups/hall/time_schedules/A/open", "end-user"),
                Arguments.of("GET", "/groups/hall/time_schedules/A/calendar.ics", "end-user"),
                Arguments.of("POST", "/groups/hall/advanced_calendar_schedules", "group-admin"),
                Arguments.of("PUT", "/groups/hall/time_schedules/A", "group-admin"),
                Arguments.of("POST", "/groups/hall/time_schedules/A", "group-admin"),
                Arguments.of("PUT", "/groups/hall/time_schedules/A/P", "group-admin"),
                Arguments.of("DELETE", "/groups/hall/time_schedules/A/P", "group-admin"),
                Arguments.of("DELETE", "/groups/hall/time_schedules/A", "group-admin"),
                Arguments.of("DELETE", "/groups/hall/time_schedules", "group-admin"),
                Arguments.of("GET", "/time_schedules", "group-admin"),
                Arguments.of("GET", "/time_schedules/A", "end-user"),
                Arguments.of("POST", "/time_schedules", "group-admin"),
                Arguments.of("PUT", "/time_schedules/A", "tenant-admin"),
                Arguments.of("DELETE", "/time_schedules/A", "tenant-admin"),
                Arguments.of("DELETE", "/time_schedules", "tenant-admin"),
                Arguments.of("GET", "/groups/hall/users/bob/time_schedules", "group-admin"),
                Arguments.of("POST", "/groups/hall/users/bob/time_schedules", "group-admin"),
                Arguments.of("GET", "/groups/hall/users/ann/time_schedules", "end-user"),
                Arguments.of("GET", "/groups/hall/users/ann/time_schedules?allLevels=true", "end-user"),
                Arguments.of("POST", "/groups/hall/users/ann/time_schedules", "end-user"));
    }

    @ParameterizedTest
    @MethodSource("rights")
    void everyCallTakesItsRole(String method, String path, String least) {
        boolean enough = false;
        for (String role : new String[] {"operator", "end-user", "group-admin", "tenant-admin", "system-admin"}) {
            enough |= role.equals(least);
            // Where the right is there, the body that is no object is what is wrong, or there is nothing to read.
            int status = api.as(role)
                    .body("GET".equals(method) ? "{}" : "[]")
                    .request(method, api.tenantPath() + path)
                    .statusCode();
            assertThat(status == 403)
                    .as("%s %s by %s: %d", method, path, role, status)
                    .isEqualTo(!enough);
        }
    }

    @Test
    void anAdminOfOtherGroupsIsAnEndUserHere() {
        api.create("{\"name\":\"A\"}").statusCode(201);
        for (String[] row : new String[][] {{"hall", "200"}, {"other", "403"}}) {
            String token = TestStack.tokens()
                    .user("gus")
                    .tenant(api.tenant())
                    .roles("group-admin")
                    .groupIds(row[0])
                    .sign();
            api.admin()
                    .auth()
                    .oauth2(token)
                    .body("{\"name\":\"A\"}")
                    .put(api.path("A"))
                    .then()
                    .statusCode(Integer.parseInt(row[1]));
            api.admin().auth().oauth2(token).get(api.path("A")).then().statusCode(200);
        }
    }
}
