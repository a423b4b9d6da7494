package io.chronolink.information.api;

import com.fasterxml.jackson.annotation.JsonFormat;
import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import io.chronolink.information.domain.Notifications;
import io.chronolink.information.domain.Notifications.Status;
import io.chronolink.kit.tenancy.Tenancy;
import io.chronolink.kit.web.Failure;
import io.chronolink.kit.web.Roles;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** Mails about notices: whether they were sent, and what to do if that is not known. */
@Path("/api/v1/notifications")
@Produces(Formats.JSON)
@Tag(name = "Notifications")
class NotificationResource {

    @JsonNaming(SnakeCaseStrategy.class)
    record View(
            UUID id,
            UUID operationId,
            UUID userId,
            String email,
            Status status,
            @Nullable String reason,

            @JsonFormat(pattern = Bodies.DATE, timezone = "UTC")
            Instant changedAt) {}

    @JsonNaming(SnakeCaseStrategy.class)
    record Page(List<View> items, int page, int pageSize) {}

    private final Notifications notifications;
    private final Tenancy tenancy;

    NotificationResource(Notifications notifications, Tenancy tenancy) {
        this.notifications = notifications;
        this.tenancy = tenancy;
    }

    @GET
    @RolesAllowed(Roles.TENANT_ADMIN)
    @Operation(
            summary = "A page of the mails, the newest first",
            description =
                    "status: queued, sent, refused (by the mail server) or in_doubt (the service ended or lost the "
                            + "mail server while it was sending, so that nobody knows whether the mail left).")
    public Page list(
            @QueryParam("operation_id") @Nullable String operationId,
            @QueryParam("status") @Nullable String status,
            @QueryParam("page") @Nullable String page,
            @QueryParam("page_size") @Nullable String pageSize) {
        int number = ListParameters.page(page);
        int size = ListParameters.pageSize(pageSize);
        return new Page(
                notifications
                        .list(
                                tenancy.tenant(),
                                ListParameters.guid("operation_id", operationId),
                                status(status),
                                number,
                                size)
                        .stream()
                        .map(mail -> new View(
                                mail.id(),
                                mail.operationId(),
                                mail.recipientId(),
                                mail.email(),
                                mail.status(),
                                mail.reason(),
                                mail.changedAt()))
                        .toList(),
                number,
                size);
    }

    @POST
    @Path("/{id}/resend")
    @RolesAllowed(Roles.TENANT_ADMIN)
    @Operation(summary = "Send a mail again that was refused or is in doubt, under the same Message-ID")
    public Result resend(@PathParam("id") String id) {
        UUID guid = Guids.guid("id", id);
        notifications.resend(guid);
        return Result.of(List.of(), guid, null, null, null);
    }

    private static @Nullable Status status(@Nullable String status) {
        return status == null
                ? null
                : Arrays.stream(Status.values())
                        .filter(value -> value.name().equals(status))
                        .findFirst()
                        .orElseThrow(() -> Failure.invalid(
                                "status", "The value must be one of " + Arrays.toString(Status.values()) + "."));
    }
}
