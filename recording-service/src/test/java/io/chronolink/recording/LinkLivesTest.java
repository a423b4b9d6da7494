package io.chronolink.recording;

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
import io.chronolink.recording.Caller.Seen;
import io.chronolink.stack.ChronolinkTestResource;
import io.quarkus.arc.All;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What recording schedules do when their link is deleted and made anew (docs/propagation.md#the-lives-of-a-link). */
@QuarkusTest
@QuarkusTestResource(
        value = ChronolinkTestResource.class,
        initArgs = @ResourceArg(name = "service", value = "recording"))
class LinkLivesTest {

    /** How the deletion and the life after it come. */
    enum Arrival {
        IN_ONE_BATCH,
        IN_TWO,
        TWICE,
        /** Compaction has dropped the deletion. */
        WITHOUT_THE_DELETION
    }

    private final Caller caller = Caller.ofNewTenant();
    private final UUID link = UUID.randomUUID();
    private final UUID notice = UUID.randomUUID();

    @Inject
    @All
    List<TopicConsumer<?>> consumers;

    @Inject
    Tenancy tenancy;

    @Inject
    TestClock clock;

    /** Midnight in UTC, some days ahead. */
    private LocalDateTime day;

    @BeforeEach
    void day() {
        day = LocalDateTime.ofInstant(clock.instant(), ZoneOffset.UTC)
                .toLocalDate()
                .plusDays(3)
                .atStartOfDay();
    }

    @ParameterizedTest
    @EnumSource
    void whoeverBelongsToTheFormerLifeIsDeleted(Arrival arrival) {
        long early = bound();
        apply(saved(1, 1));
        long late = bound();
        assertThat(states(early)).containsOnly("planned");
        assertThat(states(late)).containsOnly("planned");

        makeAnew(arrival);
        apply(saved(4, 3));

        assertThat(status(early)).isEqualTo(404);
        assertThat(status(late)).isEqualTo(404);
        assertThat(Backstage.query("select distinct state from occurrence where tenant = ?", caller.tenant()))
                .containsExactly("cancelled");
    }

    @Test
    void whoeverIsBoundAfterTheDeletionFollowsTheNewLife() {
        apply(saved(1, 1));
        apply(deleted());
        long id = bound();
        assertThat(states(id)).isEmpty();

        apply(saved(3, 3));
        apply(saved(4, 3));

        assertThat(states(id)).isNotEmpty().containsOnly("planned");
    }

    @ParameterizedTest
    @EnumSource
    void whoeverIsBoundToTheNewLifeStays(Arrival arrival) {
        apply(saved(1, 1));
        makeAnew(arrival);
        long id = bound();

        apply(saved(4, 3));

        assertThat(states(id)).isNotEmpty().containsOnly("planned");
    }

    @ParameterizedTest
    @EnumSource
    void whatTheDeletionArchivedHoldsNoLaterLifeUntilItIsBoundToIt(Arrival arrival) {
        apply(saved(1, 1));
        apply(notice(1, Category.closed, 1L));
        makeAnew(arrival);
        long id = bound();
        assertThat(states(id)).isNotEmpty().containsOnly("planned");

        apply(notice(2, Category.open, 1L));
        apply(notice(3, Category.closed, 1L));
        assertThat(states(id)).containsOnly("planned");

        apply(notice(4, Category.open, 3L));
        apply(notice(5, Category.closed, 3L));
        assertThat(states(id)).containsOnly("suspended");
    }

    @Test
    void aNoticeThatIsKnownBeforeTheNewLifeHoldsItOnceThatComes() {
        apply(saved(1, 1));
        apply(deleted());
        long id = bound();
        apply(notice(1, Category.closed, 3L));

        apply(saved(3, 3));

        assertThat(states(id)).isNotEmpty().containsOnly("suspended");
    }

    @Test
    void aProfileWithoutALinkMovesNothing() {
        long id = bound();
        apply(saved(1, 1));
        List<Seen> before = caller.occurrences(id);

        apply(new TimeProfileSaved(UUID.randomUUID(), 7, null, 7L, 2, "Own", timing(15), Map.of(), Map.of()));

        assertThat(caller.occurrences(id)).isNotEmpty().isEqualTo(before);
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
        return new TimeProfileSaved(link, version, link, born, 1, "Yoga", timing(9), Map.of(), Map.of());
    }

    private Timing timing(int hour) {
        return Links.timing(day.plusHours(hour), "UTC", Duration.ofHours(1), "FREQ=DAILY;COUNT=10");
    }

    private TimeProfileEvent deleted() {
        return new TimeProfileDeleted(link, 2, link, 1, "Yoga");
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
                .map(event -> new Received<>(
                        UUID.randomUUID(), event, caller.tenant(), UUID.randomUUID(), Instant.EPOCH, null))
                .toList());
        tenancy.as(List.of(caller.tenant()), () -> {
            QuarkusTransaction.requiringNew().run(() -> consumer.apply(batch));
            return batch;
        });
    }

    private long bound() {
        return caller.newSchedule("'name':'Bound','room':%d,'start_at':%d,'duration':60,'link_id':'%s'"
                .formatted(caller.newRoom(), day.toEpochSecond(ZoneOffset.UTC), link));
    }

    private int status(long id) {
        return caller.get("/api/v3/schedule/" + id).statusCode();
    }

    private List<String> states(long id) {
        return caller.occurrences(id).stream().map(Seen::state).toList();
    }
}
