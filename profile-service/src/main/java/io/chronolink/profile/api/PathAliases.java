package io.chronolink.profile.api;

import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;

/**
 * The spellings of addresses that differ between versions of the panels (spec 0.2 and <i>Platform additions</i>):
 * without the prefix, with a capital P, and the link call by its short name.
 */
@Singleton
class PathAliases {

    private static final String PREFIX = "/api/v1";

    /** Before anything that looks at the address. */
    private static final int FIRST = 1_000;

    void register(@Observes Filters filters) {
        filters.register(PathAliases::unify, FIRST);
    }

    private static void unify(RoutingContext context) {
        String path = context.request().path();
        String unified = path.startsWith("/access/") ? PREFIX + path : path;
        if (unified.startsWith(PREFIX + "/access/")) {
            unified = unified.replace("/access/timeProfile", "/access/timeprofile");
            if (unified.equals(PREFIX + "/access/timeprofile/link")) {
                unified = PREFIX + "/access/timeprofile/items/link";
            }
        }
        if (unified.equals(path)) {
            context.next();
        } else {
            String query = context.request().query();
            context.reroute(query == null ? unified : unified + "?" + query);
        }
    }
}
