package io.chronolink.information;

import static io.chronolink.information.InformationApi.ARCHIVED;
import static io.chronolink.information.InformationApi.DRAFT;
import static io.chronolink.information.InformationApi.PATH;
import static io.chronolink.information.InformationApi.PUBLISHED;
import static io.chronolink.information.InformationApi.REJECTED;
import static io.chronolink.information.InformationApi.json;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.equalTo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.chronolink.events.EventTypes;
import io.chronolink.events.InformationEvent.InformationSaved;
import io.chronolink.events.TimeProfileEvent;
import io.chronolink.events.TimeProfileEvent.TimeProfileDeleted;
import io.chronolink.events.Topics;
import io.chronolink.kit.events.EventJson;
import io.chronolink.stack.ChronolinkTestResource;
import io.chronolink.stack.EventProbe;
import io.chronolink.stack.EventProbe.Seen;
import io.chronolink.stack.EventProbe.Sent;
import io.chronolink.stack.TestStack;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** PUT of a notice, deletion and restoring, and the web's way to read. */
@QuarkusTest
@QuarkusTestResource(
        value = ChronolinkTestResource.class,
        initArgs = @ResourceArg(name = "service", value = "information"))
class ReplaceTest {

    private static final String SAVED = "io.chronolink.information.saved.v1";
    private static final String FULL = """
            {"valid_from":"2026-05-04T06:00:00Z","title":"Drill","text":"On Monday","deleted":false,"labels":[],
             "sections":[],"state_id":1,"perex":"Short","slug":"drill","target_users_query":"sample string 15"}
            """;

    private final InformationApi api = InformationApi.ofNewTenant();
    private final EventProbe probe = new EventProbe(TestStack.bootstrapServers());

    @AfterEach
    void close() {
        probe.close();
    }

    @Test
    void whatIsReadCanBeSentBackAndChangesNothing() {
        UUID parent = api.made(DRAFT);
        UUID id = api.made(Map.of(
                "information_parent",
                Map.of("id", parent),
                "link_id",
                UUID.randomUUID(),
                "perex",
                "Short",
                "priority",
                true));
        String before = api.get(id).asString();
        String tag = api.get(id).header("ETag");

        Response answer = put(id, before);

        assertThat(json(answer.asString())).isEqualTo(json("""
                {"messages":[],"count_of_errors":0,"id":"%s","name":"Notice","data":null,"url":"%s/%s","text":null,
                 "inner_exception":null}""".formatted(id, PATH, id)));
        assertThat(api.get(id).asString()).isEqualTo(before);
        assertThat(api.get(id).header("ETag")).isEqualTo(tag);
    }

    @Test
    void whatIsLeftOutIsEmptyButTheLinkAndTheParentStayUnlessTheyAreNull() {
        UUID parent = api.made(DRAFT);
        UUID link = UUID.randomUUID();
        UUID id = api.made(Map.of(
                "information_parent",
                Map.of("id", parent),
                "link_id",
                link,
                "url",
                "https://example.com/",
                "priority",
                true));

        put(id, FULL).then().statusCode(200);

        JsonNode now = json(api.get(id).asString());
        assertThat(now.get("title").asText()).isEqualTo("Drill");
        assertThat(now.get("name").asText()).isEqualTo("Drill");
        assertThat(now.get("perex").asText()).isEqualTo("Short");
        assertThat(now.get("url").isNull()).isTrue();
        assertThat(now.get("priority").isNull()).isTrue();
        assertThat(now.get("valid_from").asText()).isEqualTo("2026-05-04T06:00:00Z");
        assertThat(now.at("/information_parent/id").asText()).isEqualTo(parent.toString());
        assertThat(now.get("link_id").asText()).isEqualTo(link.toString());
        List<Seen> events = events(id, 2);
        InformationSaved saved = EventJson.read(String.valueOf(events.get(1).data()), InformationSaved.class);
        assertThat(saved.version()).isEqualTo(2);
        assertThat(saved.information().title()).isEqualTo("Drill");
        assertThat(saved.information().parentId()).isEqualTo(parent);

        put(id, with(FULL, Map.of()).putNull("link_id").putNull("information_parent"))
                .then()
                .statusCode(200);

        now = json(api.get(id).asString());
        assertThat(now.get("link_id").isNull()).isTrue();
        assertThat(now.get("information_parent").isNull()).isTrue();
    }

