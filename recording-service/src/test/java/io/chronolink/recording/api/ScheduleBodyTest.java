package io.chronolink.recording.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.chronolink.kit.web.Failure;
import io.chronolink.recording.Caller;
import io.chronolink.recording.domain.Draft;
import io.chronolink.recording.domain.Share;
import io.chronolink.recurrence.RecordingRule;
import io.chronolink.recurrence.RecordingRule.Type;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Requests as docs/dialects/recording.md#schedules-in-requests says that they are read. */
class ScheduleBodyTest {

    @Test
    void numbersMayStandInQuotes() {
        Draft draft = read("'room':'39','start_at':'1596636900','duration':300");

        assertThat(draft.room()).isEqualTo(39);
        assertThat(draft.startAt()).isEqualTo(Instant.ofEpochSecond(1596636900));
        assertThat(draft.duration()).isEqualTo(Duration.ofMinutes(5));
    }

    @Test
    void whatIsNotSaidIsNull() {
        assertThat(read("")).isEqualTo(new Draft(null, null, null, null, null, null, null, false, null));
        assertThat(read("'link_id':null").linkGiven()).isTrue();
        assertThat(read("'link_id':'00000000-0000-0000-0000-000000000007'").linkId())
                .isEqualTo(new UUID(0, 7));
    }

    @Test
    void aTemplateOrShareThatIsNullOrEmptyTakesItAway() {
        assertThat(read("'template':null,'share':null").template()).isEmpty();
        assertThat(read("'template':{},'share':{}").template()).isEmpty();
        assertThat(read("'template':null,'share':null").share()).isEqualTo(Share.NONE);
        assertThat(read("'share':{}").share()).isEqualTo(Share.NONE);
        assertThat(read("'template':{'17':'Student','2':5}").template()).isEqualTo(Map.of("17", "Student", "2", "5"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {"'2,1,2'", "[2,'1',2]", "' 2 , 1 '"},
            quoteCharacter = '"')
    void listsAreTextsWithCommasOrLists(String users) {
        assertThat(read("'share':{'users':%s,'users_groups':7}".formatted(users))
                        .share())
                .isEqualTo(new Share(List.of(2L, 1L), List.of(7L)));
    }

    @Test
    void theRuleIsSaidByItsTypeItsDaysAndItsEnd() {
        assertThat(rule("")).isEqualTo(RecordingRule.ONCE);
        assertThat(rule("'type':'none','range_type':'after'")).isEqualTo(RecordingRule.ONCE);
        assertThat(rule("'type':'daily','weeks_range':'1'"))
                .isEqualTo(new RecordingRule(Type.DAILY, Set.of(), null, null));
        assertThat(rule("'type':'weekly','weeks_range':'0,6','range_type':'after','end_after':'12','end_by':''"))
                .isEqualTo(new RecordingRule(Type.WEEKLY, Set.of(DayOfWeek.SUNDAY, DayOfWeek.SATURDAY), 12, null));
        assertThat(rule("'type':'monthly','range_type':'by','end_by':'02-28-2027','end_after':''"))
                .isEqualTo(new RecordingRule(Type.MONTHLY, Set.of(), null, LocalDate.of(2027, 2, 28)));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "'name':' ' | name | This value should not be blank.",
                "'name':5 | name | This value should be of type string.",
                "'room':1.5 | room | This value should be of type integer.",
                "'room':'x' | room | This value should be of type integer.",
                "'start_at':253402300800 | start_at | This value is not valid.",
                "'duration':0 | duration | This value should be greater than 0.",
                "'duration':31622401 | duration | This value should be 31622400 or less.",
                "'link_id':'7' | link_id | This is not a valid UUID.",
                "'template':{'x':'y'} | template.x | This value should be of type integer.",
                "'template':{'0':'y'} | template.0 | This value should be greater than 0.",
                "'template':{'1':true} | template.1 | This value should be of type string.",
                "'share':{'users':'1,,2'} | share.users | This value should be of type integer.",
                "'share':{'groups':0} | share.groups | This value should be greater than 0.",
                "'recurrence':7 | recurrence | This value should be of type object.",
                "'recurrence':{'type':'yearly'} | recurrence.type | The value you selected is not a valid choice.",
                "'recurrence':{'type':'weekly','weeks_range':7} | recurrence.weeks_range | The value you selected is not a valid choice.",
                "'recurrence':{'type':'daily','range_type':'after'} | recurrence.end_after | This value should not be blank.",
                "'recurrence':{'type':'daily','range_type':'after','end_after':100001} | recurrence.end_after | This value should be between 1 and 100000.",
                "'recurrence':{'type':'daily','range_type':'by'} | recurrence.end_by | This value should not be blank.",
                "'recurrence':{'end_by':'02-30-2027'} | recurrence.end_by | This value is not a valid date, it should be MM-DD-YYYY."
            })
    void whatIsWrongIsNamedByItsPath(String members, String field, String text) {
        assertThatThrownBy(() -> read(members)).isInstanceOfSatisfying(Failure.class, failure -> {
            assertThat(failure.kind()).isEqualTo(Failure.Kind.INVALID);
            assertThat(failure.field()).isEqualTo(field);
            assertThat(failure.text()).isEqualTo(text);
        });
    }

    @Test
    void textsAreWhatTheDatabaseCanStore() {
        String longest = "x".repeat(255);

        assertThat(read("'name':'" + longest + "'").name()).isEqualTo(longest);
        assertThatThrownBy(() -> read("'name':'" + longest + "x'")).hasMessageContaining("255 characters or less");
        assertThatThrownBy(() -> read("'name':'a\\u0000'")).hasMessage("This value is not valid.");
        assertThatThrownBy(() -> read("'name':'a\\ud800'")).hasMessage("This value is not valid.");
    }

    @Test
    void aBodyThatIsNoObjectIsMalformed() {
        for (String body : List.of("null", "[]", "'x'", "7")) {
            assertThatThrownBy(() -> Body.of(Caller.json(body.replace('\'', '"'))))
                    .isInstanceOfSatisfying(
                            Failure.class, failure -> assertThat(failure.kind()).isEqualTo(Failure.Kind.MALFORMED));
        }
    }

    private static @Nullable RecordingRule rule(String members) {
        return read("'recurrence':{" + members + "}").rule();
    }

    private static Draft read(String members) {
        return ScheduleBody.read(Body.of(Caller.json("{" + members.replace('\'', '"') + "}")));
    }
}
