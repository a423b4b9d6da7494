package io.chronolink.profile.api;

import io.chronolink.kit.tenancy.Tenancy;
import io.chronolink.kit.web.Roles;
import io.chronolink.links.feeds.CalendarFeed;
import io.chronolink.profile.domain.Activity;
import io.chronolink.profile.domain.BulkProfiles;
import io.chronolink.profile.domain.ItemFormat;
import io.chronolink.profile.domain.Listing;
import io.chronolink.profile.domain.Profile;
import io.chronolink.profile.domain.TimeProfiles;
import io.chronolink.recurrence.Interval;
import io.chronolink.recurrence.Occurrence;
import io.chronolink.recurrence.Occurrences;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PATCH;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.io.InputStream;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** Time profiles in the panels' dialect. */
@Path(TimeProfileResource.PATH)
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Time profiles")
class TimeProfileResource {

    private static final Duration A_YEAR = Duration.ofDays(365);

    static final String PATH = "/api/v1/access/timeprofile";

    /** Unix seconds, the end excluded. */
    record Window(long start, long end) {

        static @Nullable Window of(@Nullable Interval interval) {
            return interval == null
                    ? null
                    : new Window(
                            interval.startInclusive().getEpochSecond(),
                            interval.endExclusive().getEpochSecond());
        }
    }

    record Windows(List<Window> occurrences, boolean truncated) {

        static Windows of(Occurrences found) {
            return new Windows(
                    found.list().stream()
                            .map(Occurrence::interval)
                            .map(Window::of)
                            .toList(),
                    found.truncated());
        }
    }

    record Created(long uid) {}

    record Active(
            boolean active,
            Activity.Reason reason,
            @Nullable Window window,
            @Nullable Window next) {}

    private final TimeProfiles profiles;
    private final BulkProfiles bulk;
    private final Bodies bodies;
    private final Tenancy tenancy;
    private final Clock clock;

    TimeProfileResource(TimeProfiles profiles, BulkProfiles bulk, Bodies bodies, Tenancy tenancy, Clock clock) {
        this.profiles = profiles;
        this.bulk = bulk;
        this.bodies = bodies;
        this.tenancy = tenancy;
        this.clock = clock;
    }

    @POST
    @Path("/items/link")
    @Consumes(MediaType.APPLICATION_JSON)
    @RolesAllowed(Roles.LINK_MANAGER)
    @Operation(summary = "Create or update time profiles by link_id")
    public BulkResult upsert(InputStream json) {
        return BulkResult.of(bulk.upsert(bodies.items(json)));
    }

    @POST
    @Path("/link")
    @Consumes(MediaType.APPLICATION_JSON)
    @RolesAllowed(Roles.LINK_MANAGER)
    @Operation(summary = "The same as /items/link")
    public BulkResult upsertByShortAddress(InputStream json) {
        return upsert(json);
    }

    @POST
    @Path("/link/delete")
    @Consumes(MediaType.APPLICATION_JSON)
    @RolesAllowed(Roles.LINK_MANAGER)
    @Operation(summary = "Delete time profiles by link_id")
    public BulkResult delete(InputStream json) {
        return BulkResult.of(bulk.delete(bodies.links(json)));
    }

    @DELETE
    @Path("/items/link")
    @Consumes(MediaType.APPLICATION_JSON)
    @RolesAllowed(Roles.LINK_MANAGER)
    @Operation(summary = "The same as /link/delete")
    public BulkResult deleteItems(InputStream json) {
        return delete(json);
    }

    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    @RolesAllowed(Roles.TENANT_ADMIN)
    @Operation(summary = "Create a time profile")
    public Created create(InputStream json) {
        Map<String, Object> item = bodies.item(json);
        return new Created(profiles.create(ItemFormat.single(item), ItemFormat.optionalLink(item)));
    }

    @PATCH
    @Path("/item/{uid}")
    @Consumes(MediaType.APPLICATION_JSON)
    @RolesAllowed(Roles.TENANT_ADMIN)
    @Operation(summary = "Replace a time profile")
    public Done update(@PathParam("uid") String uid, InputStream json) {
        Map<String, Object> item = bodies.item(json);
        profiles.update(Numbers.uid(uid), ItemFormat.single(item), ItemFormat.optionalLink(item));
        return new Done();
    }

