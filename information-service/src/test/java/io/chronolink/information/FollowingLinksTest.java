package io.chronolink.information;

import static io.chronolink.information.InformationApi.ARCHIVED;
import static io.chronolink.information.InformationApi.DRAFT;
import static io.chronolink.information.InformationApi.PUBLISHED;
import static io.chronolink.information.InformationApi.REJECTED;
import static io.chronolink.information.InformationApi.json;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.chronolink.events.EntityPeriodEvent.EntityBecameInactive;
import io.chronolink.events.EntityPeriodEvent.Validity;
import io.chronolink.events.EventTypes;
import io.chronolink.events.InformationEvent.InformationSaved;
import io.chronolink.events.InformationEvent.InformationStateChanged;
import io.chronolink.events.RecordIds;
import io.chronolink.events.Service;
import io.chronolink.events.TimeProfileEvent;
import io.chronolink.events.TimeProfileEvent.TimeProfileDeleted;
import io.chronolink.events.TimeProfileEvent.TimeProfileSaved;
import io.chronolink.events.Timing;
import io.chronolink.events.Topics;
import io.chronolink.kit.events.EventJson;
import io.chronolink.kit.events.TopicConsumer;
import io.chronolink.stack.ChronolinkTestResource;
import io.chronolink.stack.EventProbe;
import io.chronolink.stack.EventProbe.Seen;
import io.chronolink.stack.EventProbe.Sent;
import io.chronolink.stack.TestStack;
import io.quarkus.arc.All;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The platform's rows that name information-service, through Kafka and back. */
@QuarkusTest
@QuarkusTestResource(
        value = ChronolinkTestResource.class,
        initArgs = @ResourceArg(name = "service", value = "information"))
class FollowingLinksTest {

    private static final Instant MAY = Instant.parse("2026-05-04T06:00:00Z");
    private static final Instant JUNE = Instant.parse("2026-06-01T06:00:00Z");
    private static final Instant JULY = Instant.parse("2026-07-01T06:00:00Z");
    private static final String GIVEN = "2026-01-01T00:00:00Z";

    @Inject
    @All
    List<TopicConsumer<?>> consumers;

    private final InformationApi api = InformationApi.ofNewTenant();
    private final EventProbe probe = new EventProbe(TestStack.bootstrapServers());
    private final UUID profile = UUID.randomUUID();
    private final UUID link = UUID.randomUUID();
    private final UUID operation = UUID.randomUUID();

    @AfterEach
    void close() {
        probe.close();
    }

    @Test
    void theServiceListensToExactlyTheTopicsThatThePlatformSays() {
        assertThat(consumers.stream()
                        .map(TopicConsumer::topic)
                        .filter(topic -> !topic.equals(Topics.OPERATION_RECEIPTS)))
                .containsExactlyInAnyOrderElementsOf(Topics.appliedBy(Service.INFORMATION));
    }

    @Test
    void aBoundItemIsValidFromTheFirstStartWheneverTheProfileComesOrChanges() {
        UUID early = bound(PUBLISHED);
        assertThat(validFrom(early)).isEqualTo(GIVEN);

        send(saved(1, JUNE));
        awaitValidFrom(early, JUNE);
        UUID late = bound(DRAFT);
        assertThat(validFrom(late)).isEqualTo(JUNE.toString());
        send(saved(2, JULY));
        awaitValidFrom(early, JULY);
        awaitValidFrom(late, JULY);

        assertThat(api.state(early)).isEqualTo(PUBLISHED);
        Seen event = awaitEvents(early, 3).get(2);
        assertThat(event.headers())
                .containsEntry("ce_operationid", operation.toString())
                .containsEntry("ce_tenant", api.tenant())
                .containsEntry("ce_linkid", link.toString())
                .containsEntry("ce_recordversion", "3");
        InformationSaved saved = EventJson.read(String.valueOf(event.data()), InformationSaved.class);
        assertThat(saved.version()).isEqualTo(3);
        assertThat(saved.linkId()).isEqualTo(link);
        assertThat(saved.information().validFrom()).isEqualTo(JULY);
        assertThat(saved.information().stateCode()).isEqualTo("published");
        assertThat(json(api.get(early).asString())
                        .at("/system_information/last_change/user")
                        .isNull())
                .isTrue();
        // One item followed the first event, two the second.
        await().untilAsserted(() -> assertThat(effects()).isEqualTo(3));
    }

