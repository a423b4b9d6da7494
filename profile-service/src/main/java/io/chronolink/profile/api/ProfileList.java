package io.chronolink.profile.api;

import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import io.chronolink.profile.domain.ListOrder;
import io.chronolink.profile.domain.Listing;
import java.util.List;
import java.util.Map;

/** The answer of a list call, with what its clients may ask for. */
@JsonNaming(SnakeCaseStrategy.class)
record ProfileList(List<ProfileView> listItems, Option listOption) {

    record Option(Pagination pagination, Filter filter, Sort sort) {}

    @JsonNaming(SnakeCaseStrategy.class)
    record Pagination(long totalItems, int itemsLimit, long totalPages, int currentPage) {}

    @JsonNaming(SnakeCaseStrategy.class)
    record Filter(boolean availableFiltering, boolean isFiltered, List<Field> availableFields) {}

    @JsonNaming(SnakeCaseStrategy.class)
    record Field(String fieldName, String dataType, List<String> compareOperators, Map<String, Boolean> options) {}

    @JsonNaming(SnakeCaseStrategy.class)
    record Sort(boolean isSorted, String order, List<String> availableFields) {}

    private static final List<Field> FIELDS = List.of(
            new Field("name", "string", List.of("eq", "nq"), Map.of()), timestamp("date_from"), timestamp("date_to"));

    static ProfileList of(Listing asked, Listing.Page found) {
        long pages = Math.max(1, (found.total() + asked.limit() - 1) / asked.limit());
        return new ProfileList(
                found.profiles().stream().map(ProfileView::of).toList(),
                new Option(
                        new Pagination(found.total(), asked.limit(), pages, asked.page()),
                        new Filter(true, asked.filter().isSet(), FIELDS),
                        new Sort(
                                asked.order().isSet(), asked.order().descending() ? "desc" : "asc", ListOrder.FIELDS)));
    }

    private static Field timestamp(String name) {
        return new Field(
                name,
                "timestamp",
                List.of("eq", "nq", "lt", "gt", "ge", "le"),
                Map.of("has_date", true, "has_time", true, "has_milliseconds", false));
    }
}