    @DELETE
    @Path("/item/{uid}")
    @RolesAllowed(Roles.TENANT_ADMIN)
    @Operation(summary = "Delete a time profile")
    public Done deleteOne(@PathParam("uid") String uid) {
        profiles.delete(Numbers.uid(uid));
        return new Done();
    }

    @DELETE
    @Path("/items")
    @Consumes(MediaType.APPLICATION_JSON)
    @RolesAllowed(Roles.TENANT_ADMIN)
    @Operation(summary = "Delete several time profiles, all or none")
    public Done deleteSeveral(InputStream json) {
        bulk.deleteUids(bodies.uids(json));
        return new Done();
    }

    @GET
    @Path("/item/{uid}")
    @RolesAllowed(Roles.END_USER)
    @Operation(summary = "One time profile")
    public ProfileView get(@PathParam("uid") String uid) {
        Profile profile = profile(uid);
        return ProfileView.alone(profile, profiles.identifiers(tenancy.tenant(), profile.id()));
    }

    @GET
    @Path("/item/{uid}/active")
    @RolesAllowed(Roles.END_USER)
    @Operation(summary = "Whether a time profile lets in at a time given in unix seconds, or now")
    public Active active(@PathParam("uid") String uid, @QueryParam("at") @Nullable String at) {
        Instant instant = Numbers.instant(at, clock.instant());
        Activity activity =
                profiles.activity(tenancy.tenant(), Numbers.uid(uid), instant).orElseThrow(TimeProfiles::wrongUid);
        return new Active(
                activity.active(), activity.reason(), Window.of(activity.window()), Window.of(activity.next()));
    }

    @GET
    @Path("/item/{uid}/occurrences")
    @RolesAllowed(Roles.END_USER)
    @Operation(
            summary = "When a time profile lets in",
            description = "The windows that touch the time from 'from' (or now) to 'to' (or a year later), in unix"
                    + " seconds, at most 'limit' (100, at most 1000); truncated says that there are more.")
    public Windows occurrences(
            @PathParam("uid") String uid,
            @QueryParam("from") @Nullable String from,
            @QueryParam("to") @Nullable String to,
            @QueryParam("limit") @Nullable String limit) {
        Instant begin = Numbers.instant(from, clock.instant());
        Instant end = Numbers.instant(to, begin.plus(A_YEAR));
        int most = Numbers.limit(limit, 100, 1_000);
        return Windows.of(profile(uid).recurrence().occurrences(begin, end, most));
    }

    @GET
    @Path("/item/{uid}/calendar.ics")
    @Produces(CalendarFeed.MEDIA_TYPE)
    @RolesAllowed(Roles.END_USER)
    @Operation(summary = "A time profile as a calendar feed (RFC 5545)")
    public Response calendar(@PathParam("uid") String uid) {
        Profile profile = profile(uid);
        return new CalendarFeed("profile-service", profile.name())
                .answer(List.of(new CalendarFeed.Entry(
                        profile.id() + "@chronolink",
                        profile.name(),
                        profile.recurrence(),
                        profile.changedAt(),
                        profile.version())));
    }

    @GET
    @Path("/items")
    @RolesAllowed(Roles.END_USER)
    @Operation(summary = "A page of the time profiles")
    public ProfileList list(@BeanParam ListParameters parameters) {
        return list(parameters.listing(false));
    }

    @GET
    @Path("/items/link")
    @RolesAllowed(Roles.END_USER)
    @Operation(summary = "A page of the time profiles that have a link_id")
    public ProfileList listLinked(@BeanParam ListParameters parameters) {
        return list(parameters.listing(true));
    }

    private ProfileList list(Listing listing) {
        return ProfileList.of(listing, profiles.list(tenancy.tenant(), listing));
    }

    private Profile profile(String uid) {
        return profiles.find(tenancy.tenant(), Numbers.uid(uid)).orElseThrow(TimeProfiles::wrongUid);
    }
}
