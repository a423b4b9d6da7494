package io.chronolink.benchmarks;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.locks.LockSupport;

/** Changes that come so many a second, whether the ones before are answered or not. */
final class Pace {

    /** A change; returns the operation's id. */
    interface Change {
        String send(int number) throws Exception;
    }

    private static final int SENDERS = 16;

    private Pace() {}

    /** Sends each when its time has come, as long as one of {@value #SENDERS} senders is free; returns the operations' ids. */
    static List<String> send(int count, int perSecond, Change change) throws Exception {
        ExecutorService senders = Executors.newFixedThreadPool(SENDERS);
        try {
            List<Future<String>> operations = new ArrayList<>();
            long start = System.nanoTime();
            for (int i = 0; i < count; i++) {
                int number = i;
                LockSupport.parkNanos(start + i * 1_000_000_000L / perSecond - System.nanoTime());
                Callable<String> send = () -> change.send(number);
                operations.add(senders.submit(send));
            }
            List<String> answered = new ArrayList<>();
            for (Future<String> operation : operations) {
                answered.add(operation.get());
            }
            return answered;
        } finally {
            senders.shutdownNow();
        }
    }
}
