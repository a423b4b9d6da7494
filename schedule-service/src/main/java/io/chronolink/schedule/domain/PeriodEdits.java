package io.chronolink.schedule.domain;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.chronolink.kit.web.Failure;
import java.time.LocalTime;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The items of {@code periods} in a create or update (spec of schedule-service, 1.3): an item with a known name is
 * merged into that period, or removes it; one with an unknown name creates one; periods that are not named stay.
 */
public final class PeriodEdits {

    private static final int LONGEST_NAME = 256;
    private static final int MOST_PERIODS = 1_000;
    private static final List<String> DAYS =
            List.of("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday");
    private static final Pattern TIME = Pattern.compile("([01]?[0-9]|2[0-3]):([0-5][0-9])");
    private static final String WEEKLY = "Day of the week";
    private static final String MONTHLY = "Day of the month";

    private final List<JsonNode> items;

    private PeriodEdits(List<JsonNode> items) {
        this.items = items;
    }

    /** Reads the member {@code periods}; what is missing edits nothing. */
    public static PeriodEdits of(@Nullable JsonNode periods) {
        List<JsonNode> items = new ArrayList<>();
        if (periods == null || periods.isMissingNode() || periods.isNull()) {
            return new PeriodEdits(items);
        }
        if (!periods.isArray() || periods.size() > MOST_PERIODS) {
            throw invalid("periods must be a list of at most " + MOST_PERIODS + " periods");
        }
        periods.forEach(items::add);
        return new PeriodEdits(items);
    }

    /**
     * The periods after all edits, which are made one after the other.
     *
     * @throws Failure if one of them does not stand
     */
    List<Period> apply(List<Period> before) {
        List<Period> periods = new ArrayList<>(before);
        Set<String> created = new HashSet<>();
        for (JsonNode item : items) {
            String name = name(item, "name");
            if (name == null) {
                throw invalid("name is missing");
            }
            String newName = name(item, "newName");
            String after = newName == null ? name : newName;
            int at = indexOf(periods, name);
            if (Boolean.TRUE.equals(bool(item, "delete"))) {
                if (at < 0) {
                    throw Codes.SCHEDULE_PERIOD_NOT_FOUND.failure("There is no period with the name \"" + name + "\"");
                }
                periods.remove(at);
            } else if (created.contains(name) || (!after.equals(name) && indexOf(periods, after) >= 0)) {
                throw Codes.SCHEDULE_PERIOD_ALREADY_EXISTS.failure(
                        "There is a period with the name \"" + after + "\" already");
            } else if (at >= 0) {
                periods.set(at, merged(item, after, periods.get(at)));
            } else {
                periods.add(merged(item, after, null));
                created.add(after);
            }
        }
        if (periods.size() > MOST_PERIODS) {
            throw invalid("a schedule must not have more than " + MOST_PERIODS + " periods");
        }
        return periods;
    }

    private static Period merged(JsonNode item, String name, @Nullable Period before) {
        ObjectNode old = before == null ? JsonNodeFactory.instance.objectNode() : before.definition();
        String type = text(item, "type") == null ? old.path("type").asText("") : text(item, "type");
        ObjectNode definition = JsonNodeFactory.instance.objectNode().put("type", type);
        if (WEEKLY.equals(type)) {
            String day = text(item, "dayOfWeek") == null ? old.path("dayOfWeek").asText("") : text(item, "dayOfWeek");
            if (!DAYS.contains(day)) {
                throw invalid("dayOfWeek must be a day such as Monday");
            }
            definition.put("dayOfWeek", day);
        } else if (MONTHLY.equals(type)) {
            JsonNode day = item.hasNonNull("dayOfMonth") ? item.path("dayOfMonth") : old.path("dayOfMonth");
            if (!day.isIntegralNumber() || !day.canConvertToInt() || day.intValue() < 1 || day.intValue() > 31) {
                throw invalid("dayOfMonth must be a number from 1 to 31");
            }
            definition.put("dayOfMonth", day.intValue());
        } else {
            throw invalid("type must be \"" + WEEKLY + "\" or \"" + MONTHLY + "\"");
        }
        LocalTime start = time(item, old, "startTime");
        LocalTime stop = time(item, old, "stopTime");
        if (start.equals(stop)) {
            throw invalid("startTime and stopTime must differ");
        }
        definition.put("startTime", PeriodDialect.time(start));
        definition.put("stopTime", PeriodDialect.time(stop));
        Boolean active = item.has("active") ? bool(item, "active") : before == null ? null : before.active();
        return new Period(name, definition, active, false);
    }

    private static LocalTime time(JsonNode item, ObjectNode old, String member) {
        String text = text(item, member) == null ? old.path(member).asText("") : text(item, member);
        Matcher time = TIME.matcher(String.valueOf(text));
        if (!time.matches()) {
            throw invalid(member + " must be a time such as 9:45");
        }
        return LocalTime.of(Integer.parseInt(time.group(1)), Integer.parseInt(time.group(2)));
    }

    private static int indexOf(List<Period> periods, String name) {
        for (int i = 0; i < periods.size(); i++) {
            if (periods.get(i).name().equals(name)) {
                return i;
            }
        }
        return -1;
    }

    /** The name of a period that is made by hand, or null where it is missing. */
    private static @Nullable String name(JsonNode item, String member) {
        String name = text(item, member);
        if (name != null && !Names.isName(name, LONGEST_NAME)) {
            throw invalid(member + " must have 1 to " + LONGEST_NAME + " characters");
        }
        if (name != null && name.startsWith(PeriodDialect.DERIVED)) {
            throw Codes.SCHEDULE_PERIOD_IS_DERIVED.failure("Periods whose names begin with \"" + PeriodDialect.DERIVED
                    + "\" come from the schedule's link and cannot be edited");
        }
        return name;
    }

    private static @Nullable String text(JsonNode item, String member) {
        if (!item.isObject()) {
            throw invalid("a period must be an object");
        }
        JsonNode value = item.path(member);
        if (value.isMissingNode() || value.isNull()) {
            return null;
        }
        if (!value.isTextual()) {
            throw invalid(member + " must be a text");
        }
        return value.asText();
    }

    private static @Nullable Boolean bool(JsonNode item, String member) {
        JsonNode value = item.path(member);
        if (value.isMissingNode() || value.isNull()) {
            return null;
        }
        if (!value.isBoolean()) {
            throw invalid(member + " must be true or false");
        }
        return value.booleanValue();
    }

    private static Failure invalid(String text) {
        return Codes.SCHEDULE_PERIOD_INVALID.failure(text);
    }
}
