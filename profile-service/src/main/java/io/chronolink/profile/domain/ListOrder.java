package io.chronolink.profile.domain;

import io.chronolink.kit.web.Failure;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How a list is sorted: {@code name asc}, {@code date_from, date_to desc}. A direction holds for the fields before it
 * that have none.
 *
 * @param descending the last direction
 */
public record ListOrder(List<String> columns, boolean descending) {

    /** Fields to sort by, in the words of the API and of the table. */
    public static final List<String> FIELDS = List.of("name", "date_from", "date_to");

    /**
     * Reads {@code order_by}; null or blank is no order.
     *
     * @throws Failure for anything but known fields, each once at most, and directions
     */
    public static ListOrder parse(@Nullable String text) {
        if (text == null || text.isBlank()) {
            return new ListOrder(List.of(), false);
        }
        List<String> columns = new ArrayList<>();
        List<String> fields = new ArrayList<>();
        String direction = "asc";
        for (String part : text.strip().split("\\s*,\\s*", -1)) {
            String[] words = part.split("\\s+", -1);
            if (!FIELDS.contains(words[0]) || fields.contains(words[0]) || words.length > 2) {
                throw Listing.wrong();
            }
            fields.add(words[0]);
            if (words.length == 2) {
                direction = words[1];
                if (!direction.equals("asc") && !direction.equals("desc")) {
                    throw Listing.wrong();
                }
                columns.addAll(Collections.nCopies(fields.size() - columns.size(), direction));
            }
        }
        columns.addAll(Collections.nCopies(fields.size() - columns.size(), "asc"));
        for (int i = 0; i < columns.size(); i++) {
            columns.set(i, fields.get(i) + " " + columns.get(i));
        }
        return new ListOrder(List.copyOf(columns), direction.equals("desc"));
    }

    /** For ORDER BY: total, so that pages neither overlap nor leave anything out. */
    String sql() {
        return columns.isEmpty() ? "uid" : String.join(", ", columns) + ", uid";
    }
}
