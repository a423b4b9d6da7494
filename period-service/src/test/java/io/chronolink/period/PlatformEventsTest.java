package io.chronolink.period;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.startsWith;

import com.fasterxml.jackson.databind.JsonNode;
import io.chronolink.events.Event;
import io.chronolink.events.EventTypes;
import io.chronolink.events.GroupScheduleEvent.GroupScheduleDeleted;
import io.chronolink.events.GroupScheduleEvent.GroupScheduleSaved;
import io.chronolink.events.InformationEvent.Category;
import io.chronolink.events.InformationEvent.Information;
import io.chronolink.events.InformationEvent.InformationDeleted;
import io.chronolink.events.InformationEvent.InformationSaved;
import io.chronolink.events.InformationEvent.InformationStateChanged;
import io.chronolink.events.RecordIds;
import io.chronolink.events.RecordingScheduleEvent.RecordingScheduleDeleted;
import io.chronolink.events.RecordingScheduleEvent.RecordingScheduleSaved;
import io.chronolink.events.RoomEvent.RoomDeleted;
import io.chronolink.events.RoomEvent.RoomSaved;
import io.chronolink.events.Service;
import io.chronolink.events.TenantEvent.GroupSaved;
import io.chronolink.events.TenantEvent.TenantSaved;
import io.chronolink.events.TimeProfileEvent.TimeProfileDeleted;
import io.chronolink.events.TimeProfileEvent.TimeProfileSaved;
import io.chronolink.events.Timing;
import io.chronolink.events.Topic;
import io.chronolink.events.Topics;
import io.chronolink.kit.events.EventJson;
import io.chronolink.kit.events.TopicConsumer;
import io.chronolink.stack.ChronolinkTestResource;
import io.chronolink.stack.EventProbe;
import io.chronolink.stack.EventProbe.Seen;
import io.chronolink.stack.EventProbe.Sent;
import io.chronolink.stack.TestStack;
import io.quarkus.arc.All;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Each row of the platform's table that names period-service, through Kafka and back. */
@QuarkusTest
@QuarkusTestResource(value = ChronolinkTestResource.class, initArgs = @ResourceArg(name = "service", value = "period"))
class PlatformEventsTest {

    private static final Instant MAY = Instant.parse("2026-05-01T08:00:00Z");
    private static final Instant JUNE = Instant.parse("2026-06-01T08:00:00Z");
    private static final Instant JULY = Instant.parse("2026-07-01T08:00:00Z");
    private static final Instant AUGUST = Instant.parse("2026-08-01T08:00:00Z");
    private static final String ALWAYS = "1970-01-01 00:00:00";
    private static final String NEVER = "9999-12-31 23:59:59";

    @Inject
    @All
    List<TopicConsumer<?>> consumers;

    private final EventProbe probe = new EventProbe(TestStack.bootstrapServers());
    private final PeriodApi api = new PeriodApi("events-" + UUID.randomUUID());
    private final UUID operation = UUID.randomUUID();
    private final UUID link = UUID.randomUUID();
    private final UUID record = UUID.randomUUID();
    private final UUID other = UUID.randomUUID();
    private final UUID tenantRecord = RecordIds.tenant(api.tenant());
    private final UUID group = RecordIds.group(api.tenant(), "g1");

    @AfterEach
    void close() {
        probe.close();
    }

    @Test
    void theServiceSubscribesToTheTopicsThatTheTableSays() {
        assertThat(consumers)
                .extracting(TopicConsumer::topic)
                .filteredOn(topic -> !topic.equals(Topics.OPERATION_RECEIPTS))
                .containsExactlyInAnyOrderElementsOf(Topics.appliedBy(Service.PERIOD));
    }

    @Test
    void aTimeProfileWithALinkIsAnEntityFromItsFirstStartToItsLastEnd() {
        send(MAY, profile(1, "Course", JUNE, JULY));

        awaitView(link, view -> view.body("entity_type", equalTo("TIME_PROFILE"))
                .body("entity_name", equalTo("Course"))
                .body("owned", hasSize(1))
                .body("owned[0].period_id", startsWith("derived:"))
                .body("owned[0].start_date", equalTo("2026-06-01 08:00:00"))
                .body("owned[0].end_date", equalTo("2026-07-01 08:00:00")));
        send(MAY, profile(2, "Course", JUNE, null));
        awaitView(link, view -> view.body("owned.end_date", contains(NEVER)));
        JsonNode event = lastEvent(link.toString());
        assertThat(event.get("entity_id").asText()).isEqualTo(link.toString());
        assertThat(event.get("link_id").asText()).isEqualTo(link.toString());
        assertThat(event.get("entity_type").asText()).isEqualTo("TIME_PROFILE");
        assertThat(event.get("version").asLong()).isEqualTo(2);
        assertThat(event.get("effective"))
                .isEqualTo(PeriodApi.json("[{\"start\":\"2026-06-01T08:00:00Z\",\"end\":null}]"));
    }

