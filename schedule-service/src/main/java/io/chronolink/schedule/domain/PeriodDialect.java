package io.chronolink.schedule.domain;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.chronolink.recurrence.Recurrence;
import java.time.Duration;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Says a recurrence in the periods of the dialect (spec of schedule-service, <i>Platform additions</i>): weekly rules
 * become one period for each day of the week, monthly ones by day one for each day, everything else one advanced
 * period. When a rule ends is not said by simple periods: period-service knows it.
 */
final class PeriodDialect {

    /** Names of derived periods begin so; no other period may. */
    static final String DERIVED = "derived: ";

    private static final List<String> CODES = List.of("MO", "TU", "WE", "TH", "FR", "SA", "SU");
    private static final List<String> DAYS =
            List.of("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday");
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("H:mm");
    private static final DateTimeFormatter TIME_WITH_SECONDS = DateTimeFormatter.ofPattern("H:mm:ss");

    private PeriodDialect() {}

    /** The derived periods of a recurrence, with the names that they keep as long as the rule keeps its days. */
    static List<Period> derived(Recurrence recurrence, boolean held) {
        List<Period> periods = new ArrayList<>();
        Boolean active = held ? Boolean.FALSE : null;
        for (ObjectNode definition : definitions(recurrence)) {
            String name = definition.has("dayOfWeek")
                    ? definition.path("dayOfWeek").asText()
                    : definition.has("dayOfMonth")
                            ? "day " + definition.path("dayOfMonth").asInt()
                            : "rule";
            periods.add(new Period(DERIVED + name, definition, active, true));
        }
        return periods;
    }

    /** A time of day without a leading zero in the hour; with seconds only where it has any. */
    static String time(LocalTime time) {
        return (time.getSecond() == 0 ? TIME : TIME_WITH_SECONDS).format(time);
    }

    private static List<ObjectNode> definitions(Recurrence recurrence) {
        Map<String, String> rule = parts(recurrence.rrule());
        rule.keySet().removeAll(List.of("COUNT", "UNTIL", "WKST"));
        String freq = rule.getOrDefault("FREQ", "");
        boolean everyOne = rule.getOrDefault("INTERVAL", "1").equals("1");
        rule.keySet().removeAll(List.of("FREQ", "INTERVAL"));
        if (!everyOne || !fitsClockTimes(recurrence)) {
            return List.of(advanced(recurrence));
        }
        LocalDateTime start = recurrence.start();
        if (freq.equals("WEEKLY") && Set.of("BYDAY").containsAll(rule.keySet())) {
            String days =
                    rule.getOrDefault("BYDAY", CODES.get(start.getDayOfWeek().getValue() - 1));
            return Arrays.stream(days.split(","))
                    .map(CODES::indexOf)
                    .distinct()
                    .sorted()
                    .map(day -> simple(recurrence, "Day of the week").put("dayOfWeek", DAYS.get(day)))
                    .toList();
        }
        if (freq.equals("MONTHLY")
                && Set.of("BYMONTHDAY").containsAll(rule.keySet())
                && !rule.getOrDefault("BYMONTHDAY", "").contains("-")) {
            String days = rule.getOrDefault("BYMONTHDAY", Integer.toString(start.getDayOfMonth()));
            return Arrays.stream(days.split(","))
                    .map(Integer::valueOf)
                    .distinct()
                    .sorted()
                    .map(day -> simple(recurrence, "Day of the month").put("dayOfMonth", day))
                    .toList();
        }
        return List.of(advanced(recurrence));
    }

    /** Whether two different times of day in whole minutes say it, the second one on the same or the next day. */
    private static boolean fitsClockTimes(Recurrence recurrence) {
        Duration duration = recurrence.duration();
        return !duration.isZero()
                && duration.compareTo(Duration.ofDays(1)) < 0
                && duration.toSecondsPart() == 0
                && recurrence.start().getSecond() == 0;
    }

    private static ObjectNode simple(Recurrence recurrence, String type) {
        LocalTime start = recurrence.start().toLocalTime();
        return JsonNodeFactory.instance
                .objectNode()
                .put("type", type)
                .put("startTime", time(start))
                .put("stopTime", time(start.plus(recurrence.duration())));
    }

    private static ObjectNode advanced(Recurrence recurrence) {
        LocalDateTime end = recurrence.start().plus(recurrence.duration());
        ObjectNode definition = JsonNodeFactory.instance
                .objectNode()
                .put("startDate", recurrence.start().toLocalDate().toString())
                .put("endDate", end.toLocalDate().toString())
                .put("startTime", time(recurrence.start().toLocalTime()))
                .put("stopTime", time(end.toLocalTime()));
        if (recurrence.rrule() != null) {
            definition.put("rrule", recurrence.rrule());
        }
        if (recurrence.lastStart() != null) {
            definition.put("lastStart", recurrence.lastStart().toString());
        }
        return definition;
    }

    private static Map<String, String> parts(@Nullable String rule) {
        return rule == null
                ? new TreeMap<>()
                : Arrays.stream(rule.toUpperCase(Locale.ROOT).split(";"))
                        .map(part -> part.split("=", 2))
                        .collect(Collectors.toMap(part -> part[0], part -> part[1], (a, b) -> b, TreeMap::new));
    }
}
