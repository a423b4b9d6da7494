package io.chronolink.schedule.domain;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.DateTimeException;
import java.time.LocalTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
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
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("H:mm");
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

    List<Period> apply(List<Period> before) {
        List<Period> periods = new ArrayList<>(before);
        for (JsonNode item : items) {
            String name = text(item, "name");
            if (name == null) {
                throw invalid("name is missing");
            }
            checkName(name);
            int at = indexOf(periods, name);
            boolean delete = Boolean.TRUE.equals(bool(item, "delete"));
            if (at >= 0 && periods.get(at).derived()) {
                throw Codes.SCHEDULE_PERIOD_IS_DERIVED.failure(
                        "The period \"" + name + "\" comes from the schedule's link and cannot be edited");
            }
            if (delete) {
                if (at < 0) {
                    throw Codes.SCHEDULE_PERIOD_NOT_FOUND.failure("There is no period with the name \"" + name + "\"");
                }
                periods.remove(at);
            } else if (at >= 0) {
                periods.set(at, merged(item, name, periods.get(at)));
            } else {
                periods.add(merged(item, name, null));
            }
        }
        Set<String> names = new HashSet<>();
        for (Period period : periods) {
            if (!names.add(period.name())) {
                throw Codes.SCHEDULE_PERIOD_ALREADY_EXISTS.failure(
                        "There is a period with the name \"" + period.name() + "\" already");
            }
        }
        return periods;
    }

    private static Period merged(JsonNode item, String name, @Nullable Period before) {
        String newName = text(item, "newName");
        if (newName != null) {
            checkName(newName);
        }
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
        return new Period(newName == null ? name : newName, definition, active, false);
    }

    private static LocalTime time(JsonNode item, ObjectNode old, String member) {
        String text = text(item, member) == null ? old.path(member).asText("") : text(item, member);
        try {
            return LocalTime.parse(String.valueOf(text), TIME);
        } catch (DateTimeException e) {
            throw invalid(member + " must be a time such as 9:45");
        }
    }

    private static int indexOf(List<Period> periods, String name) {
        for (int i = 0; i < periods.size(); i++) {
            if (periods.get(i).name().equals(name)) {
                return i;
            }
        }
        return -1;
    }

    private static void checkName(String name) {
        if (name.isBlank() || name.length() > LONGEST_NAME) {
            throw invalid("name must have 1 to " + LONGEST_NAME + " characters");
        }
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

    private static io.chronolink.kit.web.Failure invalid(String text) {
        return Codes.SCHEDULE_PERIOD_INVALID.failure(text);
    }
}
