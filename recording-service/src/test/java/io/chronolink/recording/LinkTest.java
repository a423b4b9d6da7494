package io.chronolink.recording;

import static java.util.stream.Collectors.counting;
import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.toMap;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.chronolink.events.InformationEvent.Category;
import io.chronolink.events.OperationReceipt;
import io.chronolink.events.RecordingScheduleEvent.RecordingScheduleSaved;
import io.chronolink.events.TimeProfileEvent.TimeProfileSaved;
import io.chronolink.events.Timing;
import io.chronolink.events.Topics;
import io.chronolink.kit.events.EventJson;
import io.chronolink.recording.Caller.Seen;
import io.chronolink.stack.ChronolinkTestResource;
import io.chronolink.stack.EventProbe;
import io.chronolink.stack.EventProbe.Sent;
import io.chronolink.stack.TestStack;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.temporal.TemporalAdjusters;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.awaitility.core.ThrowingRunnable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Bound schedules follow their link. */
@QuarkusTest
@QuarkusTestResource(
        value = ChronolinkTestResource.class,
        initArgs = @ResourceArg(name = "service", value = "recording"))
class LinkTest {

    private static final Duration HORIZON = Duration.ofDays(180);
    private static final Duration HOUR = Duration.ofHours(1);

    private final Caller caller = Caller.ofNewTenant();
    private final UUID link = UUID.randomUUID();

    @Inject
    TestClock clock;

    private EventProbe probe;
    private Links links;

    /** Midnight in UTC, some days ahead. */
    private LocalDateTime day;

    @BeforeEach
    void open() {
        probe = new EventProbe(TestStack.bootstrapServers());
        links = new Links(probe, caller.tenant());
        day = LocalDateTime.ofInstant(clock.instant(), ZoneOffset.UTC)
                .toLocalDate()
                .plusDays(3)
                .atStartOfDay();
    }

    @AfterEach
    void close() {
        probe.close();
    }

    @Test
    void aBoundScheduleTakesOverStartDurationAndRuleOfItsLink() {
        tell(daily(1, 9));
        long id = bound(caller.newRoom());

        assertThat(caller.schedule(id).get("start_at").asLong()).isEqualTo(at(day.plusHours(9)));
        assertThat(caller.schedule(id).get("duration").asLong()).isEqualTo(3600);
        assertThat(caller.schedule(id).at("/recurrence/type").asText()).isEqualTo("daily");
        assertThat(caller.schedule(id).get("link_id").asText()).isEqualTo(link.toString());
        assertThat(starts(id)).isEqualTo(daysFrom(day.plusHours(9)));
    }

    @Test
    void whenTheLinkMovesTheScheduleMovesAndTellsSoForTheSameOperation() {
        tell(daily(1, 9));
        long id = bound(caller.newRoom());

        UUID operation = links.tell(Links.profile(link, 2, timing(day.plusHours(11), "FREQ=DAILY")));

        until(() -> assertThat(starts(id)).isEqualTo(daysFrom(day.plusHours(11))));
        until(() -> {
            RecordingScheduleSaved last = lastSaved(id);
            assertThat(last.version()).isEqualTo(2);
            assertThat(last.linkId()).isEqualTo(link);
            assertThat(last.timing()).isEqualTo(timing(day.plusHours(11), "FREQ=DAILY"));
        });
        assertThat(recordsOf(id).get(1).headers()).containsEntry("ce_operationid", operation.toString());
    }

    @Test
    void occurrencesThatStayWhereTheyAreKeepTheirIds() {
        tell(Links.profile(link, 1, timing(day.plusHours(9), "FREQ=DAILY")));
        long id = bound(caller.newRoom());
        Map<Instant, String> before = ids(id);

        // Every second day only: the others vanish, and these last longer.
        tell(Links.profile(
                link, 2, Links.timing(day.plusHours(9), "UTC", Duration.ofHours(2), "FREQ=DAILY;INTERVAL=2")));

        until(() -> assertThat(caller.occurrences(id)).isNotEmpty().allSatisfy(seen -> assertThat(
                        Duration.between(seen.start(), seen.stop()))
                .isEqualTo(Duration.ofHours(2))));
        Map<Instant, String> after = ids(id);
        assertThat(after).hasSize((before.size() + 1) / 2);
        assertThat(before).containsAllEntriesOf(after);
    }

