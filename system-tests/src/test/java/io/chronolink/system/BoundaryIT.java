package io.chronolink.system;

import static io.chronolink.demo.Api.object;
import static io.chronolink.events.Service.PERIOD;
import static io.chronolink.events.Service.PROFILE;
import static io.chronolink.events.Service.RECORDING;
import static io.chronolink.events.Service.SCHEDULE;
import static io.chronolink.system.Course.date;
import static io.chronolink.system.Course.now;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.chronolink.demo.Api;
import io.chronolink.demo.Api.Answer;
import io.chronolink.events.RecordIds;
import io.chronolink.events.Service;
import io.chronolink.events.Topic;
import io.chronolink.events.Topics;
import io.chronolink.stack.EventProbe;
import io.chronolink.stack.EventProbe.Sent;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What does not fit: it is refused before it is committed, or parked where it arrives, and can be replayed. */
class BoundaryIT {

    private static final Instant START = now().truncatedTo(ChronoUnit.HOURS).plus(Duration.ofDays(7));
    private static final int DAYS = 1_000;
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final Course course = new Course(START.plusSeconds(86_400));

    @AfterEach
    void close() {
        course.close();
    }

    @Test
    void whatOneServiceCannotApplyWaitsThereInOrderAndTheCallerSeesIt() throws Exception {
        // As if the service had a fault that the times of the link bring to light.
        execute(
                SCHEDULE,
                "alter table period add constraint faulty check (not derived or tenant <> '%s') not valid"
                        .formatted(course.tenant));
        String first;
        String second;
        try {
            first = String.valueOf(course.save(START).operation());
            assertThat(awaitEnd(first).path("status").asText()).isEqualTo("done_with_parked");
            // The same record, and so behind the first one, though by now it could be applied.
            execute(SCHEDULE, "alter table period drop constraint faulty");
            second = String.valueOf(course.save(START.plusSeconds(3_600)).operation());
            assertThat(awaitEnd(second).path("status").asText()).isEqualTo("done_with_parked");
        } finally {
            execute(SCHEDULE, "alter table period drop constraint if exists faulty");
        }
        assertThat(course.periods("course")).isEmpty();
        assertThat(course.occurrences(course.recording).get(0).path("start_at").asLong())
                .as("others go on")
                .isEqualTo(START.plusSeconds(3_600).getEpochSecond());
        assertThat(stream(first)).last().satisfies(last -> {
            assertThat(last.path("status").asText()).isEqualTo("done_with_parked");
            assertThat(last.at("/services/schedule-service/parked").asInt()).isEqualTo(1);
            assertThat(last.at("/services/recording-service/parked").asInt()).isZero();
        });

        JsonNode parked = parked(SCHEDULE);
        assertThat(parked).hasSize(2);
        assertThat(parked.at("/0/operation_id").asText()).isEqualTo(first);
        assertThat(parked.at("/1/operation_id").asText()).isEqualTo(second);
        JsonNode replayed = course.call(
                        SCHEDULE,
                        "POST",
                        "/admin/parked-events/" + parked.at("/0/id").asText() + "/replay",
                        null)
                .body();

        assertThat(replayed.path("applied")).hasSize(2);
        assertThat(course.periods("course").at("/0/startTime").asText())
                .isEqualTo("%d:00"
                        .formatted(START.plusSeconds(3_600)
                                .atOffset(java.time.ZoneOffset.UTC)
                                .getHour()));
        for (String operation : List.of(first, second)) {
            // The receipts of the replay are on their way.
            JsonNode status = await().atMost(PATIENCE)
                    .until(
                            () -> course.call(PROFILE, "GET", "/operations/" + operation, null)
                                    .body(),
                            told -> told.path("status").asText().equals("done"));
            assertThat(status.at("/services/schedule-service/parked").asInt()).isZero();
        }
    }

    @Test
    void eventsThatContradictTheirTenantOrCannotBeReadAreParkedAndOthersGoOn() throws Exception {
        UUID foreign = RecordIds.tenant("somebody-else");
        UUID own = RecordIds.tenant(course.tenant);
        UUID unreadable = UUID.randomUUID();
        String saved = "io.chronolink.tenant.saved.v1";
        String data = "{\"id\":\"%s\",\"version\":9,\"tenant_id\":\"%s\",\"name\":\"N\",\"type\":\"Enterprise\","
                + "\"time_zone\":\"Asia/Dubai\"}";
        try (EventProbe probe = new EventProbe(Platform.STACK.bootstrapServers())) {
            // Another tenant's record, data that name another tenant, a key that is not of the data, and no JSON.
            send(probe, Topics.TENANT, saved, foreign, data.formatted(foreign, "somebody-else"));
            send(probe, Topics.TENANT, saved, own, data.formatted(own, "somebody-else"));
            send(probe, Topics.TENANT, saved, UUID.randomUUID(), data.formatted(own, course.tenant));
            send(probe, Topics.TENANT, saved, unreadable, "{\"id\": broken");
        }

        for (Service service : List.of(PROFILE, PERIOD, RECORDING)) {
            await().atMost(PATIENCE)
                    .untilAsserted(() -> assertThat(parked(service)).hasSize(4));
            assertThat(parked(service))
                    .anySatisfy(event -> {
                        assertThat(event.path("key").asText()).isEqualTo(unreadable.toString());
                        assertThat(event.path("payload").asText()).isEqualTo("{\"id\": broken");
                    })
                    .extracting(event -> event.path("reason").asText())
                    .containsExactlyInAnyOrder(
                            "The record is not one of the tenant that the header names.",
                            "The record is not one of the tenant that the header names.",
                            "The key is not the id of the record.",
                            "The data is not a readable event of its type.");
            assertThat(query(
                            service,
                            "select count(*) from tenant_zone where zone = 'Asia/Dubai' and tenant in ('"
                                    + course.tenant + "', 'somebody-else')"))
                    .isEqualTo("0");
        }
        course.spread(PROFILE, course.save(START));
        assertThat(course.periods("course")).hasSize(1);
    }

