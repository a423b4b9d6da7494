package io.chronolink.information;

import static io.chronolink.information.InformationApi.ARCHIVED;
import static io.chronolink.information.InformationApi.CHANGE_STATE;
import static io.chronolink.information.InformationApi.DRAFT;
import static io.chronolink.information.InformationApi.PATH;
import static io.chronolink.information.InformationApi.PUBLISHED;
import static io.chronolink.information.InformationApi.json;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.equalTo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.chronolink.events.InformationEvent.Category;
import io.chronolink.events.InformationEvent.Information;
import io.chronolink.events.InformationEvent.InformationSaved;
import io.chronolink.events.Topics;
import io.chronolink.kit.events.EventJson;
import io.chronolink.stack.ChronolinkTestResource;
import io.chronolink.stack.EventProbe;
import io.chronolink.stack.TestStack;
import io.chronolink.stack.Tokens.Token;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.config.EncoderConfig;
import io.restassured.config.RestAssuredConfig;
import io.restassured.response.Response;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
@QuarkusTestResource(
        value = ChronolinkTestResource.class,
        initArgs = @ResourceArg(name = "service", value = "information"))
class InformationTest {

    private static final String FULL = """
            {"valid_from":"2026-05-04T08:00:00+02:00","title":"Fire drill","text":"On Monday","state_id":3,
             "link_id":null,"date":"2026-05-01T00:00:00Z",
             "labels":[{"id":"0c1f6fd8-6a4e-4b26-9a0c-3d1a52e3c001","name":"Safety","deleted":false,
                        "system_information":{"creation":{"user":{"full_name":"Novak Jan",
                          "id":"fd65ae6a-4625-46c2-b183-cff92e14dd31","image_id":null,"id_user_work_position":null,
                          "id_shift":null,"code":"jn","code2":null,"title":null,"introduction":null,
                          "first_name":"Jan","last_name":"Novak"},"date":"2025-09-13T10:21:18Z"},
                          "last_change":null}}],
             "sections":[{"id":"0c1f6fd8-6a4e-4b26-9a0c-3d1a52e3c002","name":"Office","deleted":false,
                          "system_information":null}],
             "image_id":"{0C1F6FD8-6A4E-4B26-9A0C-3D1A52E3C003}","logo_id":null,
             "images":["0c1f6fd8-6a4e-4b26-9a0c-3d1a52e3c004"],"open_inside":true,
             "view_option":{"id":2,"name":"dlaždice","name_en":"tile","code":"T"},
             "target_users_query":"position = 'nurse'","meta_title":"m","meta_description":"d",
             "slug":"fire-drill","url":"https://example.org/fire","perex":"short","show_esg_button":false,
             "for_user":true,"for_hr":false,"for_admin":true,"priority":true,
             "file":{"id":"0c1f6fd8-6a4e-4b26-9a0c-3d1a52e3c005","name":"plan.pdf"},"minutes_for_read":4}
            """;

    private final InformationApi api = InformationApi.ofNewTenant();

    @Test
    void whatIsMadeIsShownWithAllItsMembers() {
        UUID parent = api.made(Map.of("title", "Parent"));
        ObjectNode body = (ObjectNode) json(FULL);
        body.putObject("information_parent").put("id", parent.toString());

        Response answer = api.as("tenant-admin").body(body.toString()).post(PATH);

        assertThat(answer.statusCode()).isEqualTo(200);
        UUID id = UUID.fromString(answer.path("id"));
        assertThat(json(answer.asString())).isEqualTo(json("""
                {"messages":[],"count_of_errors":0,"id":"%1$s","name":"Fire drill","data":null,
                 "url":"/api/v1/informations/%1$s","text":null,"inner_exception":null}
                """.formatted(id)));
        ObjectNode shown = (ObjectNode) json(api.get(id).asString());
        JsonNode system = shown.remove("system_information");
        ObjectNode expected = body.deepCopy();
        expected.put("id", id.toString());
        expected.put("valid_from", "2026-05-04T06:00:00Z");
        expected.put("name", "Fire drill");
        expected.put("deleted", false);
        expected.put("image_id", "0c1f6fd8-6a4e-4b26-9a0c-3d1a52e3c003");
        expected.putObject("information_parent")
                .put("id", parent.toString())
                .put("name", "Parent")
                .put("deleted", false)
                .putNull("system_information");
        assertThat(shown).isEqualTo(expected);
        assertThat(system.at("/creation/user/code").asText()).isEqualTo("ann");
        assertThat(system.at("/last_change")).isEqualTo(system.at("/creation"));
        assertThat(system.at("/creation/date").asText()).matches("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\dZ");
    }