    @Test
    void aRuleThatTheDialectCannotSayIsAnsweredWithTheNearestTypeAndTheExactRule() {
        tell(Links.profile(link, 1, timing(day.plusHours(9), "FREQ=WEEKLY;INTERVAL=2;BYDAY=MO")));
        long id = bound(caller.newRoom());

        assertThat(caller.schedule(id).get("recurrence"))
                .isEqualTo(Caller.json("{\"type\":\"weekly\",\"rrule\":\"FREQ=WEEKLY;INTERVAL=2;BYDAY=MO\"}"));
    }

    @Test
    void occurrencesAreSuspendedWhileTheLinkIsHeldAndRestoredAfter() {
        tell(daily(1, 9));
        long id = bound(caller.newRoom());
        Map<Instant, String> before = ids(id);
        UUID first = UUID.randomUUID();
        UUID second = UUID.randomUUID();

        links.notice(first, link, 1, Category.closed);
        UUID held = links.notice(second, link, 1, Category.closed);
        until(() -> assertThat(states(id)).containsOnly("suspended"));
        assertThat(ids(id)).isEqualTo(before);
        // Created while the link is held: suspended from the beginning.
        long later = bound(caller.newRoom());
        assertThat(states(later)).containsOnly("suspended");

        UUID operation = links.notice(first, link, 2, Category.open);
        applied(operation);
        assertThat(states(id)).containsOnly("suspended");

        applied(held);
        assertThat(effects(held)).as("it was held already").isZero();
        UUID restored = links.noticeDeleted(second, link, 2);
        until(() -> assertThat(states(id)).containsOnly("planned"));
        applied(restored);
        assertThat(effects(restored)).as("schedules whose recordings came back").isEqualTo(2);
        assertThat(states(later)).containsOnly("planned");
        assertThat(ids(id)).isEqualTo(before);
        assertThat(recordsOf(id)).as("a hold changes no schedule").hasSize(1);
    }

    @Test
    void aHeldScheduleThatMovesStaysSuspendedAndIsRestoredAtItsNewPlace() {
        tell(daily(1, 9));
        long id = bound(caller.newRoom());
        UUID notice = UUID.randomUUID();
        links.notice(notice, link, 1, Category.closed);
        until(() -> assertThat(states(id)).containsOnly("suspended"));

        tell(daily(2, 14));
        until(() -> assertThat(starts(id)).isEqualTo(daysFrom(day.plusHours(14))));
        assertThat(states(id)).containsOnly("suspended");

        links.notice(notice, link, 2, Category.open);
        until(() -> assertThat(states(id)).containsOnly("planned"));
    }

    @Test
    void whenTheLinkIsDeletedTheScheduleGoesAndARunningRecordingEndsNormally() {
        tell(daily(1, 9));
        long id = bound(caller.newRoom());
        UUID record = record(id);
        Backstage.update("""
                update occurrence set state = 'recording', number = 1, started_at = starts_at
                where schedule_id = ? and starts_at = (select min(starts_at) from occurrence where schedule_id = ?)
                """, record, record);

        links.deleted(link, 2);

        until(() ->
                assertThat(caller.get("/api/v3/schedule/" + id).statusCode()).isEqualTo(404));
        assertThat(statesBehind(record))
                .containsEntry("recording", 1L)
                .containsKey("cancelled")
                .hasSize(2);
        until(() -> {
            List<EventProbe.Seen> records = probe.records(Topics.RECORDING_SCHEDULE, record);
            assertThat(records).hasSize(3);
            assertThat(records.get(1).type()).isEqualTo("io.chronolink.recording-schedule.deleted.v1");
            assertThat(records.get(1).headers()).containsEntry("ce_recordversion", "2");
            assertThat(records.get(2).data()).isNull();
        });
    }

    @Test
    void aScheduleThatIsBoundBeforeItsLinkIsKnownWaits() {
        long room = caller.newRoom();
        long id = caller.newSchedule("'name':'Waits','room':%d,'start_at':%d,'duration':60,'link_id':'%s'"
                .formatted(room, at(day.plusHours(1)), link));
        assertThat(caller.occurrences(id)).isEmpty();

        tell(daily(1, 9));

        until(() -> assertThat(starts(id)).isEqualTo(daysFrom(day.plusHours(9))));
        assertThat(caller.schedule(id).get("duration").asLong()).isEqualTo(3600);
    }

