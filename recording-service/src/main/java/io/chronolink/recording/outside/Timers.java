package io.chronolink.recording.outside;

import io.chronolink.recording.domain.Horizon;
import io.chronolink.recording.domain.Starter;
import io.quarkus.scheduler.Scheduled;
import io.quarkus.scheduler.Scheduled.ConcurrentExecution;
import jakarta.inject.Singleton;
import java.time.Clock;

/** Lets time pass. Several instances may look at once; what is due is done by one of them. */
@Singleton
class Timers {

    private final Starter starter;
    private final Horizon horizon;
    private final Clock clock;

    Timers(Starter starter, Horizon horizon, Clock clock) {
        this.starter = starter;
        this.horizon = horizon;
        this.clock = clock;
    }

    /** Does not wait for the devices, so that a slow one delays no other. */
    @Scheduled(identity = "starter", every = "${recording.start-every}", concurrentExecution = ConcurrentExecution.SKIP)
    void start() {
        var unused = starter.run(clock.instant());
    }

    @Scheduled(
            identity = "horizon",
            every = "${recording.extend-every}",
            concurrentExecution = ConcurrentExecution.SKIP)
    void extend() {
        horizon.extend();
    }
}
