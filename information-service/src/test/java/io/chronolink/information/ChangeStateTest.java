package io.chronolink.information;

import static io.chronolink.information.InformationApi.ARCHIVED;
import static io.chronolink.information.InformationApi.AWAITING_APPROVAL;
import static io.chronolink.information.InformationApi.DRAFT;
import static io.chronolink.information.InformationApi.PUBLISHED;
import static io.chronolink.information.InformationApi.REJECTED;
import static io.chronolink.information.InformationApi.json;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.chronolink.events.InformationEvent.Category;
import io.chronolink.events.InformationEvent.Information;
import io.chronolink.events.InformationEvent.InformationSaved;
import io.chronolink.events.InformationEvent.InformationStateChanged;
import io.chronolink.events.Topics;
import io.chronolink.kit.events.EventJson;
import io.chronolink.stack.ChronolinkTestResource;
import io.chronolink.stack.EventProbe;
import io.chronolink.stack.EventProbe.Seen;
import io.chronolink.stack.TestStack;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(
        value = ChronolinkTestResource.class,
        initArgs = @ResourceArg(name = "service", value = "information"))
class ChangeStateTest {

    private static final String CHANGED = "io.chronolink.information.state-changed.v1";
    private static final String SAVED = "io.chronolink.information.saved.v1";
    private static final String SEED_REQUEST = """
            { "ids": [ "22c2cb0d-a169-41ba-ab92-8fe11c5d3100", "647b10f5-258a-4cfb-814f-46410953128e" ],
              "user_id": "66f0a623-c41b-47e5-a972-b9325d46acad", "state_id": 1,
              "parent": { "id": "3a8e63ce-917d-4393-9eb0-7d1cfaea4a67", "name": "sample string 2", "deleted": true,
                "system_information": { "creation": { "user": {
                    "full_name": "sample string 12 sample string 11", "id": "fd65ae6a-4625-46c2-b183-cff92e14dd31",
                    "image_id": "1a6dcc5b-27e0-4e79-8f06-cbac710c1f24",
                    "id_user_work_position": "6bfc537a-4550-4adc-aece-48e2d2fb9269",
                    "id_shift": "d3d839d2-4fed-4006-b9d8-b4a4f534234e", "code": "sample string 5",
                    "code2": "sample string 6", "title": "sample string 9", "introduction": "sample string 10",
                    "first_name": "sample string 11", "last_name": "sample string 12" },
                    "date": "2025-09-13T10:21:18Z" },
                  "last_change": { "user": {
                    "full_name": "sample string 12 sample string 11", "id": "fd65ae6a-4625-46c2-b183-cff92e14dd31",
                    "image_id": "1a6dcc5b-27e0-4e79-8f06-cbac710c1f24",
                    "id_user_work_position": "6bfc537a-4550-4adc-aece-48e2d2fb9269",
                    "id_shift": "d3d839d2-4fed-4006-b9d8-b4a4f534234e", "code": "sample string 5",
                    "code2": "sample string 6", "title": "sample string 9", "introduction": "sample string 10",
                    "first_name": "sample string 11", "last_name": "sample string 12" },
                    "date": "2025-09-13T10:21:18Z" } } },
              "send_notifications": true, "message": "sample string 2" }
            """;

    private final InformationApi api = InformationApi.ofNewTenant();
    private final EventProbe probe = new EventProbe(TestStack.bootstrapServers());

    @AfterEach
    void close() {
        probe.close();
    }

