package io.chronolink.period.api;

import jakarta.ws.rs.core.Response;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A part of a list, told in the headers of the sibling APIs (docs/dialects/period.md#lists). */
record Paging(int limit, int offset) {

    private static final int DEFAULT = 100;
    private static final int MOST = 1_000;

    static Paging of(@Nullable String limit, @Nullable String offset) {
        return new Paging(
                Parameters.number("limit", limit, DEFAULT, 1, MOST),
                Parameters.number("offset", offset, 0, 0, Integer.MAX_VALUE));
    }

    Response answer(long total, List<?> items) {
        return Response.ok(items)
                .header("X-Pagination-Current-Page", offset / limit + 1)
                .header("X-Pagination-Page-Count", (total + limit - 1) / limit)
                .header("X-Pagination-Per-Page", limit)
                .header("X-Pagination-Total-Count", total)
                .build();
    }
}
