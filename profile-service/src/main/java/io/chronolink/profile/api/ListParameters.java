package io.chronolink.profile.api;

import io.chronolink.profile.domain.ListFilter;
import io.chronolink.profile.domain.ListOrder;
import io.chronolink.profile.domain.Listing;
import jakarta.ws.rs.QueryParam;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The query of a list call; {@code sort_field} and {@code sort_type} are how older versions say {@code order_by}. */
record ListParameters(
        @QueryParam("limit") @Nullable String limit,
        @QueryParam("page_number") @Nullable String pageNumber,
        @QueryParam("order_by") @Nullable String orderBy,
        @QueryParam("sort_field") @Nullable String sortField,
        @QueryParam("sort_type") @Nullable String sortType,
        @QueryParam("filter") @Nullable String filter) {

    private static final Set<Integer> LIMITS = Set.of(10, 20, 25, 30, 40, 50);
    private static final Pattern NUMBER = Pattern.compile("\\d{1,9}");

    Listing listing(boolean linkedOnly) {
        int size = number(limit, 10);
        int page = number(pageNumber, 1);
        if (!LIMITS.contains(size) || page < 1) {
            throw Listing.wrong();
        }
        return new Listing(size, page, ListOrder.parse(order()), ListFilter.parse(filter), linkedOnly);
    }

    private @Nullable String order() {
        if (orderBy != null || sortField == null) {
            return orderBy;
        }
        return sortType == null ? sortField : sortField + " " + sortType;
    }

    private static int number(@Nullable String text, int otherwise) {
        if (text == null) {
            return otherwise;
        }
        if (!NUMBER.matcher(text).matches()) {
            throw Listing.wrong();
        }
        return Integer.parseInt(text);
    }
}