    @Test
    void aWaitingScheduleWhoseTimesAreRightAlreadyIsPlannedThoughNothingIsTold() {
        long room = caller.newRoom();
        long id = caller.newSchedule("'name':'Waits','room':%d,'start_at':%d,'duration':3600,'link_id':'%s'"
                .formatted(room, at(day.plusHours(9)), link));

        tell(Links.profile(link, 1, timing(day.plusHours(9), null)));

        until(() -> assertThat(starts(id)).containsExactly(day.plusHours(9).toInstant(ZoneOffset.UTC)));
        assertThat(recordsOf(id)).hasSize(1);
    }

    @Test
    void aScheduleThatIsBoundLaterFollowsAtOnceAndKeepsItsTimesWhenItIsUnbound() {
        tell(daily(1, 9));
        long room = caller.newRoom();
        long id = caller.newSchedule(
                "'name':'Own','room':%d,'start_at':%d,'duration':60".formatted(room, at(day.plusHours(1))));
        applied(links.tell(Links.profile(UUID.randomUUID(), 1, timing(day, null))));

        caller.edit(id, "'link_id':'%s'".formatted(link)).then().statusCode(200);
        assertThat(starts(id)).isEqualTo(daysFrom(day.plusHours(9)));
        assertThat(caller.schedule(id).get("duration").asLong()).isEqualTo(3600);

        caller.edit(id, "'link_id':null").then().statusCode(200);
        applied(links.tell(daily(2, 15)));
        assertThat(starts(id)).isEqualTo(daysFrom(day.plusHours(9)));
        assertThat(caller.schedule(id).has("link_id")).isFalse();
    }

    @Test
    void duplicatesAndEventsOutOfOrderChangeNothing() {
        Sent newest = links.sent(daily(3, 12), UUID.randomUUID());
        links.send(List.of(newest));
        until(() -> assertThat(known()).isEqualTo(1));
        long id = bound(caller.newRoom());

        links.send(List.of(newest, links.sent(daily(2, 9), UUID.randomUUID()), newest));
        applied(links.tell(Links.profile(UUID.randomUUID(), 1, timing(day, null))));
        // One more of the same record, so that all before it are applied.
        UUID marker = links.tell(daily(4, 12));
        applied(marker);

        assertThat(starts(id)).isEqualTo(daysFrom(day.plusHours(12)));
        assertThat(recordsOf(id)).hasSize(1);
        assertThat(caller.schedule(id).get("start_at").asLong()).isEqualTo(at(day.plusHours(12)));
    }

    @Test
    void anotherTenantsLinkOfTheSameIdMovesNothing() {
        tell(daily(1, 9));
        long id = bound(caller.newRoom());
        Links foreign = new Links(probe, "other-" + UUID.randomUUID());

        UUID operation = foreign.tell(Links.profile(link, 7, timing(day.plusHours(20), "FREQ=DAILY")));
        applied(operation);

        assertThat(starts(id)).isEqualTo(daysFrom(day.plusHours(9)));
    }

    @Test
    void aThousandLinksMoveInOneGo() {
        List<UUID> all = new ArrayList<>();
        List<Sent> first = new ArrayList<>();
        for (int i = 0; i < 1000; i++) {
            UUID one = new UUID(link.getMostSignificantBits(), i);
            all.add(one);
            first.add(links.sent(Links.profile(one, 1, timing(day.plusHours(8), "FREQ=DAILY")), link));
        }
        links.send(first);
        until(() -> assertThat(known()).isEqualTo(1000));
        bindCopies(bound(caller.newRoom(), all.get(0)), all.subList(1, 1000));
        LocalDateTime tuesday =
                day.with(TemporalAdjusters.nextOrSame(DayOfWeek.TUESDAY)).plusHours(10);
        UUID operation = UUID.randomUUID();

        links.send(all.stream()
                .map(one ->
                        links.sent(Links.profile(one, 2, timing(day.plusHours(10), "FREQ=WEEKLY;BYDAY=TU")), operation))
                .toList());

        List<Instant> expected = every(tuesday, 7);
        until(() -> assertThat(occurrencesOfTenant()).isEqualTo(1000L * expected.size()));
        assertThat(starts(500)).isEqualTo(expected);
        until(() -> assertThat(effects(operation)).isEqualTo(1000));
    }

