package io.chronolink.schedule.domain;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.chronolink.kit.web.Failure;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What a request does to the periods of a schedule (docs/dialects/schedule.md#changing-periods). */
public final class PeriodEdits {

    private static final int LONGEST_NAME = 256;
    private static final int MOST_PERIODS = 1_000;

    /** What an item does: the items of a list say it themselves. */
    private enum Kind {
        LISTED,
        CREATE,
        CHANGE,
        DELETE
    }

    /** One edit: of a listed or created period its name is in the body. */
    private record Edit(Kind kind, @Nullable String name, JsonNode item) {}

    private final PeriodDialect dialect;
    private final List<Edit> edits;

    private PeriodEdits(PeriodDialect dialect, List<Edit> edits) {
        this.dialect = dialect;
        this.edits = edits;
    }

    /**
     * The member {@code periods} of a create or update: an item with a known name is merged into that period, or removes
     * it; one with an unknown name creates one; periods that are not named stay. What is missing edits nothing.
     */
    public static PeriodEdits listed(PeriodDialect dialect, @Nullable JsonNode periods) {
        List<Edit> edits = new ArrayList<>();
        if (periods == null || periods.isMissingNode() || periods.isNull()) {
            return new PeriodEdits(dialect, edits);
        }
        if (!periods.isArray() || periods.size() > MOST_PERIODS) {
            throw Fields.invalid("periods must be a list of at most " + MOST_PERIODS + " periods");
        }
        periods.forEach(item -> edits.add(new Edit(Kind.LISTED, null, item)));
        return new PeriodEdits(dialect, edits);
    }

    /** Creates one period. */
    public static PeriodEdits create(PeriodDialect dialect, JsonNode period) {
        return new PeriodEdits(dialect, List.of(new Edit(Kind.CREATE, null, period)));
    }

    /** Merges a body into one period; another {@code name} in it renames. */
    public static PeriodEdits change(PeriodDialect dialect, String name, JsonNode period) {
        return new PeriodEdits(dialect, List.of(new Edit(Kind.CHANGE, name, period)));
    }

    /** Deletes one period. */
    public static PeriodEdits delete(PeriodDialect dialect, String name) {
        return new PeriodEdits(dialect, List.of(new Edit(Kind.DELETE, name, MissingNode.getInstance())));
    }

    /**
     * The periods after all edits, which are made one after the other.
     *
     * @throws Failure if one of them does not stand
     */
    List<Period> apply(List<Period> before) {
        List<Period> periods = new ArrayList<>(before);
        Set<String> created = new HashSet<>();
        for (Edit edit : edits) {
            switch (edit.kind()) {
                case LISTED -> list(periods, created, edit.item());
                case CREATE -> create(periods, edit.item());
                case CHANGE -> change(periods, String.valueOf(edit.name()), edit.item());
                case DELETE -> periods.remove(known(periods, editable(String.valueOf(edit.name()))));
            }
        }
        if (periods.size() > MOST_PERIODS) {
            throw Fields.invalid("a schedule must not have more than " + MOST_PERIODS + " periods");
        }
        return periods;
    }

    private void list(List<Period> periods, Set<String> created, JsonNode item) {
        String name = Fields.required(name(item, "name"), "name");
        String newName = name(item, "newName");
        String after = newName == null ? name : newName;
        int at = indexOf(periods, name);
        if (Boolean.TRUE.equals(Fields.bool(item, "delete"))) {
            periods.remove(known(periods, name));
        } else if (created.contains(name) || (!after.equals(name) && indexOf(periods, after) >= 0)) {
            throw taken(after);
        } else if (at >= 0) {
            periods.set(at, merged(item, after, periods.get(at)));
        } else {
            periods.add(merged(item, after, null));
            created.add(after);
        }
    }

    private void create(List<Period> periods, JsonNode item) {
        String name = Fields.required(name(item, "name"), "name");
        if (indexOf(periods, name) >= 0) {
            throw taken(name);
        }
        periods.add(merged(item, name, null));
    }

    /** The answer is the period itself, so it must be one that the dialect can say. */
    private void change(List<Period> periods, String name, JsonNode item) {
        int at = known(periods, editable(name));
        String sent = name(item, "name");
        String after = sent == null ? name : sent;
        if (!after.equals(name) && indexOf(periods, after) >= 0) {
            throw taken(after);
        }
        Period changed = merged(item, after, periods.get(at));
        dialect.members(changed);
        periods.set(at, changed);
    }

    private Period merged(JsonNode item, String name, @Nullable Period before) {
        Event event = dialect.merge(item, before == null ? null : before.event());
        Boolean active = item.has("active") ? Fields.bool(item, "active") : before == null ? null : before.active();
        return new Period(name, event, active, false);
    }

    private static int known(List<Period> periods, String name) {
        int at = indexOf(periods, name);
        if (at < 0) {
            throw missing(name);
        }
        return at;
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
        if (!item.isObject()) {
            throw Fields.invalid("a period must be an object");
        }
        String name = Fields.text(item, member);
        if (name != null && !Names.isName(name, LONGEST_NAME)) {
            throw Fields.invalid(member + " must have 1 to " + LONGEST_NAME + " characters");
        }
        return name == null ? null : editable(name);
    }

    private static String editable(String name) {
        if (name.startsWith(DerivedPeriods.PREFIX)) {
            throw Codes.SCHEDULE_PERIOD_IS_DERIVED.failure("Periods whose names begin with \"" + DerivedPeriods.PREFIX
                    + "\" come from the schedule's link and cannot be edited");
        }
        return name;
    }

    /** The failure for a period that is not there. */
    public static Failure missing(String name) {
        return Codes.SCHEDULE_PERIOD_NOT_FOUND.failure("There is no period with the name \"" + name + "\"");
    }

    private static Failure taken(String name) {
        return Codes.SCHEDULE_PERIOD_ALREADY_EXISTS.failure("There is a period with the name \"" + name + "\" already");
    }
}