    @Test
    void duplicateAndOutdatedEventsChangeNothing() {
        UUID id = bound(PUBLISHED);
        send(saved(3, JUNE));
        awaitValidFrom(id, JUNE);
        Sent again = sent(saved(3, JULY));
        probe.send(Topics.TIME_PROFILE, List.of(again, again));
        send(saved(2, JULY));
        send(new TimeProfileDeleted(profile, 1, link, 7, "Course"));

        send(saved(4, MAY));

        awaitValidFrom(id, MAY);
        assertThat(api.state(id)).isEqualTo(PUBLISHED);
        assertThat(awaitEvents(id, 3))
                .extracting(seen -> seen.headers().get("ce_recordversion"))
                .containsExactly("1", "2", "3");
        await().untilAsserted(() -> assertThat(effects()).isEqualTo(2));
    }

    @Test
    void theSameStartAgainTellsNothing() {
        UUID id = bound(PUBLISHED);
        send(saved(1, JUNE));
        send(saved(2, JUNE));
        send(saved(3, null));
        send(saved(4, JULY));

        awaitValidFrom(id, JULY);

        assertThat(awaitEvents(id, 2).size()).isLessThanOrEqualTo(3);
        assertThat(probe.records(Topics.NOTICE, id).stream()
                        .skip(1)
                        .map(seen -> EventJson.read(String.valueOf(seen.data()), InformationSaved.class)
                                .information()
                                .validFrom())
                        .distinct()
                        .count())
                .isEqualTo(probe.records(Topics.NOTICE, id).size() - 1L);
    }

    @Test
    void theDeletionOfTheLinkArchivesWhatIsBoundToIt() {
        List<UUID> bound =
                Stream.of(DRAFT, PUBLISHED, REJECTED).map(this::bound).toList();
        UUID archived = bound(ARCHIVED);
        UUID free = api.made(PUBLISHED);
        UUID deleted = bound(PUBLISHED);
        TestData.delete(api.tenant(), deleted);
        send(saved(1, JUNE));
        awaitValidFrom(archived, JUNE);

        send(new TimeProfileDeleted(profile, 2, link, 7, "Course"));

        for (UUID id : bound) {
            await().until(() -> api.state(id) == ARCHIVED);
        }
        assertThat(api.state(free)).isEqualTo(PUBLISHED);
        assertThat(api.state(deleted)).isEqualTo(PUBLISHED);
        assertThat(validFrom(bound.get(0))).isEqualTo(JUNE.toString());
        Seen event = awaitEvents(bound.get(1), 3).get(2);
        InformationStateChanged changed = EventJson.read(String.valueOf(event.data()), InformationStateChanged.class);
        assertThat(changed.message()).isEqualTo("link deleted");
        assertThat(changed.previousStateId()).isEqualTo(PUBLISHED);
        assertThat(changed.linkId()).isEqualTo(link);
        assertThat(event.headers()).containsEntry("ce_operationid", operation.toString());
        assertThat(awaitEvents(archived, 2)).hasSize(2);
        // Four followed the start, three were archived.
        await().untilAsserted(() -> assertThat(effects()).isEqualTo(7));
    }

