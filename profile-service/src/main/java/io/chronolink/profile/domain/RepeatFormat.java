package io.chronolink.profile.domain;

import io.chronolink.profile.domain.Mistakes.Check;
import io.chronolink.recurrence.ProfileRule;
import io.chronolink.recurrence.ProfileRule.Days;
import io.chronolink.recurrence.ProfileRule.Repeat;
import io.chronolink.recurrence.ProfileRule.Unit;
import io.chronolink.recurrence.ProfileRule.WeekOrder;
import java.time.DayOfWeek;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Reads {@code repeat_format}: how often, on which days and until when an item repeats. */
record RepeatFormat(Mistakes mistakes) {

    private static final int MAX_LOOPER = 1000;

    private static final String CUSTOM = "custom";

    private static final Map<String, Repeat> SIMPLE = Map.of(
            "day", new Repeat(Unit.DAY, 1, null, null),
            "week", new Repeat(Unit.WEEK, 1, null, null),
            "twoWeeks", new Repeat(Unit.WEEK, 2, null, null),
            "month", new Repeat(Unit.MONTH, 1, null, null),
            "year", new Repeat(Unit.YEAR, 1, null, null));

    private static final Map<String, Unit> UNITS =
            Map.of("day", Unit.DAY, "week", Unit.WEEK, "month", Unit.MONTH, "year", Unit.YEAR);

    private static final Map<String, DayOfWeek> WEEKDAYS = Map.of(
            "MON", DayOfWeek.MONDAY,
            "TUE", DayOfWeek.TUESDAY,
            "WED", DayOfWeek.WEDNESDAY,
            "THU", DayOfWeek.THURSDAY,
            "FRI", DayOfWeek.FRIDAY,
            "SAT", DayOfWeek.SATURDAY,
            "SUN", DayOfWeek.SUNDAY);

    private static final Map<String, WeekOrder> ORDERS = Map.of(
            "first", WeekOrder.FIRST,
            "second", WeekOrder.SECOND,
            "third", WeekOrder.THIRD,
            "fourth", WeekOrder.FOURTH,
            "fifth", WeekOrder.FIFTH,
            "last", WeekOrder.LAST);

    /** The rule that {@code repeat_format} says, or null where a mistake leaves none. */
    @Nullable
    Repeat read(Members format) {
        String type = format.string("repeat_type");
        Members end = format.object("repeat_end");
        String ends = end.string("format");
        Instant lastStart = null;
        if (ends.equals("date")) {
            lastStart = Instant.ofEpochSecond(ItemFormat.date(end, "date"));
        } else if (!ends.equals("never")) {
            mistakes.note(Check.FORMAT);
        }
        boolean isCustom = type.equals(CUSTOM);
        Repeat repeat = isCustom ? custom(format.object("repeat_custom")) : SIMPLE.get(type);
        if (!isCustom && format.optional("repeat_custom") instanceof Map<?, ?> unneeded && !unneeded.isEmpty()) {
            // The product's own example sends one that it does not need; it must be right all the same.
            custom(format.object("repeat_custom"));
        }
        if (repeat == null) {
            mistakes.note(isCustom ? Check.POINT_TYPE : Check.REPEAT_TYPE);
            return null;
        }
        return new Repeat(repeat.unit(), repeat.every(), repeat.days(), lastStart);
    }

    private @Nullable Repeat custom(Members custom) {
        Unit unit = UNITS.get(custom.string("repeat_point_type"));
        long looper = custom.integer("repeat_looper");
        if (looper < 1 || looper > MAX_LOOPER) {
            mistakes.note(Check.LOOPER);
        }
        if (unit == null) {
            mistakes.note(Check.POINT_TYPE);
            return null;
        }
        Days days =
                switch (unit) {
                    case DAY -> null;
                    case WEEK -> week(custom.list("repeat_options"));
                    case MONTH -> month(custom.object("repeat_options"));
                    case YEAR -> year(custom.object("repeat_options"));
                };
        return new Repeat(unit, (int) looper, days, null);
    }

    private Days week(List<?> names) {
        Set<DayOfWeek> days = EnumSet.noneOf(DayOfWeek.class);
        for (Object name : names) {
            if (!(name instanceof String)) {
                mistakes.note(ItemFormat.wrongType("repeat_options"));
            } else if (WEEKDAYS.containsKey(name)) {
                days.add(WEEKDAYS.get(name));
            } else {
                mistakes.note(Check.OPTIONS);
            }
        }
        if (names.isEmpty()) {
            mistakes.note(Check.WEEK);
        }
        return new Days.OfWeek(days);
    }

    private @Nullable Days month(Members options) {
        switch (options.string("format")) {
            case "dayNumbers" -> {
                List<?> range = options.list("range");
                if (range.isEmpty()) {
                    mistakes.note(Check.DAY_NUMBERS);
                }
                return new Days.OfMonth(numbers(range, "range", 31, Check.DAY_OF_MONTH));
            }
            case "parameterizedDay" -> {
                Members range = options.object("range");
                return ordered(range.string("week_order"), range.string("day_type"));
            }
            default -> {
                mistakes.note(Check.FORMAT);
                return null;
            }
        }
    }

    private Days year(Members options) {
        List<?> months = options.list("months");
        if (months.isEmpty()) {
            mistakes.note(Check.YEAR);
        }
        Object range = options.optional("range");
        Days.Ordered ordered = null;
        if (range instanceof Map<?, ?> map
                && map.get("week_order") instanceof String order
                && map.get("day_type") instanceof String day) {
            ordered = ordered(order, day);
        } else if (range != null) {
            mistakes.note(Check.YEAR_RANGE);
        }
        return new Days.OfYear(numbers(months, "months", 12, Check.MONTHS), ordered);
    }

    private Days.Ordered ordered(String order, String dayType) {
        WeekOrder weekOrder = ORDERS.get(order);
        Set<DayOfWeek> days =
                switch (dayType) {
                    case "WEEK_DAY" -> ProfileRule.WEEK_DAY;
                    case "DAY_OFF" -> ProfileRule.DAY_OFF;
                    default -> WEEKDAYS.containsKey(dayType) ? EnumSet.of(WEEKDAYS.get(dayType)) : Set.of();
                };
        if (weekOrder == null || days.isEmpty()) {
            mistakes.note(Check.OPTIONS);
        }
        return new Days.Ordered(weekOrder == null ? WeekOrder.FIRST : weekOrder, days);
    }

    private Set<Integer> numbers(List<?> values, String member, int max, Check outside) {
        Set<Integer> numbers = new TreeSet<>();
        for (Object value : values) {
            if (!(value instanceof Number number) || !Members.isInteger(number)) {
                mistakes.note(ItemFormat.wrongType(member));
            } else if (number.longValue() < 1 || number.longValue() > max) {
                mistakes.note(outside);
            } else {
                numbers.add(number.intValue());
            }
        }
        return numbers;
    }
}