    /** From the fourth time on the driver asks in its binary way. */
    @Test
    void datesOfTheOldCalendarComeBackAsTheyWereSent() {
        List<String> dates = List.of("0001-01-01T00:00:00Z", "1500-06-01T00:00:00Z", "1582-10-14T23:59:59Z");
        UUID id = api.made(Map.of("valid_from", dates.get(2)));

        for (int round = 1; round <= 6; round++) {
            for (String date : dates) {
                put(id, with(FULL, Map.of("valid_from", date))).then().statusCode(200);
                String shown = api.get(id).asString();
                String tag = api.get(id).header("ETag");
                put(id, shown).then().statusCode(200);

                assertThat(json(shown).get("valid_from").asText()).isEqualTo(date);
                assertThat(api.get(id).header("ETag"))
                        .as("tag of %s sent back", date)
                        .isEqualTo(tag);
                api.as("end-user").get(PATH).then().body("items[0].valid_from", equalTo(date));
            }
        }

        List<Seen> events = events(id, 19);
        assertThat(events.stream().skip(16).map(seen -> EventJson.read(
                                String.valueOf(seen.data()), InformationSaved.class)
                        .information()
                        .validFrom()
                        .toString()))
                .containsExactlyElementsOf(dates);
    }

    @ParameterizedTest
    @ValueSource(strings = {"valid_from", "title", "text", "deleted", "labels", "sections", "state_id"})
    void aMemberThatTheApiRequiresMustBeThere(String member) {
        UUID id = api.made(DRAFT);
        String before = api.get(id).asString();
        ObjectNode body = with(FULL, Map.of());
        body.remove(member);

        JsonNode answer = json(put(id, body).asString());

        assertThat(answer.get("count_of_errors").asInt()).isEqualTo(1);
        assertThat(answer.at("/messages/0/code").asInt()).isEqualTo(1);
        assertThat(answer.at("/messages/0/field").asText()).isEqualTo(member);
        assertThat(api.get(id).asString()).isEqualTo(before);
    }

    @Test
    void theStateChangesOnlyWhereATransitionLeads() {
        UUID id = api.made(DRAFT);

        JsonNode refused =
                json(put(id, with(FULL, Map.of("state_id", ARCHIVED))).asString());
        assertThat(refused.get("messages")).isEqualTo(json("""
                [{"type":1,"code":3,"message":"Transition from draft to archived is not allowed.","field":"state_id"}]"""));
        assertThat(json(api.get(id).asString()).get("title").asText()).isEqualTo("Notice");

        put(id, with(FULL, Map.of("state_id", PUBLISHED))).then().statusCode(200);
        assertThat(api.state(id)).isEqualTo(PUBLISHED);
        assertThat(events(id, 3))
                .extracting(seen -> seen.headers().get("ce_type"))
                .containsExactly(SAVED, "io.chronolink.information.state-changed.v1", SAVED);
    }

    @Test
    void aStateIsNotedInTheHistoryHoweverItWasChanged() {
        UUID one = api.made(DRAFT);
        UUID ofMany = api.made(DRAFT);

        String put = put(one, with(FULL, Map.of("state_id", PUBLISHED))).header("Operation-Id");
        String bulk = api.change(PUBLISHED, List.of(ofMany)).header("Operation-Id");
        put(one, with(FULL, Map.of("state_id", PUBLISHED, "title", "Another")))
                .then()
                .statusCode(200);

        assertThat(TestData.history(api.tenant(), one)).containsExactly("2: 1 to 3 by ann in " + put);
        assertThat(TestData.history(api.tenant(), ofMany)).containsExactly("2: 1 to 3 by ann in " + bulk);
    }

