package io.chronolink.profile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.equalTo;

import io.chronolink.events.Event;
import io.chronolink.events.EventTypes;
import io.chronolink.events.InformationEvent.Category;
import io.chronolink.events.InformationEvent.Information;
import io.chronolink.events.InformationEvent.InformationStateChanged;
import io.chronolink.events.TimeProfileEvent.TimeProfileSaved;
import io.chronolink.events.Topic;
import io.chronolink.events.Topics;
import io.chronolink.kit.events.Batch;
import io.chronolink.kit.events.EventJson;
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
import io.restassured.http.ContentType;
import jakarta.inject.Inject;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What profiles tell when they are deleted and made anew, and what holds them then (docs/propagation.md#the-lives-of-a-link). */
@QuarkusTest
@QuarkusTestResource(value = ChronolinkTestResource.class, initArgs = @ResourceArg(name = "service", value = "profile"))
class LinkLivesTest {

    private static final long FROM = 1772524800;
    private static final String ONCE = "{\"repeat_enable\":false}";

    private final Caller caller = new Caller();
    private final UUID link = UUID.randomUUID();
    private final UUID notice = UUID.randomUUID();
    private final EventProbe probe = new EventProbe(TestStack.bootstrapServers());

    @Inject
    @All
    List<TopicConsumer<?>> consumers;

    @Inject
    Tenancy tenancy;

    @AfterEach
    void close() {
        probe.close();
    }

    @Test
    void everyEventTellsAtWhichVersionThePresentLifeBegan() {
        caller.upsertItems(lesson("First"));
        caller.upsertItems(lesson("Renamed"));
        caller.delete(link);
        caller.upsertItems(lesson("Second"));
        caller.upsertItems(lesson("Renamed again"));
        caller.delete(link);
        caller.as("tenant-admin")
                .contentType(ContentType.JSON)
                .body(lesson("Third"))
                .post("/api/v1/access/timeprofile")
                .then()
                .statusCode(200);

        List<TimeProfileSaved> told = await().until(this::told, events -> events.size() == 5);

        assertThat(told).extracting(TimeProfileSaved::version).containsExactly(1L, 2L, 4L, 5L, 7L);
        assertThat(told).extracting(TimeProfileSaved::born).containsExactly(1L, 1L, 4L, 4L, 7L);
    }

    @Test
    void whatTheDeletionArchivedHoldsNoLaterLifeUntilItIsBoundToIt() {
        caller.upsertItems(lesson("First"));
        apply(notice(1, Category.closed, 1));
        reason("link_held");
        caller.delete(link);
        caller.upsertItems(lesson("Second"));

        reason("inside_window");
        apply(notice(2, Category.open, 1));
        apply(notice(3, Category.closed, 1));
        reason("inside_window");
        apply(notice(4, Category.open, 3));
        apply(notice(5, Category.closed, 3));
        reason("link_held");
    }

    private String lesson(String name) {
        return Caller.timed(link, name, FROM, FROM + 5400, ONCE);
    }

    private void reason(String reason) {
        caller.get("/item/1/active?at=" + FROM).then().statusCode(200).body("reason", equalTo(reason));
    }

    private List<TimeProfileSaved> told() {
        return probe.all(Topics.TIME_PROFILE).stream()
                .filter(seen -> caller.tenant.equals(seen.headers().get("ce_tenant")))
                .filter(seen -> "io.chronolink.time-profile.saved.v1".equals(seen.type()))
                .map(Seen::data)
                .map(data -> EventJson.read(Objects.requireNonNull(data), TimeProfileSaved.class))
                .toList();
    }

    private InformationStateChanged notice(long version, Category category, long linkVersion) {
        return new InformationStateChanged(
                notice,
                version,
                link,
                linkVersion,
                new Information("Notice", "Text", null, 4, "archived", category, Instant.EPOCH),
                3,
                category == Category.open ? Category.closed : Category.open,
                null);
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
                        new Received<>(UUID.randomUUID(), event, caller.tenant, UUID.randomUUID(), Instant.EPOCH, null))
                .toList());
        tenancy.as(List.of(caller.tenant), () -> {
            QuarkusTransaction.requiringNew().run(() -> consumer.apply(batch));
            return batch;
        });
    }
}
