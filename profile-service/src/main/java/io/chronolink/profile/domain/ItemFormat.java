package io.chronolink.profile.domain;

import io.chronolink.kit.web.Failure;
import io.chronolink.recurrence.ProfileRule;
import io.chronolink.recurrence.ProfileRule.Days;
import io.chronolink.recurrence.ProfileRule.Repeat;
import io.chronolink.recurrence.ProfileRule.Unit;
import io.chronolink.recurrence.ProfileRule.WeekOrder;
import java.math.BigDecimal;
import java.time.DayOfWeek;
import java.time.Instant;
import java.util.EnumSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Reads the items of one request in the product's dialect. It goes on after a mistake, as the API says which of
 * several mistakes is told: the one whose check comes first, and of equal ones the first.
 */
public final class ItemFormat {

    /** The checks of an item, in order; those with a text have it from the published document. */
    private enum Check {
        PRESENCE_AND_TYPE(""),
        REPEAT_TYPE("Wrong repeat_type"),
        FORMAT("Wrong format enum name"),
        POINT_TYPE("Wrong repeat_point_type enum name"),
        OPTIONS("Wrong repeat_options enum name"),
        LOOPER("Wrong repeat_looper range"),
        WEEK("Set in WeekOptions can't be empty"),
        YEAR_RANGE("Wrong year range"),
        YEAR("Set in YearOptions can't be empty"),
        DAY_OF_MONTH("Wrong DayOfMonth range"),
        MONTHS("Wrong months range"),
        DAY_NUMBERS("Set in dayNumbers can't be empty"),
        REST("Wrong JSON body");

        private final String text;

        Check(String text) {
            this.text = text;
        }
    }

    /** What a profile may be called at most, in characters. */
    private static final int MAX_NAME = 255;

    /** Unix seconds that lie in the years 1 to 9999 in every zone. */
    private static final long MIN_DATE = -62_135_000_000L;

    private static final long MAX_DATE = 253_402_000_000L;

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

    private @Nullable Check failed;
    private String text = "";

    /** Reads an item of a link call, or gives nothing if there is a mistake in it or in an earlier one. */
    public @Nullable LinkedItem linked(Map<String, Object> item) {
        UUID link = link(item);
        ProfileItem read = item(item);
        return read == null ? null : new LinkedItem(link, read);
    }

    /**
     * Reads an item of a call that names its profile by number or not at all.
     *
     * @throws Failure for a mistake
     */
    public static ProfileItem single(Map<String, Object> item) {
        ItemFormat format = new ItemFormat();
        ProfileItem read = format.item(item);
        format.check();
        return Objects.requireNonNull(read);
    }

    /**
     * Reads an item of an identifier link call; without {@code time_profiles} it is attached to none.
     *
     * @throws Failure for a mistake
     */
    public static LinkedIdentifier identifier(Map<String, Object> item) {
        ItemFormat format = new ItemFormat();
        UUID link = format.link(item);
        Set<UUID> profiles = new LinkedHashSet<>();
        if (item.get("time_profiles") != null) {
            for (Object profile : format.list(format.object(item, "time_profiles"), "link_ids")) {
                UUID id = profile instanceof String text ? uuid(text) : null;
                if (id == null) {
                    throw wrongType("link_ids");
                }
                profiles.add(id);
            }
        }
        format.check();
        return new LinkedIdentifier(link, profiles);
    }

    /**
     * The link that an item of such a call names, or null.
     *
     * @throws Failure for one that is no UUID
     */
    public static @Nullable UUID optionalLink(Map<String, Object> item) {
        if (item.get("link_id") == null) {
            return null;
        }
        ItemFormat format = new ItemFormat();
        UUID link = format.link(item);
        format.check();
        return link;
    }

    /**
     * Tells the mistake that is to be told, if there is any.
     *
     * @throws Failure if there was a mistake in any item
     */
    public void check() {
        if (failed != null) {
            throw Failure.of(Failure.Kind.INVALID, text);
        }
    }

    /** That a member is not of its type. */
    public static Failure wrongType(String member) {
        return Failure.invalid(member, "Wrong JSON body: value `" + member + "` was of the wrong type");
    }

    /** That a member is missing. */
    public static Failure missing(String member) {
        return Failure.invalid(member, "Wrong JSON body: no value for `" + member + "`");
    }

