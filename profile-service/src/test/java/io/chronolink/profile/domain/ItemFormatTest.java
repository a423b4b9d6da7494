package io.chronolink.profile.domain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.chronolink.kit.web.Failure;
import io.chronolink.recurrence.ProfileRule;
import io.chronolink.recurrence.ProfileRule.Days;
import io.chronolink.recurrence.ProfileRule.Repeat;
import io.chronolink.recurrence.ProfileRule.Unit;
import io.chronolink.recurrence.ProfileRule.WeekOrder;
import java.time.DayOfWeek;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The tables of docs/dialects/profile.md#items. */
class ItemFormatTest {

    private static final String DATES = "\"is_all_day\":false,\"date_from\":100,\"date_to\":200";
    private static final String NEVER = "\"repeat_end\":{\"format\":\"never\"}";

    @Test
    void anItemThatDoesNotRepeatHappensOnce() {
        ProfileItem item = ItemFormat.single(item("Office", DATES, "\"repeat_enable\":false"));

        assertThat(item.name()).isEqualTo("Office");
        assertThat(item.rule())
                .isEqualTo(new ProfileRule(false, Instant.ofEpochSecond(100), Instant.ofEpochSecond(200), null));
    }

    @Test
    void aWindowWhoseEndsAreTheSameSecondLastsThatSecond() {
        ProfileItem item = ItemFormat.single(
                item("Blink", "\"is_all_day\":false,\"date_from\":100,\"date_to\":100", "\"repeat_enable\":false"));

        assertThat(item.rule().to()).isEqualTo(Instant.ofEpochSecond(101));
        assertThat(item.dateTo()).isEqualTo(100);
    }

    @ParameterizedTest
    @CsvSource({"day,DAY,1", "week,WEEK,1", "twoWeeks,WEEK,2", "month,MONTH,1", "year,YEAR,1"})
    void aSimpleTypeIsAUnit(String type, Unit unit, int every) {
        assertThat(repeat("\"repeat_type\":\"" + type + "\"," + NEVER)).isEqualTo(new Repeat(unit, every, null, null));
    }

    @Test
    void theEndIsTheLastInstantAtWhichAWindowMayBegin() {
        assertThat(repeat("\"repeat_type\":\"day\",\"repeat_end\":{\"format\":\"date\",\"date\":500}"))
                .isEqualTo(new Repeat(Unit.DAY, 1, null, Instant.ofEpochSecond(500)));
    }

