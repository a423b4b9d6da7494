package io.chronolink.system;

import static io.chronolink.demo.Api.object;
import static io.chronolink.events.Service.INFORMATION;
import static io.chronolink.events.Service.PERIOD;
import static io.chronolink.events.Service.PROFILE;
import static io.chronolink.events.Service.RECORDING;
import static io.chronolink.events.Service.SCHEDULE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.chronolink.demo.Api;
import io.chronolink.demo.Api.Answer;
import io.chronolink.events.Service;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What each change does elsewhere, over real HTTP and real Kafka: the table of propagation, row by row. */
class PropagationIT {

    private static final Clock CLOCK = Clock.systemUTC();
    private static final Instant START =
            CLOCK.instant().truncatedTo(ChronoUnit.HOURS).plus(Duration.ofDays(7));
    private static final int WEEKS = 10;
    private static final DateTimeFormatter PERIOD_DATE =
            DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss").withZone(ZoneOffset.UTC);

    private final String tenant = "propagation-" + UUID.randomUUID();
    private final UUID link = UUID.randomUUID();
    private final Api api = Platform.as(tenant);

    private String notice = "";
    private long room;
    private long recording;

    /** Everything is bound to a link that nobody knows yet. */
    @BeforeEach
    void arrange() {
        call(SCHEDULE, "PUT", tenantPath(), object("name", "Propagation", "type", "Enterprise", "timeZone", "UTC"));
        call(SCHEDULE, "PUT", groupPath(), object("name", "Group"));
        call(SCHEDULE, "POST", groupPath() + "/time_schedules/", object("name", "course", "link_id", link));
        room = call(RECORDING, "POST", "/api/v3/admin/rooms", object("name", "Lab"))
                .body()
                .at("/data/id")
                .asLong();
        recording = call(
                        RECORDING,
                        "POST",
                        "/api/v3/schedule",
                        object(
                                "name",
                                "course",
                                "room",
                                room,
                                "start_at",
                                START.plusSeconds(86_400).getEpochSecond(),
                                "duration",
                                600,
                                "link_id",
                                link))
                .body()
                .at("/data/id")
                .asLong();
        notice = notice();
    }

    @AfterEach
    void close() {
        api.close();
    }

    @Test
    void aSavedProfileMovesAllThatIsBoundAndTheSameAgainMovesNothing() {
        assertThat(periods()).isEmpty();
        assertThat(states()).isEmpty();

        JsonNode done = api.awaitDone(PROFILE, operation(upsert(START)));

        for (String service : List.of("schedule", "information", "recording", "period")) {
            assertThat(done.at("/services/" + service + "-service/effects").asInt())
                    .as(service)
                    .isPositive();
        }
        assertThat(periods()).hasSize(1);
        assertThat(periods().get(0).path("derived").asBoolean()).isTrue();
        assertThat(validFrom(notice)).isEqualTo(START.toString());
        JsonNode owned = view(link.toString()).path("owned");
        assertThat(owned).hasSize(1);
        assertThat(owned.at("/0/period_id").asText()).startsWith("derived:");
        assertThat(owned.at("/0/start_date").asText()).isEqualTo(PERIOD_DATE.format(START));
        assertThat(owned.at("/0/end_date").asText())
                .isEqualTo(PERIOD_DATE.format(
                        START.plus(Duration.ofDays(7 * (WEEKS - 1))).plusSeconds(3_600)));
        assertThat(occurrences()).hasSize(WEEKS);
        assertThat(occurrences().get(0).path("start_at").asLong()).isEqualTo(START.getEpochSecond());

        // What comes later takes the present state at once.
        assertThat(validFrom(notice())).isEqualTo(START.toString());

        JsonNode again = api.awaitDone(PROFILE, operation(upsert(START)));
        assertThat(again.path("events").asInt()).isZero();

        api.awaitDone(PROFILE, operation(upsert(START.plusSeconds(7_200))));
        assertThat(validFrom(notice)).isEqualTo(START.plusSeconds(7_200).toString());
        assertThat(occurrences().get(0).path("start_at").asLong())
                .isEqualTo(START.plusSeconds(7_200).getEpochSecond());
    }

