package io.chronolink.schedule;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import io.chronolink.events.Event;
import io.chronolink.events.EventTypes;
import io.chronolink.events.InformationEvent.Category;
import io.chronolink.events.InformationEvent.Information;
import io.chronolink.events.InformationEvent.InformationStateChanged;
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
import io.chronolink.stack.TestStack;
import io.quarkus.arc.All;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import io.restassured.specification.RequestSpecification;
import jakarta.inject.Inject;
import java.time.Instant;
import java.time.LocalDateTime;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What schedules do when their link is deleted and made anew (docs/propagation.md#the-lives-of-a-link). */
@QuarkusTest
@QuarkusTestResource(
        value = ChronolinkTestResource.class,
        initArgs = @ResourceArg(name = "service", value = "schedule"))
class LinkLivesTest {

    /** How the deletion and the life after it come. */
    enum Arrival {
        IN_ONE_BATCH,
        IN_TWO,
        TWICE,
        /** Compaction has dropped the deletion. */
        WITHOUT_THE_DELETION
    }

    private static final String MONDAY = "derived: Monday";

    private final String tenant = "lives-" + UUID.randomUUID();
    private final UUID link = UUID.randomUUID();
    private final UUID profile = UUID.randomUUID();
    private final UUID notice = UUID.randomUUID();

    @Inject
    @All
    List<TopicConsumer<?>> consumers;

    @Inject
    Tenancy tenancy;

    @ParameterizedTest
    @EnumSource
    void whoeverBelongsToTheFormerLifeIsUnbound(Arrival arrival) {
        create("Early");
        apply(saved(1, 1));
        create("Late");
        assertThat(full("Early")).contains(MONDAY);
        assertThat(full("Late")).contains(MONDAY);

        makeAnew(arrival);
        apply(saved(4, 3));

        assertThat(full("Early")).isEqualTo("{\"name\":\"Early\",\"periods\":[]}");
        assertThat(full("Late")).isEqualTo("{\"name\":\"Late\",\"periods\":[]}");
    }

    @Test
    void whoeverIsBoundAgainAfterTheDeletionFollowsTheNewLife() {
        create("Yoga");
        apply(saved(1, 1));
        apply(deleted());
        bind("Yoga");
        assertThat(full("Yoga")).contains(link.toString()).doesNotContain("derived");

        apply(saved(3, 3));
        assertThat(full("Yoga")).contains(MONDAY);
        apply(saved(4, 3));

        assertThat(full("Yoga")).contains(MONDAY);
    }

    @ParameterizedTest
    @EnumSource
    void whoeverIsBoundToTheNewLifeStays(Arrival arrival) {
        apply(saved(1, 1));
        makeAnew(arrival);
        create("Yoga");

        apply(saved(4, 3));

        assertThat(full("Yoga")).contains(MONDAY);
    }

    @ParameterizedTest
    @EnumSource
    void whatTheDeletionArchivedHoldsNoLaterLifeUntilItIsBoundToIt(Arrival arrival) {
        apply(saved(1, 1));
        apply(notice(1, Category.closed, 1L));
        makeAnew(arrival);
        create("Yoga");
        assertThat(full("Yoga")).contains(MONDAY).doesNotContain("\"active\":false");

        apply(notice(2, Category.open, 1L));
        apply(notice(3, Category.closed, 1L));
        assertThat(full("Yoga")).contains(MONDAY).doesNotContain("\"active\":false");

        apply(notice(4, Category.open, 3L));
        apply(notice(5, Category.closed, 3L));
        assertThat(full("Yoga")).contains(MONDAY, "\"active\":false");
    }

    @Test
    void aNoticeThatIsKnownBeforeTheNewLifeHoldsItOnceThatComes() {
        apply(saved(1, 1));
        apply(deleted());
        create("Yoga");
        apply(notice(1, Category.closed, 3L));

        apply(saved(3, 3));

        assertThat(full("Yoga")).contains(MONDAY, "\"active\":false");
    }

    @Test
    void aProfileWithoutALinkMovesNothing() {
        create("Yoga");
        apply(saved(1, 1));
        String before = full("Yoga");

        apply(new TimeProfileSaved(UUID.randomUUID(), 7, null, 7L, 2, "Own", timing(), Map.of(), Map.of()));

        assertThat(full("Yoga")).isEqualTo(before);
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
        return new TimeProfileSaved(profile, version, link, born, 1, "Yoga", timing(), Map.of(), Map.of());
    }

    private TimeProfileEvent deleted() {
        return new TimeProfileDeleted(profile, 2, link, 1, "Yoga");
    }

    private static Timing timing() {
        return new Timing(
                LocalDateTime.parse("2026-03-02T09:00"),
                "Europe/Berlin",
                3_600,
                false,
                "FREQ=WEEKLY",
                null,
                Instant.EPOCH,
                null);
    }

    private InformationStateChanged notice(long version, Category category, @Nullable Long linkVersion) {
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
                .map(event -> new Received<>(UUID.randomUUID(), event, tenant, UUID.randomUUID(), Instant.EPOCH, null))
                .toList());
        tenancy.as(List.of(tenant), () -> {
            QuarkusTransaction.requiringNew().run(() -> consumer.apply(batch));
            return batch;
        });
    }

    /** Bound to the link. */
    private void create(String name) {
        admin().body("{\"name\":\"" + name + "\",\"link_id\":\"" + link + "\"}")
                .post(path(""))
                .then()
                .statusCode(201);
    }

    private void bind(String name) {
        admin().body("{\"link_id\":\"" + link + "\"}")
                .put(path(name + "/"))
                .then()
                .statusCode(200);
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
