package io.chronolink.kit.web;

import io.smallrye.mutiny.Uni;
import io.vertx.ext.web.RoutingContext;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.resteasy.reactive.server.ServerRequestFilter;
import org.jboss.resteasy.reactive.server.spi.ResteasyReactiveContainerRequestContext;

/**
 * Lets large bodies in one after another as far as the heap does not bear them at the same time: what is made of a body
 * takes many times its bytes. Whoever waits too long is asked to come again. Bodies that do not say their length are not
 * counted; the server bounds each of them.
 */
@Singleton
class LargeBodies {

    private static final long SMALL = 64 << 10;

    /** What a body becomes, with what is written and answered, takes more than ten times its bytes. */
    private static final int SHARE_OF_HEAP = 24;

    private record Waiting(long bytes, CompletableFuture<Void> admitted) {}

    private final long bound;
    private final Duration patience;
    private final Queue<Waiting> waiting = new ArrayDeque<>();

    private long present;

    LargeBodies(@ConfigProperty(name = "chronolink.large-bodies.patience") Duration patience) {
        this.bound = Runtime.getRuntime().maxMemory() / SHARE_OF_HEAP;
        this.patience = patience;
    }

    @ServerRequestFilter
    void admit(ResteasyReactiveContainerRequestContext request, RoutingContext context) {
        long bytes = request.getLength();
        if (bytes < SMALL) {
            return;
        }
        CompletableFuture<Void> admitted = enter(bytes);
        context.addEndHandler(ended -> leave(bytes, admitted));
        if (!admitted.isDone()) {
            request.suspend();
            Uni.createFrom()
                    .completionStage(admitted)
                    .ifNoItem()
                    .after(patience)
                    .fail()
                    .subscribe()
                    .with(
                            done -> request.resume(),
                            late -> request.resume(Failure.of(
                                    Failure.Kind.UNAVAILABLE, "Too many large requests at the same time, try again.")));
        }
    }

    private synchronized CompletableFuture<Void> enter(long bytes) {
        Waiting one = new Waiting(bytes, new CompletableFuture<>());
        waiting.add(one);
        admitNext();
        return one.admitted();
    }

    private synchronized void leave(long bytes, CompletableFuture<Void> admitted) {
        if (waiting.removeIf(one -> one.admitted() == admitted)) {
            return;
        }
        present -= bytes;
        admitNext();
    }

    /** In the order of arrival; one that is larger than all that may be present is admitted alone. */
    private void admitNext() {
        for (Waiting next = waiting.peek();
                next != null && (present == 0 || present + next.bytes() <= bound);
                next = waiting.peek()) {
            waiting.remove();
            present += next.bytes();
            next.admitted().complete(null);
        }
    }
}