    /** The UUID that a text is, in its full form, or null. */
    public static @Nullable UUID uuid(String text) {
        if (text.length() != 36) {
            return null;
        }
        try {
            UUID uuid = UUID.fromString(text);
            return uuid.toString().equalsIgnoreCase(text) ? uuid : null;
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    /** An item that was read before and stored. */
    static ProfileItem stored(String name, Map<String, Object> timeOptions, Map<String, Object> repeatOptions) {
        return single(Map.of("name", name, "time_options", timeOptions, "repeat_options", repeatOptions));
    }

    private @Nullable ProfileItem item(Map<String, Object> item) {
        String name = string(item, "name");
        if (name.length() > MAX_NAME) {
            wrong(Check.REST);
        }
        Map<String, Object> timeOptions = object(item, "time_options");
        boolean allDay = bool(timeOptions, "is_all_day");
        long from = date(timeOptions, "date_from");
        long to = date(timeOptions, "date_to");
        if (to < from) {
            wrong(Check.REST);
        }
        Map<String, Object> repeatOptions = object(item, "repeat_options");
        Repeat repeat = bool(repeatOptions, "repeat_enable") ? repeat(object(repeatOptions, "repeat_format")) : null;
        if (!storable(name) || !storable(timeOptions) || !storable(repeatOptions)) {
            wrong(Check.REST);
        }
        if (failed != null) {
            return null;
        }
        // Both ends belong to the window, so that one which begins and ends in the same second lasts that second.
        long end = allDay || to > from ? to : from + 1;
        ProfileRule rule = new ProfileRule(allDay, Instant.ofEpochSecond(from), Instant.ofEpochSecond(end), repeat);
        return new ProfileItem(name, timeOptions, repeatOptions, rule, from, to);
    }

    private @Nullable Repeat repeat(Map<String, Object> format) {
        String type = string(format, "repeat_type");
        Map<String, Object> end = object(format, "repeat_end");
        String ends = string(end, "format");
        Instant lastStart = null;
        if (ends.equals("date")) {
            lastStart = Instant.ofEpochSecond(date(end, "date"));
        } else if (!ends.equals("never")) {
            wrong(Check.FORMAT);
        }
        boolean isCustom = type.equals(CUSTOM);
        Repeat repeat = isCustom ? custom(object(format, "repeat_custom")) : SIMPLE.get(type);
        if (!isCustom && format.get("repeat_custom") instanceof Map<?, ?> unneeded && !unneeded.isEmpty()) {
            // The product's own example sends one that it does not need; it must be right all the same.
            custom(object(format, "repeat_custom"));
        }
        if (repeat == null) {
            wrong(isCustom ? Check.POINT_TYPE : Check.REPEAT_TYPE);
            return null;
        }
        return new Repeat(repeat.unit(), repeat.every(), repeat.days(), lastStart);
    }

    private @Nullable Repeat custom(Map<String, Object> custom) {
        Unit unit = UNITS.get(string(custom, "repeat_point_type"));
        long looper = integer(custom, "repeat_looper");
        if (looper < 1 || looper > MAX_LOOPER) {
            wrong(Check.LOOPER);
        }
        if (unit == null) {
            wrong(Check.POINT_TYPE);
            return null;
        }
        Days days =
                switch (unit) {
                    case DAY -> null;
                    case WEEK -> week(list(custom, "repeat_options"));
                    case MONTH -> month(object(custom, "repeat_options"));
                    case YEAR -> year(object(custom, "repeat_options"));
                };
        return new Repeat(unit, (int) looper, days, null);
    }

    private Days week(List<?> names) {
        Set<DayOfWeek> days = EnumSet.noneOf(DayOfWeek.class);
        for (Object name : names) {
            if (!(name instanceof String)) {
                wrong(wrongType("repeat_options"));
            } else if (WEEKDAYS.containsKey(name)) {
                days.add(WEEKDAYS.get(name));
            } else {
                wrong(Check.OPTIONS);
            }
        }
        if (names.isEmpty()) {
            wrong(Check.WEEK);
        }
        return new Days.OfWeek(days);
    }

    private @Nullable Days month(Map<String, Object> options) {
        switch (string(options, "format")) {
            case "dayNumbers" -> {
                List<?> range = list(options, "range");
                if (range.isEmpty()) {
                    wrong(Check.DAY_NUMBERS);
                }
                return new Days.OfMonth(numbers(range, "range", 31, Check.DAY_OF_MONTH));
            }
            case "parameterizedDay" -> {
                Map<String, Object> range = object(options, "range");
                return ordered(string(range, "week_order"), string(range, "day_type"));
            }
            default -> {
                wrong(Check.FORMAT);
                return null;
            }
        }
    }

    private Days year(Map<String, Object> options) {
        List<?> months = list(options, "months");
        if (months.isEmpty()) {
            wrong(Check.YEAR);
        }
        Object range = options.get("range");
        Days.Ordered ordered = null;
        if (range instanceof Map<?, ?> map
                && map.get("week_order") instanceof String order
                && map.get("day_type") instanceof String day) {
            ordered = ordered(order, day);
        } else if (range != null) {
            wrong(Check.YEAR_RANGE);
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
            wrong(Check.OPTIONS);
        }
        return new Days.Ordered(weekOrder == null ? WeekOrder.FIRST : weekOrder, days);
    }

    private Set<Integer> numbers(List<?> values, String member, int max, Check outside) {
        Set<Integer> numbers = new TreeSet<>();
        for (Object value : values) {
            if (!(value instanceof Number number) || !isInteger(number)) {
                wrong(wrongType(member));
            } else if (number.longValue() < 1 || number.longValue() > max) {
                wrong(outside);
            } else {
                numbers.add(number.intValue());
            }
        }
        return numbers;
    }

    private UUID link(Map<String, Object> item) {
        UUID link = uuid(string(item, "link_id"));
        if (link == null) {
            wrong(wrongType("link_id"));
            return new UUID(0, 0);
        }
        return link;
    }

    private long date(Map<String, Object> parent, String member) {
        long date = integer(parent, member);
        if (date < MIN_DATE || date > MAX_DATE) {
            wrong(Check.REST);
        }
        return Math.max(MIN_DATE, Math.min(MAX_DATE, date));
    }

    private long integer(Map<String, Object> parent, String member) {
        Object value = member(parent, member);
        if (value instanceof Number number && isInteger(number)) {
            return number.longValue();
        }
        wrong(wrongType(member));
        return 0;
    }

    private static boolean isInteger(Number value) {
        return value instanceof Integer || value instanceof Long;
    }

    private boolean bool(Map<String, Object> parent, String member) {
        if (member(parent, member) instanceof Boolean value) {
            return value;
        }
        wrong(wrongType(member));
        return false;
    }

    private String string(Map<String, Object> parent, String member) {
        if (member(parent, member) instanceof String value) {
            return value;
        }
        wrong(wrongType(member));
        return "";
    }

    private List<?> list(Map<String, Object> parent, String member) {
        if (member(parent, member) instanceof List<?> value) {
            return value;
        }
        wrong(wrongType(member));
        return List.of();
    }

    /** Objects of a JSON text have texts as names. */
    @SuppressWarnings("unchecked")
    private Map<String, Object> object(Map<String, Object> parent, String member) {
        if (member(parent, member) instanceof Map<?, ?> value) {
            return (Map<String, Object>) value;
        }
        wrong(wrongType(member));
        return Map.of();
    }

    /** Notes a missing member first, so that the same one is not told to be of the wrong type. */
    private @Nullable Object member(Map<String, Object> parent, String member) {
        Object value = parent.get(member);
        if (value == null) {
            wrong(missing(member));
        }
        return value;
    }

    /** PostgreSQL takes neither NUL nor half a character, and JSON has no infinite number. */
    private static boolean storable(@Nullable Object value) {
        if (value instanceof String text) {
            for (int i = 0; i < text.length(); i++) {
                char c = text.charAt(i);
                if (c == 0 || Character.isLowSurrogate(c)) {
                    return false;
                }
                if (Character.isHighSurrogate(c)) {
                    i++;
                    if (i == text.length() || !Character.isLowSurrogate(text.charAt(i))) {
                        return false;
                    }
                }
            }
            return true;
        }
        if (value instanceof Map<?, ?> map) {
            return map.keySet().stream().allMatch(ItemFormat::storable)
                    && map.values().stream().allMatch(ItemFormat::storable);
        }
        if (value instanceof List<?> list) {
            return list.stream().allMatch(ItemFormat::storable);
        }
        return !(value instanceof BigDecimal number) || Double.isFinite(number.doubleValue());
    }

    private void wrong(Failure mistake) {
        note(Check.PRESENCE_AND_TYPE, mistake.text());
    }

    private void wrong(Check check) {
        note(check, check.text);
    }

    private void note(Check check, String mistake) {
        if (failed == null || check.compareTo(failed) < 0) {
            failed = check;
            text = mistake;
        }
    }
}
