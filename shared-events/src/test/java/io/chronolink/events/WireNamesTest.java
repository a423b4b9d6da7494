package io.chronolink.events;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.chronolink.events.EntityPeriodEvent.EntityBecameActive;
import io.chronolink.events.EntityPeriodEvent.EntityBecameInactive;
import io.chronolink.events.EntityPeriodEvent.EntityPeriodsChanged;
import io.chronolink.events.EventTypes.EventType;
import io.chronolink.events.GroupScheduleEvent.GroupScheduleDeleted;
import io.chronolink.events.GroupScheduleEvent.GroupScheduleSaved;
import io.chronolink.events.InformationEvent.Category;
import io.chronolink.events.InformationEvent.InformationDeleted;
import io.chronolink.events.InformationEvent.InformationSaved;
import io.chronolink.events.InformationEvent.InformationStateChanged;
import io.chronolink.events.InformationEvent.NotificationSent;
import io.chronolink.events.RecordingScheduleEvent.RecordingScheduleDeleted;
import io.chronolink.events.RecordingScheduleEvent.RecordingScheduleSaved;
import io.chronolink.events.RoomEvent.RoomDeleted;
import io.chronolink.events.RoomEvent.RoomSaved;
import io.chronolink.events.TenantEvent.GroupSaved;
import io.chronolink.events.TenantEvent.TenantSaved;
import io.chronolink.events.TimeProfileEvent.TimeProfileDeleted;
import io.chronolink.events.TimeProfileEvent.TimeProfileSaved;
import io.chronolink.events.Wire.Sample;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What others read stands here letter by letter: renaming a class or a component must not change it unseen. */
class WireNamesTest {

    private record Row(String type, String topic, Class<? extends Event> payload, String... members) {}

    private static final List<Row> TABLE = List.of(
            row(
                    "io.chronolink.time-profile.saved.v1",
                    "time-profile.events.v1",
                    TimeProfileSaved.class,
                    "id version link_id born uid name timing time_options repeat_options"),
            row(
                    "io.chronolink.time-profile.deleted.v1",
                    "time-profile.events.v1",
                    TimeProfileDeleted.class,
                    "id version link_id uid name"),
            row(
                    "io.chronolink.group-schedule.saved.v1",
                    "group-schedule.events.v1",
                    GroupScheduleSaved.class,
                    "id version link_id level kind tenant_record_id group_record_id user_id name periods"),
            row(
                    "io.chronolink.group-schedule.deleted.v1",
                    "group-schedule.events.v1",
                    GroupScheduleDeleted.class,
                    "id version link_id name"),
            row(
                    "io.chronolink.tenant.saved.v1",
                    "tenant.events.v1",
                    TenantSaved.class,
                    "id version tenant_id name type time_zone"),
            row(
                    "io.chronolink.group.saved.v1",
                    "tenant.events.v1",
                    GroupSaved.class,
                    "id version tenant_record_id group_id name time_zone"),
            row(
                    "io.chronolink.entity-periods.changed.v1",
                    "entity-period.events.v1",
                    EntityPeriodsChanged.class,
                    "id version link_id entity_id entity_type entity_name effective"),
            row(
                    "io.chronolink.entity.became-active.v1",
                    "entity-period.events.v1",
                    EntityBecameActive.class,
                    "id version link_id entity_id entity_type entity_name effective at"),
            row(
                    "io.chronolink.entity.became-inactive.v1",
                    "entity-period.events.v1",
                    EntityBecameInactive.class,
                    "id version link_id entity_id entity_type entity_name effective at"),
            row(
                    "io.chronolink.information.saved.v1",
                    "information.events.v1",
                    InformationSaved.class,
                    "id version link_id link_version information"),
            row(
                    "io.chronolink.information.state-changed.v1",
                    "information.events.v1",
                    InformationStateChanged.class,
                    "id version link_id link_version information previous_state_id previous_category message"),
            row(
                    "io.chronolink.information.deleted.v1",
                    "information.events.v1",
                    InformationDeleted.class,
                    "id version link_id"),
            row(
                    "io.chronolink.notification.sent.v1",
                    "information.events.v1",
                    NotificationSent.class,
                    "id version recipient_id information_ids sent_at"),
            row(
                    "io.chronolink.recording-schedule.saved.v1",
                    "recording-schedule.events.v1",
                    RecordingScheduleSaved.class,
                    "id version link_id number name room_record_id room timing"),
            row(
                    "io.chronolink.recording-schedule.deleted.v1",
                    "recording-schedule.events.v1",
                    RecordingScheduleDeleted.class,
                    "id version link_id number name"),
            row(
                    "io.chronolink.room.saved.v1",
                    "room.events.v1",
                    RoomSaved.class,
                    "id version number name zone exclusive"),
            row("io.chronolink.room.deleted.v1", "room.events.v1", RoomDeleted.class, "id version number name"),
            row(
                    "io.chronolink.operation.receipt.v1",
                    "operation.receipts.v1",
                    OperationReceipt.class,
                    "id version operation_id service applied parked published effects"));

