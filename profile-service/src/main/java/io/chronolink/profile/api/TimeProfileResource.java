package io.chronolink.profile.api;

import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import io.chronolink.kit.tenancy.Tenancy;
import io.chronolink.kit.web.Failure;
import io.chronolink.kit.web.Roles;
import io.chronolink.profile.domain.Activity;
import io.chronolink.profile.domain.Listing;
import io.chronolink.profile.domain.Outcome;
import io.chronolink.profile.domain.Outcome.What;
import io.chronolink.profile.domain.TimeProfiles;
import io.chronolink.recurrence.Interval;
import io.smallrye.common.annotation.Blocking;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.BeanParam;
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
import java.util.List;
import java.util.UUID;
import java.util.regex.Pattern;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** Time profiles in the panels' dialect. */
@Path(TimeProfileResource.PATH)
@Blocking
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Time profiles")
class TimeProfileResource {

    static final String PATH = "/api/v1/access/timeprofile";

    @JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
    record Line(UUID linkId, boolean success, What extendedInfo) {}

    record Lines(List<Line> result) {

        static Lines of(List<Outcome> outcomes) {
            return new Lines(outcomes.stream()
                    .map(outcome -> new Line(outcome.linkId(), outcome.what() != What.entity_not_found, outcome.what()))
                    .toList());
        }
    }

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

    record Active(
            boolean active,
            Activity.Reason reason,
            @Nullable Window window,
            @Nullable Window next) {}

    private static final Pattern UID = Pattern.compile("\\d{1,18}");
    private static final Pattern SECONDS = Pattern.compile("-?\\d{1,12}");

    private final TimeProfiles profiles;
    private final LinkBody body;
    private final Tenancy tenancy;
    private final Clock clock;

    TimeProfileResource(TimeProfiles profiles, LinkBody body, Tenancy tenancy, Clock clock) {
        this.profiles = profiles;
        this.body = body;
        this.tenancy = tenancy;
        this.clock = clock;
    }

    @POST
    @Path("/items/link")
    @Consumes(MediaType.APPLICATION_JSON)
    @RolesAllowed(Roles.LINK_MANAGER)
    @Operation(summary = "Create or update time profiles by link_id")
    public Lines upsert(InputStream json) {
        return Lines.of(profiles.upsert(body.items(json)));
    }

    @POST
    @Path("/link")
    @Consumes(MediaType.APPLICATION_JSON)
    @RolesAllowed(Roles.LINK_MANAGER)
    @Operation(summary = "The same as /items/link")
    public Lines upsertByShortAddress(InputStream json) {
        return upsert(json);
    }

    @POST
    @Path("/link/delete")
    @Consumes(MediaType.APPLICATION_JSON)
    @RolesAllowed(Roles.LINK_MANAGER)
    @Operation(summary = "Delete time profiles by link_id")
    public Lines delete(InputStream json) {
        return Lines.of(profiles.delete(body.links(json)));
    }

    @DELETE
    @Path("/items/link")
    @Consumes(MediaType.APPLICATION_JSON)
    @RolesAllowed(Roles.LINK_MANAGER)
    @Operation(summary = "The same as /link/delete")
    public Lines deleteItems(InputStream json) {
        return delete(json);
    }

    @GET
    @Path("/item/{uid}")
    @RolesAllowed(Roles.END_USER)
    @Operation(summary = "One time profile")
    public ProfileView get(@PathParam("uid") String uid) {
        return ProfileView.alone(
                profiles.find(tenancy.tenant(), number(uid)).orElseThrow(TimeProfileResource::wrongUid));
    }

    @GET
    @Path("/item/{uid}/active")
    @RolesAllowed(Roles.END_USER)
    @Operation(summary = "Whether a time profile lets in at a time given in unix seconds, or now")
    public Active active(@PathParam("uid") String uid, @QueryParam("at") @Nullable String at) {
        if (at != null && !SECONDS.matcher(at).matches()) {
            throw Listing.wrong();
        }
        Instant instant = at == null ? clock.instant() : Instant.ofEpochSecond(Long.parseLong(at));
        Activity activity =
                profiles.activity(tenancy.tenant(), number(uid), instant).orElseThrow(TimeProfileResource::wrongUid);
        return new Active(
                activity.active(), activity.reason(), Window.of(activity.window()), Window.of(activity.next()));
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

    private static long number(String uid) {
        if (!UID.matcher(uid).matches()) {
            throw wrongUid();
        }
        return Long.parseLong(uid);
    }

    private static Failure wrongUid() {
        return Failure.of(Failure.Kind.INVALID, "Wrong Time Profile Uid");
    }
}
