package io.chronolink.schedule.api;

import io.chronolink.links.feeds.CalendarFeed.Entry;
import io.chronolink.schedule.domain.Opening.Window;
import io.chronolink.schedule.domain.PeriodDialect;
import io.chronolink.schedule.domain.PeriodEdits;
import io.chronolink.schedule.domain.Schedule;
import jakarta.ws.rs.core.EntityTag;
import jakarta.ws.rs.core.Request;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** What answers show of schedules and periods. */
final class Views {

    private Views() {}

    /** An item of a list; without a level where none was asked for. */
    static Map<String, Object> named(String name, @Nullable String level) {
        Map<String, Object> view = new LinkedHashMap<>();
        view.put("name", name);
        if (level != null) {
            view.put("level", level);
        }
        return view;
    }

    /** A schedule with the names of its periods. */
    static Map<String, Object> of(Schedule schedule) {
        return of(
                schedule,
                null,
                schedule.periods().stream()
                        .map(period -> named(period.name(), null))
                        .toList());
    }

    /** A schedule with all members of its periods; refused (code 62) where the dialect cannot say one of them. */
    static Map<String, Object> of(Schedule schedule, @Nullable String level, PeriodDialect dialect) {
        return of(
                schedule,
                level,
                schedule.periods().stream().map(dialect::members).toList());
    }

    private static Map<String, Object> of(
            Schedule schedule, @Nullable String level, List<Map<String, Object>> periods) {
        Map<String, Object> view = named(schedule.name(), level);
        if (schedule.linkId() != null) {
            view.put("link_id", schedule.linkId());
        }
        view.put("periods", periods);
        return view;
    }

    /** One period, which must be there. */
    static Map<String, Object> period(Schedule schedule, String name, PeriodDialect dialect) {
        return schedule.periods().stream()
                .filter(period -> period.name().equals(name))
                .findFirst()
                .map(dialect::members)
                .orElseThrow(() -> PeriodEdits.missing(name));
    }

    /** Another schedule of the same name has another one. */
    static EntityTag tag(Schedule schedule) {
        return new EntityTag(schedule.id() + "." + schedule.version());
    }

    /** Whether a schedule is one that If-Match or If-None-Match of the request lets through. */
    static Predicate<Schedule> unchanged(Request request) {
        return schedule -> request.evaluatePreconditions(tag(schedule)) == null;
    }

    /** An entry for each part of a period; the same part keeps its UID. */
    static List<Entry> calendar(Schedule schedule, List<Window> windows) {
        List<Entry> entries = new ArrayList<>();
        Map<String, Integer> parts = new HashMap<>();
        for (Window window : windows) {
            int part = parts.merge(window.name(), 1, Integer::sum);
            UUID period = UUID.nameUUIDFromBytes(window.name().getBytes(StandardCharsets.UTF_8));
            entries.add(new Entry(
                    schedule.id() + "-" + period + "-" + part + "@chronolink",
                    schedule.name() + ": " + window.name(),
                    window.recurrence(),
                    schedule.changedAt(),
                    schedule.version()));
        }
        return entries;
    }
}
