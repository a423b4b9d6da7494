package io.chronolink.period.outside;

import io.chronolink.period.domain.Boundaries;
import io.quarkus.scheduler.Scheduled;
import jakarta.inject.Singleton;
import java.time.Clock;

/** Lets time tell its events. Several instances may look at once; a boundary is told by one of them. */
@Singleton
class BoundaryTimer {

    private final Boundaries boundaries;
    private final Clock clock;

    BoundaryTimer(Boundaries boundaries, Clock clock) {
        this.boundaries = boundaries;
        this.clock = clock;
    }

    @Scheduled(
            identity = "boundaries",
            every = "${chronolink.period.boundary-interval}",
            concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    void tick() {
        boundaries.tellUntil(clock.instant());
    }
}
