package io.chronolink.profile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.chronolink.stack.ChronolinkTestResource;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** When a profile lets in, as a list and as a feed. */
@QuarkusTest
@QuarkusTestResource(value = ChronolinkTestResource.class, initArgs = @ResourceArg(name = "service", value = "profile"))
class CalendarTest {

    private static final ObjectMapper JSON = new ObjectMapper();

    /** Monday 5 January 2026, 08:00 UTC. */
    private static final long MONDAY = 1767600000L;

    private static final long HOUR = 3_600;
    private static final long DAY = 86_400;
    private static final String ONCE = "{\"repeat_enable\":false}";
    private static final String WEEKDAYS_FOR_TWO_WEEKS = """
            {"repeat_enable":true,"repeat_format":{"repeat_type":"custom",
             "repeat_end":{"format":"date","date":%d},
             "repeat_custom":{"repeat_point_type":"week","repeat_looper":1,"repeat_options":["MON","WED"]}}}
            """.formatted(MONDAY + 11 * DAY);

    private final Caller caller = new Caller();

    @Test
    void theWindowsAreListedInOrder() throws Exception {
        caller.upsertItems(Caller.timed(UUID.randomUUID(), "Course", MONDAY, MONDAY + HOUR, WEEKDAYS_FOR_TWO_WEEKS));

        assertWindows("?from=0&to=9999999999", false, 0, 2, 7, 9);
        assertWindows("?from=" + (MONDAY + HOUR) + "&to=" + (MONDAY + 7 * DAY), false, 2);
        assertWindows("?from=" + (MONDAY + HOUR - 1) + "&to=" + (MONDAY + 7 * DAY + 1), false, 0, 2, 7);
        assertWindows("?from=0&to=9999999999&limit=3", true, 0, 2, 7);
        assertWindows("?from=9999999999&to=0", false);
        // From a moment without a name, for a year
        assertWindows("?from=" + (MONDAY - 360 * DAY), false, 0, 2);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"from=x", "to=2026-01-01", "limit=0", "limit=1001", "limit=x", "limit=-1", "from=9999999999999"})
    void aParameterThatIsWrongIsRefused(String query) {
        caller.upsertItems(Caller.oneDay(UUID.randomUUID()));

        caller.get("/item/1/occurrences?" + query)
                .then()
                .statusCode(400)
                .body("error", equalTo("Wrong request parameters"));
    }

    @ParameterizedTest
    @CsvSource({"/item/2/occurrences", "/item/2/calendar.ics", "/item/x/calendar.ics"})
    void anUnknownNumberIsToldInThePublishedWords(String path) {
        caller.get(path).then().statusCode(400).body("error", equalTo("Wrong Time Profile Uid"));
    }

    @Test
    void theFeedIsACalendarWithTheRule() {
        caller.upsertItems(Caller.timed(
                UUID.randomUUID(),
                "Course, \\\"new\\\"; Zoë",
                MONDAY - DAY,
                MONDAY - DAY + HOUR,
                WEEKDAYS_FOR_TWO_WEEKS));

        Response feed = caller.get("/item/1/calendar.ics");

        assertThat(feed.statusCode()).isEqualTo(200);
        assertThat(feed.contentType()).isEqualToIgnoringCase("text/calendar;charset=UTF-8");
        assertThat(feed.asString()).endsWith("END:VCALENDAR\r\n");
        List<String> lines = feed.asString().lines().toList();
        assertThat(lines)
                .startsWith("BEGIN:VCALENDAR", "PRODID:-//Chronolink//profile-service//EN", "VERSION:2.0")
                .contains("SUMMARY:Course\\, \"new\"\\; Zoë", "SEQUENCE:0")
                // The first occurrence, not the Sunday before it, on which the rule has none
                .contains("DTSTART:20260105T080000Z", "DURATION:PT1H")
                .doesNotContain("BEGIN:VTIMEZONE");
        String rule = lines.stream()
                .filter(line -> line.startsWith("RRULE:"))
                .findFirst()
                .orElseThrow();
        assertThat(rule.substring(6).split(";")).contains("FREQ=WEEKLY", "BYDAY=MO,WE", "UNTIL=20260116T080000Z");
    }

    @Test
    void aWholeDayIsADate() {
        caller.upsertItems(Caller.item(UUID.randomUUID(), "One day", ONCE));

        assertThat(caller.get("/item/1/calendar.ics").asString().lines())
                .contains("DTSTART;VALUE=DATE:20181029", "DURATION:P1D");
    }

    @Test
    void aFeedIsSentOnceUntilItChanges() {
        UUID link = UUID.randomUUID();
        caller.upsertItems(Caller.timed(link, "Course", MONDAY, MONDAY + HOUR, ONCE));
        String tag = caller.get("/item/1/calendar.ics").header("ETag");
        assertThat(tag).isNotBlank();

        assertThat(conditional(tag).statusCode()).isEqualTo(304);
        assertThat(conditional(tag).asString()).isEmpty();
        assertThat(conditional("\"other\"").statusCode()).isEqualTo(200);

        caller.upsertItems(Caller.timed(link, "Course", MONDAY + HOUR, MONDAY + 2 * HOUR, ONCE));
        assertThat(conditional(tag).statusCode()).isEqualTo(200);
    }

    private Response conditional(String tag) {
        return caller.as("end-user").header("If-None-Match", tag).get("/access/timeprofile/item/1/calendar.ics");
    }

    private void assertWindows(String query, boolean truncated, int... days) throws Exception {
        StringBuilder windows = new StringBuilder();
        for (int day : days) {
            windows.append(windows.isEmpty() ? "" : ",")
                    .append("{\"start\":%d,\"end\":%d}".formatted(MONDAY + day * DAY, MONDAY + day * DAY + HOUR));
        }
        Response answer = caller.get("/item/1/occurrences" + query);
        assertThat(answer.statusCode()).as(answer.asString()).isEqualTo(200);
        assertThat(JSON.readTree(answer.asString()))
                .isEqualTo(JSON.readTree("{\"occurrences\":[" + windows + "],\"truncated\":" + truncated + "}"));
    }
}
