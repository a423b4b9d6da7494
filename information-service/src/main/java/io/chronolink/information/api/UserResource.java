package io.chronolink.information.api;

import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import io.chronolink.information.domain.Directory;
import io.chronolink.information.domain.DirectoryUser;
import io.chronolink.kit.tenancy.Tenancy;
import io.chronolink.kit.web.Failure;
import io.chronolink.kit.web.Roles;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.HttpHeaders;
import java.io.InputStream;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** The directory of those whom notices can be told to. */
@Path(UserResource.PATH)
@Produces(Formats.JSON)
@Tag(name = "Users")
class UserResource {

    static final String PATH = "/api/v1/users";

    private static final String BODY = "user";
    private static final int MAX_TEXT = 500;
    private static final Pattern EMAIL = Pattern.compile("[^@\\s\\p{Cntrl}]+@[^@\\s\\p{Cntrl}]+");

    /** A user as in the notices' {@code system_information}, with an address (docs/dialects/information.md#users). */
    @JsonNaming(SnakeCaseStrategy.class)
    record User(
            @Nullable String fullName,
            @Nullable UUID id,
            @Nullable String email,
            @Nullable UUID imageId,
            @Nullable UUID idUserWorkPosition,
            @Nullable UUID idShift,
            @Nullable String code,
            @Nullable String code2,
            @Nullable String title,
            @Nullable String introduction,
            @Nullable String firstName,
            @Nullable String lastName) {

        static User of(DirectoryUser user) {
            return new User(
                    Stream.of(user.lastName(), user.firstName())
                            .filter(Objects::nonNull)
                            .collect(Collectors.joining(" ")),
                    user.id(),
                    user.email(),
                    user.imageId(),
                    user.workPositionId(),
                    user.shiftId(),
                    user.code(),
                    user.code2(),
                    user.title(),
                    user.introduction(),
                    user.firstName(),
                    user.lastName());
        }

        DirectoryUser withId(UUID id) {
            return new DirectoryUser(
                    id,
                    email,
                    code,
                    code2,
                    title,
                    introduction,
                    firstName,
                    lastName,
                    imageId,
                    idUserWorkPosition,
                    idShift);
        }
    }

    @JsonNaming(SnakeCaseStrategy.class)
    record Page(List<User> items, long totalCount, int page, int pageSize) {}

    private final Directory directory;
    private final Bodies bodies;
    private final Tenancy tenancy;

    UserResource(Directory directory, Bodies bodies, Tenancy tenancy) {
        this.directory = directory;
        this.bodies = bodies;
        this.tenancy = tenancy;
    }

    @GET
    @RolesAllowed(Roles.TENANT_ADMIN)
    @Operation(summary = "A page of the users, by name")
    public Page list(@QueryParam("page") @Nullable String page, @QueryParam("page_size") @Nullable String pageSize) {
        int number = ListParameters.page(page);
        int size = ListParameters.pageSize(pageSize);
        Directory.Page users = directory.list(tenancy.tenant(), number, size);
        return new Page(users.items().stream().map(User::of).toList(), users.total(), number, size);
    }

    @GET
    @Path("/{id}")
    @RolesAllowed(Roles.TENANT_ADMIN)
    @Operation(summary = "One user")
    public User get(@PathParam("id") String id) {
        return directory
                .find(tenancy.tenant(), Guids.guid("id", id))
                .map(User::of)
                .orElseThrow(() -> Failure.notFound("User not found."));
    }

    @PUT
    @Path("/{id}")
    @Consumes(Formats.JSON)
    @RolesAllowed(Roles.TENANT_ADMIN)
    @Operation(
            summary = "Make a user, or put one in the place of the old one",
            description = "full_name is made of last_name and first_name. A user without email gets no notifications.")
    public Result save(
            @PathParam("id") String id,
            @HeaderParam(HttpHeaders.CONTENT_TYPE) @Nullable String contentType,
            InputStream content) {
        UUID guid = Guids.guid("id", id);
        User body = bodies.read(content, contentType, User.class, "User", BODY);
        if (body.id() != null && !body.id().equals(guid)) {
            throw Failure.invalid(BODY + ".id", "The id is another one than in the path.");
        }
        if (body.email() != null && !EMAIL.matcher(body.email()).matches()) {
            throw Failure.invalid(BODY + ".email", "The value is not an address.");
        }
        DirectoryUser user = body.withId(guid);
        Stream.of(
                        user.email(),
                        user.code(),
                        user.code2(),
                        user.title(),
                        user.introduction(),
                        user.firstName(),
                        user.lastName())
                .filter(text -> text != null && text.length() > MAX_TEXT)
                .findAny()
                .ifPresent(text -> {
                    throw Failure.invalid(BODY, "A text has more than " + MAX_TEXT + " characters.");
                });
        directory.save(user);
        return Result.of(List.of(), guid, User.of(user).fullName(), null, PATH + "/" + guid);
    }

    @DELETE
    @Path("/{id}")
    @RolesAllowed(Roles.TENANT_ADMIN)
    @Operation(summary = "Forget a user; mails that are queued already are still sent")
    public Result delete(@PathParam("id") String id) {
        UUID guid = Guids.guid("id", id);
        directory.delete(guid);
        return Result.of(List.of(), guid, null, null, null);
    }
}