    @Test
    void aDeletedProfileEndsAllThatIsBoundAndALinkThatComesBackLeadsAgain() {
        api.awaitDone(PROFILE, operation(upsert(START)));

        Answer deleted =
                call(PROFILE, "POST", "/api/v1/access/timeprofile/link/delete", object("link_ids", List.of(link)));

        api.awaitDone(PROFILE, operation(deleted));
        assertThat(schedule().path("periods")).isEmpty();
        assertThat(schedule().path("link_id").asText("")).isNotEqualTo(link.toString());
        assertThat(information(notice).path("state_id").asInt()).isEqualTo(4);
        assertThat(api.ask(RECORDING, "GET", "/api/v3/schedule/" + recording, null)
                        .status())
                .isEqualTo(404);
        assertThat(effective(link.toString())).isFalse();

        String later = notice();
        assertThat(information(later).path("state_id").asInt()).isEqualTo(4);
        api.awaitDone(PROFILE, operation(upsert(START)));
        assertThat(effectiveAt(link.toString(), START)).isTrue();
    }

    @Test
    void anInformationIsAnEntityBelowItsLinkAndItsParent() {
        api.awaitDone(PROFILE, operation(upsert(START)));
        String below = call(
                        INFORMATION,
                        "POST",
                        "/api/v1/informations",
                        object("title", "Below", "text", "Text", "information_parent", object("id", notice)))
                .body()
                .path("id")
                .asText();
        Answer marker = call(
                INFORMATION,
                "PUT",
                "/api/v1/informations/" + below,
                object(
                        "valid_from",
                        START.toString(),
                        "title",
                        "Renamed",
                        "text",
                        "Text",
                        "deleted",
                        false,
                        "labels",
                        List.of(),
                        "sections",
                        List.of(),
                        "state_id",
                        1));
        api.awaitDone(INFORMATION, operation(marker));

        assertThat(fields(view(below).path("parent"))).contains(notice, link.toString());
        assertThat(view(below).path("entity_name").asText()).isEqualTo("Renamed");

        api.awaitDone(INFORMATION, operation(bulk("delete", object("ids", List.of(below), "deleted", true))));
        assertThat(effectiveAt(below, START)).isFalse();
        api.awaitDone(INFORMATION, operation(bulk("restore", object("ids", List.of(below), "deleted", false))));
        assertThat(effectiveAt(below, START)).isTrue();
    }

    @Test
    void aClosedInformationHoldsItsLinkUntilItIsReopened() {
        api.awaitDone(PROFILE, operation(upsert(START)));
        assertThat(periods().get(0).path("active").asBoolean(true)).isTrue();
        assertThat(states()).containsOnly("planned");
        assertThat(active().path("active").asBoolean()).isTrue();

        api.awaitDone(INFORMATION, operation(bulk("change_state", object("ids", List.of(notice), "state_id", 4))));

        assertThat(periods().get(0).path("active").asBoolean(true)).isFalse();
        assertThat(states()).containsOnly("suspended");
        assertThat(active().path("reason").asText()).isEqualTo("link_held");
        assertThat(effectiveAt(notice, START)).isFalse();

        api.awaitDone(INFORMATION, operation(bulk("change_state", object("ids", List.of(notice), "state_id", 3))));

        assertThat(periods().get(0).path("active").asBoolean(true)).isTrue();
        assertThat(states()).containsOnly("planned");
        assertThat(active().path("active").asBoolean()).isTrue();
        assertThat(effectiveAt(notice, START)).isTrue();
    }

