package io.chronolink.recording.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.chronolink.recording.domain.Series;
import io.chronolink.recurrence.RecordingRule;
import io.chronolink.recurrence.RecordingRule.Type;
import io.chronolink.recurrence.Recurrence;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Rules in answers: docs/dialects/recording.md#recurrence and #bound-schedules. */
class RecurrenceViewTest {

    private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");
    private static final Instant MONDAY = Instant.parse("2026-06-01T08:00:00Z");
    private static final Duration HOUR = Duration.ofHours(1);

    @Test
    void whatTheDialectCanSayIsSaidInItsWords() {
        assertThat(view(RecordingRule.ONCE)).isEqualTo(new RecurrenceView("none", null, null, null, null, null));
        assertThat(view(new RecordingRule(Type.DAILY, Set.of(), 5, null)))
                .isEqualTo(new RecurrenceView("daily", null, "after", 5, null, null));
        assertThat(view(new RecordingRule(
                        Type.WEEKLY, Set.of(DayOfWeek.SATURDAY, DayOfWeek.SUNDAY), null, LocalDate.of(2026, 12, 31))))
                .isEqualTo(new RecurrenceView("weekly", "0,6", "by", null, "12-31-2026", null));
        assertThat(view(new RecordingRule(Type.MONTHLY, Set.of(), null, null)))
                .isEqualTo(new RecurrenceView("monthly", null, "no", null, null, null));
    }

    @Test
    void whatItCannotSayIsTheNearestTypeAndTheExactRule() {
        assertThat(view("FREQ=WEEKLY;INTERVAL=2;BYDAY=MO"))
                .isEqualTo(new RecurrenceView("weekly", null, null, null, null, "FREQ=WEEKLY;INTERVAL=2;BYDAY=MO"));
    }

    @Test
    void theLastStartOfAnExactRuleIsSaidInUtc() {
        Series series = new Series(
                builder("FREQ=WEEKLY;INTERVAL=2;BYDAY=MO")
                        .lastStart(LocalDateTime.parse("2026-12-28T10:00:00"))
                        .build(),
                null);

        // Winter in Berlin: one hour ahead of UTC.
        assertThat(RecurrenceView.of(series).rrule())
                .isEqualTo("FREQ=WEEKLY;INTERVAL=2;BYDAY=MO;UNTIL=20261228T090000Z");
    }

    private static RecurrenceView view(RecordingRule rule) {
        return RecurrenceView.of(new Series(rule.from(MONDAY, BERLIN, HOUR), null));
    }

    private static RecurrenceView view(String rrule) {
        return RecurrenceView.of(new Series(builder(rrule).build(), null));
    }

    private static Recurrence.Builder builder(String rrule) {
        return Recurrence.builder(MONDAY, BERLIN, HOUR).rrule(rrule);
    }
}
