package io.chronolink.schedule.domain;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.chronolink.recurrence.ScheduleRule;
import io.chronolink.recurrence.ScheduleRule.Type;
import java.time.DayOfWeek;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.Month;
import java.time.ZoneId;
import java.time.format.TextStyle;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Says every period (docs/dialects/schedule.md#advanced-periods); what it says of the event is also what is stored. */
final class AdvancedDialect implements PeriodDialect {

    /** The type of rules that the dialect has no words for; derived periods alone have it. */
    private static final String RULE = "rule";

    private static final List<String> WEEKS = List.of("First", "Second", "Third", "Fourth", "Last");
    private static final List<String> MEMBERS =
            List.of("startDate", "endDate", "allDay", "startTime", "stopTime", "recurrence");
    private static final int MOST_OCCURRENCES = 100_000;

    @Override
    public Map<String, Object> members(Period period) {
        return period.members(json(period.event()));
    }

    @Override
    public Event merge(JsonNode item, @Nullable Event before) {
        ObjectNode merged = before == null ? JsonNodeFactory.instance.objectNode() : base(before, item);
        for (String member : MEMBERS) {
            if (item.has(member)) {
                merged.set(member, item.get(member));
            }
        }
        if (RULE.equals(merged.path("recurrence").path("type").asText())) {
            throw Fields.invalid("recurrence.type must be a value such as daily");
        }
        return event(merged).checked();
    }

    /** What stays of an event unless the item says otherwise: the end follows the start, and times replace days. */
    private static ObjectNode base(Event before, JsonNode item) {
        ObjectNode base = json(before);
        LocalDate moved = Fields.date(item, "startDate");
        boolean crossesMidnight = before.stopTime() != null
                && before.startTime() != null
                && before.stopTime().isBefore(before.startTime())
                && before.endDate().equals(before.startDate().plusDays(1));
        if (crossesMidnight) {
            base.remove("endDate");
        } else if (moved != null) {
            long days = ChronoUnit.DAYS.between(before.startDate(), before.endDate());
            base.put("endDate", moved.plusDays(days).toString());
        }
        Boolean allDay = Fields.bool(item, "allDay");
        if (Boolean.TRUE.equals(allDay)) {
            base.remove(List.of("startTime", "stopTime"));
        }
        return base;
    }

    /** The event as it is stored and shown, members in the order of the dialect's example. */
    static ObjectNode json(Event event) {
        ObjectNode json = JsonNodeFactory.instance
                .objectNode()
                .put("startDate", event.startDate().toString())
                .put("endDate", event.endDate().toString())
                .put("allDay", event.isAllDay());
        if (event.startTime() != null && event.stopTime() != null) {
            json.put("startTime", Fields.text(event.startTime())).put("stopTime", Fields.text(event.stopTime()));
        }
        if (event.zone() != null) {
            json.put("timeZone", event.zone().getId());
        }
        if (event.rrule() != null) {
            json.putObject("recurrence").put("type", RULE).put("rrule", event.rrule());
        } else if (event.rule() != null) {
            json.set("recurrence", json(event.rule()));
        }
        return json;
    }

    private static ObjectNode json(ScheduleRule rule) {
        ObjectNode json = JsonNodeFactory.instance
                .objectNode()
                .put("type", rule.type().wireName())
                .put("interval", rule.interval());
        if (rule.type() == Type.WEEKLY) {
            new TreeSet<>(rule.days())
                    .forEach(day -> json.withArray("daysOfWeek").add(Fields.text(day)));
        } else {
            rule.days().forEach(day -> json.put("dayOfWeek", Fields.text(day)));
        }
        if (rule.week() != null) {
            json.put("dayOfWeekInMonth", WEEKS.get(rule.week() == ScheduleRule.LAST ? 4 : rule.week() - 1));
        }
        if (rule.dayOfMonth() != null) {
            json.put("dayOfMonth", rule.dayOfMonth());
        }
        if (rule.month() != null) {
            json.put("month", name(rule.month()));
        }
        if (rule.endDate() != null) {
            json.put("endDate", rule.endDate().toString());
        }
        if (rule.endOccurrence() != null) {
            json.put("endOccurrence", rule.endOccurrence());
        }
        return json;
    }

    /** Reads what {@link #json(Event)} writes, or a caller in its place; not yet {@link Event#checked}. */
    static Event event(JsonNode json) {
        LocalDate startDate = Fields.required(Fields.date(json, "startDate"), "startDate");
        LocalDate endDate = Fields.date(json, "endDate");
        LocalTime startTime = Fields.time(json, "startTime");
        LocalTime stopTime = Fields.time(json, "stopTime");
        String zone = Fields.text(json, "timeZone");
        JsonNode recurrence = json.path("recurrence");
        String rrule = null;
        ScheduleRule rule = null;
        if (recurrence.isObject() && RULE.equals(recurrence.path("type").asText())) {
            rrule = Fields.text(recurrence, "rrule");
        } else if (recurrence.isObject()) {
            rule = rule(recurrence);
        } else if (!recurrence.isMissingNode() && !recurrence.isNull()) {
            throw Fields.invalid("recurrence must be an object");
        }
        if (Boolean.TRUE.equals(Fields.bool(json, "allDay"))) {
            if (startTime != null || stopTime != null) {
                throw Fields.invalid("startTime and stopTime must be missing where allDay is true");
            }
            endDate = endDate == null ? startDate : endDate;
        } else {
            endDate = endDate(
                    startDate, endDate, Fields.required(startTime, "startTime"), Fields.required(stopTime, "stopTime"));
        }
        return new Event(startDate, endDate, startTime, stopTime, rule, rrule, zone == null ? null : ZoneId.of(zone));
    }

    /** A stop that is not later than the start belongs to the next day. */
    static LocalDate endDate(LocalDate startDate, @Nullable LocalDate endDate, LocalTime start, LocalTime stop) {
        boolean oneDay = endDate == null || endDate.equals(startDate);
        if (oneDay && start.equals(stop)) {
            throw Fields.invalid("startTime and stopTime must differ");
        }
        LocalDate end = endDate == null ? startDate : endDate;
        return oneDay && stop.isBefore(start) ? end.plusDays(1) : end;
    }

    private static ScheduleRule rule(JsonNode json) {
        Type type = Fields.required(Fields.named(json, "type", Type.values(), Type::wireName), "recurrence.type");
        Integer interval = Fields.number(json, "interval", ScheduleRule.maxInterval(type));
        DayOfWeek day = Fields.named(json, "dayOfWeek", DayOfWeek.values(), Fields::text);
        String week = Fields.text(json, "dayOfWeekInMonth");
        if (week != null && !WEEKS.contains(week)) {
            throw Fields.invalid("dayOfWeekInMonth must be one of " + String.join(", ", WEEKS));
        }
        boolean byWeek = type == Type.MONTHLY_BY_WEEK || type == Type.YEARLY_BY_WEEK;
        boolean byDay = type == Type.MONTHLY_BY_DAY || type == Type.YEARLY_BY_DAY;
        boolean yearly = type == Type.YEARLY_BY_DAY || type == Type.YEARLY_BY_WEEK;
        return new ScheduleRule(
                type,
                interval == null ? 1 : interval,
                type == Type.WEEKLY ? days(json.path("daysOfWeek")) : byWeek && day != null ? Set.of(day) : Set.of(),
                byWeek && week != null ? (week.equals("Last") ? ScheduleRule.LAST : WEEKS.indexOf(week) + 1) : null,
                byDay ? Fields.number(json, "dayOfMonth", 31) : null,
                yearly ? Fields.named(json, "month", Month.values(), AdvancedDialect::name) : null,
                Fields.date(json, "endDate"),
                Fields.number(json, "endOccurrence", MOST_OCCURRENCES));
    }

    private static Set<DayOfWeek> days(JsonNode json) {
        Set<DayOfWeek> days = new TreeSet<>();
        if (!json.isArray()) {
            throw Fields.invalid("daysOfWeek must be a list of days such as Monday");
        }
        for (JsonNode day : json) {
            days.add(Fields.named(day.asText(""), "daysOfWeek", DayOfWeek.values(), Fields::text));
        }
        return days;
    }

    /** The English name with a capital. */
    static String name(Month month) {
        return month.getDisplayName(TextStyle.FULL, Locale.ENGLISH);
    }
}
