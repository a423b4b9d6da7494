package io.chronolink.recording.domain;

import io.chronolink.kit.web.Failure;
import io.chronolink.recurrence.Interval;
import io.chronolink.recurrence.InvalidRecurrenceException;
import io.chronolink.recurrence.RecordingRule;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** What a caller wants the times of a schedule to be that follows no link. */
final class ScheduleTimes {

    private ScheduleTimes() {}

    /**
     * The times of a schedule that is to be created.
     *
     * @param zone whose wall clock rules the recordings
     * @throws Failure (invalid) naming the member of the request that is missing or wrong
     */
    static Series first(Draft draft, ZoneId zone, Instant now) {
        Instant start = notPast(Draft.required("start_at", draft.startAt()), now);
        Duration duration = Draft.required("duration", draft.duration());
        RecordingRule rule = draft.rule() == null ? RecordingRule.ONCE : draft.rule();
        return checked(() -> Series.of(rule.from(start, zone, duration)));
    }

    /**
     * The times of a schedule after an edit. A member that repeats what the answers show is no change: a client may send
     * back what it got.
     *
     * @param zone whose wall clock rules the recordings now; asked only if something changes
     * @param elsewhere whether the schedule moves to another room
     * @throws Failure (invalid) naming the member of the request that is wrong
     */
    static Series edited(Series series, Draft draft, Supplier<ZoneId> zone, boolean elsewhere, Instant now) {
        Interval shown = series.shownAt(now);
        Instant start = shown.startInclusive().equals(draft.startAt()) || draft.startAt() == null
                ? null
                : notPast(draft.startAt(), now);
        Duration duration = shown.duration().equals(draft.duration()) ? null : draft.duration();
        RecordingRule rule = series.rule().filter(r -> r.equals(draft.rule())).isPresent() ? null : draft.rule();
        if (start == null && duration == null && rule == null && !elsewhere) {
            return series;
        }
        return checked(() -> changed(series, shown, start, duration, rule, zone.get()));
    }

    private static Series changed(
            Series series,
            Interval shown,
            @Nullable Instant start,
            @Nullable Duration duration,
            @Nullable RecordingRule rule,
            ZoneId zone) {
        Instant from = start == null ? shown.startInclusive() : start;
        Duration length = duration == null ? shown.duration() : duration;
        if (rule != null) {
            return Series.of(rule.from(from, zone, length));
        }
        if (start != null) {
            return series.from(from, zone, length);
        }
        Series moved = zone.equals(series.recurrence().zone()) ? series : series.in(zone);
        return duration == null ? moved : moved.lasting(duration);
    }

    private static Instant notPast(Instant start, Instant now) {
        if (start.isBefore(now)) {
            throw Failure.invalid("start_at", "This value should be in the future.");
        }
        return start;
    }

    private static Series checked(Supplier<Series> series) {
        try {
            Series checked = series.get();
            if (checked.recurrence().firstStart().isEmpty()) {
                throw Failure.invalid("recurrence.end_by", "This value should not be before the first recording.");
            }
            return checked;
        } catch (InvalidRecurrenceException e) {
            throw Failure.invalid("recurrence", "This value is not valid.");
        }
    }
}
