package io.chronolink.kit.operations;

import io.chronolink.kit.tenancy.Tenancy;
import io.chronolink.kit.web.Failure;
import io.chronolink.kit.web.Param;
import io.quarkus.security.Authenticated;
import io.smallrye.common.annotation.Blocking;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import io.smallrye.mutiny.subscription.MultiEmitter;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.sse.OutboundSseEvent;
import jakarta.ws.rs.sse.Sse;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Semaphore;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** Where callers watch their writes arrive: docs/propagation.md#receipts-and-operations. */
@Path("/operations")
@Authenticated
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Operations")
class OperationResource {

    private static final Pattern WAIT = Pattern.compile("(\\d{1,6})(ms|s)?");
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(60);
    private static final Duration LONGEST_STREAM = Duration.ofMinutes(10);
    private static final Duration HEARTBEAT = Duration.ofSeconds(15);
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
    public OperationStatus get(@PathParam("id") String id, @QueryParam("wait") @Nullable String wait) {
        Duration patience = wait == null ? Duration.ZERO : patience(wait);
        UUID operation = uuid(id);
        OperationStatus status = status(tenancy.tenant(), operation);
        if (patience.isZero() || status.isDone() || !WAITING.tryAcquire()) {
            return status;
        }
        try {
            return watch(tenancy.tenant(), operation, patience, seen -> true);
        } finally {
            WAITING.release();
        }
    }

    @GET
    @Path("/{id}/stream")
    @Blocking
    @Produces(MediaType.SERVER_SENT_EVENTS)
    @Operation(
            summary = "The same as server-sent events until the operation is done",
            description =
                    "An event for each change and a comment where there is none for long. The stream ends with the "
                            + "event that says done, or after ten minutes.")
    public Multi<OutboundSseEvent> stream(@PathParam("id") String id, @Context Sse sse) {
        String tenant = tenancy.tenant();
        UUID operation = uuid(id);
        status(tenant, operation); // not found is said before the stream begins
        if (!WAITING.tryAcquire()) {
            throw Failure.of(Failure.Kind.UNAVAILABLE, "Too many callers are waiting; ask again.");
        }
        return Multi.createFrom()
                .<OutboundSseEvent>emitter(emitter -> {
                    watch(tenant, operation, LONGEST_STREAM, new Teller(sse, emitter));
                    emitter.complete();
                })
                .runSubscriptionOn(Infrastructure.getDefaultWorkerPool())
                .onTermination()
                .invoke(WAITING::release);
    }

    /** Tells changes; has had enough when nobody listens any more. */
    private static final class Teller implements Predicate<OperationStatus> {

        private final Sse sse;
        private final MultiEmitter<? super OutboundSseEvent> emitter;
        private @Nullable OperationStatus last;
        private long toldAt;

        Teller(Sse sse, MultiEmitter<? super OutboundSseEvent> emitter) {
            this.sse = sse;
            this.emitter = emitter;
        }

        @Override
        public boolean test(OperationStatus status) {
            long now = System.nanoTime();
            if (!status.equals(last)) {
                emitter.emit(sse.newEventBuilder()
                        .name("operation")
                        .mediaType(MediaType.APPLICATION_JSON_TYPE)
                        .data(OperationStatus.class, status)
                        .build());
                last = status;
                toldAt = now;
            } else if (now - toldAt > HEARTBEAT.toNanos()) {
                emitter.emit(sse.newEventBuilder().comment("spreading").build());
                toldAt = now;
            }
            return !emitter.isCancelled();
        }
    }

    /** Looks again and again, until the operation is done, the time is up or the watcher has had enough. */
    private OperationStatus watch(String tenant, UUID id, Duration patience, Predicate<OperationStatus> watcher) {
        long end = System.nanoTime() + patience.toNanos();
        Duration look = FIRST_LOOK;
        while (true) {
            OperationStatus status = tenancy.as(List.of(tenant), () -> status(tenant, id));
            long left = end - System.nanoTime();
            if (!watcher.test(status) || status.isDone() || left <= 0) {
                return status;
            }
            try {
                Thread.sleep(Math.min(look.toMillis(), Math.max(1, left / 1_000_000)));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return status;
            }
            look = look.multipliedBy(3).dividedBy(2).compareTo(LAST_LOOK) < 0
                    ? look.multipliedBy(3).dividedBy(2)
                    : LAST_LOOK;
        }
    }

    private OperationStatus status(String tenant, UUID id) {
        return operations.find(tenant, id).map(OperationStatus::of).orElseThrow(OperationResource::notFound);
    }

    private static Failure notFound() {
        return Failure.notFound("There is no such operation.");
    }

    /** An id that is no UUID names nothing, and is answered like one that does not exist. */
    private static UUID uuid(String id) {
        return Param.id(id, OperationResource::notFound);
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
