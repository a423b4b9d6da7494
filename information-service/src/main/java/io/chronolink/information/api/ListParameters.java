package io.chronolink.information.api;

import io.chronolink.information.domain.Listing;
import io.chronolink.kit.web.Failure;
import jakarta.ws.rs.QueryParam;
import java.util.Arrays;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The query of a list; deleted notices are listed only when they are asked for. */
record ListParameters(
        @QueryParam("page") @Nullable String page,
        @QueryParam("page_size") @Nullable String pageSize,
        @QueryParam("sort") @Nullable String sort,
        @QueryParam("state_id") @Nullable String stateId,
        @QueryParam("link_id") @Nullable String linkId,
        @QueryParam("section_id") @Nullable String sectionId,
        @QueryParam("text") @Nullable String text,
        @QueryParam("deleted") @Nullable String deleted) {

    private static final int MAX_PAGE = 1_000_000;
    private static final int PAGE_SIZE = 20;
    private static final int MAX_PAGE_SIZE = 100;
    private static final int MAX_TEXT = 200;
    private static final Pattern NUMBER = Pattern.compile("[0-9]{1,9}");

    Listing listing() {
        String column = sort == null ? "-valid_from" : sort;
        boolean descending = column.startsWith("-");
        return new Listing(
                page(page),
                pageSize(pageSize),
                order(descending ? column.substring(1) : column),
                descending,
                stateId == null ? null : number("state_id", stateId, 1, Integer.MAX_VALUE),
                guid("link_id", linkId),
                guid("section_id", sectionId),
                searched(text),
                flag("deleted", deleted));
    }

    static int page(@Nullable String page) {
        return number("page", page, 1, MAX_PAGE);
    }

    static int pageSize(@Nullable String pageSize) {
        return number("page_size", pageSize, PAGE_SIZE, MAX_PAGE_SIZE);
    }

    private static int number(String name, @Nullable String value, int otherwise, int max) {
        if (value == null) {
            return otherwise;
        }
        int number = NUMBER.matcher(value).matches() ? Integer.parseInt(value) : 0;
        if (number < 1 || number > max) {
            throw Failure.invalid(name, "The value must be a number from 1 to " + max + ".");
        }
        return number;
    }

    private static Listing.Order order(String column) {
        return Arrays.stream(Listing.Order.values())
                .filter(order -> order.name().equals(column))
                .findFirst()
                .orElseThrow(() -> Failure.invalid(
                        "sort",
                        "The value must be one of " + Arrays.toString(Listing.Order.values())
                                + ", with - in front for the descending order."));
    }

    static @Nullable UUID guid(String name, @Nullable String value) {
        return value == null ? null : Guids.guid(name, value);
    }

    private static @Nullable String searched(@Nullable String text) {
        if (text != null && (text.length() > MAX_TEXT || !Scalars.isStorable(text))) {
            throw Failure.invalid(
                    "text", "The value must have at most " + MAX_TEXT + " characters, all of which can be stored.");
        }
        return text;
    }

    static boolean flag(String name, @Nullable String value) {
        if (value == null || value.equals("false")) {
            return false;
        }
        if (value.equals("true")) {
            return true;
        }
        throw Failure.invalid(name, "The value must be true or false.");
    }
}