    private static Timing timing(LocalDateTime start, @Nullable String rrule) {
        return Links.timing(start, "UTC", HOUR, rrule);
    }

    private TimeProfileSaved daily(long version, int hour) {
        return Links.profile(link, version, timing(day.plusHours(hour), "FREQ=DAILY"));
    }

    private void tell(TimeProfileSaved profile) {
        applied(links.tell(profile));
    }

    /** The service has dealt with the events of the operation, as its receipt says. */
    private void applied(UUID operation) {
        until(() -> assertThat(receipts(operation)).isNotEmpty());
    }

    private List<OperationReceipt> receipts(UUID operation) {
        return probe.all(Topics.OPERATION_RECEIPTS).stream()
                .filter(seen -> operation.toString().equals(seen.headers().get("ce_operationid")))
                .map(seen -> EventJson.read(Objects.requireNonNull(seen.data()), OperationReceipt.class))
                .toList();
    }

    private int effects(UUID operation) {
        return receipts(operation).stream().mapToInt(OperationReceipt::effects).sum();
    }

    private long bound(long room) {
        return bound(room, link);
    }

    private long bound(long room, UUID to) {
        return caller.newSchedule("'name':'Bound','room':%d,'link_id':'%s'".formatted(room, to));
    }

    /** As if they had been bound one after the other. */
    private void bindCopies(long number, List<UUID> to) {
        for (int i = 0; i < to.size(); i++) {
            assertThat(Backstage.update("""
                            insert into recording_schedule
                                (id, tenant, number, name, room_id, author, link_id, share_users, share_user_groups,
                                 created_at, timing)
                            select gen_random_uuid(), tenant, number + 1 + ?, name, room_id, author, ?, share_users,
                                   share_user_groups, created_at, timing
                            from recording_schedule where tenant = ? and number = ?
                            """, i, to.get(i), caller.tenant(), number))
                    .isEqualTo(1);
        }
    }

    private int known() {
        return Backstage.query("select 1 from link where tenant = ? and version > 0", caller.tenant())
                .size();
    }

    private long occurrencesOfTenant() {
        return Long.parseLong(Backstage.query(
                        "select count(*) from occurrence where tenant = ? and state = 'planned'", caller.tenant())
                .get(0));
    }

    private UUID record(long number) {
        return UUID.fromString(Backstage.query(
                        "select id from recording_schedule where tenant = ? and number = ?", caller.tenant(), number)
                .get(0));
    }

    private Map<String, Long> statesBehind(UUID record) {
        return Backstage.query("select state from occurrence where schedule_id = ?", record).stream()
                .collect(groupingBy(state -> state, counting()));
    }

    private List<EventProbe.Seen> recordsOf(long number) {
        return probe.records(Topics.RECORDING_SCHEDULE, record(number));
    }

    private RecordingScheduleSaved lastSaved(long number) {
        List<EventProbe.Seen> records = recordsOf(number);
        return EventJson.read(
                Objects.requireNonNull(records.get(records.size() - 1).data()), RecordingScheduleSaved.class);
    }

    private List<Instant> starts(long id) {
        return caller.occurrences(id).stream().map(Seen::start).toList();
    }

    private List<String> states(long id) {
        return caller.occurrences(id).stream().map(Seen::state).toList();
    }

    private Map<Instant, String> ids(long id) {
        return caller.occurrences(id).stream().collect(toMap(Seen::start, Seen::id));
    }

    private List<Instant> daysFrom(LocalDateTime first) {
        return every(first, 1);
    }

    /** Counted on the fingers: a start every so many days until the horizon. */
    private List<Instant> every(LocalDateTime first, int days) {
        List<Instant> starts = new ArrayList<>();
        Instant end = clock.instant().plus(HORIZON);
        for (Instant at = first.toInstant(ZoneOffset.UTC); at.isBefore(end); at = at.plus(Duration.ofDays(days))) {
            starts.add(at);
        }
        return starts;
    }

    private static long at(LocalDateTime time) {
        return time.toEpochSecond(ZoneOffset.UTC);
    }

    private static void until(ThrowingRunnable assertion) {
        await().atMost(Duration.ofSeconds(60)).untilAsserted(assertion);
    }
}
