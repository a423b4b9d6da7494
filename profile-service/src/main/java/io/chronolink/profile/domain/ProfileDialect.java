package io.chronolink.profile.domain;

import com.fasterxml.jackson.databind.JsonNode;
import io.chronolink.kit.web.Failure;
import io.chronolink.recurrence.InvalidRecurrenceException;
import io.chronolink.recurrence.ProfileRule;
import io.chronolink.recurrence.ProfileRule.Days;
import io.chronolink.recurrence.ProfileRule.Repeat;
import io.chronolink.recurrence.ProfileRule.Unit;
import io.chronolink.recurrence.ProfileRule.WeekOrder;
import java.nio.charset.StandardCharsets;
import java.time.DayOfWeek;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Reads the dialect's time profile item (spec 0.3) and says what is wrong with it in the dialect's own words (spec
 * 0.4, <i>400 texts</i>). Presence and types come first, then values.
 */
public final class ProfileDialect {

    /** Longest name in characters. */
    static final int LONGEST_NAME = 255;

    private static final long LATEST = Instant.parse("9999-12-31T23:59:59Z").getEpochSecond();
    private static final int LARGEST_LOOPER = 1000;
    private static final List<String> WEEKDAYS = List.of("MON", "TUE", "WED", "THU", "FRI", "SAT", "SUN");
    private static final List<String> ORDERS = List.of("first", "second", "third", "fourth", "fifth", "last");
    private static final Map<String, Unit> POINTS =
            Map.of("day", Unit.DAY, "week", Unit.WEEK, "month", Unit.MONTH, "year", Unit.YEAR);

    private ProfileDialect() {}

    /**
     * Reads an item of a link call.
     *
     * @throws Failure (invalid) with one of the documented texts
     */
    public static ProfileItem read(JsonNode item) {
        if (!item.isObject()) {
            throw Failure.of(Failure.Kind.INVALID, "Wrong JSON body");
        }
        String name = text(item, "name");
        UUID linkId = uuid(item, "link_id");
        JsonNode time = object(item, "time_options");
        boolean allDay = bool(time, "is_all_day");
        long from = number(time, "date_from");
        long to = number(time, "date_to");
        JsonNode repeat = object(item, "repeat_options");
        checkName(name);
        if (from < 0 || to > LATEST || to < from || (to == from && !allDay)) {
            throw Failure.of(Failure.Kind.INVALID, "Wrong JSON body");
        }
        ProfileRule rule = rule(allDay, from, to, repeat);
        try {
            rule.in(ZoneOffset.UTC);
        } catch (InvalidRecurrenceException e) {
            throw Failure.of(Failure.Kind.INVALID, "Wrong JSON body");
        }
        return new ProfileItem(linkId, name, repeat, rule);
    }

    /** Reads the UUIDs of a call that names links; null elements are wrong. */
    public static UUID linkId(JsonNode value) {
        UUID id = value.isTextual() ? parse(value.asText()) : null;
        if (id == null) {
            throw wrongType("link_ids");
        }
        return id;
    }

    /** The rule of a profile that was stored. */
    static ProfileRule rule(TimeProfile profile) {
        return rule(profile.allDay(), profile.dateFrom(), profile.dateTo(), profile.repeatOptions());
    }

    private static ProfileRule rule(boolean allDay, long from, long to, JsonNode options) {
        Repeat repeat = bool(options, "repeat_enable") ? repeat(object(options, "repeat_format")) : null;
        return new ProfileRule(allDay, Instant.ofEpochSecond(from), Instant.ofEpochSecond(to), repeat);
    }

    private static Repeat repeat(JsonNode format) {
        String type = text(format, "repeat_type");
        JsonNode end = object(format, "repeat_end");
        String endFormat = text(end, "format");
        JsonNode custom = type.equals("custom") ? object(format, "repeat_custom") : null;
        Instant lastStart = lastStart(end, endFormat);
        if (custom != null) {
            return custom(custom, lastStart);
        }
        return switch (type) {
            case "day" -> new Repeat(Unit.DAY, 1, null, lastStart);
            case "week" -> new Repeat(Unit.WEEK, 1, null, lastStart);
            case "twoWeeks" -> new Repeat(Unit.WEEK, 2, null, lastStart);
            case "month" -> new Repeat(Unit.MONTH, 1, null, lastStart);
            case "year" -> new Repeat(Unit.YEAR, 1, null, lastStart);
            default -> throw wrong("Wrong repeat_type");
        };
    }

    private static @Nullable Instant lastStart(JsonNode end, String format) {
        return switch (format) {
            case "never" -> null;
            case "date" -> {
                long date = number(end, "date");
                if (date < 0 || date > LATEST) {
                    throw wrongType("date");
                }
                yield Instant.ofEpochSecond(date);
            }
            default -> throw wrong("Wrong format enum name");
        };
    }

    private static Repeat custom(JsonNode custom, @Nullable Instant lastStart) {
        Unit unit = POINTS.get(text(custom, "repeat_point_type"));
        long every = number(custom, "repeat_looper");
        if (unit == null) {
            throw wrong("Wrong repeat_point_type enum name");
        }
        JsonNode options = unit == Unit.DAY ? null : present(custom, "repeat_options");
        Days days =
                switch (unit) {
                    case DAY -> null;
                    case WEEK -> week(options);
                    case MONTH -> month(options);
                    case YEAR -> year(options);
                };
        if (every < 1 || every > LARGEST_LOOPER) {
            throw wrong("Wrong repeat_looper range");
        }
        return new Repeat(unit, (int) every, days, lastStart);
    }

