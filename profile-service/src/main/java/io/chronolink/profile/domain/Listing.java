package io.chronolink.profile.domain;

import io.chronolink.kit.web.Failure;
import java.util.List;

/**
 * Which profiles a list shows.
 *
 * @param limit profiles on a page, at least 1
 * @param page counted from 1
 * @param linkedOnly whether profiles without a link are left out
 */
public record Listing(int limit, int page, ListOrder order, ListFilter filter, boolean linkedOnly) {

    /** A page, and how many profiles there are on all pages. */
    public record Page(List<Profile> profiles, long total) {}

    /** That a parameter of a list is not right. */
    public static Failure wrong() {
        return Failure.of(Failure.Kind.INVALID, "Wrong request parameters");
    }
}
