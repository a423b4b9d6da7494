package io.chronolink.kit.events;

import static org.assertj.core.api.Assertions.assertThat;

import io.chronolink.events.EntityPeriodEvent.EntityPeriodsChanged;
import io.chronolink.events.Event;
import io.chronolink.events.EventTypes;
import io.chronolink.events.EventTypes.EventType;
import io.chronolink.events.GroupScheduleEvent.GroupScheduleSaved;
import io.chronolink.events.RecordIds;
import io.chronolink.events.TenantEvent.GroupSaved;
import io.chronolink.events.TenantEvent.TenantSaved;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.UUID;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ReadEventTest {

    @ParameterizedTest
    @MethodSource("ofAcme")
    void anEventThatCannotBeOfItsTenantIsNotReadable(Event event) {
        assertThat(from("acme", event).received()).isNotNull();
        assertThat(from("acme", event).unreadable()).isNull();
        assertThat(from("globex", event).received()).isNull();
        assertThat(from("globex", event).unreadable())
                .isEqualTo("The record is not one of the tenant that the header names.");
    }

    static List<Event> ofAcme() {
        UUID tenant = RecordIds.tenant("acme");
        return List.of(
                new TenantSaved(tenant, 1, "acme", "Name", "Enterprise", "UTC"),
                new GroupSaved(RecordIds.group("acme", "g"), 1, tenant, "g", "Group", null),
                new GroupScheduleSaved(
                        UUID.randomUUID(), 1, null, "Service Provider", "Time", tenant, null, null, "s", List.of()),
                new EntityPeriodsChanged(RecordIds.entity("acme", "e"), 1, null, "e", "OFFICE", "Office", List.of()));
    }

    @Test
    void aKeyThatIsNotTheIdOfTheDataIsNotReadable() {
        TenantSaved event = new TenantSaved(RecordIds.tenant("acme"), 1, "acme", "Name", "Enterprise", "UTC");

        assertThat(from("acme", event, UUID.randomUUID()).unreadable())
                .isEqualTo("The key is not the id of the record.");
    }

    private static ReadEvent from(String header, Event event) {
        return from(header, event, event.id());
    }

    private static ReadEvent from(String header, Event event, UUID key) {
        EventType type = EventTypes.of(event);
        ConsumerRecord<byte[], byte[]> record =
                new ConsumerRecord<>(type.topic().name(), 0, 0, bytes(key.toString()), bytes(EventJson.write(event)));
        record.headers()
                .add("ce_id", bytes(UUID.randomUUID().toString()))
                .add("ce_type", bytes(type.name()))
                .add("ce_time", bytes("2026-05-04T06:00:00Z"))
                .add("ce_tenant", bytes(header))
                .add("ce_operationid", bytes(UUID.randomUUID().toString()));
        return ReadEvent.of(record);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