    @Test
    void aNewItemIsToldUnderItsOperation() {
        Response answer = api.post(
                Map.of("title", "Notice", "text", "Text", "state_id", ARCHIVED, "valid_from", "2026-05-04T06:00:00Z"));
        UUID id = UUID.fromString(answer.path("id"));

        try (EventProbe probe = new EventProbe(TestStack.bootstrapServers())) {
            await().until(() -> !probe.records(Topics.NOTICE, id).isEmpty());
            EventProbe.Seen event = probe.records(Topics.NOTICE, id).get(0);
            assertThat(event.headers()).containsEntry("ce_operationid", answer.header("Operation-Id"));
            assertThat(EventJson.read(String.valueOf(event.data()), InformationSaved.class))
                    .isEqualTo(new InformationSaved(
                            id,
                            1,
                            null,
                            new Information(
                                    "Notice",
                                    "Text",
                                    null,
                                    ARCHIVED,
                                    "archived",
                                    Category.closed,
                                    Instant.parse("2026-05-04T06:00:00Z"))));
        }
    }

    @Test
    void aNewItemIsADraftFromNowOnUnlessItSaysOtherwise() {
        Instant before = Clock.systemUTC().instant();

        UUID id = api.made(Map.of());

        JsonNode shown = json(api.get(id).asString());
        assertThat(shown.get("state_id").asInt()).isEqualTo(DRAFT);
        assertThat(Instant.parse(shown.get("valid_from").asText()))
                .isBetween(
                        before.minus(Duration.ofSeconds(1)), Clock.systemUTC().instant());
        assertThat(shown.get("labels")).isEmpty();
        assertThat(shown.get("sections")).isEmpty();
        assertThat(shown.get("logo_id").isNull()).isTrue();
    }

    @Test
    void whatIsMissingOrUnknownIsSaidInTheResultAndNothingIsWritten() {
        InformationApi other = InformationApi.ofNewTenant();
        UUID foreign = other.made(DRAFT);
        String expected = """
                {"messages":[{"type":1,"code":1,"message":"The title is missing.","field":"title"},
                             {"type":1,"code":1,"message":"The text is missing.","field":"text"},
                             {"type":1,"code":4,"message":"Unknown state.","field":"state_id"},
                             {"type":1,"code":6,"message":"Parent not found.","field":"information_parent"}],
                 "count_of_errors":4,"id":null,"name":null,"data":null,"url":null,"text":null,"inner_exception":null}
                """;

        for (UUID parent : List.of(UUID.randomUUID(), foreign)) {
            Response answer = api.post(Map.of("title", " ", "state_id", 6, "information_parent", Map.of("id", parent)));
            assertThat(answer.statusCode()).isEqualTo(200);
            assertThat(json(answer.asString())).isEqualTo(json(expected));
        }
        assertThat(json(api.post(Map.of("title", "t", "text", "", "information_parent", Map.of("name", "x")))
                                .asString())
                        .at("/messages/0"))
                .isEqualTo(json("""
                        {"type":1,"code":1,"message":"The id of the parent is missing.",
                         "field":"information_parent.id"}
                        """));
        assertThat(TestData.count("information", api.tenant())).isZero();
    }

    @Test
    void aForeignItemLooksLikeNone() {
        UUID foreign = InformationApi.ofNewTenant().made(DRAFT);

        Response answer = api.get(foreign);

        assertThat(answer.statusCode()).isEqualTo(404);
        assertThat(answer.asString()).isEqualTo(api.get(UUID.randomUUID()).asString());
        assertThat(json(answer.asString())).isEqualTo(json("{\"Message\":\"Information not found.\"}"));
        api.as("end-user").get(PATH).then().body("total_count", equalTo(0));
    }

    @Test
    void listsComeInPages() {
        for (int day = 1; day <= 5; day++) {
            api.made(Map.of("title", "Day " + day, "valid_from", "2026-05-0" + day + "T06:00:00Z"));
        }

        api.as("end-user")
                .get(PATH + "?page_size=2")
                .then()
                .statusCode(200)
                .body("total_count", equalTo(5))
                .body("page", equalTo(1))
                .body("page_size", equalTo(2))
                .body("items.title", contains("Day 5", "Day 4"));
        api.as("end-user").get(PATH + "?page=3&page_size=2").then().body("items.title", contains("Day 1"));
        api.as("end-user").get(PATH + "?page=4&page_size=2").then().body("items", equalTo(List.of()));
        api.as("end-user")
                .get(PATH + "?sort=title&page_size=1")
                .then()
                .body("items.title", contains("Day 1"))
                .body("items[0].id", equalTo(oneOf("Day 1")));
    }

