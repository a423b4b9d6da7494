package io.chronolink.profile.api;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.JsonNode;
import io.chronolink.kit.web.Failure;
import io.chronolink.kit.web.Roles;
import io.chronolink.profile.domain.ProfileDialect;
import io.chronolink.profile.domain.TimeProfile;
import io.chronolink.profile.domain.TimeProfileRepository.Column;
import io.chronolink.profile.domain.TimeProfileRepository.Listing;
import io.chronolink.profile.domain.TimeProfileRepository.Order;
import io.chronolink.profile.domain.TimeProfileRepository.Page;
import io.chronolink.profile.domain.TimeProfileService;
import io.chronolink.profile.domain.TimeProfileService.Activity;
import io.chronolink.profile.domain.TimeProfileService.Outcome;
import io.chronolink.profile.domain.TimeProfileService.Result;
import io.chronolink.recurrence.Interval;
import io.smallrye.common.annotation.Blocking;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.io.InputStream;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Pattern;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** The time profile API of the panels (spec of profile-service). */
@Path("/api/v1/access/timeprofile")
@Blocking
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
@Tag(name = "Time profiles")
class TimeProfileResource {

    /** A line of a bulk answer (seed, <i>result</i>). */
    record LinkResult(
            @JsonProperty("link_id") UUID linkId,
            @JsonProperty("success") boolean success,
            @JsonProperty("extended_info") String extendedInfo) {

        static LinkResult of(Result result) {
            return new LinkResult(
                    result.linkId(),
                    result.outcome() != Outcome.NOT_FOUND,
                    switch (result.outcome()) {
                        case CREATED -> "created";
                        case UPDATED -> "updated";
                        case DELETED -> "deleted";
                        case NOT_FOUND -> "entity_not_found";
                    });
        }
    }

    /** The answer to a bulk call. */
    record LinkResults(@JsonProperty("result") List<LinkResult> result) {}

    /** {@code time_options} of an item. */
    record TimeOptions(
            @JsonProperty("is_all_day") boolean allDay,
            @JsonProperty("date_from") long dateFrom,
            @JsonProperty("date_to") long dateTo) {}

    /** An item as lists show it. */
    record Item(
            @JsonProperty("uid") long uid,
            @JsonProperty("link_id") @Nullable UUID linkId,
            @JsonProperty("name") String name,
            @JsonProperty("time_options") TimeOptions timeOptions,
            @JsonProperty("repeat_options") JsonNode repeatOptions) {

        static Item of(TimeProfile profile) {
            return new Item(
                    profile.uid(),
                    profile.linkId(),
                    profile.name(),
                    new TimeOptions(profile.allDay(), profile.dateFrom(), profile.dateTo()),
                    profile.repeatOptions());
        }
    }

    /** Who the profile is attached to: nobody, since the platform models no identifiers. */
    record Identifiers(
            @JsonProperty("uid_items") List<Long> uidItems,
            @JsonProperty("count") int count) {}

    /** An item as it is shown alone. */
    record ItemWithIdentifiers(
            @JsonProperty("uid") long uid,
            @JsonProperty("link_id") @Nullable UUID linkId,
            @JsonProperty("name") String name,
            @JsonProperty("time_options") TimeOptions timeOptions,
            @JsonProperty("repeat_options") JsonNode repeatOptions,
            @JsonProperty("identifiers") Identifiers identifiers) {}

    /** A list and what is known of it. */
    record ItemList(
            @JsonProperty("list_items") List<Item> items,
            @JsonProperty("list_option") Map<String, Object> option) {}

    /** A window in unix seconds, the end excluded. */
    record Window(
            @JsonProperty("start") long start,
            @JsonProperty("end") long end) {

        static @Nullable Window of(@Nullable Interval interval) {
            return interval == null
                    ? null
                    : new Window(
                            interval.startInclusive().getEpochSecond(),
                            interval.endExclusive().getEpochSecond());
        }
    }

    /** Whether a profile lets in. */
    record Active(
            @JsonProperty("active") boolean active,
            @JsonProperty("reason") String reason,
            @JsonProperty("window") @Nullable Window window,
            @JsonProperty("next") @Nullable Window next) {}

    private static final Set<Integer> LIMITS = Set.of(10, 20, 25, 30, 40, 50);
    private static final Pattern NUMBER = Pattern.compile("\\d{1,9}");
    private static final Pattern SECONDS = Pattern.compile("-?\\d{1,12}");
    private static final Map<String, Column> COLUMNS =
            Map.of("name", Column.NAME, "date_from", Column.DATE_FROM, "date_to", Column.DATE_TO);
    private static final List<String> SORTABLE = List.of("name", "date_from", "date_to");

    private final TimeProfileService profiles;
    private final LinkBodies bodies;
    private final Clock clock;

    TimeProfileResource(TimeProfileService profiles, LinkBodies bodies, Clock clock) {
        this.profiles = profiles;
        this.bodies = bodies;
        this.clock = clock;
    }

    @POST
    @Path("/items/link")
    @RolesAllowed(Roles.LINK_MANAGER)
    @Operation(summary = "Create or update time profiles by link_id")
    public LinkResults upsert(InputStream body) {
        return results(profiles.upsert(bodies.readList(body, "list_items", ProfileDialect::read)));
    }

    @POST
    @Path("/link/delete")
    @RolesAllowed(Roles.LINK_MANAGER)
    @Operation(summary = "Delete time profiles by link_id")
    public LinkResults deleteByPost(InputStream body) {
        return results(profiles.delete(bodies.readList(body, "link_ids", ProfileDialect::linkId)));
    }