    @Test
    void aLinkThatIsDeletedAndMadeAnewArchivesAndLeadsAgain() {
        UUID id = bound(PUBLISHED);

        probe.send(
                Topics.TIME_PROFILE,
                Stream.of(
                                saved(1, MAY),
                                new TimeProfileDeleted(profile, 2, link, 7, "Course"),
                                new TimeProfileSaved(
                                        profile, 3, link, 3L, 7, "Course", timing(JUNE), Map.of(), Map.of()))
                        .map(this::sent)
                        .toList());

        awaitValidFrom(id, JUNE);
        assertThat(api.state(id)).isEqualTo(ARCHIVED);
    }

    @Test
    void whatIsBoundToADeletedLinkGoesToTheArchiveAtOnce() {
        UUID witness = bound(DRAFT);
        send(saved(1, JUNE));
        send(new TimeProfileDeleted(profile, 2, link, 7, "Course"));
        await().until(() -> api.state(witness) == ARCHIVED);

        Response answer = api.post(Map.of("title", "Late", "text", "Text", "state_id", PUBLISHED, "link_id", link));

        UUID id = UUID.fromString(answer.path("id"));
        assertThat(json(answer.asString()).get("messages")).isEqualTo(json("""
                [{"type":2,"code":103,"message":"The link is deleted, so the information was archived.",
                  "field":"link_id"}]
                """));
        assertThat(api.state(id)).isEqualTo(ARCHIVED);
        assertThat(awaitEvents(id, 2))
                .extracting(seen -> seen.headers().get("ce_operationid"))
                .containsOnly(answer.header("Operation-Id"));
    }

    @Test
    void theSameLinkOfAnotherTenantIsAnotherLink() {
        InformationApi other = InformationApi.ofNewTenant();
        UUID foreign = other.made(Map.of("link_id", link, "valid_from", GIVEN));
        UUID id = bound(PUBLISHED);

        send(saved(1, JUNE));
        awaitValidFrom(id, JUNE);
        send(new TimeProfileDeleted(profile, 2, link, 7, "Course"));
        await().until(() -> api.state(id) == ARCHIVED);

        assertThat(other.state(foreign)).isEqualTo(DRAFT);
        assertThat(json(other.get(foreign).asString()).get("valid_from").asText())
                .isEqualTo(GIVEN);
    }

    @Test
    void aProfileWithoutALinkIsNothingHere() {
        UUID id = bound(PUBLISHED);

        send(new TimeProfileSaved(profile, 1, null, 7, "Own", timing(MAY), Map.of(), Map.of()));
        send(saved(2, JUNE));

        awaitValidFrom(id, JUNE);
        assertThat(awaitEvents(id, 2)).hasSize(2);
    }

    @Test
    void thousandsOfLinksAreFollowedAtOnce() {
        List<UUID> links =
                IntStream.range(0, 2_000).mapToObj(i -> UUID.randomUUID()).toList();
        TestData.insertBound(api.tenant(), links, PUBLISHED);

        probe.send(
                Topics.TIME_PROFILE,
                links.stream()
                        .map(one ->
                                sent(new TimeProfileSaved(one, 1, one, 7, "Course", timing(JUNE), Map.of(), Map.of())))
                        .toList());

        await().atMost(Duration.ofSeconds(60))
                .untilAsserted(() -> assertThat(effects()).isEqualTo(2 * links.size()));
        assertThat(TestData.versions(api.tenant())).containsExactly(2L);
        List<Sent> deletions = new ArrayList<>();
        links.forEach(one -> deletions.add(sent(new TimeProfileDeleted(one, 2, one, 7, "Course"))));
        probe.send(Topics.TIME_PROFILE, deletions);
        await().atMost(Duration.ofSeconds(60))
                .untilAsserted(() -> assertThat(effects()).isEqualTo(4 * links.size()));
        assertThat(TestData.versions(api.tenant())).containsExactly(3L);
        assertThat(TestData.count("state_change", api.tenant())).isEqualTo(2L * links.size());
    }

