package io.chronolink.schedule;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.equalTo;

import io.chronolink.stack.ChronolinkTestResource;
import io.chronolink.stack.TestStack;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import io.restassured.response.ValidatableResponse;
import io.restassured.specification.RequestSpecification;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The examples of the seed, and what the spec says about the rest. */
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

    private final String tenant = "seed-" + UUID.randomUUID();

    @BeforeEach
    void group() {
        admin().body("{\"name\":\"Foo\",\"type\":\"Enterprise\",\"timeZone\":\"Europe/Brussels\"}")
                .put("/api/v1/tenants/" + tenant)
                .then()
                .statusCode(200);
        admin().body("{\"name\":\"Foo group\"}")
                .put("/api/v1/tenants/" + tenant + "/groups/foogroup")
                .then()
                .statusCode(200);
    }

    @Test
    void createListGetAndDelete() {
        create(FULL).statusCode(201).body(equalTo(NAMES));

        admin().get(path(""))
                .then()
                .statusCode(200)
                .body(equalTo("{\"schedules\":[{\"name\":\"APIO Test Time Schedule\"}]}"));
        admin().body("{\"allLevels\":true}")
                .get(path(""))
                .then()
                .body(equalTo("{\"schedules\":[{\"name\":\"APIO Test Time Schedule\",\"level\":\"Group\"}]}"));
        admin().get(path("APIO%20Test%20Time%20Schedule/"))
                .then()
                .statusCode(200)
                .body(equalTo(NAMES));
        admin().body("{\"full_list\":true}")
                .get(path("APIO%20Test%20Time%20Schedule/"))
                .then()
                .statusCode(200)
                .body(equalTo(FULL.replaceAll("\\n\\s*", "")));
        admin().delete(path("APIO%20Test%20Time%20Schedule/"))
                .then()
                .statusCode(200)
                .body(equalTo("{}"));
        admin().get(path("APIO%20Test%20Time%20Schedule/"))
                .then()
                .statusCode(404)
                .body("errors[0].code", equalTo(910));
    }

    @Test
    void updateChangesDeletesAndCreatesPeriods() {
        create(FULL);

        admin().body("""
                        {"name":"APIO Test Time Schedule New","periods":[
                          {"name":"APIO Test Group Period 1","newName":"APIO Test Group Updated Period 1","startTime":"11:30","stopTime":"15:30"},
                          {"name":"APIO Test Group Period 2","delete":true},
                          {"name":"APIO Test Group Period 3","type":"Day of the month","dayOfMonth":20,"startTime":"9:15","stopTime":"14:45","active":true}]}
                        """).put(path("APIO%20Test%20Time%20Schedule/")).then().statusCode(200);

        admin().get(path("APIO%20Test%20Time%20Schedule%20New/?full_list=true"))
                .then()
                .statusCode(200)
                .body(
                        equalTo(
                                "{\"name\":\"APIO Test Time Schedule New\",\"periods\":["
                                        + "{\"name\":\"APIO Test Group Updated Period 1\",\"type\":\"Day of the week\",\"dayOfWeek\":\"Friday\",\"startTime\":\"11:30\",\"stopTime\":\"15:30\"},"
                                        + "{\"name\":\"APIO Test Group Period 3\",\"type\":\"Day of the month\",\"dayOfMonth\":20,\"startTime\":\"9:15\",\"stopTime\":\"14:45\",\"active\":true}]}"));
    }

    @Test
    void aListOfSchedulesIsDeletedAsAWholeOrNotAtAll() {
        create("{\"name\":\"A\"}").statusCode(201).body(equalTo("{\"name\":\"A\",\"periods\":[]}"));
        create("{\"name\":\"B\"}");

        admin().body("{\"schedules\":[\"A\",\"C\"]}").delete(path("")).then().statusCode(404);
        admin().get(path("A/")).then().statusCode(200);
        admin().body("{\"schedules\":[\"A\",\"B\"]}")
                .delete(path(""))
                .then()
                .statusCode(200)
                .body(equalTo("{}"));
        admin().get(path("")).then().body(equalTo("{\"schedules\":[]}"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"name\":\"A\"}|400|900",
                "{\"name\":\"X\",\"periods\":[{\"name\":\"P\",\"type\":\"Never\",\"startTime\":\"9:00\",\"stopTime\":\"10:00\"}]}|400|902",
                "{\"name\":\"X\",\"periods\":[{\"name\":\"P\",\"type\":\"Day of the week\",\"startTime\":\"9:00\",\"stopTime\":\"10:00\"}]}|400|902",
                "{\"name\":\"X\",\"periods\":[{\"name\":\"P\",\"type\":\"Day of the week\",\"dayOfWeek\":\"Friday\",\"startTime\":\"25:00\",\"stopTime\":\"10:00\"}]}|400|902",
                "{\"name\":\"X\",\"periods\":[{\"name\":\"P\",\"type\":\"Day of the week\",\"dayOfWeek\":\"Friday\",\"startTime\":\"9:00\",\"stopTime\":\"9:00\"}]}|400|902",
                "{\"name\":\"X\",\"periods\":[{\"name\":\"P\",\"type\":\"Day of the month\",\"dayOfMonth\":32,\"startTime\":\"9:00\",\"stopTime\":\"10:00\"}]}|400|902",
                "{\"name\":\"X\",\"periods\":[{\"name\":\"P\",\"delete\":true}]}|404|911",
                "{\"name\":\"X\",\"link_id\":\"no\"}|400|902",
                "{\"name\":17}|400|902",
                "{\"periods\":[]}|400|902",
                "[1]|416|920",
                "{\"name\":|416|920",
            })
    void badInputIsRefusedAndLeavesNothing(String body, int status, int code) {
        create("{\"name\":\"A\"}");

        create(body).statusCode(status).body("errors[0].code", equalTo(code));

        admin().get(path("")).then().body(equalTo("{\"schedules\":[{\"name\":\"A\"}]}"));
    }

    @Test
    void twoPeriodsOfOneNameAreRefused() {
        String period =
                "\"type\":\"Day of the week\",\"dayOfWeek\":\"Friday\",\"startTime\":\"9:00\",\"stopTime\":\"10:00\"}";
        create("{\"name\":\"A\",\"periods\":[{\"name\":\"P\"," + period + ",{\"name\":\"Q\"," + period + "]}")
                .statusCode(201);

        admin().body("{\"periods\":[{\"name\":\"P\",\"newName\":\"Q\"}]}")
                .put(path("A/"))
                .then()
                .statusCode(400)
                .body("errors[0].code", equalTo(901));
    }

    @Test
    void othersSeeNothingAndMayDoNothing() {
        create("{\"name\":\"A\"}");
        String foreign = TestStack.tokens()
                .user("eve")
                .tenant("other")
                .roles("tenant-admin")
                .sign();
        String endUser =
                TestStack.tokens().user("bob").tenant(tenant).roles("end-user").sign();

        String unknown = given().auth()
                .oauth2(foreign)
                .get("/api/v1/tenants/nobody/groups/foogroup/time_schedules/A/")
                .asString();
        given().auth().oauth2(foreign).get(path("A/")).then().statusCode(404).body(equalTo(unknown));
        given().auth()
                .oauth2(endUser)
                .contentType(ContentType.JSON)
                .body("{\"name\":\"B\"}")
                .post(path(""))
                .then()
                .statusCode(403);
        given().get(path("")).then().statusCode(401);
        admin().get("/api/v1/tenants/" + tenant + "/groups/none/time_schedules/")
                .then()
                .statusCode(404)
                .body("errors[0].code", equalTo(912));
    }

    private ValidatableResponse create(String body) {
        return admin().body(body).post(path("")).then();
    }

    private RequestSpecification admin() {
        return given().urlEncodingEnabled(false)
                .auth()
                .oauth2(TestStack.tokens()
                        .user("ann")
                        .tenant(tenant)
                        .roles("tenant-admin")
                        .sign())
                .contentType(ContentType.JSON);
    }

    private String path(String rest) {
        return "/api/v1/tenants/" + tenant + "/groups/foogroup/time_schedules/" + rest;
    }
}