    private static Days week(@Nullable JsonNode options) {
        Set<DayOfWeek> days = new HashSet<>();
        for (JsonNode day : array(options, "repeat_options")) {
            int index = WEEKDAYS.indexOf(string(day, "repeat_options"));
            if (index < 0) {
                throw wrong("Wrong repeat_options enum name");
            }
            days.add(DayOfWeek.of(index + 1));
        }
        if (days.isEmpty()) {
            throw wrong("Set in WeekOptions can't be empty");
        }
        return new Days.OfWeek(days);
    }

    private static Days month(@Nullable JsonNode options) {
        if (options == null || !options.isObject()) {
            throw wrongType("repeat_options");
        }
        String format = text(options, "format");
        JsonNode range = present(options, "range");
        return switch (format) {
            case "dayNumbers" ->
                new Days.OfMonth(numbers(range, 31, "Set in dayNumbers can't be empty", "Wrong DayOfMonth range"));
            case "parameterizedDay" -> {
                if (!range.isObject()) {
                    throw wrongType("range");
                }
                yield ordered(range);
            }
            default -> throw wrong("Wrong format enum name");
        };
    }

    private static Days year(@Nullable JsonNode options) {
        if (options == null || !options.isObject()) {
            throw wrongType("repeat_options");
        }
        Set<Integer> months =
                numbers(present(options, "months"), 12, "Set in YearOptions can't be empty", "Wrong months range");
        JsonNode range = options.path("range");
        if (range.isMissingNode() || range.isNull()) {
            return new Days.OfYear(months, null);
        }
        if (!range.isObject()
                || !range.path("week_order").isTextual()
                || !range.path("day_type").isTextual()) {
            throw wrong("Wrong year range");
        }
        return new Days.OfYear(months, ordered(range));
    }

    private static Days.Ordered ordered(JsonNode range) {
        int order = ORDERS.indexOf(text(range, "week_order"));
        String type = text(range, "day_type");
        int weekday = WEEKDAYS.indexOf(type);
        if (order < 0 || (weekday < 0 && !type.equals("WEEK_DAY") && !type.equals("DAY_OFF"))) {
            throw wrong("Wrong repeat_options enum name");
        }
        Set<DayOfWeek> days = weekday >= 0
                ? Set.of(DayOfWeek.of(weekday + 1))
                : type.equals("WEEK_DAY") ? ProfileRule.WEEK_DAY : ProfileRule.DAY_OFF;
        return new Days.Ordered(WeekOrder.values()[order], days);
    }

    private static Set<Integer> numbers(JsonNode values, int largest, String ifEmpty, String ifOutside) {
        Set<Integer> numbers = new HashSet<>();
        for (JsonNode value : array(values, "range")) {
            if (!value.isIntegralNumber()) {
                throw wrongType("range");
            }
            if (!value.canConvertToInt() || value.intValue() < 1 || value.intValue() > largest) {
                throw wrong(ifOutside);
            }
            numbers.add(value.intValue());
        }
        if (numbers.isEmpty()) {
            throw wrong(ifEmpty);
        }
        return numbers;
    }

    private static void checkName(String name) {
        if (name.isBlank()
                || name.length() > LONGEST_NAME
                || name.indexOf('\0') >= 0
                || !StandardCharsets.UTF_8.newEncoder().canEncode(name)) {
            throw wrong("Wrong JSON body: value `name` must have 1 to " + LONGEST_NAME + " characters");
        }
    }

    private static JsonNode present(JsonNode parent, String member) {
        JsonNode value = parent.path(member);
        if (value.isMissingNode() || value.isNull()) {
            throw wrong("Wrong JSON body: no value for `" + member + "`");
        }
        return value;
    }

    private static JsonNode object(JsonNode parent, String member) {
        JsonNode value = present(parent, member);
        if (!value.isObject()) {
            throw wrongType(member);
        }
        return value;
    }

    private static JsonNode array(@Nullable JsonNode value, String member) {
        if (value == null || !value.isArray()) {
            throw wrongType(member);
        }
        return value;
    }

    private static String text(JsonNode parent, String member) {
        return string(present(parent, member), member);
    }

    private static String string(JsonNode value, String member) {
        if (!value.isTextual()) {
            throw wrongType(member);
        }
        return value.asText();
    }

    private static boolean bool(JsonNode parent, String member) {
        JsonNode value = present(parent, member);
        if (!value.isBoolean()) {
            throw wrongType(member);
        }
        return value.booleanValue();
    }

    private static long number(JsonNode parent, String member) {
        JsonNode value = present(parent, member);
        if (!value.isIntegralNumber() || !value.canConvertToLong()) {
            throw wrongType(member);
        }
        return value.longValue();
    }

    private static UUID uuid(JsonNode parent, String member) {
        UUID id = parse(text(parent, member));
        if (id == null) {
            throw wrongType(member);
        }
        return id;
    }

    private static @Nullable UUID parse(String text) {
        try {
            // UUID.fromString also takes shortened forms, which no client can mean.
            return text.length() == 36 ? UUID.fromString(text) : null;
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    private static Failure wrong(String text) {
        return Failure.of(Failure.Kind.INVALID, text);
    }

    private static Failure wrongType(String member) {
        return wrong("Wrong JSON body: value `" + member + "` was of the wrong type");
    }
}
