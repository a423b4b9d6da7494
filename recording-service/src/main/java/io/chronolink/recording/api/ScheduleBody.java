package io.chronolink.recording.api;

import io.chronolink.kit.web.Failure;
import io.chronolink.recording.domain.Draft;
import io.chronolink.recording.domain.Share;
import io.chronolink.recurrence.RecordingRule;
import io.chronolink.recurrence.RecordingRule.Type;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.time.format.ResolverStyle;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What create and edit are sent: docs/dialects/recording.md#schedules-in-requests. */
final class ScheduleBody {

    static final DateTimeFormatter END_BY =
            DateTimeFormatter.ofPattern("MM-dd-uuuu", Locale.ROOT).withResolverStyle(ResolverStyle.STRICT);

    private static final long MAX_DURATION = Duration.ofDays(366).toSeconds();

    /** End of the year 9999. */
    static final long MAX_EPOCH = 253_402_300_799L;

    private static final int MAX_COUNT = 100_000;

    /** How {@code range_type} is spelled. */
    private enum RangeType {
        NO,
        AFTER,
        BY
    }

    private ScheduleBody() {}

    static Draft read(Body body) {
        return new Draft(
                body.name("name"),
                body.number("room"),
                startAt(body),
                duration(body),
                rule(body.object("recurrence")),
                template(body),
                share(body),
                body.has("link_id"),
                body.uuid("link_id"));
    }

    private static @Nullable Instant startAt(Body body) {
        Long epoch = body.number("start_at");
        if (epoch != null && (epoch < -MAX_EPOCH || epoch > MAX_EPOCH)) {
            throw body.invalid("start_at", "This value is not valid.");
        }
        return epoch == null ? null : Instant.ofEpochSecond(epoch);
    }

    private static @Nullable Duration duration(Body body) {
        Long seconds = body.number("duration");
        if (seconds != null && seconds <= 0) {
            throw body.invalid("duration", "This value should be greater than 0.");
        }
        if (seconds != null && seconds > MAX_DURATION) {
            throw body.invalid("duration", "This value should be " + MAX_DURATION + " or less.");
        }
        return seconds == null ? null : Duration.ofSeconds(seconds);
    }

    private static @Nullable RecordingRule rule(@Nullable Body recurrence) {
        if (recurrence == null) {
            return null;
        }
        Type type = recurrence.choice("type", Type.class);
        List<Long> weeksRange = recurrence.numbers("weeks_range");
        RangeType range = recurrence.choice("range_type", RangeType.class);
        // A client that sends all members leaves the one empty that has no meaning.
        Long endAfter = recurrence.isEmpty("end_after") ? null : recurrence.number("end_after");
        LocalDate endBy = endBy(recurrence);
        if (type == null || type == Type.NONE) {
            return RecordingRule.ONCE;
        }
        if (range == RangeType.AFTER && (endAfter == null || endAfter < 1 || endAfter > MAX_COUNT)) {
            throw recurrence.invalid(
                    "end_after",
                    endAfter == null
                            ? "This value should not be blank."
                            : "This value should be between 1 and " + MAX_COUNT + ".");
        }
        if (range == RangeType.BY && endBy == null) {
            throw recurrence.invalid("end_by", "This value should not be blank.");
        }
        return new RecordingRule(
                type,
                type == Type.WEEKLY ? days(recurrence, weeksRange) : Set.of(),
                range == RangeType.AFTER && endAfter != null ? endAfter.intValue() : null,
                range == RangeType.BY ? endBy : null);
    }

    private static Set<DayOfWeek> days(Body recurrence, List<Long> weeksRange) {
        Set<DayOfWeek> days = EnumSet.noneOf(DayOfWeek.class);
        for (long day : weeksRange) {
            if (day < 0 || day > 6) {
                throw recurrence.invalid("weeks_range", "The value you selected is not a valid choice.");
            }
            days.add(RecordingRule.day((int) day));
        }
        return days;
    }

    private static @Nullable LocalDate endBy(Body recurrence) {
        String text = recurrence.text("end_by");
        if (text == null || text.isEmpty()) {
            return null;
        }
        try {
            return LocalDate.parse(text, END_BY);
        } catch (DateTimeParseException e) {
            throw recurrence.invalid("end_by", "This value is not a valid date, it should be MM-DD-YYYY.");
        }
    }

    private static @Nullable Map<String, String> template(Body body) {
        Body template = body.object("template");
        return template != null ? template.fields() : body.has("template") ? Map.of() : null;
    }

    /** Null if the caller says nothing of it. */
    static @Nullable Share share(Body body) {
        Body share = body.object("share");
        if (share == null) {
            return body.has("share") ? Share.NONE : null;
        }
        // The example and the table of one document, and the document of recordings by hand, spell it differently.
        String groups = share.has("users_groups") ? "users_groups" : share.has("groups") ? "groups" : "user_groups";
        return new Share(positive(share, "users"), positive(share, groups));
    }

    private static List<Long> positive(Body share, String name) {
        List<Long> ids = share.numbers(name).stream().distinct().toList();
        if (ids.stream().anyMatch(id -> id < 1)) {
            throw Failure.invalid("share." + name, "This value should be greater than 0.");
        }
        return ids;
    }
}
