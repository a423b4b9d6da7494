package io.chronolink.kit.web;

import io.smallrye.mutiny.Uni;
import io.vertx.ext.web.RoutingContext;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.resteasy.reactive.server.ServerRequestFilter;
import org.jboss.resteasy.reactive.server.core.ResteasyReactiveRequestContext;
import org.jboss.resteasy.reactive.server.spi.ResteasyReactiveContainerRequestContext;

/**
 * Lets large bodies in one after another as far as the heap does not bear them at the same time: what is made of a body
 * takes many times its bytes. Whoever waits too long is asked to come again, and whoever was let in and does not send is
 * cut off, so that nobody holds the others up. Bodies that do not say their length are not counted; the server bounds
 * each of them.
 */
@Singleton
class LargeBodies {

    private static final long SMALL = 64 << 10;

    /** What a body becomes, with what is written and answered, takes more than ten times its bytes. */
    private static final int SHARE_OF_HEAP = 24;

    /** A body that is announced; guarded by the lock of all. */
    private static final class Announced {

        final long bytes;
        final CompletableFuture<Void> admitted = new CompletableFuture<>();
        boolean left;

        Announced(long bytes) {
            this.bytes = bytes;
        }
    }

    private final long bound;
    private final Duration patience;
    private final Duration arrival;
    private final Queue<Announced> waiting = new ArrayDeque<>();

    private long present;

    LargeBodies(
            @ConfigProperty(name = "chronolink.large-bodies.bytes") Optional<Long> bytes,
            @ConfigProperty(name = "chronolink.large-bodies.patience") Duration patience,
            @ConfigProperty(name = "chronolink.large-bodies.arrival") Duration arrival) {
        this.bound = bytes.orElse(Runtime.getRuntime().maxMemory() / SHARE_OF_HEAP);
        this.patience = patience;
        this.arrival = arrival;
    }

    @ServerRequestFilter
    void admit(ResteasyReactiveContainerRequestContext request, RoutingContext context) {
        long bytes = request.getLength();
        if (bytes < SMALL) {
            return;
        }
        Announced body = new Announced(bytes);
        enter(body);
        // The one comes when the work is done, the other when the connection is lost before it has begun.
        ((ResteasyReactiveRequestContext) request.getServerRequestContext())
                .registerCompletionCallback(failure -> leave(body));
        context.addEndHandler(ended -> leave(body));
        if (body.admitted.isDone()) {
            expect(context);
        } else {
            request.suspend();
            Uni.createFrom()
                    .completionStage(body.admitted)
                    .ifNoItem()
                    .after(patience)
                    .fail()
                    .subscribe()
                    .with(
                            done -> {
                                expect(context);
                                request.resume();
                            },
                            late -> request.resume(Failure.of(
                                    Failure.Kind.UNAVAILABLE, "Too many large requests at the same time, try again.")));
        }
    }

    private void expect(RoutingContext context) {
        context.vertx().setTimer(arrival.toMillis(), timer -> {
            if (!context.request().isEnded() && !context.response().ended()) {
                context.response().reset();
            }
        });
    }

    private synchronized void enter(Announced body) {
        waiting.add(body);
        admitNext();
    }

    private synchronized void leave(Announced body) {
        if (!body.left) {
            body.left = true;
            if (!waiting.remove(body)) {
                present -= body.bytes;
            }
            admitNext();
        }
    }

    /** In the order of arrival; one that is larger than all that may be present is admitted alone. */
    private void admitNext() {
        for (Announced next = waiting.peek();
                next != null && (present == 0 || present + next.bytes <= bound);
                next = waiting.peek()) {
            waiting.remove();
            present += next.bytes;
            next.admitted.complete(null);
        }
    }
}
