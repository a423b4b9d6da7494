package io.chronolink.kit.events;

import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/** Tells the relay that there is something to send; many calls before it looks are one. */
@Singleton
class WakeUp {

    private final Semaphore signal = new Semaphore(0);

    void now() {
        if (signal.availablePermits() == 0) {
            signal.release();
        }
    }

    /** Waits for a call or for the time to pass; true if there was a call. */
    boolean await(Duration atMost) throws InterruptedException {
        boolean called = signal.tryAcquire(atMost.toNanos(), TimeUnit.NANOSECONDS);
        signal.drainPermits();
        return called;
    }
}
