package io.chronolink.schedule;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.equalTo;

import io.chronolink.events.Topics;
import io.chronolink.stack.ChronolinkTestResource;
import io.chronolink.stack.EventProbe;
import io.chronolink.stack.TestStack;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import io.restassured.path.json.JsonPath;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tenants and groups, and what the platform is told of them. */
@QuarkusTest
@QuarkusTestResource(
        value = ChronolinkTestResource.class,
        initArgs = @ResourceArg(name = "service", value = "schedule"))
class TenantsTest {

    private final ScheduleApi api = new ScheduleApi("tenants-" + UUID.randomUUID(), "hall");
    private final UUID tenantRecord = UUID.nameUUIDFromBytes(bytes("tenant\0" + api.tenant()));
    private final UUID groupRecord = UUID.nameUUIDFromBytes(bytes("group\0" + api.tenant() + "\0hall"));
    private final EventProbe probe = new EventProbe(TestStack.bootstrapServers());

    @AfterEach
    void close() {
        probe.close();
    }

    @Test
    void aTenantAndAGroupAreToldWithTheirFullState() {
        tenant("{\"name\":\"Foo\",\"type\":\"Service Provider\",\"timeZone\":\"Europe/Brussels\"}");
        group("{\"name\":\"Town hall\",\"timeZone\":\"Europe/Lisbon\"}");

        assertThat(told(tenantRecord, 1))
                .containsExactly("{\"id\":\"" + tenantRecord + "\",\"version\":1,\"tenant_id\":\"" + api.tenant()
                        + "\",\"name\":\"Foo\",\"type\":\"Service Provider\",\"time_zone\":\"Europe/Brussels\"}");
        assertThat(told(groupRecord, 1))
                .containsExactly("{\"id\":\"" + groupRecord + "\",\"version\":1,\"tenant_record_id\":\"" + tenantRecord
                        + "\",\"group_id\":\"hall\",\"name\":\"Town hall\",\"time_zone\":\"Europe/Lisbon\"}");
    }

    @Test
    void savingTheSameAgainChangesNothingAndWhatIsNotSaidStays() {
        tenant("{\"name\":\"Foo\",\"type\":\"Service Provider\",\"timeZone\":\"Europe/Brussels\"}");
        tenant("{\"name\":\"Foo\",\"type\":\"Service Provider\",\"timeZone\":\"Europe/Brussels\"}");

        api.admin()
                .body("{\"name\":\"Bar\"}")
                .put(api.tenantPath())
                .then()
                .statusCode(200)
                .body(equalTo("{\"name\":\"Bar\",\"type\":\"Service Provider\",\"timeZone\":\"Europe/Brussels\"}"));

        List<String> told = told(tenantRecord, 2);
        assertThat(told).hasSize(2);
        assertThat(JsonPath.from(told.get(1)).getInt("version")).isEqualTo(2);
        assertThat(JsonPath.from(told.get(1)).getString("name")).isEqualTo("Bar");
    }

    @Test
    void aGroupIsMadeWithItsTenantWhenATenantAdminFirstWrites() {
        api.create("{\"name\":\"A\"}").statusCode(201);
        api.create("{\"name\":\"B\"}").statusCode(201);

        assertThat(told(tenantRecord, 1)).singleElement().satisfies(told -> assertThat(told)
                .contains("\"name\":\"" + api.tenant() + "\",\"type\":\"Enterprise\",\"time_zone\":\"UTC\""));
        assertThat(told(groupRecord, 1)).singleElement().satisfies(told -> assertThat(told)
                .contains("\"name\":\"hall\",\"time_zone\":null"));
    }

    @Test
    void aFirstWriteDoesNotRenameWhatIsThere() {
        group("{\"name\":\"Town hall\"}");
        api.create("{\"name\":\"A\"}").statusCode(201);
        group("{\"name\":\"Town hall\"}");

        assertThat(told(tenantRecord, 1)).hasSize(1);
        assertThat(told(groupRecord, 1)).hasSize(1);
    }

    @Test
    void aGroupAdminMakesNoGroup() {
        api.as("group-admin")
                .body("{\"name\":\"A\"}")
                .post(api.path(""))
                .then()
                .statusCode(404)
                .body("errors[0].code", equalTo(912));
        api.as("group-admin")
                .body("{\"name\":\"Town hall\"}")
                .put(api.groupPath())
                .then()
                .statusCode(403);

        group("{\"name\":\"Town hall\"}");
        api.as("group-admin").body("{\"name\":\"A\"}").post(api.path("")).then().statusCode(201);
    }

    @Test
    void anotherTenantIsAnsweredLikeOneThatIsNotThere() {
        tenant("{\"name\":\"Foo\"}");
        group("{\"name\":\"Town hall\"}");
        String eve = TestStack.tokens()
                .user("eve")
                .tenant("other-" + UUID.randomUUID())
                .roles("tenant-admin")
                .sign();

        for (String path : List.of("", "/groups/hall")) {
            String unknown = given().auth()
                    .oauth2(eve)
                    .contentType(ContentType.JSON)
                    .body("{\"name\":\"X\"}")
                    .put("/api/v1/tenants/nobody" + path)
                    .then()
                    .statusCode(404)
                    .extract()
                    .asString();
            given().auth()
                    .oauth2(eve)
                    .contentType(ContentType.JSON)
                    .body("{\"name\":\"X\"}")
                    .put(api.tenantPath() + path)
                    .then()
                    .statusCode(404)
                    .body(equalTo(unknown));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{\"name\":\"\"}",
                "{\"name\":\"Foo\",\"type\":\"Shop\"}",
                "{\"name\":\"Foo\",\"timeZone\":\"Mars/Olympus\"}",
                "{\"name\":\"Foo\",\"timeZone\":\"+02:00\"}",
                "{\"name\":\"Foo\",\"timeZone\":7}",
            })
    void aTenantThatMakesNoSenseIsRefused(String body) {
        api.admin().body(body).put(api.tenantPath()).then().statusCode(400).body("errors[0].code", equalTo(902));
    }

    @Test
    void aGroupIdHasAnEnd() {
        ScheduleApi endless = new ScheduleApi(api.tenant(), "g".repeat(65));

        endless.admin()
                .body("{\"name\":\"G\"}")
                .put(endless.groupPath())
                .then()
                .statusCode(400)
                .body("errors[0].code", equalTo(902));
        endless.create("{\"name\":\"A\"}").statusCode(400).body("errors[0].code", equalTo(902));
    }

    private void tenant(String body) {
        api.admin().body(body).put(api.tenantPath()).then().statusCode(200);
    }

    private void group(String body) {
        api.admin().body(body).put(api.groupPath()).then().statusCode(200).body(equalTo(body));
    }

    /** All that was told of a record, once there is at least so much of it. */
    private List<String> told(UUID record, int atLeast) {
        return await().atMost(Duration.ofSeconds(30))
                .until(
                        () -> probe.records(Topics.TENANT, record).stream()
                                .map(seen -> String.valueOf(seen.data()))
                                .toList(),
                        told -> told.size() >= atLeast);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