    @DELETE
    @Path("/items/link")
    @RolesAllowed(Roles.LINK_MANAGER)
    @Operation(summary = "Delete time profiles by link_id")
    public LinkResults delete(InputStream body) {
        return deleteByPost(body);
    }

    @GET
    @Path("/item/{uid}")
    @RolesAllowed(Roles.END_USER)
    @Operation(summary = "One time profile")
    public ItemWithIdentifiers get(@PathParam("uid") String uid) {
        Item item = Item.of(profile(uid));
        return new ItemWithIdentifiers(
                item.uid(),
                item.linkId(),
                item.name(),
                item.timeOptions(),
                item.repeatOptions(),
                new Identifiers(List.of(), 0));
    }

    @GET
    @Path("/item/{uid}/active")
    @RolesAllowed(Roles.END_USER)
    @Operation(summary = "Whether a time profile lets in at an instant, in unix seconds; now unless told")
    public Active active(@PathParam("uid") String uid, @QueryParam("at") @Nullable String at) {
        if (at != null && !SECONDS.matcher(at).matches()) {
            throw wrongParameters();
        }
        Activity activity = profiles.activity(
                profile(uid), at == null ? clock.instant() : Instant.ofEpochSecond(Long.parseLong(at)));
        return new Active(
                activity.active(),
                activity.reason().name().toLowerCase(Locale.ROOT),
                Window.of(activity.window()),
                Window.of(activity.next()));
    }

    @GET
    @Path("/items")
    @RolesAllowed(Roles.END_USER)
    @Operation(summary = "A page of the time profiles")
    public ItemList list(
            @QueryParam("limit") @Nullable String limit,
            @QueryParam("page_number") @Nullable String page,
            @QueryParam("order_by") @Nullable String orderBy,
            @QueryParam("filter") @Nullable String filter) {
        return list(limit, page, orderBy, filter, false);
    }

    @GET
    @Path("/items/link")
    @RolesAllowed(Roles.END_USER)
    @Operation(summary = "A page of the time profiles that carry a link_id")
    public ItemList listLinked(
            @QueryParam("limit") @Nullable String limit,
            @QueryParam("page_number") @Nullable String page,
            @QueryParam("order_by") @Nullable String orderBy,
            @QueryParam("filter") @Nullable String filter) {
        return list(limit, page, orderBy, filter, true);
    }

    private ItemList list(
            @Nullable String limit,
            @Nullable String page,
            @Nullable String orderBy,
            @Nullable String filter,
            boolean linked) {
        if (filter != null && !filter.isBlank()) {
            throw Failure.of(Failure.Kind.INVALID, "Wrong request parameters: filter is not supported yet");
        }
        int size = number(limit, 10);
        int number = number(page, 1);
        if (!LIMITS.contains(size) || number < 1) {
            throw wrongParameters();
        }
        List<Order> orders = orders(orderBy);
        Page found = profiles.list(new Listing(size, number, orders, linked));
        return new ItemList(
                found.profiles().stream().map(Item::of).toList(), option(found.total(), size, number, orders));
    }

    /** The members that tell clients what they may do with the list (spec 0.6). */
    private static Map<String, Object> option(long total, int limit, int page, List<Order> orders) {
        return Map.of(
                "pagination",
                Map.of(
                        "total_items", total,
                        "items_limit", limit,
                        "total_pages", Math.max(1, (total + limit - 1) / limit),
                        "current_page", page),
                "filter",
                Map.of("available_filtering", false, "is_filtered", false, "available_fields", List.of()),
                "sort",
                Map.of(
                        "is_sorted",
                        !orders.isEmpty(),
                        "order",
                        orders.stream().anyMatch(Order::descending) ? "desc" : "asc",
                        "available_fields",
                        SORTABLE));
    }

    /** {@code "name asc"}, {@code "date_from, date_to desc"}: a direction holds for the fields before it. */
    private static List<Order> orders(@Nullable String orderBy) {
        List<Order> orders = new ArrayList<>();
        if (orderBy == null || orderBy.isBlank()) {
            return orders;
        }
        String text = orderBy.strip();
        boolean descending = text.toLowerCase(Locale.ROOT).endsWith(" desc");
        if (descending || text.toLowerCase(Locale.ROOT).endsWith(" asc")) {
            text = text.substring(0, text.lastIndexOf(' '));
        }
        for (String field : text.split(",", -1)) {
            Column column = COLUMNS.get(field.strip());
            if (column == null) {
                throw wrongParameters();
            }
            orders.add(new Order(column, descending));
        }
        return orders;
    }

    private TimeProfile profile(String uid) {
        return (NUMBER.matcher(uid).matches()
                        ? profiles.find(Long.parseLong(uid))
                        : java.util.Optional.<TimeProfile>empty())
                .orElseThrow(() -> Failure.of(Failure.Kind.INVALID, "Wrong Time Profile Uid"));
    }

    private static int number(@Nullable String text, int otherwise) {
        if (text == null) {
            return otherwise;
        }
        if (!NUMBER.matcher(text).matches()) {
            throw wrongParameters();
        }
        return Integer.parseInt(text);
    }

    private static Failure wrongParameters() {
        return Failure.of(Failure.Kind.INVALID, "Wrong request parameters");
    }

    private static LinkResults results(List<Result> results) {
        return new LinkResults(results.stream().map(LinkResult::of).toList());
    }
}
