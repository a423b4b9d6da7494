package io.chronolink.profile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.not;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.chronolink.stack.ChronolinkTestResource;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import io.restassured.response.Response;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
@QuarkusTestResource(value = ChronolinkTestResource.class, initArgs = @ResourceArg(name = "service", value = "profile"))
class BadBodiesTest {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final Caller caller = new Caller();
    private final UUID link = UUID.randomUUID();

    /** The published texts, each with what is to cause it. */
    static Stream<Arguments> publishedTexts() {
        return Stream.of(
                Arguments.of("Wrong repeat_type", simple("'daily'", "{'format':'never'}")),
                Arguments.of("Wrong repeat_type", simple("'Day'", "{'format':'never'}")),
                Arguments.of("Wrong format enum name", simple("'day'", "{'format':'sometimes'}")),
                Arguments.of("Wrong format enum name", custom("month", "1", "{'format':'days','range':[1]}")),
                Arguments.of("Wrong repeat_point_type enum name", custom("decade", "1", "[]")),
                Arguments.of("Wrong repeat_options enum name", custom("week", "1", "['MON','Tuesday']")),
                Arguments.of(
                        "Wrong repeat_options enum name",
                        custom("month", "1", parameterized("{'week_order':'sixth','day_type':'MON'}"))),
                Arguments.of(
                        "Wrong repeat_options enum name",
                        custom("month", "1", parameterized("{'week_order':'first','day_type':'HOLIDAY'}"))),
                Arguments.of(
                        "Wrong repeat_options enum name",
                        custom("year", "1", "{'months':[1],'range':{'week_order':'first','day_type':'HOLIDAY'}}")),
                Arguments.of("Wrong repeat_looper range", custom("week", "0", "['MON']")),
                Arguments.of("Wrong repeat_looper range", custom("week", "1001", "['MON']")),
                Arguments.of("Wrong repeat_looper range", custom("day", "-1", "null")),
                Arguments.of("Set in WeekOptions can't be empty", custom("week", "1", "[]")),
                Arguments.of("Wrong year range", custom("year", "1", "{'months':[1],'range':[1]}")),
                Arguments.of("Wrong year range", custom("year", "1", "{'months':[1],'range':{'week_order':'last'}}")),
                Arguments.of("Set in YearOptions can't be empty", custom("year", "1", "{'months':[]}")),
                Arguments.of("Wrong DayOfMonth range", custom("month", "1", numbers("[0]"))),
                Arguments.of("Wrong DayOfMonth range", custom("month", "1", numbers("[1,32]"))),
                Arguments.of("Wrong months range", custom("year", "1", "{'months':[0]}")),
                Arguments.of("Wrong months range", custom("year", "1", "{'months':[12,13]}")),
                Arguments.of("Set in dayNumbers can't be empty", custom("month", "1", numbers("[]"))),
                // Of several mistakes the one whose check comes first is told.
                Arguments.of("Wrong repeat_point_type enum name", custom("decade", "0", "[]")),
                Arguments.of("Wrong repeat_looper range", custom("week", "0", "[]")),
                Arguments.of("Wrong repeat_options enum name", custom("week", "0", "['monday']")));
    }

    @ParameterizedTest
    @MethodSource("publishedTexts")
    void aRuleThatIsWrongIsToldInThePublishedWords(String text, String repeatOptions) throws Exception {
        Response answer =
                caller.upsertItems(Caller.oneDay(UUID.randomUUID()), Caller.item(link, "Wrong", repeatOptions));

        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(JSON.readTree(answer.asString())).isEqualTo(JSON.valueToTree(Map.of("error", text)));
        assertNothingWritten();
    }