    @Test
    void tenantsGroupsSchedulesAndRoomsAreEntitiesWithTheirParents() {
        api.awaitDone(PROFILE, operation(upsert(START)));

        String group = entity("GROUP", "Group");
        String schedule = entity("GROUP_SCHEDULE", "course");
        String recorded = entity("RECORDING_SCHEDULE", "course");
        assertThat(view(recorded).at("/owned/0/start_date").asText()).isEqualTo(PERIOD_DATE.format(START));
        // Each parent in turn is valid for a day only, and so is what hangs below it.
        for (List<String> above : List.of(
                List.of(entity("TENANT", "Propagation"), group),
                List.of(entity("TENANT", "Propagation"), schedule),
                List.of(group, schedule),
                List.of(link.toString(), schedule),
                List.of(entity("ROOM", "Lab"), recorded),
                List.of(link.toString(), recorded))) {
            assertThat(effectiveAt(above.get(1), START)).as("%s", above).isTrue();
            own(above.get(0), START.minus(Duration.ofDays(30)), START.minus(Duration.ofDays(29)));
            assertThat(effectiveAt(above.get(1), START)).as("%s", above).isFalse();
            call(PERIOD, "PUT", "/period/update/" + above.get(0), object("periods", List.of()));
        }

        Answer deleted = call(RECORDING, "POST", "/api/v3/schedule/" + recording + "/delete", object());
        api.awaitDone(RECORDING, operation(deleted));
        assertThat(effectiveAt(recorded, START)).isFalse();
        Answer unbound = call(SCHEDULE, "DELETE", groupPath() + "/time_schedules/course/", null);
        api.awaitDone(SCHEDULE, operation(unbound));
        assertThat(effectiveAt(schedule, START)).isFalse();
    }

    @Test
    void theValidityOfTheLinkLimitsDoorsPhonesAndRecordings() {
        api.awaitDone(PROFILE, operation(upsert(START)));
        Instant end = START.plus(Duration.ofDays(10));

        api.awaitDone(PERIOD, operation(own(link.toString(), START.minusSeconds(86_400), end)));

        // Two of the weekly occurrences come before the end.
        assertThat(states()).startsWith("planned", "planned", "suspended").hasSize(WEEKS);
        assertThat(activeAt(START).path("active").asBoolean()).isTrue();
        assertThat(activeAt(START.plus(Duration.ofDays(14))).path("reason").asText())
                .isEqualTo("validity_ended");
        assertThat(open(START.plusSeconds(60))).isTrue();
        assertThat(open(START.plus(Duration.ofDays(14)).plusSeconds(60))).isFalse();

        api.awaitDone(PERIOD, operation(call(PERIOD, "PUT", "/period/update/" + link, object("periods", List.of()))));
        assertThat(states()).containsOnly("planned");
        assertThat(open(START.plus(Duration.ofDays(14)).plusSeconds(60))).isTrue();
    }

    @Test
    void anOpenInformationIsArchivedWhenItsValidityEnds() {
        String free = call(INFORMATION, "POST", "/api/v1/informations", object("title", "Free", "text", "Text"))
                .body()
                .path("id")
                .asText();
        await().atMost(Duration.ofSeconds(30))
                .until(() ->
                        api.ask(PERIOD, "GET", "/period/view/" + free, null).status() == 200);

        own(free, START.minus(Duration.ofDays(30)), CLOCK.instant().plusSeconds(3));

        await().atMost(Duration.ofSeconds(60))
                .until(() -> information(free).path("state_id").asInt() == 4);
    }

    private String notice() {
        return call(
                        INFORMATION,
                        "POST",
                        "/api/v1/informations",
                        object("title", "Notice", "text", "Text", "state_id", 3, "link_id", link))
                .body()
                .path("id")
                .asText();
    }