    @Test
    void aNoticeCannotStandUnderWhatStandsUnderIt() {
        UUID top = api.made(DRAFT);
        UUID below = api.made(Map.of("information_parent", Map.of("id", top)));

        JsonNode circle = json(put(top, with(FULL, Map.of("information_parent", Map.of("id", below))))
                .asString());
        JsonNode missing = json(put(top, with(FULL, Map.of("information_parent", Map.of("id", UUID.randomUUID()))))
                .asString());

        assertThat(circle.at("/messages/0/code").asInt()).isEqualTo(6);
        assertThat(missing.at("/messages/0/code").asInt()).isEqualTo(6);
        assertThat(json(api.get(top).asString()).get("information_parent").isNull())
                .isTrue();
    }

    @Test
    void aNoticeThatOnlyMovesTellsItOnce() {
        UUID parent = api.made(DRAFT);
        UUID id = api.made(DRAFT);
        ObjectNode body = (ObjectNode) json(api.get(id).asString());
        body.putObject("information_parent").put("id", parent.toString());

        put(id, body).then().statusCode(200);
        put(id, body).then().statusCode(200);
        put(id, body.putNull("information_parent")).then().statusCode(200);

        List<Seen> events = events(id, 3);
        assertThat(events).hasSize(3).allMatch(seen -> SAVED.equals(seen.type()));
        assertThat(events.stream()
                        .map(seen -> EventJson.read(String.valueOf(seen.data()), InformationSaved.class))
                        .map(saved -> Optional.ofNullable(saved.information().parentId())))
                .containsExactly(Optional.empty(), Optional.of(parent), Optional.empty());
        assertThat(TestData.history(api.tenant(), id)).isEmpty();
    }

    @Test
    void anOldTagIsRefusedAndOfManyWritersWithOneTagOneWins() {
        UUID id = api.made(DRAFT);
        String tag = api.get(id).header("ETag");

        long winners = IntStream.range(0, 8)
                .parallel()
                .map(i -> api.as("tenant-admin")
                        .header("If-Match", tag)
                        .body(with(FULL, Map.of("title", "Writer " + i)).toString())
                        .put(PATH + "/" + id)
                        .statusCode())
                .filter(status -> status == 200)
                .count();

        assertThat(winners).isEqualTo(1);
        Response late =
                api.as("tenant-admin").header("If-Match", tag).body(FULL).put(PATH + "/" + id);
        assertThat(late.statusCode()).isEqualTo(412);
        assertThat(late.asString()).isEqualTo("{\"Message\":\"The information has been changed in the meantime.\"}");
    }

    @Test
    void anUnknownOrForeignNoticeIsNotFoundAndAnotherIdIsRefused() {
        UUID foreign = InformationApi.ofNewTenant().made(DRAFT);
        UUID id = api.made(DRAFT);

        assertThat(put(UUID.randomUUID(), FULL).statusCode()).isEqualTo(404);
        assertThat(put(foreign, FULL).statusCode()).isEqualTo(404);
        assertThat(put(id, with(FULL, Map.of("id", foreign))).statusCode()).isEqualTo(400);
        assertThat(api.as("end-user").body(FULL).put(PATH + "/" + id).statusCode())
                .isEqualTo(403);
    }

    @Test
    void aNoticeThatIsDeletedTellsItWithATombstoneAndComesBackWithAHigherVersion() {
        UUID id = api.made(PUBLISHED);
        UUID missing = UUID.randomUUID();

        JsonNode deleted = json(
                bulk("delete", List.of(id, missing, id), "\"deleted\":true").asString());
        assertThat(deleted).isEqualTo(json("""
                {"messages":[{"type":1,"code":2,"message":"Information not found.","field":"ids[1]"}],
                 "count_of_errors":1,"id":null,"name":null,"data":{"changed":["%s"],"failed":["%s"]},"url":null,
                 "text":null,"inner_exception":null}""".formatted(id, missing)));
        assertThat(json(api.get(id).asString()).get("deleted").asBoolean()).isTrue();
        assertThat(json(api.change(ARCHIVED, List.of(id)).asString())
                        .at("/messages/0/code")
                        .asInt())
                .isEqualTo(5);
        assertThat(json(put(id, FULL).asString()).at("/messages/0/code").asInt())
                .isEqualTo(5);
        assertThat(json(bulk("delete", List.of(id), "\"deleted\":true").asString())
                        .at("/messages/0/type")
                        .asInt())
                .isEqualTo(3);
        List<Seen> events = events(id, 3);
        assertThat(events.get(1).headers())
                .containsEntry("ce_type", "io.chronolink.information.deleted.v1")
                .containsEntry("ce_recordversion", "2");
        assertThat(events.get(2).data()).isNull();

        JsonNode restored = json(bulk("restore", List.of(id), "\"state\":true").asString());
        assertThat(restored.get("count_of_errors").asInt()).isZero();
        assertThat(json(api.get(id).asString()).get("deleted").asBoolean()).isFalse();
        assertThat(api.state(id)).isEqualTo(PUBLISHED);
        assertThat(events(id, 4).get(3).headers())
                .containsEntry("ce_type", SAVED)
                .containsEntry("ce_recordversion", "3");
    }

