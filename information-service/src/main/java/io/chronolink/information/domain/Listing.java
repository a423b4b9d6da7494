package io.chronolink.information.domain;

import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Which notices are listed; null filters nothing.
 *
 * @param page from 1
 * @param pageSize at least 1
 * @param text part of the title or text, in any case
 */
public record Listing(
        int page,
        int pageSize,
        Order order,
        boolean descending,
        @Nullable Integer stateId,
        @Nullable UUID linkId,
        @Nullable UUID sectionId,
        @Nullable String text,
        boolean deleted) {

    /** What a list can be sorted by. */
    public enum Order {
        valid_from,
        title,
        state_id
    }
}