    @Test
    void aTimeProfileWithoutALinkIsNoEntity() {
        send(MAY, new TimeProfileSaved(record, 1, null, 7, "x", timing(JUNE, JULY), Map.of(), Map.of()));
        send(MAY, profile(1, "Course", JUNE, JULY));

        awaitView(link, view -> view.body("entity_name", equalTo("Course")));
        api.view(record.toString()).then().statusCode(404);
    }

    @Test
    void aTimeProfileThatNeverTakesPlaceIsNeverValid() {
        send(MAY, profile(1, "Course", null, null));

        awaitEffective(link, MAY, effective -> effective.body("effective", hasSize(0)));
    }

    @Test
    void theDeletionOfALinkEndsItsPeriodAndANewLifeGoesOn() {
        send(MAY, profile(1, "Course", JUNE, AUGUST));
        send(JULY, new TimeProfileDeleted(record, 2, link, 7, "Course"));
        awaitView(link, view -> view.body("owned.start_date", contains("2026-06-01 08:00:00"))
                .body("owned.end_date", contains("2026-07-01 08:00:00")));

        send(JULY, profile(3, "Again", JULY, AUGUST));

        awaitView(link, view -> view.body("entity_name", equalTo("Again"))
                .body("owned.start_date", contains("2026-07-01 08:00:00"))
                .body("owned.end_date", contains("2026-08-01 08:00:00")));
    }

    @Test
    void anInformationHangsUnderItsLinkAndUnderTheInformationAboveIt() {
        send(MAY, new InformationSaved(record, 1, link, information("Notice", other, Category.open, MAY)));
        awaitView(record, view -> view.body("entity_type", equalTo("INFORMATION"))
                .body("entity_name", equalTo("Notice"))
                .body("owned.start_date", contains("2026-05-01 08:00:00"))
                .body("owned.end_date", contains(NEVER))
                .body("parent.keySet()", hasSize(0)));

        send(MAY, profile(1, "Course", JUNE, AUGUST));
        send(MAY, new InformationSaved(other, 1, null, information("Above", null, Category.open, JULY)));

        awaitEffective(record, JUNE, effective -> effective
                .body("effective.start_date", contains("2026-07-01 08:00:00"))
                .body("effective.end_date", contains("2026-08-01 08:00:00"))
                .body("decided_by.entity_name", equalTo("Above"))
                .body("decided_by.level", equalTo("0")));
        send(JULY, new InformationDeleted(record, 2, link));
        awaitView(record, view -> view.body("owned.end_date", contains("2026-07-01 08:00:00"))
                .body("parent.keySet()", hasSize(2)));
    }

    @Test
    void closingAnInformationEndsItsPeriodAndReopeningStartsANewOne() {
        send(MAY, new InformationSaved(record, 1, null, information("Notice", null, Category.open, MAY)));
        send(JUNE, changed(2, Category.open, Category.closed));
        awaitView(record, view -> view.body("owned.start_date", contains("2026-05-01 08:00:00"))
                .body("owned.end_date", contains("2026-06-01 08:00:00")));

        send(JULY, changed(3, Category.closed, Category.open));

        awaitView(record, view -> view.body("owned.start_date", contains("2026-07-01 08:00:00"))
                .body("owned.end_date", contains(NEVER)));
        send(AUGUST, new InformationSaved(record, 4, null, information("New", null, Category.open, MAY)));
        awaitView(record, view -> view.body("entity_name", equalTo("New"))
                .body("owned.start_date", contains("2026-07-01 08:00:00")));
    }

    @Test
    void aChangeInsideACategoryIsNoNewPeriod() {
        send(MAY, new InformationSaved(record, 1, null, information("Notice", null, Category.open, MAY)));
        send(JUNE, changed(2, Category.open, Category.closed));
        send(JULY, changed(3, Category.closed, Category.closed));
        send(JULY, new InformationSaved(other, 1, null, information("Barrier", null, Category.open, MAY)));

        awaitView(other, view -> view.body("entity_name", equalTo("Barrier")));
        awaitView(record, view -> view.body("owned.end_date", contains("2026-06-01 08:00:00")));
    }

