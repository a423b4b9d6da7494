package io.chronolink.recording.api;

import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import io.chronolink.kit.tenancy.Tenancy;
import io.chronolink.kit.web.Roles;
import io.chronolink.recording.api.ScheduleView.Named;
import io.chronolink.recording.domain.Users;
import io.chronolink.recording.domain.Users.Group;
import io.chronolink.recording.domain.Users.Members;
import io.chronolink.recording.domain.Users.User;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import java.util.Map;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** Users and their groups, which the operator keeps (docs/dialects/recording.md#users-groups-and-templates). */
@Path("/api/v3/admin")
@Produces(MediaType.APPLICATION_JSON)
@RolesAllowed(Roles.TENANT_ADMIN)
@Tag(name = "Users")
class UserResource {

    @JsonNaming(SnakeCaseStrategy.class)
    record UserView(
            long id,
            String name,
            @Nullable String displayName,
            @Nullable Named userGroup,
            @Nullable String cardNumber,
            Access videoAccess) {

        private static UserView of(User user) {
            return new UserView(
                    user.named().number(),
                    user.named().name(),
                    user.displayName(),
                    named(user.group()),
                    user.cardNumber(),
                    new Access(user.access().stream().map(AccessGroup::of).toList()));
        }
    }

    @JsonNaming(SnakeCaseStrategy.class)
    record Access(List<AccessGroup> userGroups) {}

    record AccessGroup(long id, String name, List<Named> users) {

        private static AccessGroup of(Members members) {
            return new AccessGroup(
                    members.group().number(),
                    members.group().name(),
                    members.users().stream()
                            .map(user -> new Named(user.number(), user.name()))
                            .toList());
        }
    }

    record GroupView(
            long id,
            String name,
            @Nullable Long marker,
            @Nullable Long information) {

        private static GroupView of(Group group) {
            return new GroupView(group.named().number(), group.named().name(), group.marker(), group.information());
        }
    }

    private final Users users;
    private final Tenancy tenancy;

    UserResource(Users users, Tenancy tenancy) {
        this.users = users;
        this.tenancy = tenancy;
    }

    @GET
    @Path("users")
    @Operation(summary = "All users, or those with a card number")
    public Data<List<UserView>> list(@QueryParam("cardNumber") @Nullable String cardNumber) {
        return new Data<>(users.list(tenancy.tenant(), Parameters.text("cardNumber", cardNumber)).stream()
                .map(UserView::of)
                .toList());
    }

    @GET
    @Path("users/{id}")
    @Operation(summary = "A user")
    public Data<UserView> get(@PathParam("id") String id) {
        return new Data<>(UserView.of(users.get(tenancy.tenant(), Parameters.id(id))));
    }

    @GET
    @Path("user_groups")
    @Operation(summary = "All groups of users")
    public Data<Map<String, List<GroupView>>> groups() {
        return new Data<>(Map.of(
                "userGroups",
                users.groups(tenancy.tenant()).stream().map(GroupView::of).toList()));
    }

    private static @Nullable Named named(Users.@Nullable Named named) {
        return named == null ? null : new Named(named.number(), named.name());
    }
}
