package io.chronolink.kit.operations;

import io.chronolink.kit.tenancy.Tenancy;
import io.chronolink.kit.web.Failure;
import io.quarkus.security.Authenticated;
import io.smallrye.common.annotation.Blocking;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.Semaphore;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** Where callers watch their writes arrive: {@code propagation.md}, <i>Receipts and operations</i>. */
@Path("/operations")
@Authenticated
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Operations")
class OperationResource {

    private static final Pattern WAIT = Pattern.compile("(\\d{1,6})(ms|s)?");
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(60);
    private static final Duration FIRST_LOOK = Duration.ofMillis(5);
    private static final Duration LAST_LOOK = Duration.ofMillis(200);

    /** Waiting callers hold a thread each; beyond these they get what is known at once. */
    private static final Semaphore WAITING = new Semaphore(64);

    private final OperationRepository operations;
    private final Tenancy tenancy;

    OperationResource(OperationRepository operations, Tenancy tenancy) {
        this.operations = operations;
        this.tenancy = tenancy;
    }

    @GET
    @Path("/{id}")
    @Blocking
    @Operation(
            summary = "How far an accepted write has spread",
            description = "With ?wait=10s (60s at most) the answer comes as soon as the operation is done, "
                    + "or with what is known when the time is up.")
    public OperationStatus get(@PathParam("id") String id, @QueryParam("wait") @Nullable String wait)
            throws InterruptedException {
        Duration patience = wait == null ? Duration.ZERO : patience(wait);
        UUID operation = uuid(id);
        OperationStatus status = status(operation);
        if (patience.isZero() || status.isDone() || !WAITING.tryAcquire()) {
            return status;
        }
        try {
            long end = System.nanoTime() + patience.toNanos();
            Duration look = FIRST_LOOK;
            while (!status.isDone() && System.nanoTime() < end) {
                Thread.sleep(Math.min(look.toMillis(), Math.max(1, (end - System.nanoTime()) / 1_000_000)));
                look = look.multipliedBy(3).dividedBy(2).compareTo(LAST_LOOK) < 0
                        ? look.multipliedBy(3).dividedBy(2)
                        : LAST_LOOK;
                status = status(operation);
            }
            return status;
        } finally {
            WAITING.release();
        }
    }

    private OperationStatus status(UUID id) {
        return operations
                .find(tenancy.tenant(), id)
                .map(OperationStatus::of)
                .orElseThrow(() -> Failure.notFound("There is no such operation."));
    }

    /** An id that is no UUID names nothing, and is answered like one that does not exist. */
    private static UUID uuid(String id) {
        try {
            return UUID.fromString(id);
        } catch (IllegalArgumentException e) {
            throw Failure.notFound("There is no such operation.");
        }
    }

    private static Duration patience(String wait) {
        Matcher matcher = WAIT.matcher(wait);
        if (!matcher.matches()) {
            throw Failure.invalid("wait", "wait must be a time such as 10s or 500ms");
        }
        long number = Long.parseLong(matcher.group(1));
        Duration asked = "ms".equals(matcher.group(2)) ? Duration.ofMillis(number) : Duration.ofSeconds(number);
        return asked.compareTo(LONGEST_WAIT) < 0 ? asked : LONGEST_WAIT;
    }
}