    @Test
    void tenantsGroupsAndSchedulesStandUnderEachOther() {
        UUID schedule = UUID.randomUUID();
        send(MAY, schedule(schedule, 1, group));
        send(MAY, new GroupSaved(group, 1, tenantRecord, "g1", "Group", null));
        send(MAY, new TenantSaved(tenantRecord, 1, api.tenant(), "Tenant", "Enterprise", "Europe/Berlin"));
        send(MAY, profile(1, "Course", JUNE, AUGUST));

        awaitEffective(schedule, JUNE, effective -> effective
                .body("entity_type", equalTo("GROUP_SCHEDULE"))
                .body("effective.end_date", contains("2026-08-01 08:00:00")));
        api.periods(tenantRecord.toString(), PeriodApi.period(null, ALWAYS, "2026-07-01 08:00:00"));
        api.view(schedule.toString())
                .then()
                .body("owned", hasSize(0))
                .body("parent.'" + tenantRecord + "'.dep_type", contains("TENANT"))
                .body("parent.'" + tenantRecord + "'.level", contains("1"))
                .body("parent.'" + link + "'.level", contains("0"));
        api.view(group.toString()).then().body("entity_type", equalTo("GROUP"));
        api.effective(schedule.toString(), null)
                .then()
                .body("effective.start_date", contains("2026-06-01 08:00:00"))
                .body("effective.end_date", contains("2026-07-01 08:00:00"));

        send(JUNE, new GroupScheduleDeleted(schedule, 2, link, "Hours"));
        awaitView(schedule, view -> view.body("owned.start_date", contains(ALWAYS))
                .body("owned.end_date", contains("2026-06-01 08:00:00")));
    }

    @Test
    void aScheduleOfTheTenantHangsUnderTheTenant() {
        UUID schedule = UUID.randomUUID();
        send(MAY, new TenantSaved(tenantRecord, 1, api.tenant(), "Tenant", "Enterprise", "Europe/Berlin"));
        awaitView(tenantRecord, view -> view.body("entity_type", equalTo("TENANT")));
        api.periods(tenantRecord.toString(), PeriodApi.period(null, ALWAYS, "2026-07-01 08:00:00"));

        send(MAY, schedule(schedule, 1, null));

        awaitView(schedule, view -> view.body("parent.'" + tenantRecord + "'.level", contains("0")));
    }

    @Test
    void roomsAndRecordingSchedulesStandUnderEachOther() {
        UUID room = UUID.randomUUID();
        send(MAY, new RoomSaved(room, 1, 4, "Lab", null, false));
        send(MAY, new RecordingScheduleSaved(record, 1, link, 9, "Lecture", room, 4, timing(MAY, AUGUST)));
        send(MAY, profile(1, "Course", JUNE, AUGUST));
        awaitEffective(record, MAY, effective -> effective
                .body("entity_type", equalTo("RECORDING_SCHEDULE"))
                .body("effective.start_date", contains("2026-06-01 08:00:00"))
                .body("effective.end_date", contains("2026-08-01 08:00:00")));
        awaitView(record, view -> view.body("owned.start_date", contains("2026-05-01 08:00:00")));

        send(JULY, new RoomDeleted(room, 2, 4, "Lab"));

        awaitEffective(record, JULY, effective -> effective
                .body("effective.end_date", contains("2026-07-01 08:00:00"))
                .body("decided_by.entity_id", equalTo(room.toString())));
        send(JUNE, new RecordingScheduleDeleted(record, 2, link, 9, "Lecture"));
        awaitView(record, view -> view.body("owned.end_date", contains("2026-06-01 08:00:00")));
    }

    @Test
    void theUsersOwnPeriodsSurviveTheNextChangeOfTheProfile() {
        send(MAY, profile(1, "Course", JUNE, AUGUST));
        awaitView(link, view -> view.body("entity_name", equalTo("Course")));
        api.periods(link.toString(), PeriodApi.period("closed-for-july", ALWAYS, "2026-07-01 08:00:00"));

        send(MAY, profile(2, "Longer", MAY, AUGUST));

        awaitView(link, view -> view.body("entity_name", equalTo("Longer"))
                .body("owned.period_id", contains("closed-for-july")));
        api.effective(link.toString(), null)
                .then()
                .body("effective.start_date", contains("2026-05-01 08:00:00"))
                .body("effective.end_date", contains("2026-07-01 08:00:00"));
        api.entity(link.toString(), "OFFICE", "Mine").then().statusCode(409).body("name", equalTo("Conflict"));
    }

    @Test
    void ownEntitiesHangUnderPlatformsOnesAndWaitForTheirLink() {
        api.as("tenant-admin")
                .body(Map.of("entity_type", "ACTION", "entity_name", "Mine", "link_id", link.toString()))
                .put("/period/entity/mine")
                .then()
                .statusCode(200);
        api.view(link.toString()).then().statusCode(404);

        send(MAY, profile(1, "Course", JUNE, AUGUST));

        awaitEffective(
                "mine", JUNE, effective -> effective.body("effective.start_date", contains("2026-06-01 08:00:00")));
        assertThat(lastEvent("mine").get("link_id").asText()).isEqualTo(link.toString());
    }

