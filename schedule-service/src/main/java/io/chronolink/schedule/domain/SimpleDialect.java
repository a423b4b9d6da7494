package io.chronolink.schedule.domain;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.chronolink.recurrence.ScheduleRule;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.Month;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Says the periods that have a {@code type} (docs/dialects/schedule.md#simple-periods): one day of each week, month
 * or year, every day, or once. Such a period has no end, and but for {@code Date range} no beginning that would show.
 */
final class SimpleDialect implements PeriodDialect {

    /** The values of {@code type}. */
    private enum Type {
        DAY_OF_THE_WEEK("Day of the week"),
        DAY_OF_THE_MONTH("Day of the month"),
        EVERY_DAY("Every day"),
        DAY_OF_THE_YEAR("Day of the year"),
        DATE_RANGE("Date range");

        private final String wireName;

        Type(String wireName) {
            this.wireName = wireName;
        }

        /** Whether such a period may last whole days: its times may be missing then, both of them. */
        private boolean mayLastAllDay() {
            return this == DAY_OF_THE_YEAR || this == DATE_RANGE;
        }
    }

    private static final Set<String> WHEN =
            Set.of("dayOfWeek", "dayOfMonth", "month", "startDate", "stopDate", "startTime", "stopTime");
    private static final Duration DAY = Duration.ofDays(1);

    @Override
    public Map<String, Object> members(Period period) {
        requireSimple(period);
        return period.members(json(period.event()));
    }

    @Override
    public Event merge(JsonNode item, @Nullable Event before) {
        String sent = Fields.text(item, "type");
        String obstacle = before == null ? null : obstacle(before);
        if (before != null && obstacle != null && sent == null) {
            if (WHEN.stream().noneMatch(item::has)) {
                return before;
            }
            throw incompatible(String.valueOf(Fields.text(item, "name")), obstacle);
        }
        ObjectNode merged = before == null || obstacle != null ? JsonNodeFactory.instance.objectNode() : json(before);
        WHEN.stream().filter(item::has).forEach(member -> merged.set(member, item.get(member)));
        Type type = Fields.named(
                sent == null ? merged.path("type").asText("") : sent, "type", Type.values(), each -> each.wireName);
        return event(type, merged, before).checked();
    }

    private static Event event(Type type, ObjectNode json, @Nullable Event before) {
        LocalTime startTime = Fields.time(json, "startTime");
        LocalTime stopTime = Fields.time(json, "stopTime");
        if (!type.mayLastAllDay() || startTime != null || stopTime != null) {
            startTime = minutes(Fields.required(startTime, "startTime"), "startTime");
            stopTime = minutes(Fields.required(stopTime, "stopTime"), "stopTime");
        }
        ScheduleRule rule = rule(type, json);
        LocalDate startDate;
        LocalDate endDate;
        if (type == Type.DATE_RANGE) {
            startDate = Fields.required(Fields.date(json, "startDate"), "startDate");
            LocalDate stopDate = Fields.date(json, "stopDate");
            endDate = stopDate == null ? startDate : stopDate;
        } else {
            startDate = before == null || rule == null ? Event.ALWAYS : anchor(before, rule);
            endDate = startDate;
        }
        if (startTime != null && stopTime != null) {
            endDate = AdvancedDialect.endDate(startDate, endDate, startTime, stopTime);
        }
        return new Event(startDate, endDate, startTime, stopTime, rule, null, null);
    }

    private static @Nullable ScheduleRule rule(Type type, ObjectNode json) {
        return switch (type) {
            case DAY_OF_THE_WEEK ->
                ScheduleRule.weekly(Set.of(Fields.required(
                        Fields.named(json, "dayOfWeek", DayOfWeek.values(), Fields::text), "dayOfWeek")));
            case DAY_OF_THE_MONTH -> ScheduleRule.monthly(dayOfMonth(json));
            case EVERY_DAY -> ScheduleRule.daily();
            case DAY_OF_THE_YEAR ->
                ScheduleRule.yearly(
                        Fields.required(Fields.named(json, "month", Month.values(), AdvancedDialect::name), "month"),
                        dayOfMonth(json));
            case DATE_RANGE -> null;
        };
    }

    private static int dayOfMonth(ObjectNode json) {
        return Fields.required(Fields.number(json, "dayOfMonth", 31), "dayOfMonth");
    }

    private static LocalTime minutes(LocalTime time, String member) {
        if (time.getSecond() != 0) {
            throw Fields.invalid(member + " must be a time such as 9:45");
        }
        return time;
    }

    /** Where the search for the first match begins: a beginning that was given through the advanced API stays. */
    private static LocalDate anchor(Event before, ScheduleRule rule) {
        if (before.rule() == null || rule.equals(before.rule())) {
            return before.rule() == null ? Event.ALWAYS : before.startDate();
        }
        boolean always =
                before.on(Event.ALWAYS, before.rule()).checked().startDate().equals(before.startDate());
        return always ? Event.ALWAYS : before.startDate();
    }

    private static ObjectNode json(Event event) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        ScheduleRule rule = event.rule();
        if (rule == null) {
            json.put("type", Type.DATE_RANGE.wireName)
                    .put("startDate", event.startDate().toString())
                    .put("stopDate", event.endDate().toString());
        } else {
            json.put("type", type(rule).wireName);
            rule.days().forEach(day -> json.put("dayOfWeek", Fields.text(day)));
            if (rule.month() != null) {
                json.put("month", AdvancedDialect.name(rule.month()));
            }
            if (rule.dayOfMonth() != null) {
                json.put("dayOfMonth", rule.dayOfMonth());
            }
        }
        if (event.startTime() != null && event.stopTime() != null) {
            json.put("startTime", Fields.text(event.startTime())).put("stopTime", Fields.text(event.stopTime()));
        }
        return json;
    }

    private static Type type(ScheduleRule rule) {
        return switch (rule.type()) {
            case DAILY -> Type.EVERY_DAY;
            case WEEKLY -> Type.DAY_OF_THE_WEEK;
            case MONTHLY_BY_DAY -> Type.DAY_OF_THE_MONTH;
            case YEARLY_BY_DAY -> Type.DAY_OF_THE_YEAR;
            case MONTHLY_BY_WEEK, YEARLY_BY_WEEK -> throw new IllegalArgumentException("not simple");
        };
    }

    /** @throws io.chronolink.kit.web.Failure with code 62 if the dialect has no words for the period */
    static void requireSimple(Period period) {
        String obstacle = obstacle(period);
        if (obstacle != null) {
            throw incompatible(period.name(), obstacle);
        }
    }

    private static RuntimeException incompatible(String name, String obstacle) {
        return Codes.SCHEDULE_NOT_COMPATIBLE_SIMPLE_MODE.failure(
                "Schedule period not compatible with simplified mode: \"" + name + "\" " + obstacle);
    }

    /**
     * Why a period cannot be said, or null if it can. Of derived ones only those of a day of the week or of the month
     * can, whose end is left out: period-service knows it.
     */
    static @Nullable String obstacle(Period period) {
        if (!period.derived()) {
            return obstacle(period.event());
        }
        ScheduleRule rule = period.event().rule();
        if (rule == null) {
            return period.event().rrule() == null ? "happens once" : "follows a rule that has no simple type";
        }
        return switch (rule.type()) {
            case DAILY -> "happens every day";
            case YEARLY_BY_DAY -> "happens every year";
            default -> obstacle(period.event().on(period.event().startDate(), rule.until(null)));
        };
    }

    private static @Nullable String obstacle(Event event) {
        ScheduleRule rule = event.rule();
        if (hasSeconds(event.startTime()) || hasSeconds(event.stopTime())) {
            return "has times with seconds";
        }
        if (rule == null) {
            return null;
        }
        if (rule.week() != null) {
            return "goes by the week of the month";
        }
        if (rule.interval() != 1) {
            return "happens only every " + rule.interval() + " "
                    + switch (rule.type()) {
                        case DAILY -> "days";
                        case WEEKLY -> "weeks";
                        case MONTHLY_BY_DAY, MONTHLY_BY_WEEK -> "months";
                        case YEARLY_BY_DAY, YEARLY_BY_WEEK -> "years";
                    };
        }
        if (rule.days().size() > 1) {
            return "happens on several days of the week";
        }
        if (!rule.isForever()) {
            return "ends "
                    + (rule.endDate() == null ? "after " + rule.endOccurrence() + " times" : "on " + rule.endDate());
        }
        if (event.isAllDay() && !type(rule).mayLastAllDay()) {
            return "lasts all day";
        }
        boolean tooLong = event.isAllDay()
                ? !event.startDate().equals(event.endDate())
                : event.length().compareTo(DAY) >= 0;
        return tooLong ? "lasts longer than a day" : null;
    }

    private static boolean hasSeconds(@Nullable LocalTime time) {
        return time != null && time.getSecond() != 0;
    }
}