    private String oneOf(String title) {
        return api.as("end-user").queryParam("text", title).get(PATH).path("items[0].id");
    }

    @Test
    void listsAreFilteredByLinkStateSectionTextAndDeletion() {
        UUID link = UUID.randomUUID();
        UUID section = UUID.randomUUID();
        api.made(Map.of("title", "Bound", "link_id", link));
        api.made(Map.of("title", "Sorted", "sections", List.of(Map.of("id", section)), "state_id", PUBLISHED));
        UUID deleted = api.made(Map.of("title", "100% gone_"));
        TestData.delete(api.tenant(), deleted);

        listed("link_id", link, "Bound");
        listed("section_id", section, "Sorted");
        listed("state_id", PUBLISHED, "Sorted");
        listed("text", "sOrT", "Sorted");
        listed("deleted", true, "100% gone_");
        api.as("end-user").queryParam("text", "%").get(PATH).then().body("total_count", equalTo(0));
        api.as("end-user").get(PATH).then().body("total_count", equalTo(2));
    }

    private void listed(String filter, Object value, String title) {
        api.as("end-user").queryParam(filter, value).get(PATH).then().body("items.title", contains(title));
    }

    @ParameterizedTest
    @CsvSource({
        "page=0,page",
        "page=x,page",
        "page=99999999999,page",
        "page_size=101,page_size",
        "sort=text,sort",
        "link_id=1,link_id",
        "section_id=x,section_id",
        "state_id=-1,state_id",
        "deleted=1,deleted",
        "text=%00,text"
    })
    void aListRefusesWhatItDoesNotUnderstand(String query, String field) {
        Response answer =
                given().spec(api.as("end-user")).urlEncodingEnabled(false).get(PATH + "?" + query);

        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(json(answer.asString()).get("Message").asText()).isEqualTo("The request is invalid.");
        assertThat(json(answer.asString()).at("/ModelState/" + field)).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/api/v1/states", "/api/v1/informations/states"})
    void theStatesAreThoseOfTheSpecification(String path) {
        Response answer = api.as("end-user").get(path);

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(json(answer.asString())).isEqualTo(json("""
                [{"id":1,"code":"draft","name":"draft","name_en":"draft","category":"open","transitions":[2,3]},
                 {"id":2,"code":"awaiting_approval","name":"awaiting approval","name_en":"awaiting approval",
                  "category":"open","transitions":[1,3,5]},
                 {"id":3,"code":"published","name":"published","name_en":"published","category":"open",
                  "transitions":[1,4]},
                 {"id":4,"code":"archived","name":"archived","name_en":"archived","category":"closed",
                  "transitions":[3]},
                 {"id":5,"code":"rejected","name":"rejected","name_en":"rejected","category":"closed",
                  "transitions":[1]}]
                """));
    }

    @Test
    void textJsonIsJson() {
        UUID id = api.made(DRAFT);

        Response answer = textJson()
                .accept("text/json")
                .body("{\"ids\":[\"" + id + "\"],\"state_id\":3}")
                .post(CHANGE_STATE);

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.contentType()).startsWith("text/json");
        assertThat(json(answer.asString()).at("/data/changed/0").asText()).isEqualTo(id.toString());
        Response refused = textJson().accept("text/json").body("{").post(CHANGE_STATE);
        assertThat(refused.statusCode()).isEqualTo(400);
        assertThat(json(refused.asString()).get("Message").asText()).isEqualTo("The request is invalid.");
    }

    private io.restassured.specification.RequestSpecification textJson() {
        return given().config(RestAssuredConfig.config()
                        .encoderConfig(EncoderConfig.encoderConfig()
                                .encodeContentTypeAs("text/json", io.restassured.http.ContentType.TEXT)
                                .appendDefaultContentCharsetToContentTypeIfUndefined(false)))
                .auth()
                .oauth2(token().sign())
                .contentType("text/json");
    }