    @Test
    void whatChangesNothingPublishesNothingAndReactionsCarryTheOperation() {
        send(MAY, profile(1, "Course", JUNE, AUGUST));
        awaitView(link, view -> view.body("entity_name", equalTo("Course")));
        api.periods(link.toString(), PeriodApi.period(null, ALWAYS, NEVER));
        send(MAY, profile(2, "Renamed", JUNE, AUGUST));
        send(MAY, profile(3, "Renamed", JUNE, AUGUST));
        send(MAY, profile(4, "Renamed", JUNE, JULY));

        await().untilAsserted(() ->
                assertThat(lastEvent(link.toString()).get("version").asLong()).isEqualTo(2));
        assertThat(published(link.toString())).hasSize(2).allSatisfy(seen -> assertThat(seen.headers())
                .containsEntry("ce_operationid", operation.toString())
                .containsEntry("ce_tenant", api.tenant()));
        // First seen, renamed, shortened; the third event says nothing new.
        await().untilAsserted(() -> assertThat(effects()).isEqualTo(3));
    }

    @Test
    void theHistoryTellsOfWhatEndsAfterTheYear9999() {
        send(MAY, profile(1, "Course", JUNE, Instant.parse("+10000-01-01T05:00:00Z")));
        awaitView(link, view -> view.body("owned.end_date", contains(NEVER)));

        api.as("end-user")
                .get("/period/history/{id}", link)
                .then()
                .statusCode(200)
                .body("[0].periods.start_date", contains("2026-06-01 08:00:00"))
                .body("[0].periods.end_date", contains(NEVER));
    }

    private int effects() {
        return probe.all(Topics.OPERATION_RECEIPTS).stream()
                .filter(seen -> operation.toString().equals(seen.headers().get("ce_operationid")))
                .mapToInt(seen -> seen.data() == null
                        ? 0
                        : PeriodApi.json(seen.data()).get("effects").asInt())
                .sum();
    }

    private TimeProfileSaved profile(long version, String name, @Nullable Instant start, @Nullable Instant end) {
        return new TimeProfileSaved(record, version, link, 7, name, timing(start, end), Map.of(), Map.of());
    }

    private GroupScheduleSaved schedule(UUID id, long version, @Nullable UUID group) {
        return new GroupScheduleSaved(
                id, version, link, "Group", "Time", tenantRecord, group, null, "Hours", List.of());
    }

    private InformationStateChanged changed(long version, Category before, Category now) {
        return new InformationStateChanged(
                record, version, null, information("Notice", null, now, MAY), 1, before, null);
    }

    private static Information information(String title, @Nullable UUID parent, Category category, Instant validFrom) {
        return new Information(title, "text", parent, 1, "state", category, validFrom);
    }

    private static Timing timing(@Nullable Instant firstStart, @Nullable Instant lastEnd) {
        return new Timing(
                LocalDateTime.parse("2026-06-01T10:00:00"),
                "Europe/Berlin",
                3600,
                false,
                "FREQ=DAILY",
                null,
                firstStart,
                lastEnd);
    }

    private void send(Instant time, Event event) {
        Topic topic = EventTypes.of(event).topic();
        probe.send(
                topic,
                new Sent(
                        UUID.randomUUID(),
                        EventTypes.of(event).name(),
                        api.tenant(),
                        operation,
                        event.id(),
                        event.version(),
                        time,
                        EventJson.write(event)));
    }

    private void awaitView(UUID id, Consumer<ValidatableResponse> check) {
        await().atMost(Duration.ofSeconds(30))
                .untilAsserted(() -> check.accept(api.view(id.toString()).then().statusCode(200)));
    }

    private void awaitEffective(Object id, Instant at, Consumer<ValidatableResponse> check) {
        await().atMost(Duration.ofSeconds(30))
                .untilAsserted(() -> check.accept(
                        api.effective(id.toString(), at.toString()).then().statusCode(200)));
    }

    private JsonNode lastEvent(String entityId) {
        await().atMost(Duration.ofSeconds(30)).until(() -> !published(entityId).isEmpty());
        List<Seen> seen = published(entityId);
        String data = seen.get(seen.size() - 1).data();
        return PeriodApi.json(data == null ? "null" : data);
    }

    private List<Seen> published(String entityId) {
        UUID key = UUID.nameUUIDFromBytes((api.tenant() + "\0" + entityId).getBytes(StandardCharsets.UTF_8));
        return new ArrayList<>(probe.records(Topics.ENTITY_PERIOD, key));
    }
}
