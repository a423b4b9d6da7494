package io.chronolink.recording;

import io.chronolink.events.Event;
import io.chronolink.events.EventTypes;
import io.chronolink.events.InformationEvent.Category;
import io.chronolink.events.InformationEvent.Information;
import io.chronolink.events.InformationEvent.InformationDeleted;
import io.chronolink.events.InformationEvent.InformationStateChanged;
import io.chronolink.events.RecordIds;
import io.chronolink.events.TenantEvent.TenantSaved;
import io.chronolink.events.TimeProfileEvent.TimeProfileDeleted;
import io.chronolink.events.TimeProfileEvent.TimeProfileSaved;
import io.chronolink.events.Timing;
import io.chronolink.kit.events.EventJson;
import io.chronolink.links.Timings;
import io.chronolink.recurrence.Recurrence;
import io.chronolink.stack.EventProbe;
import io.chronolink.stack.EventProbe.Sent;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What the other services tell of a tenant's links. */
public record Links(EventProbe probe, String tenant) {

    static Timing timing(LocalDateTime start, String zone, Duration duration, @Nullable String rrule) {
        return Timings.of(Recurrence.builder(start, ZoneId.of(zone), duration)
                .rrule(rrule)
                .build());
    }

    static TimeProfileSaved profile(UUID link, long version, Timing timing) {
        return new TimeProfileSaved(link, version, link, 1, "Yoga", timing, Map.of(), Map.of());
    }

    UUID tell(Event event) {
        UUID operation = UUID.randomUUID();
        send(List.of(sent(event, operation)));
        return operation;
    }

    Sent sent(Event event, UUID operation) {
        return Sent.of(
                EventTypes.of(event).name(), tenant, operation, event.id(), event.version(), EventJson.write(event));
    }

    void send(List<Sent> events) {
        probe.send(EventTypes.named(events.get(0).type()).orElseThrow().topic(), events);
    }

    UUID deleted(UUID link, long version) {
        return tell(new TimeProfileDeleted(link, version, link, 1, "Yoga"));
    }

    UUID notice(UUID id, UUID link, long version, Category category) {
        return tell(new InformationStateChanged(
                id,
                version,
                link,
                new Information("t", "x", null, 1, "s", category, Instant.EPOCH),
                2,
                category == Category.open ? Category.closed : Category.open,
                null));
    }

    UUID noticeDeleted(UUID id, UUID link, long version) {
        return tell(new InformationDeleted(id, version, link));
    }

    UUID zone(long version, String zone) {
        return tell(new TenantSaved(RecordIds.tenant(tenant), version, tenant, "T", "Enterprise", zone));
    }
}