    static Stream<List<String>> badBodies() {
        String id = UUID.randomUUID().toString();
        return Stream.of(
                List.of(CHANGE_STATE, "", "state"),
                List.of(CHANGE_STATE, "null", "state"),
                List.of(CHANGE_STATE, "[]", "state"),
                List.of(CHANGE_STATE, "\"x\"", "state"),
                List.of(CHANGE_STATE, "{\"ids\":[", "state"),
                List.of(CHANGE_STATE, "{} {}", "state"),
                List.of(CHANGE_STATE, "{\"state_id\":1,\"state_id\":2}", "state"),
                List.of(CHANGE_STATE, "[".repeat(100_000), "state"),
                List.of(CHANGE_STATE, "{\"x\":" + "[".repeat(5_000) + "]".repeat(5_000) + "}", "state"),
                List.of(CHANGE_STATE, "{\"ids\":\"" + id + "\"}", "state.ids"),
                List.of(CHANGE_STATE, "{\"ids\":[\"" + id + "\",\"1-1-1-1-1\"]}", "state.ids[1]"),
                List.of(CHANGE_STATE, "{\"ids\":[null]}", "state.ids[0]"),
                List.of(CHANGE_STATE, "{\"ids\":[7]}", "state.ids[0]"),
                List.of(CHANGE_STATE, "{\"ids\":[[]]}", "state.ids[0]"),
                List.of(CHANGE_STATE, "{\"ids\":[\"\"]}", "state.ids[0]"),
                List.of(CHANGE_STATE, "{\"user_id\":\"ann\"}", "state.user_id"),
                List.of(CHANGE_STATE, "{\"state_id\":\"3\"}", "state.state_id"),
                List.of(CHANGE_STATE, "{\"state_id\":3.5}", "state.state_id"),
                List.of(CHANGE_STATE, "{\"state_id\":true}", "state.state_id"),
                List.of(CHANGE_STATE, "{\"state_id\":99999999999}", "state.state_id"),
                List.of(CHANGE_STATE, "{\"send_notifications\":\"true\"}", "state.send_notifications"),
                List.of(CHANGE_STATE, "{\"send_notifications\":1}", "state.send_notifications"),
                List.of(CHANGE_STATE, "{\"message\":5}", "state.message"),
                List.of(CHANGE_STATE, "{\"message\":\"a\\u0000b\"}", "state.message"),
                List.of(CHANGE_STATE, "{\"message\":\"a\\ud800b\"}", "state.message"),
                List.of(CHANGE_STATE, "{\"message\":\"" + "x".repeat(2_001) + "\"}", "state.message"),
                List.of(CHANGE_STATE, "{\"parent\":\"" + id + "\"}", "state.parent"),
                List.of(CHANGE_STATE, "{\"parent\":{\"id\":1}}", "state.parent.id"),
                List.of(
                        CHANGE_STATE,
                        "{\"parent\":{\"system_information\":{\"creation\":{\"date\":\"yesterday\"}}}}",
                        "state.parent.system_information.creation.date"),
                List.of(PATH, "", "information"),
                List.of(PATH, "{\"title\":\"t\",\"text\":\"x\"", "information"),
                List.of(PATH, "{\"title\":\"\\u0000\",\"text\":\"x\"}", "information.title"),
                List.of(PATH, "{\"title\":\"t\",\"text\":{}}", "information.text"),
                List.of(PATH, "{\"title\":\"" + "x".repeat(501) + "\",\"text\":\"x\"}", "information.title"),
                List.of(PATH, "{\"title\":\"t\",\"text\":\"" + "x".repeat(100_001) + "\"}", "information.text"),
                List.of(
                        PATH,
                        "{\"title\":\"t\",\"text\":\"x\",\"perex\":\"" + "x".repeat(100_001) + "\"}",
                        "information"),
                List.of(PATH, "{\"title\":\"t\",\"text\":\"x\",\"link_id\":\"1\"}", "information.link_id"),
                List.of(
                        PATH,
                        "{\"title\":\"t\",\"text\":\"x\",\"valid_from\":\"2026-02-30T00:00:00Z\"}",
                        "information.valid_from"),
                List.of(
                        PATH,
                        "{\"title\":\"t\",\"text\":\"x\",\"valid_from\":\"+10000-01-01T00:00:00Z\"}",
                        "information.valid_from"),
                List.of(PATH, "{\"title\":\"t\",\"text\":\"x\",\"valid_from\":1700000000}", "information.valid_from"),
                List.of(PATH, "{\"title\":\"t\",\"text\":\"x\",\"slug\":\"\\u0000\"}", "information.slug"),
                List.of(PATH, "{\"title\":\"t\",\"text\":\"x\",\"labels\":[{\"id\":3}]}", "information.labels[0].id"),
                List.of(PATH, "{\"title\":\"t\",\"text\":\"x\",\"priority\":\"yes\"}", "information.priority"));
    }

