package io.chronolink.recording.api;

import io.chronolink.kit.web.Failure;
import io.chronolink.recording.domain.Draft;
import io.chronolink.recording.domain.Share;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What create and edit are sent: docs/dialects/recording.md#schedules-in-requests. */
final class ScheduleBody {

    private static final long MAX_DURATION = Duration.ofDays(366).toSeconds();

    /** End of the year 9999. */
    static final long MAX_EPOCH = 253_402_300_799L;

    private ScheduleBody() {}

    static Draft read(Body body) {
        return new Draft(
                body.name("name"),
                body.number("room"),
                startAt(body),
                duration(body),
                RecurrenceBody.read(body.object("recurrence")),
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