    private Answer upsert(Instant start) {
        long from = start.getEpochSecond();
        return call(
                PROFILE,
                "POST",
                "/api/v1/access/timeprofile/items/link",
                object(
                        "list_items",
                        List.of(object(
                                "name",
                                "Course",
                                "link_id",
                                link,
                                "time_options",
                                object("is_all_day", false, "date_from", from, "date_to", from + 3_600),
                                "repeat_options",
                                object(
                                        "repeat_enable",
                                        true,
                                        "repeat_format",
                                        object(
                                                "repeat_type",
                                                "week",
                                                "repeat_end",
                                                object("format", "date", "date", from + (WEEKS - 1) * 604_800L)))))));
    }

    private Answer own(String entity, Instant from, Instant to) {
        return call(
                PERIOD,
                "PUT",
                "/period/update/" + entity,
                object(
                        "periods",
                        List.of(object("start_date", PERIOD_DATE.format(from), "end_date", PERIOD_DATE.format(to)))));
    }

    private Answer bulk(String what, Map<String, Object> body) {
        return call(INFORMATION, "POST", "/api/v1/informations/bulk/" + what, body);
    }

    private JsonNode information(String id) {
        return call(INFORMATION, "GET", "/api/v1/informations/" + id, null).body();
    }

    private String validFrom(String id) {
        return information(id).path("valid_from").asText();
    }

    private JsonNode schedule() {
        return call(SCHEDULE, "GET", groupPath() + "/time_schedules/course/?full_list=true", null)
                .body();
    }

    private JsonNode periods() {
        return schedule().path("periods");
    }

    private boolean open(Instant at) {
        return call(SCHEDULE, "GET", groupPath() + "/time_schedules/course/open?at=" + at, null)
                .body()
                .path("open")
                .asBoolean();
    }

    private JsonNode occurrences() {
        return call(RECORDING, "GET", "/api/v3/schedule/" + recording + "/occurrences?limit=100", null)
                .body()
                .at("/data/occurrences");
    }

    private List<String> states() {
        List<String> states = new ArrayList<>();
        occurrences().forEach(occurrence -> states.add(occurrence.path("state").asText()));
        return states;
    }

    private JsonNode active() {
        return activeAt(START);
    }

    private JsonNode activeAt(Instant at) {
        long uid = call(PROFILE, "GET", "/api/v1/access/timeprofile/items", null)
                .body()
                .at("/list_items/0/uid")
                .asLong();
        return call(
                        PROFILE,
                        "GET",
                        "/api/v1/access/timeprofile/item/" + uid + "/active?at=" + at.getEpochSecond(),
                        null)
                .body();
    }

    private JsonNode view(String entity) {
        return call(PERIOD, "GET", "/period/view/" + entity, null).body();
    }

    private boolean effective(String entity) {
        return effectiveAt(entity, CLOCK.instant());
    }

    private boolean effectiveAt(String entity, Instant at) {
        return call(
                        PERIOD,
                        "GET",
                        "/period/effective/" + entity + "?at=" + Api.path(PERIOD_DATE.format(at.plusSeconds(60))),
                        null)
                .body()
                .path("active")
                .asBoolean();
    }

    private String entity(String type, String name) {
        JsonNode index =
                call(PERIOD, "GET", "/period/index?entity_type=" + type, null).body();
        return StreamSupport.stream(index.spliterator(), false)
                .filter(entity -> entity.path("entity_name").asText().equals(name))
                .map(entity -> entity.path("entity_id").asText())
                .findFirst()
                .orElseThrow(() -> new AssertionError(type + " " + name + " is not in " + index));
    }

    private static TreeSet<String> fields(JsonNode map) {
        TreeSet<String> names = new TreeSet<>();
        map.fieldNames().forEachRemaining(names::add);
        return names;
    }

    private String tenantPath() {
        return "/api/v1/tenants/" + tenant;
    }

    private String groupPath() {
        return tenantPath() + "/groups/group";
    }

    private static String operation(Answer answer) {
        return String.valueOf(answer.operation());
    }

    private Answer call(Service service, String method, String path, @Nullable Object body) {
        return api.call(service, method, path, body);
    }
}
