package io.chronolink.profile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.equalTo;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.chronolink.stack.ChronolinkTestResource;
import io.chronolink.stack.TestStack;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import io.restassured.response.Response;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Identifiers as far as profiles need them (docs/dialects/profile.md#identifiers). */
@QuarkusTest
@QuarkusTestResource(value = ChronolinkTestResource.class, initArgs = @ResourceArg(name = "service", value = "profile"))
class IdentifierTest {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration LONG = Duration.ofSeconds(60);

    private final Caller caller = new Caller();
    private final UUID first = UUID.randomUUID();
    private final UUID second = UUID.randomUUID();

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/access/identifier/item/8/timeProfile/1",
                "/access/identifiers/item/8/timeprofile/1",
                "/api/v1/access/identifier/item/8/timeProfile/1",
                "/api/v1/access/identifiers/item/8/timeProfile/1",
            })
    void aProfileIsAttachedAndDetachedAtEachAddress(String address) {
        caller.upsertItems(Caller.oneDay(first));

        assertDone(caller.as("tenant-admin").post(address));
        assertDone(caller.as("tenant-admin").post(address));
        assertDone(caller.as("tenant-admin").post("/access/identifier/item/3/timeProfile/1"));
        assertIdentifiers(1, "{\"uid_items\":[3,8],\"count\":2}");

        assertDone(caller.as("tenant-admin").delete(address));
        assertDone(caller.as("tenant-admin").delete(address));
        assertIdentifiers(1, "{\"uid_items\":[3],\"count\":1}");
    }

    @Test
    void whatDoesNotExistCannotBeAttached() {
        caller.upsertItems(Caller.oneDay(first));

        for (String path : new String[] {"/item/8/timeProfile/2", "/item/8/timeProfile/0", "/item/8/timeProfile/x"}) {
            caller.as("tenant-admin")
                    .post("/access/identifier" + path)
                    .then()
                    .statusCode(400)
                    .body("error", equalTo("Wrong Time Profile Uid"));
        }
        caller.as("tenant-admin")
                .post("/access/identifier/item/0/timeProfile/1")
                .then()
                .statusCode(400)
                .body("error", equalTo("Wrong Identifier Uid"));
        caller.as("end-user")
                .post("/access/identifier/item/8/timeProfile/1")
                .then()
                .statusCode(403);
        assertIdentifiers(1, "{\"uid_items\":[],\"count\":0}");
    }

    @Test
    void aDeletedProfileIsDetached() {
        caller.upsertItems(Caller.oneDay(first));
        assertDone(caller.as("tenant-admin").post("/access/identifier/item/8/timeProfile/1"));

        caller.delete(first);
        caller.upsertItems(Caller.oneDay(first));

        assertIdentifiers(1, "{\"uid_items\":[],\"count\":0}");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/item/1", "/items", "/items/link"})
    void whoDeletesAProfileWaitsForItsAttachmentAndDetachesIt(String deletion) throws Exception {
        caller.upsertItems(Caller.oneDay(first));

        try (Connection other = connection()) {
            other.setAutoCommit(false);
            other.createStatement()
                    .execute("insert into identifier (tenant, uid) values ('%s', 8)".formatted(caller.tenant));
            CompletableFuture<Response> attached = CompletableFuture.supplyAsync(
                    () -> caller.as("tenant-admin").post("/access/identifier/item/8/timeProfile/1"));
            await().atMost(LONG).until(() -> waiting() == 1);
            CompletableFuture<Response> deleted =
                    CompletableFuture.supplyAsync(() -> caller.as("tenant-admin", "link-manager")
                            .contentType(ContentType.JSON)
                            .body("{\"uid_items\":[1],\"link_ids\":[\"" + first + "\"]}")
                            .delete("/access/timeprofile" + deletion));
            await().atMost(LONG).until(() -> waiting() == 2);
            other.rollback();

            assertDone(attached.get(60, TimeUnit.SECONDS));
            assertThat(deleted.get(60, TimeUnit.SECONDS).statusCode()).isEqualTo(200);
        }
        caller.upsertItems(Caller.oneDay(first));
        assertIdentifiers(1, "{\"uid_items\":[],\"count\":0}");
    }

    /** How many transactions wait for another one. */
    private static int waiting() throws SQLException {
        // In a connection of its own, since a transaction sees the same sessions all the time.
        try (Connection connection = connection();
                ResultSet row = connection
                        .createStatement()
                        .executeQuery("select count(*) from pg_stat_activity"
                                + " where datname = current_database() and wait_event_type = 'Lock'")) {
            row.next();
            return row.getInt(1);
        }
    }

    private static Connection connection() throws SQLException {
        return DriverManager.getConnection(TestStack.databases().superuserJdbcUrl("profile"));
    }

    @Test
    void anIdentifierIsBoundByTheLinksOfItsProfiles() throws Exception {
        UUID card = UUID.randomUUID();
        UUID plate = UUID.randomUUID();
        UUID nobody = UUID.randomUUID();
        caller.upsertItems(Caller.oneDay(first), Caller.oneDay(second));

        assertLines(
                upsert(identifier(card, first, second), identifier(plate, first, nobody)), """
                [{"link_id":"%s","success":true,"extended_info":"created"},
                 {"link_id":"%s","success":false,"extended_info":"bound_time_profile_doesnt_exist"}]
                """.formatted(card, plate));
        assertIdentifiers(1, "{\"uid_items\":[1],\"count\":1}");
        assertIdentifiers(2, "{\"uid_items\":[1],\"count\":1}");

        assertLines(
                upsert(identifier(card, second), identifier(plate, second), identifier(card, second)),
                """
                [{"link_id":"%s","success":true,"extended_info":"updated"},
                 {"link_id":"%s","success":true,"extended_info":"created"},
                 {"link_id":"%s","success":true,"extended_info":"updated"}]
                """.formatted(card, plate, card));
        assertIdentifiers(1, "{\"uid_items\":[],\"count\":0}");
        assertIdentifiers(2, "{\"uid_items\":[1,2],\"count\":2}");

        caller.delete(second);
        assertLines(upsert(identifier(card, second)), """
                [{"link_id":"%s","success":false,"extended_info":"bound_time_profile_doesnt_exist"}]
                """.formatted(card));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"list_items\":[{}]}",
                "{\"list_items\":[{\"link_id\":\"x\"}]}",
                "{\"list_items\":[7]}",
                "{\"list_items\":[{\"link_id\":\"91c615e3-1040-4815-8ecb-039a18b756b5\",\"time_profiles\":[]}]}",
                "{\"list_items\":[{\"link_id\":\"91c615e3-1040-4815-8ecb-039a18b756b5\",\"time_profiles\":{\"link_ids\":[1]}}]}",
                "{}",
                "x"
            })
    void anIdentifierThatIsWrongIsRefused(String body) {
        Response answer = caller.as("link-manager")
                .contentType(ContentType.JSON)
                .body(body)
                .post("/access/identifier/items/link");

        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.<String>path("error")).startsWith("Wrong JSON body");
    }

    private Response upsert(String... items) {
        return caller.as("link-manager")
                .contentType(ContentType.JSON)
                .body("{\"list_items\":[" + String.join(",", items) + "]}")
                .post("/access/identifier/items/link");
    }

    private static String identifier(UUID link, UUID... profiles) {
        StringBuilder links = new StringBuilder();
        for (UUID profile : profiles) {
            links.append(links.isEmpty() ? "" : ",").append('"').append(profile).append('"');
        }
        return """
                {"link_id":"%s","identifier_type":"card","identifier_number":"4711",
                 "time_profiles":{"link_ids":[%s]}}
                """.formatted(link, links);
    }

    private void assertIdentifiers(int uid, String expected) {
        try {
            assertThat(JSON.readTree(caller.get("/item/" + uid).asString()).get("identifiers"))
                    .isEqualTo(JSON.readTree(expected));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void assertLines(Response answer, String lines) throws Exception {
        assertThat(answer.statusCode()).as(answer.asString()).isEqualTo(200);
        assertThat(JSON.readTree(answer.asString()).get("result")).isEqualTo(JSON.readTree(lines));
    }

    private static void assertDone(Response answer) {
        assertThat(answer.statusCode()).as(answer.asString()).isEqualTo(200);
        assertThat(answer.asString()).isEqualTo("{}");
    }
}