    private static final Map<String, Set<String>> NESTED = Map.of(
            "timing",
                    Set.of(
                            "start",
                            "zone",
                            "duration_seconds",
                            "wall_clock_duration",
                            "rrule",
                            "last_start",
                            "first_start",
                            "last_end"),
            "information", Set.of("title", "text", "parent_id", "state_id", "state_code", "category", "valid_from"),
            "effective", Set.of("start", "end"));

    @Test
    void everyKindOfEventHasItsNameAndItsTopic() {
        assertEquals(
                TABLE.stream()
                        .map(row -> List.of(row.type(), row.topic(), row.payload()))
                        .toList(),
                EventTypes.all().stream()
                        .map(type -> List.of(type.name(), type.topic().name(), type.payload()))
                        .toList());
    }

    @Test
    void everyEventHasItsMembers() {
        for (Row row : TABLE) {
            for (Sample sample : Wire.samples()) {
                if (sample.type().equals(row.type())) {
                    assertEquals(Set.of(row.members()), names(Wire.write(sample.read())), row.type());
                }
            }
        }
    }

    @Test
    void theNestedRecordsHaveTheirMembers() {
        for (Sample sample : Wire.samples()) {
            JsonNode json = Wire.write(sample.read());
            NESTED.forEach((member, names) -> {
                for (JsonNode value :
                        json.has(member) && json.get(member).isArray() ? json.get(member) : json.findValues(member)) {
                    assertEquals(names, names(value), sample.file());
                }
            });
        }
    }

    @Test
    void enumsHaveTheirValues() {
        assertEquals(
                List.of("open", "closed"),
                Arrays.stream(Category.values())
                        .map(value -> Wire.write(value).textValue())
                        .toList());
        assertEquals(
                List.of(
                        "profile-service",
                        "schedule-service",
                        "period-service",
                        "information-service",
                        "recording-service"),
                Arrays.stream(Service.values()).map(Service::wireName).toList());
        assertEquals(
                List.of(
                        "TENANT",
                        "GROUP",
                        "GROUP_SCHEDULE",
                        "TIME_PROFILE",
                        "INFORMATION",
                        "ROOM",
                        "RECORDING_SCHEDULE"),
                Arrays.stream(EntityType.values()).map(EntityType::name).toList());
    }

    @Test
    void aTypeOfEntityIsThePlatformsOrAUsersOwn() {
        assertTrue(EntityType.has("ROOM"));
        assertFalse(EntityType.has("OFFICE"));
        assertTrue(EntityType.ROOM.is("ROOM"));
        assertFalse(EntityType.ROOM.is("room"));
    }

    @Test
    void everyEventRecordHasANameOnTheWire() {
        assertEquals(
                leaves(Event.class).collect(Collectors.toSet()),
                EventTypes.all().stream().map(EventType::payload).collect(Collectors.toSet()));
    }

    @Test
    void aNameLeadsToItsKindAndAnEventToItsName() {
        RoomDeleted event = new RoomDeleted(new UUID(0, 1), 1, 1, "Room");

        assertEquals("io.chronolink.room.deleted.v1", EventTypes.of(event).name());
        assertEquals(
                Optional.of(RoomDeleted.class),
                EventTypes.named("io.chronolink.room.deleted.v1").map(EventType::payload));
    }

    @Test
    void anUnknownNameLeadsToNothing() {
        assertTrue(EventTypes.named("io.chronolink.room.deleted.v2").isEmpty());
    }

    private static Stream<Class<?>> leaves(Class<?> type) {
        return type.isSealed()
                ? Arrays.stream(type.getPermittedSubclasses()).flatMap(WireNamesTest::leaves)
                : Stream.of(type);
    }

    private static Set<String> names(JsonNode json) {
        return json.properties().stream().map(Map.Entry::getKey).collect(Collectors.toSet());
    }

    private static Row row(String type, String topic, Class<? extends Event> payload, String members) {
        return new Row(type, topic, payload, members.split(" "));
    }
}