    @Test
    void aRecordThatIsTooLargeToBeToldIsRefusedAndNothingOfItStays() throws Exception {
        // A piece is {"start":"2027-01-01T00:11:00Z","end":"2027-01-02T00:10:00Z"} and a comma: 62 bytes. Each parent
        // pauses for a minute a day, another one than the others, so that a child of n has some n * DAYS pieces.
        int fitting = 1_000_000 / 62 / DAYS;
        List<String> parents =
                IntStream.rangeClosed(0, fitting).mapToObj(i -> "parent " + i).toList();
        for (int i = 0; i < parents.size(); i++) {
            office(parents.get(i), List.of());
            setPauses(parents.get(i), i);
        }

        Answer accepted = office("child", parents.subList(0, fitting));
        Answer refused = office("child", parents);

        assertThat(accepted.status()).as("%s", accepted.body()).isEqualTo(200);
        assertThat(refused.status()).as("%s", refused.body()).isEqualTo(413);
        assertThat(refused.body().path("message").asText()).contains("too large");
        assertThat(refused.operation()).isNull();
        assertThat(course.view("child").path("parent")).hasSize(fitting);
        course.spread(PERIOD, accepted);
        assertThat(query(PERIOD, "select count(*) from outbox where tenant = '" + course.tenant + "'"))
                .isEqualTo("0");
    }

    private Answer office(String id, List<String> parents) {
        return course.api.ask(
                PERIOD,
                "PUT",
                "/period/entity/" + Api.path(id),
                object("entity_type", "OFFICE", "entity_name", id, "parents", parents));
    }

    private void setPauses(String entity, int number) {
        Instant first = Instant.parse("2027-01-01T00:00:00Z").plusSeconds(number * 600L);
        List<Object> periods = new ArrayList<>();
        for (int day = 0; day < DAYS; day++) {
            Instant from = first.plus(Duration.ofDays(day));
            periods.add(
                    object("start_date", date(from.plusSeconds(60)), "end_date", date(from.plus(Duration.ofDays(1)))));
        }
        course.own(entity, periods);
    }

    private void send(EventProbe probe, Topic topic, String type, UUID key, String data) {
        probe.send(topic, Sent.of(type, course.tenant, UUID.randomUUID(), key, 9, data));
    }

    private JsonNode parked(Service service) {
        return course.call(service, "GET", "/admin/parked-events", null).body().path("items");
    }

    private JsonNode awaitEnd(String operation) {
        return await().atMost(PATIENCE)
                .until(
                        () -> course.call(PROFILE, "GET", "/operations/" + operation + "?wait=10s", null)
                                .body(),
                        status -> !status.path("status").asText().equals("spreading"));
    }

    /** All that the stream of server-sent events tells until it ends by itself. */
    private List<JsonNode> stream(String operation) throws Exception {
        HttpResponse<String> answer = HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(URI.create(
                                        Platform.STACK.url(PROFILE) + "/operations/" + operation + "/stream"))
                                .header("Authorization", "Bearer " + Platform.token(course.tenant))
                                .timeout(PATIENCE)
                                .build(),
                        HttpResponse.BodyHandlers.ofString());
        assertThat(answer.headers().firstValue("Content-Type").orElse("")).startsWith("text/event-stream");
        ObjectMapper json = new ObjectMapper();
        return answer.body()
                .lines()
                .filter(line -> line.startsWith("data:"))
                .map(line -> {
                    try {
                        return json.readTree(line.substring("data:".length()));
                    } catch (com.fasterxml.jackson.core.JsonProcessingException e) {
                        throw new AssertionError(line, e);
                    }
                })
                .toList();
    }

    private static void execute(Service service, String sql) throws SQLException {
        try (Connection database = Platform.database(service)) {
            database.createStatement().execute(sql);
        }
    }

    private static String query(Service service, String sql) throws SQLException {
        try (Connection database = Platform.database(service);
                ResultSet result = database.createStatement().executeQuery(sql)) {
            result.next();
            return String.valueOf(result.getString(1));
        }
    }
}
