package io.chronolink.information;

import static io.chronolink.information.InformationApi.ARCHIVED;
import static io.chronolink.information.InformationApi.AWAITING_APPROVAL;
import static io.chronolink.information.InformationApi.CHANGE_STATE;
import static io.chronolink.information.InformationApi.DRAFT;
import static io.chronolink.information.InformationApi.PUBLISHED;
import static io.chronolink.information.InformationApi.json;
import static org.assertj.core.api.Assertions.assertThat;

import io.chronolink.stack.ChronolinkTestResource;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.config.EncoderConfig;
import io.restassured.config.RestAssuredConfig;
import io.restassured.http.ContentType;
import io.restassured.response.Response;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** JSON, XML and forms in, JSON and XML out (docs/dialects/information.md#formats). */
@QuarkusTest
@QuarkusTestResource(
        value = ChronolinkTestResource.class,
        initArgs = @ResourceArg(name = "service", value = "information"))
class FormatsTest {

    private static final String FORM = "application/x-www-form-urlencoded";

    /** The published request, but for its ids. */
    private static final String SEED_XML = """
            <ChangeState xmlns:i="http://www.w3.org/2001/XMLSchema-instance" xmlns="http://schemas.datacontract.org/2004/07/IO.Swagger.Models">
             <ids xmlns:d2p1="http://schemas.microsoft.com/2003/10/Serialization/Arrays">
              <d2p1:guid>22c2cb0d-a169-41ba-ab92-8fe11c5d3100</d2p1:guid> <d2p1:guid>647b10f5-258a-4cfb-814f-46410953128e</d2p1:guid>
             </ids> <message>sample string 2</message> <parent> <deleted>true</deleted>
              <id>3a8e63ce-917d-4393-9eb0-7d1cfaea4a67</id> <name>sample string 2</name> <system_information> <creation>
               <date>2025-09-13T12:21:18.889681+02:00</date> <user> <code>sample string 5</code> <code2>sample string 6</code2>
               <first_name>sample string 11</first_name> <full_name>sample string 12 sample string 11</full_name>
               <id>fd65ae6a-4625-46c2-b183-cff92e14dd31</id> <id_shift>d3d839d2-4fed-4006-b9d8-b4a4f534234e</id_shift>
               <id_user_work_position>6bfc537a-4550-4adc-aece-48e2d2fb9269</id_user_work_position>
               <image_id>1a6dcc5b-27e0-4e79-8f06-cbac710c1f24</image_id> <introduction>sample string 10</introduction>
               <last_name>sample string 12</last_name> <title>sample string 9</title> </user> </creation> </system_information> </parent>
             <send_notifications>true</send_notifications> <state_id>1</state_id>
             <user_id>66f0a623-c41b-47e5-a972-b9325d46acad</user_id> </ChangeState>
            """;

    private final InformationApi api = InformationApi.ofNewTenant();

    @Test
    void theSeedsRequestInXmlIsUnderstoodAndAnsweredInXml() {
        api.user("66f0a623-c41b-47e5-a972-b9325d46acad", "{}");

        Response answer = send("application/xml", "application/xml", SEED_XML);

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.contentType()).startsWith("application/xml");
        assertThat(answer.asString())
                .isEqualTo("<Result xmlns:i=\"http://www.w3.org/2001/XMLSchema-instance\""
                        + " xmlns=\"http://schemas.datacontract.org/2004/07/UP.Core.Data\">"
                        + "<count_of_errors>1</count_of_errors><data><changed></changed>"
                        + "<failed xmlns:d3p1=\"http://schemas.microsoft.com/2003/10/Serialization/Arrays\">"
                        + "<d3p1:guid>22c2cb0d-a169-41ba-ab92-8fe11c5d3100</d3p1:guid>"
                        + "<d3p1:guid>647b10f5-258a-4cfb-814f-46410953128e</d3p1:guid></failed></data>"
                        + "<id i:nil=\"true\"/><inner_exception i:nil=\"true\"/>"
                        + "<messages><ResultMessage><code>6</code><field>parent</field>"
                        + "<message>Parent not found.</message><type>1</type></ResultMessage></messages>"
                        + "<name>draft</name><text i:nil=\"true\"/><url i:nil=\"true\"/></Result>");
    }

    /** The same request in the three formats: the same answer but for the ids, and the same rows. */
    @Test
    void theSameRequestInEachFormatGivesTheSameAnswerAndTheSameRows() {
        UUID missing = UUID.randomUUID();
        String golden = null;
        for (String format : List.of("application/json", "text/json", "application/xml", "text/xml", FORM)) {
            UUID draft = api.made(DRAFT);
            UUID archived = api.made(ARCHIVED);
            UUID top = api.made(PUBLISHED);
            List<UUID> ids = List.of(draft, missing, archived, draft);

            Response answer = send(format, "application/json", request(format, ids, top));

            assertThat(answer.statusCode()).as(format).isEqualTo(200);
            String plain =
                    answer.asString().replace(draft.toString(), "DRAFT").replace(archived.toString(), "ARCHIVED");
            golden = golden == null ? plain : golden;
            assertThat(plain).as(format).isEqualTo(golden);
            assertThat(api.state(draft)).isEqualTo(AWAITING_APPROVAL);
            assertThat(api.state(archived)).isEqualTo(ARCHIVED);
            assertThat(json(api.as("end-user")
                                    .get(InformationApi.PATH + "/" + draft)
                                    .asString())
                            .at("/information_parent/id")
                            .asText())
                    .isEqualTo(top.toString());
        }
        assertThat(json(golden).path("count_of_errors").asInt()).isEqualTo(2);
    }

    private static String request(String format, List<UUID> ids, UUID parent) {
        if (format.endsWith("json")) {
            return InformationApi.text(Map.of(
                    "ids", ids, "state_id", AWAITING_APPROVAL, "parent", Map.of("id", parent), "message", "Why & how"));
        }
        if (format.equals(FORM)) {
            return ids.stream().map(id -> "ids=" + id).collect(Collectors.joining("&")) + "&state_id="
                    + AWAITING_APPROVAL + "&parent.id=" + parent + "&message=Why+%26+how&send_notifications=false";
        }
        // Not in the alphabetical order, and with other prefixes.
        return "<?xml version=\"1.0\"?><a:ChangeState xmlns:a=\"http://schemas.datacontract.org/2004/07/IO.Swagger.Models\">"
                + "<a:state_id>" + AWAITING_APPROVAL + "</a:state_id><a:send_notifications>false</a:send_notifications>"
                + "<a:parent><a:id>" + parent + "</a:id></a:parent><a:ids"
                + " xmlns:b=\"http://schemas.microsoft.com/2003/10/Serialization/Arrays\">"
                + ids.stream().map(id -> "<b:guid>" + id + "</b:guid>").collect(Collectors.joining())
                + "</a:ids><a:message>Why &amp; how</a:message></a:ChangeState>";
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ids[0]=%s&ids[1]=%s&state_id=3",
                "ids[7]=%s&ids[12]=%s&state_id=3",
                "ids[]=%s&ids[]=%s&state_id=3",
                "ids=%s&ids=%s&state_id=3",
                "ids=%%7B%s%%7D&ids=%s&state_id=3&parent[id]=",
            })
    void aFormMayBeSpelledInManyWays(String form) {
        UUID one = api.made(DRAFT);
        UUID other = api.made(DRAFT);

        Response answer = send(FORM, "*/*", form.formatted(one, other));

        assertThat(answer.statusCode()).isEqualTo(200);
        if (form.contains("parent")) {
            assertThat(json(answer.asString()).path("count_of_errors").asInt()).isEqualTo(1);
        } else {
            assertThat(api.state(one)).isEqualTo(PUBLISHED);
            assertThat(api.state(other)).isEqualTo(PUBLISHED);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "application/xml|<ChangeState><ids>|state",
                "application/xml||state",
                "application/xml|no xml|state",
                "application/xml|<Other/>|state",
                "application/xml|<ChangeState><state_id>1</state_id><state_id>2</state_id></ChangeState>|state",
                "application/xml|<ChangeState><state_id>one</state_id></ChangeState>|state.state_id",
                "application/xml|<ChangeState><user_id>x</user_id></ChangeState>|state.user_id",
                "application/xml|<ChangeState><ids><Guid>x</Guid></ids></ChangeState>|state.ids[0]",
                "application/xml|<ChangeState/><ChangeState/>|state",
                "application/x-www-form-urlencoded|ids=x|state.ids[0]",
                "application/x-www-form-urlencoded|state_id=1&state_id=2|state.state_id",
                "application/x-www-form-urlencoded|parent=1&parent.id=2|state",
                "application/x-www-form-urlencoded|%zz=1|state",
                "application/x-www-form-urlencoded|a[b=1|state",
            })
    void whatIsNoSuchRequestIsRefusedByItsPlace(String format, String body, String field) {
        Response answer = send(format, "application/json", body == null ? "" : body);

        assertThat(answer.statusCode()).as(answer.asString()).isEqualTo(400);
        assertThat(json(answer.asString()).path("Message").asText()).isEqualTo("The request is invalid.");
        assertThat(json(answer.asString()).path("ModelState").has(field))
                .as(answer.asString())
                .isTrue();
    }

    @Test
    void errorsAreInXmlForWhoeverLikesItBetter() {
        Response answer =
                send("application/xml", "application/xml", "<ChangeState><ids><Guid>x</Guid></ids></ChangeState>");

        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.contentType()).startsWith("application/xml");
        assertThat(answer.asString())
                .isEqualTo(
                        "<Error xmlns:i=\"http://www.w3.org/2001/XMLSchema-instance\"><Message>The request is invalid."
                                + "</Message><ModelState><state.ids_x005B_0_x005D_>The value is not a GUID."
                                + "</state.ids_x005B_0_x005D_></ModelState></Error>");
        assertThat(send("application/json", "application/json;q=0.5, text/xml", "[]")
                        .contentType())
                .startsWith("application/xml");
        assertThat(send("application/json", "text/html, */*", "[]").contentType())
                .startsWith("application/json");
    }

    /** A document type is refused before anything that it names is looked at. */
    @Test
    void nothingOutsideADocumentIsEverFetched() throws IOException {
        try (ServerSocket outside = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            String url = "http://127.0.0.1:" + outside.getLocalPort() + "/x";
            for (String type : List.of(
                    "<!DOCTYPE ChangeState SYSTEM \"" + url + "\">",
                    "<!DOCTYPE ChangeState [<!ENTITY e SYSTEM \"" + url + "\">]>",
                    "<!DOCTYPE ChangeState [<!ENTITY % e SYSTEM \"" + url + "\"> %e;]>",
                    "<!DOCTYPE ChangeState [<!ENTITY e \"" + "x".repeat(100) + "\">]>")) {
                Response answer = send(
                        "application/xml",
                        "application/json",
                        type + "<ChangeState><message>&e;</message><state_id>1</state_id></ChangeState>");
                assertThat(answer.statusCode()).as(answer.asString()).isEqualTo(400);
                assertThat(answer.asString()).contains("not valid XML").doesNotContain("127.0.0.1");
            }
            outside.setSoTimeout(200);
            assertThat(catchTimeout(outside)).isTrue();
        }
    }

    private static boolean catchTimeout(ServerSocket socket) throws IOException {
        try {
            socket.accept().close();
            return false;
        } catch (SocketTimeoutException e) {
            return true;
        }
    }

    @Test
    void noticesAreReadAndMadeInXmlToo() {
        UUID parent = api.made(PUBLISHED);
        Response made = api.as("tenant-admin")
                .contentType("application/xml")
                .accept("text/xml")
                .body("<Information xmlns:i=\"http://www.w3.org/2001/XMLSchema-instance\">"
                        + "<title>A &lt; B</title><text>Text &#x1F600;</text><state_id>3</state_id>"
                        + "<valid_from>2025-09-13T12:21:18.889681+02:00</valid_from><perex i:nil=\"true\"/>"
                        + "<priority>true</priority><labels><CodeList><name>One</name></CodeList></labels>"
                        + "<information_parent><id>" + parent + "</id></information_parent></Information>")
                .post(InformationApi.PATH);
        assertThat(made.statusCode()).as(made.asString()).isEqualTo(200);
        assertThat(made.contentType()).startsWith("text/xml");
        String id = made.asString().replaceFirst(".*<id>([-0-9a-f]{36})</id>.*", "$1");

        String xml = api.as("end-user")
                .accept("application/xml")
                .get(InformationApi.PATH + "/" + id)
                .asString();

        assertThat(xml)
                .startsWith("<Information xmlns:i=\"http://www.w3.org/2001/XMLSchema-instance\""
                        + " xmlns=\"http://schemas.datacontract.org/2004/07/IO.Swagger.Models\">")
                .contains(
                        "<title>A &lt; B</title>",
                        "<text>Text 😀</text>",
                        "<valid_from>2025-09-13T12:21:18+02:00</valid_from>",
                        "<perex i:nil=\"true\"",
                        "<priority>true</priority>",
                        "<labels><CodeList>",
                        "<id>" + parent + "</id>");
        List<String> members =
                List.of("<deleted>", "<id>" + id, "<labels>", "<state_id>", "<text>", "<title>", "<valid_from>");
        assertThat(members.stream().map(xml::indexOf)).isSorted().doesNotContain(-1);
        assertThat(api.as("end-user")
                        .accept("application/xml")
                        .get("/api/v1/states")
                        .asString())
                .contains("<CodeListSystem><category>open</category><code>draft</code><id>1</id>");
    }

    @Test
    void tenThousandIdsAreTakenInXml() {
        String ids = IntStream.range(0, 10_000)
                .mapToObj(i -> "<Guid>" + new UUID(i, i) + "</Guid>")
                .collect(Collectors.joining());

        Response answer = send(
                "text/xml",
                "application/json",
                "<ChangeState><ids>" + ids + "</ids><state_id>3</state_id></ChangeState>");

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(json(answer.asString()).path("count_of_errors").asInt()).isEqualTo(10_000);
    }

    private Response send(String format, String accepted, String body) {
        return api.as("tenant-admin")
                .config(RestAssuredConfig.config()
                        .encoderConfig(EncoderConfig.encoderConfig()
                                .encodeContentTypeAs(FORM, ContentType.BINARY)
                                .appendDefaultContentCharsetToContentTypeIfUndefined(false)))
                .contentType(format)
                .accept(accepted)
                .body(body.getBytes(StandardCharsets.UTF_8))
                .post(CHANGE_STATE);
    }
}
