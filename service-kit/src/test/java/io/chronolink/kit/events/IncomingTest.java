package io.chronolink.kit.events;

import static org.assertj.core.api.Assertions.assertThat;

import io.chronolink.events.EventTypes;
import io.chronolink.events.TenantEvent.TenantSaved;
import io.chronolink.events.Topics;
import java.nio.charset.StandardCharsets;
import java.util.UUID;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;

class IncomingTest {

    @Test
    void anEventWhoseDataNamesAnotherTenantThanItsHeaderIsNotReadable() {
        assertThat(tenantSaved("acme", "acme").unreadable()).isNull();
        assertThat(tenantSaved("acme", "acme").received()).isNotNull();
        assertThat(tenantSaved("acme", "globex").unreadable())
                .isEqualTo("The data names another tenant than the header.");
    }

    private static Incoming tenantSaved(String header, String data) {
        UUID id = UUID.randomUUID();
        TenantSaved event = new TenantSaved(id, 1, data, "Name", "Enterprise", "UTC");
        ConsumerRecord<byte[], byte[]> record =
                new ConsumerRecord<>(Topics.TENANT.name(), 0, 0, bytes(id.toString()), bytes(EventJson.write(event)));
        record.headers()
                .add("ce_id", bytes(UUID.randomUUID().toString()))
                .add("ce_type", bytes(EventTypes.of(event).name()))
                .add("ce_time", bytes("2026-05-04T06:00:00Z"))
                .add("ce_tenant", bytes(header))
                .add("ce_operationid", bytes(UUID.randomUUID().toString()));
        return Incoming.of(record);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
