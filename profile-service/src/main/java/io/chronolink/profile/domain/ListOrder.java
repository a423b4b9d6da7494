package io.chronolink.profile.domain;

import io.chronolink.kit.web.Failure;
import io.quarkus.panache.common.Sort;
import io.quarkus.panache.common.Sort.Direction;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * How a list is sorted: {@code name asc}, {@code date_from, date_to desc}. A direction holds for the fields before it
 * that have none.
 *
 * @param sort total, so that pages neither overlap nor leave anything out
 * @param isSet whether there is an order at all
 * @param descending the last direction
 */
public record ListOrder(Sort sort, boolean isSet, boolean descending) {

    /** Fields to sort by, in the words of the API. */
    public static final List<String> FIELDS = List.of("name", "date_from", "date_to");

    private static final Map<String, String> ATTRIBUTES =
            Map.of("name", "name", "date_from", "dateFrom", "date_to", "dateTo");

    /**
     * Reads {@code order_by}; null or blank is no order.
     *
     * @throws Failure for anything but known fields, each once at most, and directions
     */
    public static ListOrder parse(@Nullable String text) {
        if (text == null || text.isBlank()) {
            return new ListOrder(Sort.by("uid"), false, false);
        }
        List<String> fields = new ArrayList<>();
        List<Direction> directions = new ArrayList<>();
        Direction direction = Direction.Ascending;
        for (String part : text.strip().split("\\s*,\\s*", -1)) {
            String[] words = part.split("\\s+", -1);
            if (!FIELDS.contains(words[0]) || fields.contains(words[0]) || words.length > 2) {
                throw Listing.wrong();
            }
            fields.add(words[0]);
            if (words.length == 2) {
                direction = direction(words[1]);
                directions.addAll(Collections.nCopies(fields.size() - directions.size(), direction));
            }
        }
        directions.addAll(Collections.nCopies(fields.size() - directions.size(), Direction.Ascending));
        Sort sort = Sort.empty();
        for (int i = 0; i < fields.size(); i++) {
            sort.and(attribute(fields.get(i)), directions.get(i));
        }
        return new ListOrder(sort.and("uid"), true, direction == Direction.Descending);
    }

    /** The entity's attribute that a field is. */
    static String attribute(String field) {
        return Objects.requireNonNull(ATTRIBUTES.get(field));
    }

    private static Direction direction(String word) {
        return switch (word) {
            case "asc" -> Direction.Ascending;
            case "desc" -> Direction.Descending;
            default -> throw Listing.wrong();
        };
    }
}
