package io.chronolink.links;

import static org.assertj.core.api.Assertions.assertThat;

import io.chronolink.events.Event;
import io.chronolink.events.InformationEvent;
import io.chronolink.events.InformationEvent.Category;
import io.chronolink.events.InformationEvent.Information;
import io.chronolink.events.InformationEvent.InformationDeleted;
import io.chronolink.events.InformationEvent.InformationSaved;
import io.chronolink.events.InformationEvent.InformationStateChanged;
import io.chronolink.events.TimeProfileEvent;
import io.chronolink.events.TimeProfileEvent.TimeProfileDeleted;
import io.chronolink.events.TimeProfileEvent.TimeProfileSaved;
import io.chronolink.events.Timing;
import io.chronolink.kit.events.Batch;
import io.chronolink.kit.events.Received;
import io.chronolink.kit.tenancy.Tenancy;
import io.chronolink.stack.ChronolinkTestResource;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Instant;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(value = ChronolinkTestResource.class, initArgs = @ResourceArg(name = "service", value = "period"))
class LinkReplicaTest {

    private static final Instant NOW = Instant.parse("2026-03-01T09:00:00Z");

    private final String tenant = "links-" + UUID.randomUUID();
    private final UUID link = UUID.randomUUID();
    private final UUID profile = UUID.randomUUID();

    @Inject
    LinkReplica links;

    @Inject
    Tenancy tenancy;

    @Test
    void aNewerEventIsTakenOverAndAnOlderOrEqualOneChangesNothing() {
        assertThat(profiles(saved(2, "Yoga"))).singleElement().satisfies(change -> {
            assertThat(change.link().name()).isEqualTo("Yoga");
            assertThat(change.link().isLive()).isTrue();
            assertThat(change.cause().tenant()).isEqualTo(tenant);
        });

        assertThat(profiles(saved(1, "Old"))).isEmpty();
        assertThat(profiles(saved(2, "Twice"))).isEmpty();
        assertThat(state().name()).isEqualTo("Yoga");
    }

    @Test
    void aDeletedLinkComesBackWithAHigherVersion() {
        profiles(saved(1, "Yoga"));
        profiles(new TimeProfileDeleted(profile, 2, link, 1, "Yoga"));
        assertThat(state().isLive()).isFalse();

        profiles(saved(3, "Yoga again"));

        assertThat(state().isLive()).isTrue();
        assertThat(state().name()).isEqualTo("Yoga again");
    }

    @Test
    void aLinkThatNobodyToldOfIsNotedAndComesToLifeWithItsProfile() {
        assertThat(state().version()).isZero();
        assertThat(state().isLive()).isFalse();

        assertThat(profiles(saved(1, "Yoga"))).hasSize(1);

        assertThat(state().isLive()).isTrue();
    }

    @Test
    void aLinkIsHeldWhileAnyOfItsNoticesIsClosed() {
        UUID first = UUID.randomUUID();
        UUID second = UUID.randomUUID();

        assertThat(notices(state(first, 1, Category.open))).isEmpty();
        assertThat(notices(state(first, 2, Category.closed)))
                .extracting(change -> change.link().held())
                .containsExactly(true);
        assertThat(notices(state(second, 1, Category.closed))).isEmpty();
        assertThat(notices(state(first, 3, Category.open))).isEmpty();
        assertThat(notices(new InformationDeleted(second, 2, link)))
                .extracting(change -> change.link().held())
                .containsExactly(false);
    }

    @Test
    void aNoticeThatIsBoundToAnotherLinkLetsTheFirstGo() {
        UUID notice = UUID.randomUUID();
        UUID other = UUID.randomUUID();
        notices(state(notice, 1, Category.closed));

        List<LinkChange> changes = notices(stateOf(notice, 2, Category.closed, other));

        assertThat(changes)
                .extracting(change ->
                        Map.entry(change.link().linkId(), change.link().held()))
                .containsExactlyInAnyOrder(Map.entry(link, false), Map.entry(other, true));
    }