    @Test
    void customUnitsHaveTheirDays() {
        assertThat(custom("day", 3, "null")).isEqualTo(new Repeat(Unit.DAY, 3, null, null));
        assertThat(custom("week", 1, "[\"MON\",\"THU\"]"))
                .isEqualTo(
                        new Repeat(Unit.WEEK, 1, new Days.OfWeek(Set.of(DayOfWeek.MONDAY, DayOfWeek.THURSDAY)), null));
        assertThat(custom("month", 2, "{\"format\":\"dayNumbers\",\"range\":[1,15]}"))
                .isEqualTo(new Repeat(Unit.MONTH, 2, new Days.OfMonth(Set.of(1, 15)), null));
        Days.Ordered lastWorkday = new Days.Ordered(
                WeekOrder.LAST,
                Set.of(DayOfWeek.MONDAY, DayOfWeek.TUESDAY, DayOfWeek.WEDNESDAY, DayOfWeek.THURSDAY, DayOfWeek.FRIDAY));
        assertThat(
                        custom(
                                "month",
                                1,
                                "{\"format\":\"parameterizedDay\",\"range\":{\"week_order\":\"last\",\"day_type\":\"WEEK_DAY\"}}"))
                .isEqualTo(new Repeat(Unit.MONTH, 1, lastWorkday, null));
        assertThat(custom("year", 1, "{\"months\":[1,7]}"))
                .isEqualTo(new Repeat(Unit.YEAR, 1, new Days.OfYear(Set.of(1, 7), null), null));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "day|0|null|Wrong repeat_looper range",
                "day|1001|null|Wrong repeat_looper range",
                "hour|1|null|Wrong repeat_point_type enum name",
                "week|1|[]|Set in WeekOptions can't be empty",
                "week|1|[\"Monday\"]|Wrong repeat_options enum name",
                "month|1|{\"format\":\"dayNumbers\",\"range\":[]}|Set in dayNumbers can't be empty",
                "month|1|{\"format\":\"dayNumbers\",\"range\":[32]}|Wrong DayOfMonth range",
                "month|1|{\"format\":\"other\",\"range\":[1]}|Wrong format enum name",
                "year|1|{\"months\":[]}|Set in YearOptions can't be empty",
                "year|1|{\"months\":[13]}|Wrong months range",
                "year|1|{\"months\":[1],\"range\":[]}|Wrong year range",
            })
    void aMistakeIsToldInItsOwnWords(String point, int looper, String options, String text) {
        assertThatThrownBy(() -> custom(point, looper, options))
                .isInstanceOf(Failure.class)
                .hasMessage(text);
    }

    @Test
    void ofSeveralMistakesTheOneWhoseCheckComesFirstIsTold() {
        ItemFormat format = new ItemFormat();
        format.linked(linked("not an id", DATES, "\"repeat_enable\":false"));
        format.linked(
                linked(UUID.randomUUID().toString(), "\"is_all_day\":false,\"date_from\":1", "\"repeat_enable\":0"));

        assertThatThrownBy(format::check).hasMessage("Wrong JSON body: value `link_id` was of the wrong type");

        assertThatThrownBy(() -> custom("week", 0, "[]")).hasMessage("Wrong repeat_looper range");
    }

    @Test
    void nothingIsReadAfterAMistakeInAnEarlierItem() {
        ItemFormat format = new ItemFormat();

        assertThat(format.linked(linked("not an id", DATES, "\"repeat_enable\":false")))
                .isNull();
        assertThat(format.linked(linked(UUID.randomUUID().toString(), DATES, "\"repeat_enable\":false")))
                .isNull();
    }

    @ParameterizedTest
    @CsvSource({
        "91c615e3-1040-4815-8ecb-039a18b756b5,true",
        "91C615E3-1040-4815-8ECB-039A18B756B5,true",
        "1-1-1-1-1,false",
        "91c615e310404815-8ecb-039a18b756b5-xx,false",
    })
    void aLinkIsAUuidInItsFullForm(String text, boolean right) {
        assertThat(ItemFormat.uuid(text) != null).isEqualTo(right);
    }

    private static Repeat custom(String point, int looper, String options) {
        return repeat("\"repeat_type\":\"custom\"," + NEVER + ",\"repeat_custom\":{\"repeat_point_type\":\"" + point
                + "\",\"repeat_looper\":" + looper + ",\"repeat_options\":" + options + "}");
    }

    private static Repeat repeat(String format) {
        return Objects.requireNonNull(
                ItemFormat.single(item("Any", DATES, "\"repeat_enable\":true,\"repeat_format\":{" + format + "}"))
                        .rule()
                        .repeat());
    }

    private static Map<String, Object> linked(String link, String time, String repeat) {
        return json("{\"link_id\":\"" + link + "\",\"name\":\"Any\",\"time_options\":{" + time
                + "},\"repeat_options\":{" + repeat + "}}");
    }

    private static Map<String, Object> item(String name, String time, String repeat) {
        return json("{\"name\":\"" + name + "\",\"time_options\":{" + time + "},\"repeat_options\":{" + repeat + "}}");
    }

    private static Map<String, Object> json(String text) {
        try {
            return new ObjectMapper().readValue(text, new TypeReference<>() {});
        } catch (JsonProcessingException e) {
            throw new AssertionError(e);
        }
    }
}
