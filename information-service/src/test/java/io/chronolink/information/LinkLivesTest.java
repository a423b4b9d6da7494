package io.chronolink.information;

import static io.chronolink.information.InformationApi.ARCHIVED;
import static io.chronolink.information.InformationApi.PUBLISHED;
import static io.chronolink.information.InformationApi.json;
import static io.chronolink.information.InformationApi.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.chronolink.events.Event;
import io.chronolink.events.EventTypes;
import io.chronolink.events.TimeProfileEvent;
import io.chronolink.events.TimeProfileEvent.TimeProfileDeleted;
import io.chronolink.events.TimeProfileEvent.TimeProfileSaved;
import io.chronolink.events.Timing;
import io.chronolink.events.Topic;
import io.chronolink.events.Topics;
import io.chronolink.kit.events.Batch;
import io.chronolink.kit.events.Received;
import io.chronolink.kit.events.TopicConsumer;
import io.chronolink.kit.tenancy.Tenancy;
import io.chronolink.stack.ChronolinkTestResource;
import io.chronolink.stack.EventProbe;
import io.chronolink.stack.EventProbe.Seen;
import io.chronolink.stack.TestStack;
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
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What notices do when their link is deleted and made anew (docs/propagation.md#the-lives-of-a-link). */
@QuarkusTest
@QuarkusTestResource(
        value = ChronolinkTestResource.class,
        initArgs = @ResourceArg(name = "service", value = "information"))
class LinkLivesTest {

    /** How the deletion and the life after it come. */
    enum Arrival {
        IN_ONE_BATCH,
        IN_TWO,
        TWICE,
        /** Compaction has dropped the deletion. */
        WITHOUT_THE_DELETION
    }

    private static final String GIVEN = "2026-01-01T00:00:00Z";

    private final InformationApi api = InformationApi.ofNewTenant();
    private final EventProbe probe = new EventProbe(TestStack.bootstrapServers());
    private final UUID profile = UUID.randomUUID();
    private final UUID link = UUID.randomUUID();

    @Inject
    @All
    List<TopicConsumer<?>> consumers;

    @Inject
    Tenancy tenancy;

    @AfterEach
    void close() {
        probe.close();
    }

    @ParameterizedTest
    @EnumSource
    void whoeverBelongsToTheFormerLifeIsArchivedOnce(Arrival arrival) {
        UUID early = bound();
        apply(saved(1, 1));
        UUID late = bound();

        makeAnew(arrival);

        assertThat(api.state(early)).isEqualTo(ARCHIVED);
        assertThat(api.state(late)).isEqualTo(ARCHIVED);
        assertThat(last(late).get("message").asText()).isEqualTo("link deleted");
        // Whoever opens it again without binding it keeps it open, whatever the new life does.
        api.change(PUBLISHED, List.of(late)).then().statusCode(200);
        apply(saved(4, 3));
        assertThat(api.state(late)).isEqualTo(PUBLISHED);
        api.change(ARCHIVED, List.of(late)).then().statusCode(200);
        JsonNode closed = last(late);
        assertThat(closed.at("/information/category").asText()).isEqualTo("closed");
        assertThat(closed.get("link_version").asLong()).isEqualTo(1);
    }

    @ParameterizedTest
    @EnumSource
    void whoeverIsBoundToTheNewLifeStays(Arrival arrival) {
        apply(saved(1, 1));
        makeAnew(arrival);
        UUID id = bound();

        apply(saved(4, 3));

        assertThat(api.state(id)).isEqualTo(PUBLISHED);
        assertThat(last(id).get("link_version").asLong()).isEqualTo(3);
    }

    @Test
    void whatIsOpenedBoundAgainAndClosedBelongsToTheNewLife() {
        apply(saved(1, 1));
        UUID id = bound();
        makeAnew(Arrival.IN_ONE_BATCH);

        // Sent back while it is closed, the link binds nothing.
        put(id, ARCHIVED, "Edited");
        assertThat(last(id).get("link_version").asLong()).isEqualTo(1);
        api.change(PUBLISHED, List.of(id)).then().statusCode(200);
        put(id, PUBLISHED, "Edited");
        assertThat(last(id).get("link_version").asLong()).isEqualTo(3);

        api.change(ARCHIVED, List.of(id)).then().statusCode(200);

        assertThat(last(id).get("link_version").asLong()).isEqualTo(3);
    }

    @Test
    void whatIsBoundToADeletedLinkBelongsToTheLifeThatIsOver() {
        apply(saved(1, 1));
        apply(deleted());
        UUID id = bound();

        apply(saved(3, 3));

        assertThat(api.state(id)).isEqualTo(ARCHIVED);
        assertThat(last(id).get("link_version").asLong()).isEqualTo(1);
    }

    @Test
    void whatIsRestoredAfterItsLifeHasEndedGoesToTheArchive() {
        apply(saved(1, 1));
        UUID id = bound();
        api.as("tenant-admin")
                .body(text(Map.of("ids", List.of(id), "deleted", true)))
                .post(InformationApi.PATH + "/bulk/delete")
                .then()
                .statusCode(200);
        makeAnew(Arrival.IN_TWO);

        api.as("tenant-admin")
                .body(text(Map.of("ids", List.of(id), "state", true)))
                .post(InformationApi.PATH + "/bulk/restore")
                .then()
                .statusCode(200);

        assertThat(api.state(id)).isEqualTo(ARCHIVED);
    }

    private void makeAnew(Arrival arrival) {
        switch (arrival) {
            case IN_ONE_BATCH -> apply(deleted(), saved(3, 3));
            case IN_TWO -> {
                apply(deleted());
                apply(saved(3, 3));
            }
            case TWICE -> {
                apply(deleted(), deleted());
                apply(deleted(), saved(3, 3));
                apply(saved(3, 3));
            }
            case WITHOUT_THE_DELETION -> apply(saved(3, 3));
        }
    }

    private TimeProfileEvent saved(long version, long born) {
        Instant start = Instant.parse("2026-05-04T06:00:00Z");
        Timing timing = new Timing(
                LocalDateTime.parse("2026-05-04T06:00"), "UTC", 3_600, false, "FREQ=DAILY", null, start, null);
        return new TimeProfileSaved(profile, version, link, born, 7, "Course", timing, Map.of(), Map.of());
    }

    private TimeProfileEvent deleted() {
        return new TimeProfileDeleted(profile, 2, link, 7, "Course");
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
                .map(event ->
                        new Received<>(UUID.randomUUID(), event, api.tenant(), UUID.randomUUID(), Instant.EPOCH, null))
                .toList());
        tenancy.as(List.of(api.tenant()), () -> {
            QuarkusTransaction.requiringNew().run(() -> consumer.apply(batch));
            return batch;
        });
    }

    private UUID bound() {
        return api.made(Map.of("state_id", PUBLISHED, "link_id", link, "valid_from", GIVEN));
    }

    private void put(UUID id, int state, String title) {
        api.as("tenant-admin")
                .body(text(Map.of(
                        "valid_from",
                        GIVEN,
                        "title",
                        title,
                        "text",
                        "Text",
                        "deleted",
                        false,
                        "labels",
                        List.of(),
                        "sections",
                        List.of(),
                        "state_id",
                        state,
                        "link_id",
                        link)))
                .put(InformationApi.PATH + "/{id}", id)
                .then()
                .statusCode(200);
    }

    /** What was told of the notice as it is now. */
    private JsonNode last(UUID id) {
        String tag = api.get(id).header("ETag").replace("\"", "");
        long version = Long.parseLong(tag.substring(tag.lastIndexOf('.') + 1));
        return await().until(
                        () -> {
                            List<Seen> told = probe.records(Topics.NOTICE, id);
                            return json(
                                    told.isEmpty()
                                            ? null
                                            : told.get(told.size() - 1).data());
                        },
                        event -> event.path("version").asLong() == version);
    }
}
