package io.chronolink.recording.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import io.chronolink.recording.domain.Series;
import io.chronolink.recurrence.RecordingRule;
import io.chronolink.recurrence.RecordingRule.Type;
import io.chronolink.recurrence.Recurrence;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * How a schedule repeats, in the words of docs/dialects/recording.md#recurrence.
 *
 * @param rrule there only if the other members cannot say it exactly
 */
@JsonNaming(SnakeCaseStrategy.class)
@JsonInclude(JsonInclude.Include.NON_NULL)
record RecurrenceView(
        String type,
        @Nullable String weeksRange,
        @Nullable String rangeType,
        @Nullable Integer endAfter,
        @Nullable String endBy,
        @Nullable String rrule) {

    private static final DateTimeFormatter UNTIL = DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmss'Z'", Locale.ROOT);

    static RecurrenceView of(Series series) {
        return series.rule()
                .map(RecurrenceView::of)
                .orElseGet(() -> new RecurrenceView(
                        spelled(RecordingRule.nearest(series.recurrence())),
                        null,
                        null,
                        null,
                        null,
                        rrule(series.recurrence())));
    }

    private static RecurrenceView of(RecordingRule rule) {
        if (rule.type() == Type.NONE) {
            return new RecurrenceView(spelled(rule.type()), null, null, null, null, null);
        }
        String days = rule.days().stream()
                .map(RecordingRule::number)
                .sorted()
                .map(String::valueOf)
                .collect(Collectors.joining(","));
        return new RecurrenceView(
                spelled(rule.type()),
                days.isEmpty() ? null : days,
                rule.endAfter() != null ? "after" : rule.endBy() != null ? "by" : "no",
                rule.endAfter(),
                rule.endBy() == null ? null : RecurrenceBody.END_BY.format(rule.endBy()),
                null);
    }

    /** The exact rule as RFC 5545 says it, its last start in UTC; null for a single recording. */
    private static @Nullable String rrule(Recurrence recurrence) {
        String rule = recurrence.rrule();
        LocalDateTime last = recurrence.lastStart();
        if (rule == null || last == null || rule.contains("COUNT=") || rule.contains("UNTIL=")) {
            return rule;
        }
        return rule + ";UNTIL=" + UNTIL.format(last.atZone(recurrence.zone()).withZoneSameInstant(ZoneOffset.UTC));
    }

    private static String spelled(Type type) {
        return type.name().toLowerCase(Locale.ROOT);
    }
}