    @ParameterizedTest
    @MethodSource("badBodies")
    void aBadBodyIsRefusedByNameAndNothingIsWritten(List<String> call) {
        Response answer = api.as("tenant-admin").body(call.get(1)).post(call.get(0));

        assertThat(answer.statusCode()).as(answer.asString()).isEqualTo(400);
        assertThat(answer.contentType()).startsWith("application/json");
        JsonNode body = json(answer.asString());
        assertThat(body.fieldNames()).toIterable().containsExactly("Message", "ModelState");
        assertThat(body.get("Message").asText()).isEqualTo("The request is invalid.");
        assertThat(body.get("ModelState").fieldNames()).toIterable().containsExactly(call.get(2));
        assertThat(body.get("ModelState").get(call.get(2)).get(0).asText())
                .isNotBlank()
                .doesNotContain("java", "io.chronolink", "com.fasterxml");
        assertThat(TestData.count("information", api.tenant())).isZero();
        assertThat(TestData.count("operation", api.tenant())).isZero();
    }

    @Test
    void bytesThatAreNoTextAreRefused() {
        Response answer = api.as("tenant-admin")
                .body(new byte[] {'{', '"', (byte) 0xff, (byte) 0xc0, '"', ':', '1', '}'})
                .post(CHANGE_STATE);

        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(json(answer.asString())).isEqualTo(json("""
                {"Message":"The request is invalid.","ModelState":{"state":["The body is not valid JSON."]}}
                """));
    }

    @Test
    void aHugeBodyIsRefused() {
        byte[] huge = ("{\"message\":\"" + "x".repeat(17_000_000) + "\"}").getBytes(StandardCharsets.UTF_8);

        Response answer = api.as("tenant-admin").body(huge).post(CHANGE_STATE);

        assertThat(answer.statusCode()).isEqualTo(413);
        assertThat(json(answer.asString()).has("Message")).isTrue();
        api.made(DRAFT);
    }

    @Test
    void wrongMethodsTypesAndAddressesAreAnsweredAsTheFamilyDoes() {
        answers(
                405,
                "The requested resource does not support http method 'DELETE'.",
                api.as("tenant-admin").delete(CHANGE_STATE));
        answers(
                415,
                "The request entity's media type 'text/plain' is not supported for this resource.",
                given().auth()
                        .oauth2(token().sign())
                        .contentType("text/plain; charset=utf-8")
                        .body("{}")
                        .post(CHANGE_STATE));
        assertThat(json(api.as("end-user").get(PATH + "/x").asString())).isEqualTo(json("""
                {"Message":"The request is invalid.","ModelState":{"id":["The value is not a GUID."]}}
                """));
        assertThat(api.as("end-user").accept("image/png").get(PATH).statusCode())
                .isEqualTo(406);
        Response nowhere = api.as("end-user").get("/api/v1/nothing");
        assertThat(nowhere.statusCode()).isEqualTo(404);
        assertThat(json(nowhere.asString()).has("Message")).isTrue();
    }

    @Test
    void withoutAValidTokenNobodyGetsIn() {
        String denied = "Authorization has been denied for this request.";
        answers(401, denied, given().get(PATH));
        answers(401, denied, given().contentType("application/json").body("{}").post(CHANGE_STATE));
        answers(
                401,
                denied,
                with(TestStack.tokens()
                        .withOtherKey()
                        .user("ann")
                        .tenant(api.tenant())
                        .roles("tenant-admin")));
        answers(401, denied, with(token().expiresIn(Duration.ofMinutes(-5))));
        answers(401, denied, with(token().audience("other")));
        answers(401, denied, with(token().issuer("https://elsewhere.local")));
    }

    @Test
    void aMissingRightIsForbidden() {
        String text = "The token does not give this right.";
        for (String role : List.of("end-user", "group-admin", "operator", "link-manager")) {
            answers(403, text, api.as(role).body("{}").post(CHANGE_STATE));
            answers(403, text, api.as(role).body("{}").post(PATH));
        }
        answers(403, text, with(token().roles()));
        answers(403, "The token names no tenant.", with(token().claim("tenant_id", null)));
    }

    private Token token() {
        return TestStack.tokens().user("ann").tenant(api.tenant()).roles("tenant-admin");
    }

    private static Response with(Token token) {
        return given().auth().oauth2(token.sign()).get(PATH);
    }

    private static void answers(int status, String message, Response answer) {
        assertThat(answer.statusCode()).isEqualTo(status);
        assertThat(json(answer.asString())).isEqualTo(json(InformationApi.text(Map.of("Message", message))));
    }
}