    @Test
    void aChangeAnswersWithAResultAndShowsInTheItem() {
        UUID id = api.made(DRAFT);

        Response answer = api.change(PUBLISHED, List.of(id));

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.contentType()).startsWith("application/json");
        assertThat(json(answer.asString())).isEqualTo(json("""
                {"messages":[],"count_of_errors":0,"id":null,"name":"published",
                 "data":{"changed":["%s"],"failed":[]},"url":null,"text":null,"inner_exception":null}
                """.formatted(id)));
        // The members in the order of the published sample.
        List<String> members = new ArrayList<>();
        json(answer.asString()).fieldNames().forEachRemaining(members::add);
        assertThat(members)
                .containsExactly("messages", "count_of_errors", "id", "name", "data", "url", "text", "inner_exception");
        assertThat(api.state(id)).isEqualTo(PUBLISHED);
    }

    /** The published request as it stands: its parent does not exist here, so nothing is done. */
    @Test
    void theSeedsRequestIsUnderstoodInEveryMember() {
        api.user("66f0a623-c41b-47e5-a972-b9325d46acad", "{}");

        Response answer = api.as("tenant-admin").body(SEED_REQUEST).post(InformationApi.CHANGE_STATE);

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(json(answer.asString())).isEqualTo(json("""
                {"messages":[{"type":1,"code":6,"message":"Parent not found.","field":"parent"}],
                 "count_of_errors":1,"id":null,"name":"draft",
                 "data":{"changed":[],"failed":["22c2cb0d-a169-41ba-ab92-8fe11c5d3100",
                                                "647b10f5-258a-4cfb-814f-46410953128e"]},
                 "url":null,"text":null,"inner_exception":null}
                """));
    }

    @Test
    void aUserWhomTheDirectoryDoesNotKnowIsAnErrorAndNothingIsDone() {
        UUID id = api.made(DRAFT);
        String stranger = UUID.randomUUID().toString();
        InformationApi.ofNewTenant().user(stranger, "{}");

        Response answer = api.change(Map.of("ids", List.of(id), "state_id", PUBLISHED, "user_id", stranger));

        assertThat(json(answer.asString()).get("messages")).isEqualTo(json("""
                [{"type":1,"code":7,"message":"Unknown user.","field":"user_id"}]"""));
        assertThat(api.state(id)).isEqualTo(DRAFT);
    }

    /** The same call for what this service has none of (docs/dialects/information.md#operations). */
    @Test
    void propertiesAndDeveloperProjectsHaveTheSameCallAndAreNotFound() {
        UUID id = UUID.randomUUID();
        for (String kind : List.of("properties", "developer_projects")) {
            Response answer = api.as("tenant-admin")
                    .body("{\"ids\":[\"" + id + "\"],\"state_id\":1}")
                    .post("/api/v1/" + kind + "/bulk/change_state");

            assertThat(json(answer.asString()).at("/messages/0/code").asInt()).isEqualTo(2);
        }
        assertThat(api.as("tenant-admin")
                        .body("{}")
                        .post("/api/v1/others/bulk/change_state")
                        .statusCode())
                .isEqualTo(404);
    }

    @Test
    void theSeedsRequestWithRealItemsMovesThemUnderTheParentAndNotifiesWhoHasAnAddress() {
        api.user("66f0a623-c41b-47e5-a972-b9325d46acad", "{}");
        api.user(UUID.randomUUID().toString(), "{\"email\":\"novak@example.com\"}");
        UUID first = api.made(AWAITING_APPROVAL);
        UUID second = api.made(REJECTED);
        UUID parent = api.made(Map.of("title", "Parent"));
        String request = SEED_REQUEST
                .replace("22c2cb0d-a169-41ba-ab92-8fe11c5d3100", first.toString())
                .replace("647b10f5-258a-4cfb-814f-46410953128e", second.toString())
                .replace("3a8e63ce-917d-4393-9eb0-7d1cfaea4a67", parent.toString());

        Response answer = api.as("tenant-admin").body(request).post(InformationApi.CHANGE_STATE);

        assertThat(json(answer.asString())).isEqualTo(json("""
                {"messages":[{"type":3,"code":102,"message":"1 user is notified.","field":"send_notifications"}],
                 "count_of_errors":0,"id":null,"name":"draft","data":{"changed":["%s","%s"],"failed":[]},
                 "url":null,"text":null,"inner_exception":null}
                """.formatted(first, second)));
        api.get(first).then().statusCode(200);
        assertThat(json(api.get(second).asString()).get("information_parent")).isEqualTo(json("""
                {"id":"%s","name":"Parent","deleted":false,"system_information":null}
                """.formatted(parent)));
        InformationStateChanged event =
                EventJson.read(String.valueOf(lastEvent(first, CHANGED).data()), InformationStateChanged.class);
        assertThat(event.message()).isEqualTo("sample string 2");
        assertThat(event.information().parentId()).isEqualTo(parent);
    }

    @Test
    void oneEventTellsTheWholePublicStateUnderTheOperation() {
        UUID link = UUID.randomUUID();
        UUID id = api.made(Map.of(
                "title", "Žluťoučký \"kůň\" 🐎",
                "text", "a\\b\n\u0001</script>",
                "valid_from", "2026-05-04T06:00:00Z",
                "link_id", link,
                "state_id", PUBLISHED));

        Response answer = api.change(Map.of("ids", List.of(id), "state_id", ARCHIVED, "message", "over"));

        Seen event = lastEvent(id, CHANGED);
        assertThat(EventJson.read(String.valueOf(event.data()), InformationStateChanged.class))
                .isEqualTo(new InformationStateChanged(
                        id,
                        2,
                        link,
                        new Information(
                                "Žluťoučký \"kůň\" 🐎",
                                "a\\b\n\u0001</script>",
                                null,
                                ARCHIVED,
                                "archived",
                                Category.closed,
                                Instant.parse("2026-05-04T06:00:00Z")),
                        PUBLISHED,
                        Category.open,
                        "over"));
        assertThat(event.headers())
                .containsEntry("ce_operationid", answer.header("Operation-Id"))
                .containsEntry("ce_tenant", api.tenant())
                .containsEntry("ce_linkid", link.toString())
                .containsEntry("ce_recordversion", "2");
    }

    @Test
    void eachItemStandsForItself() {
        InformationApi other = InformationApi.ofNewTenant();
        UUID good = api.made(DRAFT);
        UUID there = api.made(PUBLISHED);
        UUID wrong = api.made(ARCHIVED);
        UUID rejected = api.made(REJECTED);
        UUID foreign = other.made(DRAFT);
        UUID missing = UUID.randomUUID();

        Response answer =
                api.change(AWAITING_APPROVAL, List.of(missing, good, wrong, foreign, good, there, rejected, missing));

        assertThat(json(answer.asString()))
                .isEqualTo(json("""
                {"messages":[
                  {"type":1,"code":2,"message":"Information not found.","field":"ids[0]"},
                  {"type":1,"code":3,"message":"Transition from archived to awaiting approval is not allowed.",
                   "field":"ids[2]"},
                  {"type":1,"code":2,"message":"Information not found.","field":"ids[3]"},
                  {"type":1,"code":3,"message":"Transition from published to awaiting approval is not allowed.",
                   "field":"ids[5]"},
                  {"type":1,"code":3,"message":"Transition from rejected to awaiting approval is not allowed.",
                   "field":"ids[6]"}],
                 "count_of_errors":5,"id":null,"name":"awaiting approval",
                 "data":{"changed":["%s"],"failed":["%s","%s","%s","%s","%s"]},
                 "url":null,"text":null,"inner_exception":null}
                """.formatted(good, missing, wrong, foreign, there, rejected)));
        assertThat(Stream.of(good, there, wrong, rejected).map(api::state))
                .containsExactly(AWAITING_APPROVAL, PUBLISHED, ARCHIVED, REJECTED);
        assertThat(other.state(foreign)).isEqualTo(DRAFT);
    }

    @Test
    void theTransitionsAreThoseOfTheSpecification() {
        Map<Integer, Set<Integer>> allowed =
                Map.of(1, Set.of(2, 3), 2, Set.of(3, 5, 1), 3, Set.of(4, 1), 4, Set.of(3), 5, Set.of(1));

        for (int from = 1; from <= 5; from++) {
            for (int to = 1; to <= 5; to++) {
                UUID id = api.made(from);
                int errors = api.change(to, List.of(id)).then().extract().path("count_of_errors");
                boolean fine =
                        from == to || allowed.getOrDefault(from, Set.of()).contains(to);
                assertThat(errors).as("%d -> %d", from, to).isEqualTo(fine ? 0 : 1);
                assertThat(api.state(id)).as("%d -> %d", from, to).isEqualTo(fine ? to : from);
            }
        }
    }

    @Test
    void aRepeatIsNoErrorAndTellsNothing() {
        UUID id = api.made(DRAFT);
        api.change(PUBLISHED, List.of(id));

        Response again = api.change(PUBLISHED, List.of(id));

        assertThat(json(again.asString())).isEqualTo(json("""
                {"messages":[{"type":3,"code":101,"message":"Information is already in the state published.",
                              "field":"ids[0]"}],
                 "count_of_errors":0,"id":null,"name":"published","data":{"changed":[],"failed":[]},
                 "url":null,"text":null,"inner_exception":null}
                """));
        assertThat(api.operation(again.header("Operation-Id")).get("events").asInt())
                .isZero();
        api.change(ARCHIVED, List.of(id));
        await().untilAsserted(() -> assertThat(probe.records(Topics.NOTICE, id))
                .extracting(seen -> seen.headers().get("ce_recordversion"))
                .containsExactly("1", "2", "3"));
    }

    @Test
    void unknownStatesAndMissingIdsAreSaidOnce() {
        UUID id = api.made(DRAFT);

        assertThat(json(api.change(9, List.of(id)).asString())).isEqualTo(json("""
                {"messages":[{"type":1,"code":4,"message":"Unknown state.","field":"state_id"}],
                 "count_of_errors":1,"id":null,"name":null,"data":{"changed":[],"failed":["%s"]},
                 "url":null,"text":null,"inner_exception":null}
                """.formatted(id)));
        assertThat(json(api.change(Map.of("ids", List.of(id))).asString())
                        .at("/messages/0/code")
                        .asInt())
                .isEqualTo(4);
        for (String body :
                List.of("{\"state_id\":3}", "{\"state_id\":3,\"ids\":[]}", "{\"state_id\":3,\"ids\":null}")) {
            assertThat(json(api.as("tenant-admin")
                            .body(body)
                            .post(InformationApi.CHANGE_STATE)
                            .asString()))
                    .isEqualTo(json("""
                            {"messages":[{"type":1,"code":1,"message":"The ids are missing.","field":"ids"}],
                             "count_of_errors":1,"id":null,"name":"published","data":{"changed":[],"failed":[]},
                             "url":null,"text":null,"inner_exception":null}
                            """));
        }
        assertThat(api.state(id)).isEqualTo(DRAFT);
    }

    @Test
    void nothingHangsUnderItself() {
        UUID top = api.made(Map.of("title", "Top"));
        UUID middle = api.made(Map.of("information_parent", Map.of("id", top)));
        UUID bottom = api.made(Map.of("information_parent", Map.of("id", middle)));

        Response answer = api.change(
                Map.of("ids", List.of(top, middle, bottom), "state_id", DRAFT, "parent", Map.of("id", bottom)));

        assertThat(json(answer.asString()).get("data")).isEqualTo(json("""
                {"changed":[],"failed":["%s","%s","%s"]}
                """.formatted(top, middle, bottom)));
        assertThat(json(answer.asString()).at("/messages/0")).isEqualTo(json("""
                {"type":1,"code":6,"message":"The parent stands under this information or is the same.",
                 "field":"ids[0]"}
                """));
    }

    @Test
    void anItemThatOnlyMovesIsSavedAndNotChangedInState() {
        UUID parent = api.made(DRAFT);
        UUID id = api.made(DRAFT);

        Response answer = api.change(Map.of("ids", List.of(id), "state_id", DRAFT, "parent", Map.of("id", parent)));

        assertThat(json(answer.asString()).get("data")).isEqualTo(json("""
                {"changed":["%s"],"failed":[]}
                """.formatted(id)));
        await().until(() -> probe.records(Topics.NOTICE, id).size() == 2);
        Seen event = probe.records(Topics.NOTICE, id).get(1);
        assertThat(event.type()).isEqualTo(SAVED);
        InformationSaved saved = EventJson.read(String.valueOf(event.data()), InformationSaved.class);
        assertThat(saved.version()).isEqualTo(2);
        assertThat(saved.information().parentId()).isEqualTo(parent);
    }

    @Test
    void atomicMeansAllOrNoneAndADryRunNone() {
        UUID good = api.made(DRAFT);
        UUID wrong = api.made(ARCHIVED);
        String body = InformationApi.text(Map.of("ids", List.of(good, wrong), "state_id", AWAITING_APPROVAL));
        String onlyGood = InformationApi.text(Map.of("ids", List.of(good), "state_id", AWAITING_APPROVAL));

        JsonNode atomic = posted("?mode=atomic", body);
        assertThat(atomic.get("count_of_errors").asInt()).isEqualTo(1);
        assertThat(atomic.at("/data/changed")).isEmpty();
        assertThat(atomic.at("/data/failed")).hasSize(2);
        assertThat(posted("?mode=atomic&dry_run=true", body)).isEqualTo(atomic);
        assertThat(posted("?dry_run=true", body).at("/data/changed")).hasSize(1);
        assertThat(api.state(good)).isEqualTo(DRAFT);

        assertThat(posted("?mode=atomic", onlyGood).at("/data/changed")).hasSize(1);
        assertThat(api.state(good)).isEqualTo(AWAITING_APPROVAL);
        await().until(() -> probe.records(Topics.NOTICE, good).size() == 2);
    }

    @Test
    void tenThousandItemsChangeInOneRequestAndARepeatTellsNothing() {
        int count = 10_000;
        List<UUID> ids =
                IntStream.range(0, count).mapToObj(i -> UUID.randomUUID()).toList();
        TestData.insert(api.tenant(), ids, DRAFT);

        Response answer = api.change(PUBLISHED, ids);

        JsonNode result = json(answer.asString());
        assertThat(result.get("count_of_errors").asInt()).isZero();
        assertThat(texts(result.at("/data/changed")))
                .isEqualTo(ids.stream().map(UUID::toString).toList());
        String operation = answer.header("Operation-Id");
        assertThat(api.operation(operation).get("events").asInt()).isEqualTo(count);
        assertThat(api.operation(operation).get("items").asInt()).isEqualTo(count);
        await().atMost(Duration.ofSeconds(60)).until(() -> published(operation).size() == count);
        assertThat(published(operation).stream().map(Seen::key).collect(Collectors.toSet()))
                .isEqualTo(ids.stream().map(UUID::toString).collect(Collectors.toSet()));

        Response again = api.change(PUBLISHED, ids);

        assertThat(json(again.asString()).get("messages")).hasSize(count);
        assertThat(json(again.asString()).at("/data/changed")).isEmpty();
        assertThat(api.operation(again.header("Operation-Id")).get("events").asInt())
                .isZero();
        assertThat(TestData.versions(api.tenant())).containsExactly(2L);
    }

    @Test
    void moreThanTenThousandIdsAreRefused() {
        Response answer = api.change(
                PUBLISHED,
                IntStream.range(0, 10_001).mapToObj(i -> UUID.randomUUID()).toList());

        assertThat(answer.statusCode()).isEqualTo(413);
        assertThat(json(answer.asString())).isEqualTo(json("""
                {"Message":"At most 10000 ids are taken in one request."}
                """));
    }

    @Test
    void bulksInOppositeOrderNeitherDeadlockNorChangeAnItemTwice() {
        List<UUID> ids =
                IntStream.range(0, 2_000).mapToObj(i -> UUID.randomUUID()).toList();
        List<UUID> reversed = new ArrayList<>(ids);
        Collections.reverse(reversed);
        TestData.insert(api.tenant(), ids, DRAFT);

        for (int round = 0; round < 5; round++) {
            int target = round % 2 == 0 ? PUBLISHED : DRAFT;
            List<CompletableFuture<Response>> answers = Stream.of(ids, reversed, ids, reversed)
                    .map(list -> CompletableFuture.supplyAsync(() -> api.change(target, list)))
                    .toList();
            List<String> changed = new ArrayList<>();
            for (CompletableFuture<Response> answer : answers) {
                assertThat(answer.join().statusCode()).isEqualTo(200);
                changed.addAll(texts(json(answer.join().asString()).at("/data/changed")));
            }
            assertThat(changed).hasSize(ids.size());
            assertThat(new HashSet<>(changed)).hasSize(ids.size());
        }

        assertThat(TestData.versions(api.tenant())).containsExactly(6L);
    }

    @Test
    void anItemThatIsDeletedIsSaidToBe() {
        UUID id = api.made(DRAFT);
        TestData.delete(api.tenant(), id);

        assertThat(json(api.change(PUBLISHED, List.of(id)).asString()).get("messages"))
                .isEqualTo(json("""
                [{"type":1,"code":5,"message":"Information is deleted.","field":"ids[0]"}]
                """));
    }

    private JsonNode posted(String query, String body) {
        return json(api.as("tenant-admin")
                .body(body)
                .post(InformationApi.CHANGE_STATE + query)
                .asString());
    }

    private List<Seen> published(String operation) {
        return probe.all(Topics.NOTICE).stream()
                .filter(seen -> operation.equals(seen.headers().get("ce_operationid")))
                .toList();
    }

    private Seen lastEvent(UUID id, String type) {
        Map<String, Seen> last = new HashMap<>();
        await().until(() -> {
            probe.records(Topics.NOTICE, id).forEach(seen -> last.put(String.valueOf(seen.type()), seen));
            return last.containsKey(type);
        });
        return last.getOrDefault(type, new Seen("", null, Map.of(), null));
    }

    private static List<String> texts(JsonNode array) {
        List<String> texts = new ArrayList<>();
        array.forEach(text -> texts.add(text.asText()));
        return texts;
    }
}
