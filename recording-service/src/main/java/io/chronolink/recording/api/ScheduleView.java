package io.chronolink.recording.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import io.chronolink.recording.domain.Schedule;
import io.chronolink.recording.domain.Series;
import io.chronolink.recording.domain.Share;
import io.chronolink.recurrence.Interval;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** A schedule in answers (docs/dialects/recording.md#schedules-in-answers). Times are epoch seconds. */
@JsonNaming(SnakeCaseStrategy.class)
record ScheduleView(
        long id,
        String name,
        @Nullable List<FieldView> template,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Named author,
        Named room,
        long created,
        long startAt,
        long stopAt,
        long duration,
        String status,
        RecurrenceView recurrence,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable ShareView shared,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable UUID linkId) {

    /** A metadata field with its value; its name is null if no template has it. */
    record FieldView(long id, @Nullable String name, String value) {}

    /** Something by its number and name. */
    record Named(long id, String name) {}

    /** With whom the recordings are shared, as in the request. */
    @JsonNaming(SnakeCaseStrategy.class)
    record ShareView(String users, String userGroups) {}

    /** @param fieldNames of metadata fields, by their number */
    static ScheduleView of(Schedule schedule, Instant now, Map<Long, String> fieldNames) {
        Series series = Series.of(schedule);
        Interval shown = series.shownAt(now);
        return new ScheduleView(
                schedule.number(),
                schedule.name(),
                fields(schedule, fieldNames),
                new Named(schedule.author(), schedule.authorName()),
                new Named(schedule.room(), schedule.roomName()),
                schedule.createdAt().getEpochSecond(),
                shown.startInclusive().getEpochSecond(),
                shown.endExclusive().getEpochSecond(),
                shown.duration().toSeconds(),
                schedule.started() ? "started" : "pending",
                RecurrenceView.of(series),
                share(schedule.share()),
                schedule.linkId());
    }

    /** As the lists of conflicts show it. */
    ScheduleView withoutAuthor() {
        return new ScheduleView(
                id, name, template, null, room, created, startAt, stopAt, duration, status, recurrence, shared, linkId);
    }

    private static @Nullable List<FieldView> fields(Schedule schedule, Map<Long, String> names) {
        return schedule.template() == null
                ? null
                : schedule.template().entrySet().stream()
                        .map(field -> {
                            long number = Long.parseLong(field.getKey());
                            return new FieldView(number, names.get(number), field.getValue());
                        })
                        .sorted(Comparator.comparingLong(FieldView::id))
                        .toList();
    }

    private static @Nullable ShareView share(Share share) {
        return share.equals(Share.NONE) ? null : new ShareView(list(share.users()), list(share.userGroups()));
    }

    private static String list(List<Long> numbers) {
        return numbers.stream().map(String::valueOf).collect(Collectors.joining(","));
    }
}