    static Stream<Arguments> shapes() {
        String id = UUID.randomUUID().toString();
        String time = "{'is_all_day':true,'date_from':1540819272,'date_to':1540819272}";
        String once = "{'repeat_enable':false}";
        return Stream.of(
                shape(
                        "no value for `link_id`",
                        "{'name':'x','time_options':" + time + ",'repeat_options':" + once + "}"),
                shape("value `link_id` was of the wrong type", item("'123'", "'x'", time, once)),
                shape("value `link_id` was of the wrong type", item("'1-1-1-1-1'", "'x'", time, once)),
                shape("value `link_id` was of the wrong type", item("7", "'x'", time, once)),
                shape("value `name` was of the wrong type", item("'" + id + "'", "7", time, once)),
                shape("no value for `name`", item("'" + id + "'", "null", time, once)),
                shape("value `time_options` was of the wrong type", item("'" + id + "'", "'x'", "[]", once)),
                shape("no value for `is_all_day`", item("'" + id + "'", "'x'", "{}", once)),
                shape(
                        "value `is_all_day` was of the wrong type",
                        item("'" + id + "'", "'x'", "{'is_all_day':'true','date_from':1,'date_to':2}", once)),
                shape(
                        "value `date_from` was of the wrong type",
                        item("'" + id + "'", "'x'", "{'is_all_day':true,'date_from':'1','date_to':2}", once)),
                shape(
                        "value `date_from` was of the wrong type",
                        item("'" + id + "'", "'x'", "{'is_all_day':true,'date_from':1.5,'date_to':2}", once)),
                shape(
                        "value `date_to` was of the wrong type",
                        item(
                                "'" + id + "'",
                                "'x'",
                                "{'is_all_day':true,'date_from':1,'date_to':99999999999999999999}",
                                once)),
                shape("no value for `repeat_options`", item("'" + id + "'", "'x'", time, "null")),
                shape("no value for `repeat_format`", item("'" + id + "'", "'x'", time, "{'repeat_enable':true}")),
                shape(
                        "no value for `repeat_custom`",
                        item(
                                "'" + id + "'",
                                "'x'",
                                time,
                                format("{'repeat_type':'custom','repeat_end':{'format':'never'}}"))),
                shape(
                        "no value for `date`",
                        item(
                                "'" + id + "'",
                                "'x'",
                                time,
                                format("{'repeat_type':'day','repeat_end':{'format':'date'}}"))),
                shape(
                        "value `repeat_looper` was of the wrong type",
                        item("'" + id + "'", "'x'", time, custom("week", "'2'", "['MON']"))),
                shape(
                        "value `repeat_options` was of the wrong type",
                        item("'" + id + "'", "'x'", time, custom("week", "1", "'MON'"))),
                // What is missing is told before what is not allowed, wherever it stands.
                shape(
                        "no value for `name`",
                        item("'" + id + "'", "'x'", time, custom("week", "0", "[]"))
                                + ",{'link_id':'%s','time_options':%s,'repeat_options':%s}".formatted(id, time, once)));
    }