    @Test
    void deletionHasItsOlderWaysToo() {
        UUID id = api.made(DRAFT);

        put(id, with(FULL, Map.of("deleted", true))).then().statusCode(200);
        assertThat(json(api.get(id).asString()).get("deleted").asBoolean()).isTrue();
        bulk("delete", List.of(id), "\"deleted\":false").then().statusCode(200);
        assertThat(json(api.get(id).asString()).get("deleted").asBoolean()).isFalse();
        String ids = "{\"ids\":[\"" + id + "\"],\"deleted\":false}";
        api.as("tenant-admin")
                .body(ids)
                .delete("/api/Information?state=true")
                .then()
                .statusCode(200);
        assertThat(json(api.get(id).asString()).get("deleted").asBoolean()).isTrue();
        api.as("tenant-admin")
                .body(ids)
                .delete("/api/Information?state=false")
                .then()
                .statusCode(200);
        assertThat(json(api.get(id).asString()).get("deleted").asBoolean()).isFalse();
        Response without = api.as("tenant-admin").body(ids).delete("/api/Information");
        assertThat(without.statusCode()).isEqualTo(400);
        assertThat(json(without.asString()).at("/ModelState/state/0").asText()).isEqualTo("A value is required.");
    }

    @Test
    void aDeletionInXmlOrAFormIsTheSame() {
        UUID one = api.made(DRAFT);
        UUID other = api.made(DRAFT);
        api.as("tenant-admin")
                .contentType("application/xml")
                .body(
                        "<DeleteOrRestore xmlns=\"http://schemas.datacontract.org/2004/07/IO.Swagger.Models\"><deleted>true"
                                + "</deleted><ids xmlns:a=\"http://schemas.microsoft.com/2003/10/Serialization/Arrays\"><a:guid>"
                                + one + "</a:guid></ids></DeleteOrRestore>")
                .post(PATH + "/bulk/delete")
                .then()
                .statusCode(200);
        api.as("tenant-admin")
                .contentType("application/x-www-form-urlencoded")
                .body("ids%5B0%5D=" + other + "&deleted=true")
                .post(PATH + "/bulk/delete")
                .then()
                .statusCode(200);

        assertThat(json(api.get(one).asString()).get("deleted").asBoolean()).isTrue();
        assertThat(json(api.get(other).asString()).get("deleted").asBoolean()).isTrue();
    }

    @Test
    void withoutIdsOrWithoutTheWordWhetherToDeleteNothingIsDone() {
        UUID id = api.made(DRAFT);

        assertThat(json(bulk("delete", List.of(), "\"deleted\":true").asString())
                        .at("/messages/0/field")
                        .asText())
                .isEqualTo("ids");
        assertThat(json(bulk("delete", List.of(id), "\"state\":true").asString())
                        .at("/messages/0/field")
                        .asText())
                .isEqualTo("deleted");
        assertThat(json(api.get(id).asString()).get("deleted").asBoolean()).isFalse();
    }

