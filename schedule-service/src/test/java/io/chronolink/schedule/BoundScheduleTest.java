package io.chronolink.schedule;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.equalTo;

import io.chronolink.events.Event;
import io.chronolink.events.EventTypes;
import io.chronolink.events.InformationEvent.Category;
import io.chronolink.events.InformationEvent.Information;
import io.chronolink.events.InformationEvent.InformationStateChanged;
import io.chronolink.events.TimeProfileEvent.TimeProfileDeleted;
import io.chronolink.events.TimeProfileEvent.TimeProfileSaved;
import io.chronolink.events.Timing;
import io.chronolink.events.Topics;
import io.chronolink.kit.events.EventJson;
import io.chronolink.stack.ChronolinkTestResource;
import io.chronolink.stack.EventProbe;
import io.chronolink.stack.EventProbe.Sent;
import io.chronolink.stack.TestStack;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import io.restassured.specification.RequestSpecification;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Schedules that are bound to a link follow it. */
@QuarkusTest
@QuarkusTestResource(
        value = ChronolinkTestResource.class,
        initArgs = @ResourceArg(name = "service", value = "schedule"))
class BoundScheduleTest {

    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final String MONDAY_NINE =
            "{\"name\":\"derived: Monday\",\"type\":\"Day of the week\",\"dayOfWeek\":\"Monday\",\"startTime\":\"9:00\","
                    + "\"stopTime\":\"10:00\",\"derived\":true}";

    private final String tenant = "bound-" + UUID.randomUUID();
    private final UUID link = UUID.randomUUID();
    private final UUID profile = UUID.randomUUID();
    private final EventProbe probe = new EventProbe(TestStack.bootstrapServers());

    @AfterEach
    void close() {
        probe.close();
    }

    @Test
    void aScheduleThatIsBoundBeforeItsLinkIsKnownFollowsWhenItArrives() {
        create("Yoga", ",\"link_id\":\"" + link + "\"");
        assertThat(full("Yoga")).isEqualTo("{\"name\":\"Yoga\",\"link_id\":\"" + link + "\",\"periods\":[]}");

        send(saved(1, "2026-03-02T09:00", "FREQ=WEEKLY"));

        awaitFull("Yoga", MONDAY_NINE);
    }

    @Test
    void aScheduleThatIsBoundLaterTakesWhatIsKnownAtOnceAndLetsGoAgain() {
        create("First", ",\"link_id\":\"" + link + "\"");
        send(saved(1, "2026-03-02T09:00", "FREQ=WEEKLY"));
        awaitFull("First", MONDAY_NINE);

        create("Second", "");
        admin().body("{\"link_id\":\"" + link + "\"}")
                .put(path("Second/"))
                .then()
                .statusCode(200);
        assertThat(full("Second")).contains(MONDAY_NINE);

        admin().body("{\"link_id\":null}").put(path("Second/")).then().statusCode(200);
        assertThat(full("Second")).isEqualTo("{\"name\":\"Second\",\"periods\":[]}");
    }

    @Test
    void aHandMadePeriodStaysWhileTheDerivedOnesMove() {
        create(
                "Yoga",
                ",\"link_id\":\"" + link + "\",\"periods\":[{\"name\":\"Mine\",\"type\":\"Day of the month\","
                        + "\"dayOfMonth\":3,\"startTime\":\"7:00\",\"stopTime\":\"8:00\"}]");
        send(saved(1, "2026-03-02T09:00", "FREQ=WEEKLY"));
        awaitFull("Yoga", MONDAY_NINE);

        send(saved(2, "2026-03-03T10:00", "FREQ=WEEKLY;BYDAY=TU,TH"));

        await().atMost(PATIENCE).untilAsserted(() -> assertThat(full("Yoga"))
                .contains("derived: Tuesday", "derived: Thursday", "\"startTime\":\"10:00\"", "\"Mine\"")
                .doesNotContain("Monday"));
    }