    @ParameterizedTest
    @MethodSource("shapes")
    void whatIsMissingOrOfTheWrongTypeIsNamed(String text, String items) {
        caller.upsertItems(items.replace('\'', '"')).then().statusCode(400).body("error", equalTo(text));
        assertNothingWritten();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "[]",
                "7",
                "null",
                "{",
                "{\"list_items\":[",
                "{\"list_items\":[]",
                "{\"list_items\":[]} trailing",
                "{\"list_items\":[]}{}",
                "{\"list_items\":[],\"list_items\":[]}",
                "{\"list_items\":[{]}",
                "{list_items:[]}",
                "{\"list_items\":[NaN]}"
            })
    void whatIsNotJsonIsRefused(String body) {
        caller.upsert(body).then().statusCode(400).body("error", equalTo("Wrong JSON body"));
    }

    @Test
    void theListItselfMustBeThere() {
        caller.upsert("{}").then().statusCode(400).body("error", equalTo("Wrong JSON body: no value for `list_items`"));
        caller.upsert("{\"list_items\":{}}")
                .then()
                .statusCode(400)
                .body("error", equalTo("Wrong JSON body: value `list_items` was of the wrong type"));
        caller.upsert("{\"list_items\":[7]}")
                .then()
                .statusCode(400)
                .body("error", equalTo("Wrong JSON body: value `list_items` was of the wrong type"));
        caller.upsert("{\"list_items\":[]}").then().statusCode(200).body("result.size()", equalTo(0));
    }

    static Stream<String> hostile() {
        String id = UUID.randomUUID().toString();
        String time = "{'is_all_day':true,'date_from':1540819272,'date_to':1540819272}";
        String once = "{'repeat_enable':false}";
        String link = "'" + id + "'";
        return Stream.of(
                        item(link, "'a\\u0000b'", time, once),
                        item(link, "'a\\ud800'", time, once),
                        item(link, "'\\udc00a'", time, once),
                        item(link, "'" + "x".repeat(256) + "'", time, once),
                        item(link, "'x'", time, "{'repeat_enable':false,'more':'\\u0000'}"),
                        item(link, "'x'", time, "{'repeat_enable':false,'\\u0000':1}"),
                        item(link, "'x'", time, "{'repeat_enable':false,'more':[1e999]}"),
                        item(link, "'x'", time, "{'repeat_enable':false,'more':" + "9".repeat(1_001) + "}"),
                        item(
                                link,
                                "'x'",
                                time,
                                "{'repeat_enable':false,'more':" + "[".repeat(2_000) + "]".repeat(2_000) + "}"),
                        item(link, "'x'", "{'is_all_day':true,'date_from':2,'date_to':1}", once),
                        item(link, "'x'", "{'is_all_day':false,'date_from':0,'date_to':9223372036854775807}", once),
                        item(link, "'x'", "{'is_all_day':true,'date_from':-9223372036854775808,'date_to':0}", once),
                        item(
                                link,
                                "'x'",
                                time,
                                format(
                                        "{'repeat_type':'day','repeat_end':{'format':'date','date':9223372036854775807}}")),
                        // Day 31 of April only.
                        item(
                                link,
                                "'x'",
                                "{'is_all_day':true,'date_from':1524268800,'date_to':1524268800}",
                                custom("month", "12", numbers("[31]"))))
                .map(item -> item.replace('\'', '"'));
    }

    @ParameterizedTest
    @MethodSource("hostile")
    void hostileValuesAreRefusedAndTheNextRequestWorks(String item) {
        caller.upsertItems(item).then().statusCode(400).body("error", equalTo("Wrong JSON body"));
        assertNothingWritten();
        caller.upsertItems(Caller.oneDay(link)).then().statusCode(200);
    }

    @Test
    void bytesThatAreNoTextAreRefused() {
        byte[] body = ("{\"list_items\":[" + Caller.oneDay(link).replace("One day", "\u00ff\u00fe") + "]}")
                .getBytes(StandardCharsets.ISO_8859_1);

        caller.as("link-manager")
                .contentType("application/json")
                .body(body)
                .post(Caller.BULK)
                .then()
                .statusCode(400)
                .body("error", equalTo("Wrong JSON body"));
        assertNothingWritten();
    }

    @Test
    void otherMediaTypesAndLargeBodiesAreRefusedInTheSameShape() {
        caller.as("link-manager")
                .contentType(ContentType.TEXT)
                .body("x")
                .post(Caller.BULK)
                .then()
                .statusCode(415)
                .body("error", not(containsString("Exception")));
        caller.upsert("{\"list_items\":[],\"more\":\"" + "x".repeat(16 * 1024 * 1024) + "\"}")
                .then()
                .statusCode(413)
                .body("error", not(containsString("Exception")));
    }

    @Test
    void anUnneededCustomRuleIsTolerated() {
        caller.upsertItems(Caller.item(link, "Work week", Caller.repeating("""
                                {"repeat_type":"day","repeat_end":{"format":"date","date":1540819272},
                                 "repeat_custom":{"repeat_point_type":"week","repeat_looper":5,
                                                  "repeat_options":["MON","TUE","WED","THU","FRI"]}}
                                """)))
                .then()
                .statusCode(200);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "{", "{}", "{\"link_ids\":{}}", "{\"link_ids\":[\"x\"]}", "{\"link_ids\":[null]}", "[\"x\"]"
            })
    void aDeletionThatIsWrongIsRefused(String body) {
        caller.upsertItems(Caller.oneDay(link));
        caller.as("link-manager")
                .contentType(ContentType.JSON)
                .body(body)
                .post("/access/timeprofile/link/delete")
                .then()
                .statusCode(400)
                .body("error", containsString("Wrong JSON body"));
        caller.get("/item/1").then().statusCode(200);
    }

    private void assertNothingWritten() {
        caller.get("/items").then().body("list_option.pagination.total_items", equalTo(0));
    }

    private static Arguments shape(String problem, String items) {
        return Arguments.of("Wrong JSON body: " + problem, items);
    }

    private static String item(String link, String name, String timeOptions, String repeatOptions) {
        return "{'link_id':%s,'name':%s,'time_options':%s,'repeat_options':%s}"
                .formatted(link, name, timeOptions, repeatOptions);
    }

    private static String format(String format) {
        return Caller.repeating(format);
    }

    private static String simple(String type, String end) {
        return Caller.repeating("{'repeat_type':" + type + ",'repeat_end':" + end + "}")
                .replace('\'', '"');
    }

    private static String custom(String pointType, String looper, String options) {
        return Caller.custom("{'repeat_point_type':'%s','repeat_looper':%s,'repeat_options':%s}"
                        .formatted(pointType, looper, options))
                .replace('\'', '"');
    }

    private static String parameterized(String range) {
        return "{'format':'parameterizedDay','range':" + range + "}";
    }

    private static String numbers(String range) {
        return "{'format':'dayNumbers','range':" + range + "}";
    }
}