    @Test
    void thousandsAreDeletedAtOnceAndNoneOfAnotherTenant() {
        List<UUID> ids =
                IntStream.range(0, 10_000).mapToObj(i -> UUID.randomUUID()).toList();
        TestData.insert(api.tenant(), ids.subList(0, 9_999), DRAFT);
        InformationApi other = InformationApi.ofNewTenant();
        TestData.insert(other.tenant(), ids.subList(9_999, 10_000), DRAFT);

        JsonNode answer = json(bulk("delete", ids, "\"deleted\":true").asString());

        assertThat(answer.at("/data/changed").size()).isEqualTo(9_999);
        assertThat(answer.get("count_of_errors").asInt()).isEqualTo(1);
        assertThat(json(other.get(ids.get(9_999)).asString()).get("deleted").asBoolean())
                .isFalse();
    }

    /** While it was deleted it heard nothing of its link. */
    @Test
    void aRestoredNoticeTakesOverThePresentStateOfItsLink() {
        UUID link = UUID.randomUUID();
        UUID id = api.made(Map.of("link_id", link, "state_id", PUBLISHED));
        UUID marker = api.made(Map.of("link_id", link, "state_id", REJECTED));
        bulk("delete", List.of(id), "\"deleted\":true");
        TimeProfileEvent event = new TimeProfileDeleted(UUID.randomUUID(), 1, link, 7, "Course");
        probe.send(
                Topics.TIME_PROFILE,
                Sent.of(
                        EventTypes.of(event).name(),
                        api.tenant(),
                        UUID.randomUUID(),
                        event.id(),
                        event.version(),
                        EventJson.write(event)));
        await().until(() -> api.state(marker) == ARCHIVED);

        bulk("restore", List.of(id), "\"state\":false").then().statusCode(200);

        assertThat(api.state(id)).isEqualTo(ARCHIVED);
        Response rebound = put(marker, with(FULL, Map.of("state_id", PUBLISHED, "link_id", link)));
        assertThat(json(rebound.asString()).at("/messages/0/code").asInt()).isEqualTo(103);
        assertThat(api.state(marker)).isEqualTo(ARCHIVED);
    }

    @Test
    void theWebReadsTheNewestPublishedNoticeOfASlugThatIsValid() {
        String slug = "open day " + UUID.randomUUID();
        api.made(Map.of("slug", slug, "state_id", DRAFT));
        assertThat(web(slug).statusCode()).isEqualTo(404);
        api.made(Map.of("slug", slug, "state_id", PUBLISHED, "valid_from", "2020-01-01T00:00:00Z"));
        UUID newest = api.made(Map.of("slug", slug, "state_id", PUBLISHED, "valid_from", "2021-01-01T00:00:00Z"));
        api.made(Map.of("slug", slug, "state_id", PUBLISHED, "valid_from", "2999-01-01T00:00:00Z"));
        UUID deleted = api.made(Map.of("slug", slug, "state_id", PUBLISHED, "valid_from", "2022-01-01T00:00:00Z"));
        bulk("delete", List.of(deleted), "\"deleted\":true");
        InformationApi.ofNewTenant()
                .made(Map.of("slug", slug, "state_id", PUBLISHED, "valid_from", "2023-01-01T00:00:00Z"));

        Response found = web(slug);

        assertThat(found.asString()).isEqualTo(api.get(newest).asString());
        assertThat(web("%00").statusCode()).isEqualTo(404);
    }

    private Response web(String slug) {
        return api.as("end-user").get("/api/v1/web/informations/{slug}?language=cs", slug);
    }

    private Response bulk(String call, List<UUID> ids, String members) {
        return api.as("tenant-admin")
                .body("{\"ids\":" + InformationApi.text(ids) + "," + members + "}")
                .post(PATH + "/bulk/" + call);
    }

    private Response put(UUID id, Object body) {
        return api.as("tenant-admin").body(body.toString()).put(PATH + "/" + id);
    }

    private static ObjectNode with(String json, Map<String, ?> members) {
        ObjectNode body = (ObjectNode) json(json);
        body.setAll((ObjectNode) json(InformationApi.text(members)));
        return body;
    }

    private List<Seen> events(UUID id, int count) {
        await().until(() -> probe.records(Topics.NOTICE, id).size() >= count);
        return probe.records(Topics.NOTICE, id);
    }
}