    @Test
    void aLifeEndsWithItsDeletionOrWithTheLifeThatCameAfterItAndOnce() {
        assertThat(profiles(saved(1, "First"))).extracting(LinkChange::endsLife).containsExactly(false);
        assertThat(profiles(new TimeProfileDeleted(profile, 2, link, 1, "First")))
                .extracting(LinkChange::endsLife)
                .containsExactly(true);
        assertThat(profiles(born(3, 3))).extracting(LinkChange::endsLife).containsExactly(false);
        assertThat(state().hasEnded(1)).isTrue();
        assertThat(state().hasEnded(2)).as("bound after the deletion").isFalse();

        assertThat(profiles(born(6, 5))).extracting(LinkChange::endsLife).containsExactly(true);
        assertThat(state().hasEnded(3)).isTrue();
        assertThat(profiles(born(7, 5))).extracting(LinkChange::endsLife).containsExactly(false);
    }

    @Test
    void aNoticeHoldsTheLifeThatItIsBoundToAndNoOther() {
        UUID notice = UUID.randomUUID();
        profiles(saved(1, "First"));
        notices(closed(notice, 1, 1L));
        assertThat(state().held()).isTrue();
        assertThat(held(1)).isTrue();

        assertThat(profiles(born(3, 3)))
                .extracting(change -> change.link().held())
                .containsExactly(false);
        assertThat(state().held()).isFalse();
        assertThat(held(3)).isFalse();

        assertThat(notices(closed(notice, 2, 3L)))
                .extracting(change -> change.link().held())
                .containsExactly(true);
        assertThat(held(3)).isTrue();
    }

    @Test
    void noticesThatOpenAndCloseAtTheSameTimeLeaveTheLinkAsTheySay() throws Exception {
        List<UUID> ids = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            ids.add(UUID.randomUUID());
            notices(state(ids.get(i), 1, Category.closed));
        }
        ExecutorService threads = Executors.newFixedThreadPool(8);
        CountDownLatch start = new CountDownLatch(1);
        List<Future<List<LinkChange>>> results = new ArrayList<>();

        for (UUID id : ids) {
            results.add(threads.submit(() -> {
                start.await();
                return notices(state(id, 2, Category.open));
            }));
        }
        start.countDown();

        int released = 0;
        for (Future<List<LinkChange>> result : results) {
            released += result.get().size();
        }
        threads.shutdown();
        assertThat(state().held()).isFalse();
        assertThat(released).isEqualTo(1);
    }

    private boolean held(long born) {
        return inTransaction(() -> links.isHeld(new LinkKey(tenant, link), born));
    }

    private TimeProfileSaved born(long version, long born) {
        TimeProfileSaved saved = saved(version, "Again");
        return new TimeProfileSaved(profile, version, link, born, 1, "Again", saved.timing(), Map.of(), Map.of());
    }

    private InformationSaved closed(UUID id, long version, long linkVersion) {
        return new InformationSaved(
                id,
                version,
                link,
                linkVersion,
                new Information("Notice", "Text", null, 4, "archived", Category.closed, NOW));
    }

    private TimeProfileSaved saved(long version, String name) {
        Timing timing = new Timing(
                LocalDateTime.parse("2026-03-02T09:00"),
                "Europe/Berlin",
                3600,
                false,
                "FREQ=WEEKLY",
                null,
                Instant.parse("2026-03-02T08:00:00Z"),
                null);
        return new TimeProfileSaved(profile, version, link, 1, name, timing, Map.of(), Map.of());
    }

    private InformationStateChanged state(UUID id, long version, Category category) {
        return stateOf(id, version, category, link);
    }

    private static InformationStateChanged stateOf(UUID id, long version, Category category, UUID link) {
        Category before = category == Category.open ? Category.closed : Category.open;
        return new InformationStateChanged(
                id,
                version,
                link,
                new Information("Notice", "Text", null, 3, "published", category, NOW),
                4,
                before,
                null);
    }

    private List<LinkChange> profiles(TimeProfileEvent event) {
        return inTransaction(() -> links.applyProfiles(new Batch<>(List.of(received(event)))));
    }

    private List<LinkChange> notices(InformationEvent event) {
        return inTransaction(() -> links.applyNotices(new Batch<>(List.of(received(event)))));
    }

    private LinkState state() {
        LinkKey key = new LinkKey(tenant, link);
        LinkState state = inTransaction(() -> links.lock(List.of(key))).get(key);
        return Objects.requireNonNull(state);
    }

    private <T> T inTransaction(Supplier<T> work) {
        return tenancy.as(
                List.of(tenant), () -> QuarkusTransaction.requiringNew().call(work::get));
    }

    private <E extends Event> Received<E> received(E event) {
        return new Received<>(UUID.randomUUID(), event, tenant, UUID.randomUUID(), NOW, null);
    }
}
