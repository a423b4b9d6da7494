package io.chronolink.profile;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.chronolink.stack.ChronolinkTestResource;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import io.restassured.response.Response;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Each example item of the documents (docs/dialects/profile.md#items), sent by each of the calls that take one. */
@QuarkusTest
@QuarkusTestResource(value = ChronolinkTestResource.class, initArgs = @ResourceArg(name = "service", value = "profile"))
class SpecExamplesTest {

    private static final ObjectMapper JSON = new ObjectMapper();

    private static final String WHOLE_DAY =
            "\"time_options\":{\"is_all_day\":true,\"date_from\":1540819272,\"date_to\":1540819272}";

    private static final String HOURS =
            "\"time_options\":{\"is_all_day\":false,\"date_from\":1540800000,\"date_to\":1540832400}";

    private static final String NEVER_ENDS = "\"repeat_end\":{\"format\":\"never\"}";

    private final Caller caller = new Caller();

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"name\":\"One day\"," + WHOLE_DAY + ",\"repeat_options\":{\"repeat_enable\":false}}",
                "{\"name\":\"Daily\"," + HOURS + ",\"repeat_options\":{\"repeat_enable\":true,\"repeat_format\":"
                        + "{\"repeat_type\":\"day\"," + NEVER_ENDS + "}}}",
                "{\"name\":\"Daily until date\"," + WHOLE_DAY + ",\"repeat_options\":{\"repeat_enable\":true,"
                        + "\"repeat_format\":{\"repeat_type\":\"day\","
                        + "\"repeat_end\":{\"format\":\"date\",\"date\":1543411272}}}}",
                "{\"name\":\"Weekly\"," + HOURS + ",\"repeat_options\":{\"repeat_enable\":true,\"repeat_format\":"
                        + "{\"repeat_type\":\"week\"," + NEVER_ENDS + "}}}",
                "{\"name\":\"Every two weeks\"," + HOURS + ",\"repeat_options\":{\"repeat_enable\":true,"
                        + "\"repeat_format\":{\"repeat_type\":\"twoWeeks\"," + NEVER_ENDS + "}}}",
                "{\"name\":\"Monthly\"," + HOURS + ",\"repeat_options\":{\"repeat_enable\":true,\"repeat_format\":"
                        + "{\"repeat_type\":\"month\"," + NEVER_ENDS + "}}}",
                "{\"name\":\"Yearly\"," + HOURS + ",\"repeat_options\":{\"repeat_enable\":true,\"repeat_format\":"
                        + "{\"repeat_type\":\"year\"," + NEVER_ENDS + "}}}",
                "{\"name\":\"First day of the month\"," + WHOLE_DAY + ",\"repeat_options\":{\"repeat_enable\":true,"
                        + "\"repeat_format\":{\"repeat_type\":\"custom\"," + NEVER_ENDS + ",\"repeat_custom\":"
                        + "{\"repeat_point_type\":\"month\",\"repeat_looper\":1,"
                        + "\"repeat_options\":{\"format\":\"dayNumbers\",\"range\":[1]}}}}}",
                "{\"name\":\"Second Tuesday of every third month\"," + WHOLE_DAY + ",\"repeat_options\":"
                        + "{\"repeat_enable\":true,\"repeat_format\":{\"repeat_type\":\"custom\"," + NEVER_ENDS
                        + ",\"repeat_custom\":{\"repeat_point_type\":\"month\",\"repeat_looper\":3,\"repeat_options\":"
                        + "{\"format\":\"parameterizedDay\",\"range\":{\"week_order\":\"second\",\"day_type\":\"TUE\"}}}}}}",
                "{\"name\":\"Last day off in January and July, every 2 years\"," + WHOLE_DAY + ",\"repeat_options\":"
                        + "{\"repeat_enable\":true,\"repeat_format\":{\"repeat_type\":\"custom\","
                        + "\"repeat_end\":{\"format\":\"date\",\"date\":1893456000},\"repeat_custom\":"
                        + "{\"repeat_point_type\":\"year\",\"repeat_looper\":2,\"repeat_options\":{\"months\":[1,7],"
                        + "\"range\":{\"week_order\":\"last\",\"day_type\":\"DAY_OFF\"}}}}}}",
                "{\"name\":\"Every 10 days\"," + WHOLE_DAY + ",\"repeat_options\":{\"repeat_enable\":true,"
                        + "\"repeat_format\":{\"repeat_type\":\"custom\"," + NEVER_ENDS + ",\"repeat_custom\":"
                        + "{\"repeat_point_type\":\"day\",\"repeat_looper\":10}}}}",
                "{\"name\":\"Work week\"," + WHOLE_DAY + ",\"repeat_options\":{\"repeat_enable\":true,"
                        + "\"repeat_format\":{\"repeat_type\":\"day\","
                        + "\"repeat_end\":{\"format\":\"date\",\"date\":1540819272},\"repeat_custom\":"
                        + "{\"repeat_point_type\":\"week\",\"repeat_looper\":5,"
                        + "\"repeat_options\":[\"MON\",\"TUE\",\"WED\",\"THU\",\"FRI\"]}}}}",
            })
    void anExampleIsKeptWhole(String example) throws Exception {
        UUID link = UUID.randomUUID();
        assertShown(1, null, example, send("POST", "/access/timeprofile", example));
        assertShown(1, null, example, send("PATCH", "/access/timeprofile/item/1", example));
        assertShown(2, link, example, caller.upsertItems("{\"link_id\":\"" + link + "\"," + example.substring(1)));
    }

    /** The documented answer (docs/dialects/profile.md#bulk-by-link), for a link that is known and one that is not. */
    @Test
    void aDeletionIsAnsweredAsShown() throws Exception {
        UUID known = UUID.fromString("91c615e3-1040-4815-8ecb-039a18b756b5");
        UUID unknown = UUID.fromString("b7f6a0de-0000-4c55-9c55-3f1f1cf2a001");
        caller.upsertItems(Caller.oneDay(known));

        Response answer = caller.delete(known, unknown);

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(JSON.readTree(answer.asString())).isEqualTo(JSON.readTree("""
                {"result":[
                 {"link_id":"91c615e3-1040-4815-8ecb-039a18b756b5","success":true,"extended_info":"deleted"},
                 {"link_id":"b7f6a0de-0000-4c55-9c55-3f1f1cf2a001","success":false,"extended_info":"entity_not_found"}]}
                """));
    }

    private Response send(String method, String path, String body) {
        return caller.as("tenant-admin")
                .contentType(ContentType.JSON)
                .body(body)
                .request(method, path);
    }

    private void assertShown(int uid, @Nullable UUID link, String example, Response sent) throws Exception {
        assertThat(sent.statusCode()).as(sent.asString()).isEqualTo(200);
        ObjectNode expected = (ObjectNode) JSON.readTree(example);
        expected.put("uid", uid);
        expected.put("link_id", link == null ? null : link.toString());
        expected.set("identifiers", JSON.readTree("{\"uid_items\":[],\"count\":0}"));
        assertThat(JSON.readTree(caller.get("/item/" + uid).asString())).isEqualTo(expected);
    }
}