    @Test
    void anOpenItemWhoseValidityIsOverGoesToTheArchive() {
        UUID published = api.made(PUBLISHED);
        UUID draft = api.made(DRAFT);
        UUID rejected = api.made(REJECTED);
        UUID later = api.made(PUBLISHED);
        UUID deleted = api.made(PUBLISHED);
        TestData.delete(api.tenant(), deleted);
        List<Validity> over = List.of(new Validity(null, MAY));

        ended("INFORMATION", rejected.toString(), over);
        ended("INFORMATION", deleted.toString(), over);
        ended("INFORMATION", later.toString(), List.of(new Validity(null, MAY), new Validity(JUNE, null)));
        ended("ROOM", later.toString(), over);
        ended("INFORMATION", "somebody else's", over);
        ended("INFORMATION", draft.toString(), List.of());
        ended("INFORMATION", published.toString(), over);

        await().until(() -> api.state(published) == ARCHIVED && api.state(draft) == ARCHIVED);
        await().untilAsserted(() -> assertThat(effects()).isEqualTo(2));
        assertThat(api.state(rejected)).isEqualTo(REJECTED);
        assertThat(api.state(later)).isEqualTo(PUBLISHED);
        assertThat(api.state(deleted)).isEqualTo(PUBLISHED);
        Seen event = awaitEvents(published, 2).get(1);
        InformationStateChanged changed = EventJson.read(String.valueOf(event.data()), InformationStateChanged.class);
        assertThat(changed.message()).isEqualTo("validity ended");
        assertThat(event.headers()).containsEntry("ce_operationid", operation.toString());
    }

    private void ended(String type, String entityId, List<Validity> effective) {
        EntityBecameInactive event = new EntityBecameInactive(
                RecordIds.entity(api.tenant(), entityId), 5, null, entityId, type, "Item", effective, MAY);
        probe.send(
                Topics.ENTITY_PERIOD,
                Sent.of(
                        EventTypes.of(event).name(),
                        api.tenant(),
                        operation,
                        event.id(),
                        event.version(),
                        EventJson.write(event)));
    }

    private UUID bound(int state) {
        return api.made(Map.of("state_id", state, "link_id", link, "valid_from", GIVEN));
    }

    private TimeProfileSaved saved(long version, @Nullable Instant firstStart) {
        return new TimeProfileSaved(profile, version, link, 7, "Course", timing(firstStart), Map.of(), Map.of());
    }

    private static Timing timing(@Nullable Instant firstStart) {
        return new Timing(
                LocalDateTime.ofInstant(firstStart == null ? MAY : firstStart, ZoneOffset.UTC),
                "UTC",
                3600,
                false,
                "FREQ=DAILY",
                null,
                firstStart,
                null);
    }

    private Sent sent(TimeProfileEvent event) {
        return Sent.of(
                EventTypes.of(event).name(),
                api.tenant(),
                operation,
                event.id(),
                event.version(),
                EventJson.write(event));
    }

    private void send(TimeProfileEvent event) {
        probe.send(Topics.TIME_PROFILE, sent(event));
    }

    private String validFrom(UUID id) {
        return json(api.get(id).asString()).get("valid_from").asText();
    }

    private void awaitValidFrom(UUID id, Instant expected) {
        await().atMost(Duration.ofSeconds(30))
                .untilAsserted(() -> assertThat(validFrom(id)).isEqualTo(expected.toString()));
    }

    private List<Seen> awaitEvents(UUID id, int count) {
        await().atMost(Duration.ofSeconds(30))
                .until(() -> probe.records(Topics.NOTICE, id).size() >= count);
        return probe.records(Topics.NOTICE, id);
    }

    private int effects() {
        return probe.all(Topics.OPERATION_RECEIPTS).stream()
                .filter(seen -> operation.toString().equals(seen.headers().get("ce_operationid")))
                .mapToInt(seen -> json(seen.data()).get("effects").asInt())
                .sum();
    }
}
