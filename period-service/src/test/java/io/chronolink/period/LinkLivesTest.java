package io.chronolink.period;

import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.equalTo;

import io.chronolink.events.Event;
import io.chronolink.events.EventTypes;
import io.chronolink.events.TimeProfileEvent;
import io.chronolink.events.TimeProfileEvent.TimeProfileDeleted;
import io.chronolink.events.TimeProfileEvent.TimeProfileSaved;
import io.chronolink.events.Timing;
import io.chronolink.events.Topic;
import io.chronolink.kit.events.Batch;
import io.chronolink.kit.events.Received;
import io.chronolink.kit.events.TopicConsumer;
import io.chronolink.kit.tenancy.Tenancy;
import io.chronolink.stack.ChronolinkTestResource;
import io.quarkus.arc.All;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Instant;
import java.time.LocalDateTime;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What a link's entity says when the link is deleted and made anew (docs/propagation.md#the-lives-of-a-link). */
@QuarkusTest
@QuarkusTestResource(value = ChronolinkTestResource.class, initArgs = @ResourceArg(name = "service", value = "period"))
class LinkLivesTest {

    /** How the deletion and the life after it come. */
    enum Arrival {
        IN_ONE_BATCH,
        IN_TWO,
        TWICE,
        /** Compaction has dropped the deletion. */
        WITHOUT_THE_DELETION
    }

    private static final Instant MAY = Instant.parse("2026-05-01T08:00:00Z");
    private static final Instant JUNE = Instant.parse("2026-06-01T08:00:00Z");
    private static final Instant JULY = Instant.parse("2026-07-01T08:00:00Z");
    private static final Instant AUGUST = Instant.parse("2026-08-01T08:00:00Z");

    private final PeriodApi api = new PeriodApi("lives-" + UUID.randomUUID());
    private final UUID link = UUID.randomUUID();
    private final UUID profile = UUID.randomUUID();

    @Inject
    @All
    List<TopicConsumer<?>> consumers;

    @Inject
    Tenancy tenancy;

    @ParameterizedTest
    @EnumSource
    void theFormerPeriodHasEndedAndTheNewLifeLeads(Arrival arrival) {
        apply(saved(1, 1, "First", JUNE, JULY));

        makeAnew(arrival);

        api.view(link.toString())
                .then()
                .statusCode(200)
                .body("entity_name", equalTo("Second"))
                .body("owned.start_date", contains("2026-07-01 08:00:00"))
                .body("owned.end_date", contains("2026-08-01 08:00:00"));
        api.effective(link.toString(), JUNE.plusSeconds(60).toString())
                .then()
                .statusCode(200)
                .body("effective.start_date", contains("2026-07-01 08:00:00"))
                .body("effective.end_date", contains("2026-08-01 08:00:00"));
    }

    private void makeAnew(Arrival arrival) {
        switch (arrival) {
            case IN_ONE_BATCH -> apply(deleted(), saved(3, 3, "Second", JULY, AUGUST));
            case IN_TWO -> {
                apply(deleted());
                apply(saved(3, 3, "Second", JULY, AUGUST));
            }
            case TWICE -> {
                apply(deleted(), deleted());
                apply(deleted(), saved(3, 3, "Second", JULY, AUGUST));
                apply(saved(3, 3, "Second", JULY, AUGUST));
            }
            case WITHOUT_THE_DELETION -> apply(saved(3, 3, "Second", JULY, AUGUST));
        }
    }

    private TimeProfileEvent saved(long version, long born, String name, Instant from, Instant to) {
        Timing timing = new Timing(
                LocalDateTime.parse("2026-06-01T10:00"), "Europe/Berlin", 3_600, false, "FREQ=DAILY", null, from, to);
        return new TimeProfileSaved(profile, version, link, born, 7, name, timing, Map.of(), Map.of());
    }

    private TimeProfileEvent deleted() {
        return new TimeProfileDeleted(profile, 2, link, 7, "First");
    }

    /** Events of one topic, as one batch. */
    @SafeVarargs
    private <E extends Event> void apply(E... events) {
        Topic topic = EventTypes.of(events[0]).topic();
        @SuppressWarnings("unchecked")
        TopicConsumer<E> consumer = (TopicConsumer<E>) consumers.stream()
                .filter(each -> each.topic().equals(topic))
                .findFirst()
                .orElseThrow();
        Batch<E> batch = new Batch<>(Arrays.stream(events)
                .map(event -> new Received<>(UUID.randomUUID(), event, api.tenant(), UUID.randomUUID(), MAY, null))
                .toList());
        tenancy.as(List.of(api.tenant()), () -> {
            QuarkusTransaction.requiringNew().run(() -> consumer.apply(batch));
            return batch;
        });
    }
}