    @Test
    void anOlderOrRepeatedEventChangesNothing() {
        UUID schedule = create("Yoga", ",\"link_id\":\"" + link + "\"");
        Sent second = sent(saved(2, "2026-03-02T09:00", "FREQ=WEEKLY"));
        send(second);
        awaitFull("Yoga", MONDAY_NINE);

        send(second);
        send(saved(1, "2026-03-03T10:00", "FREQ=WEEKLY"));
        send(saved(3, "2026-03-02T09:00", "FREQ=WEEKLY"));
        send(saved(4, "2026-03-04T09:00", "FREQ=WEEKLY"));

        awaitFull("Yoga", "derived: Wednesday");
        // Created, Monday, Wednesday: what changed nothing was not told.
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(probe.records(Topics.GROUP_SCHEDULE, schedule))
                .hasSize(3));
    }

    @Test
    void aHeldLinkRestsAndARuleBeyondTheSimpleApiAnswers62() {
        create("Yoga", ",\"link_id\":\"" + link + "\"");
        send(saved(1, "2026-03-02T09:00", "FREQ=WEEKLY"));
        awaitFull("Yoga", MONDAY_NINE);
        UUID notice = UUID.randomUUID();

        send(notice(notice, 1, Category.closed));
        awaitFull("Yoga", "\"active\":false");

        send(notice(notice, 2, Category.open));
        awaitFull("Yoga", MONDAY_NINE);

        send(saved(2, "2026-03-02T09:00", "FREQ=MONTHLY;BYDAY=1MO"));
        await().atMost(PATIENCE).untilAsserted(() -> admin().get(path("Yoga/?full_list=true"))
                .then()
                .statusCode(400)
                .body(equalTo("{\"errors\":[{\"code\":62,\"name\":\"SCHEDULE_NOT_COMPATIBLE_SIMPLE_MODE\","
                        + "\"message\":\"Schedule period not compatible with simplified mode: "
                        + "\\\"derived: rule\\\" goes by the week of the month\"}]}")));
        assertThat(admin().get(path("Yoga/?full_list=true").replace("/time_", "/advanced_time_"))
                        .asString())
                .contains(
                        "{\"type\":\"monthlyByWeek\",\"interval\":1,\"dayOfWeek\":\"Monday\",\"dayOfWeekInMonth\":\"First\"}",
                        "\"derived\":true");
        admin().get(path("Yoga/")).then().statusCode(200);
    }

    @Test
    void aDeletedLinkLeavesTheScheduleWithoutItsPeriods() {
        create("Yoga", ",\"link_id\":\"" + link + "\"");
        send(saved(1, "2026-03-02T09:00", "FREQ=WEEKLY"));
        awaitFull("Yoga", MONDAY_NINE);

        send(new TimeProfileDeleted(profile, 2, link, 1, "Yoga"));

        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(full("Yoga")).isEqualTo("{\"name\":\"Yoga\",\"periods\":[]}"));
    }

    @Test
    void aDerivedPeriodCannotBeEditedByHand() {
        create("Yoga", ",\"link_id\":\"" + link + "\"");
        send(saved(1, "2026-03-02T09:00", "FREQ=WEEKLY"));
        awaitFull("Yoga", MONDAY_NINE);

        admin().body("{\"periods\":[{\"name\":\"derived: Monday\",\"startTime\":\"8:00\"}]}")
                .put(path("Yoga/"))
                .then()
                .statusCode(400)
                .body("errors[0].code", equalTo(903));
    }

    @Test
    void aThousandLinksInOneGoAreFollowedByTheirSchedules() {
        List<UUID> links = new ArrayList<>();
        List<Sent> events = new ArrayList<>();
        for (int i = 0; i < 1_000; i++) {
            UUID each = UUID.randomUUID();
            links.add(each);
            create("S" + i, ",\"link_id\":\"" + each + "\"");
            events.add(sent(new TimeProfileSaved(
                    UUID.randomUUID(),
                    1,
                    each,
                    i + 1,
                    "Course " + i,
                    timing("2026-03-02T09:00", "FREQ=WEEKLY"),
                    Map.of(),
                    Map.of())));
        }

        probe.send(Topics.TIME_PROFILE, events);

        await().atMost(Duration.ofSeconds(60)).untilAsserted(() -> {
            assertThat(full("S0")).contains(MONDAY_NINE);
            assertThat(full("S500")).contains(MONDAY_NINE);
            assertThat(full("S999")).contains(MONDAY_NINE);
        });
    }

    private UUID create(String name, String members) {
        admin().body("{\"name\":\"" + name + "\"" + members + "}")
                .post(path(""))
                .then()
                .statusCode(201);
        return name.equals("Yoga")
                ? await().atMost(PATIENCE)
                        .until(
                                () -> probe.all(Topics.GROUP_SCHEDULE).stream()
                                        .filter(seen ->
                                                tenant.equals(seen.headers().get("ce_tenant")))
                                        .map(seen -> UUID.fromString(seen.key()))
                                        .findFirst(),
                                java.util.Optional::isPresent)
                        .orElseThrow()
                : link;
    }

    private TimeProfileSaved saved(long version, String start, String rule) {
        return new TimeProfileSaved(profile, version, link, 1, "Yoga", timing(start, rule), Map.of(), Map.of());
    }

    private static Timing timing(String start, String rule) {
        return new Timing(LocalDateTime.parse(start), "Europe/Berlin", 3_600, false, rule, null, Instant.EPOCH, null);
    }

    private InformationStateChanged notice(UUID id, long version, Category category) {
        return new InformationStateChanged(
                id,
                version,
                link,
                new Information("Notice", "Text", null, 4, "archived", category, Instant.EPOCH),
                3,
                Category.open,
                null);
    }

    private void send(Event event) {
        send(sent(event));
    }

    private void send(Sent event) {
        probe.send(EventTypes.named(event.type()).orElseThrow().topic(), event);
    }

    private Sent sent(Event event) {
        return Sent.of(
                EventTypes.of(event).name(),
                tenant,
                UUID.randomUUID(),
                event.id(),
                event.version(),
                EventJson.write(event));
    }

    private void awaitFull(String name, String part) {
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(full(name)).contains(part));
    }

    private String full(String name) {
        return admin().get(path(name + "/?full_list=true")).asString();
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
        return "/api/v1/tenants/" + tenant + "/groups/hall/time_schedules/" + rest;
    }
}
