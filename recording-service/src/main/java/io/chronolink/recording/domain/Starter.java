package io.chronolink.recording.domain;

import com.github.f4b6a3.uuid.UuidCreator;
import io.chronolink.kit.database.RecordKey;
import io.chronolink.kit.events.Cause;
import io.chronolink.kit.events.Outbox;
import io.chronolink.kit.events.Outgoing;
import io.chronolink.kit.tenancy.Tenancy;
import io.chronolink.recording.domain.BulkSchedules.Row;
import io.chronolink.recording.domain.Recordings.Claim;
import io.quarkus.narayana.jta.QuarkusTransaction;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;
import org.jdbi.v3.core.Jdbi;

/**
 * Starts and stops recordings when their time has come, each once, by however many instances. A recording is claimed in
 * the database before its device is told, and confirmed after. Whoever dies between the two leaves a claim that runs
 * out; then the device is told again under the same id, which it has started already.
 */
@Singleton
public class Starter {

    private static final Logger LOG = Logger.getLogger(Starter.class);

    /** Tenants that one statement looks at. */
    private static final int TENANTS = 500;

    private static final int THREADS = 32;

    /** Devices that wait to be told: so few that each is told before its claim runs out. */
    private static final int WAITING = 4 * THREADS;

    private static final int SCHEDULES = 200;

    /** After a device has failed, it is tried again. */
    private static final Duration AGAIN = Duration.ofSeconds(10);

    private final Jdbi jdbi;
    private final Tenancy tenancy;
    private final Recordings recordings;
    private final BulkSchedules schedules;
    private final Planner planner;
    private final Outbox outbox;
    private final Recorder recorder;
    private final Duration startWithin;
    private final Duration claim;
    private final AtomicInteger waiting = new AtomicInteger();
    private final ExecutorService calls = Executors.newFixedThreadPool(THREADS, work -> {
        Thread thread = new Thread(work, "recorder");
        thread.setDaemon(true);
        return thread;
    });

    Starter(
            Jdbi jdbi,
            Tenancy tenancy,
            Recordings recordings,
            BulkSchedules schedules,
            Planner planner,
            Outbox outbox,
            Recorder recorder,
            @ConfigProperty(name = "recording.start-within") Duration startWithin,
            @ConfigProperty(name = "recording.device-timeout") Duration deviceTimeout) {
        this.jdbi = jdbi;
        this.tenancy = tenancy;
        this.recordings = recordings;
        this.schedules = schedules;
        this.planner = planner;
        this.outbox = outbox;
        this.recorder = recorder;
        this.startWithin = startWithin;
        this.claim = claim(deviceTimeout);
    }

    /** How long somebody may be busy telling a device: a turn for each call that may wait before it, and its own. */
    static Duration claim(Duration deviceTimeout) {
        return deviceTimeout
                .multipliedBy((long) Recorder.MAX_CALLS * (WAITING / THREADS + 1))
                .plus(AGAIN);
    }

    @PreDestroy
    void close() {
        calls.shutdownNow();
    }

    /**
     * Starts and stops what is due at an instant, as far as there are hands, and ends schedules that are over.
     *
     * @return is done when the devices have been told
     */
    public CompletableFuture<Void> run(Instant now) {
        List<String> tenants = jdbi.withHandle(handle -> handle.createQuery(
                        "select distinct tenant from tenant_counter where kind in ('schedule', 'recording') order by tenant")
                .mapTo(String.class)
                .list());
        List<CompletableFuture<?>> told = new ArrayList<>();
        for (int i = 0; i < tenants.size(); i += TENANTS) {
            List<String> some = tenants.subList(i, Math.min(i + TENANTS, tenants.size()));
            tenancy.as(some, () -> {
                told.addAll(run(now, now.minus(startWithin)));
                return true;
            });
        }
        return CompletableFuture.allOf(told.toArray(CompletableFuture[]::new));
    }

    private List<CompletableFuture<?>> run(Instant now, Instant late) {
        int missed = QuarkusTransaction.requiringNew().call(() -> recordings.giveUp(now, late));
        if (missed > 0) {
            LOG.warnf("%d recordings were not started or stopped in time", missed);
        }
        List<CompletableFuture<?>> told = new ArrayList<>();
        List<Claim> claims;
        do {
            int hands = Math.max(0, WAITING - waiting.get());
            claims = hands == 0
                    ? List.of()
                    : QuarkusTransaction.requiringNew().call(() -> recordings.claim(now, late, now.plus(claim), hands));
            List<Claim> without = claims.stream()
                    .filter(each -> each.recording().device() == null)
                    .toList();
            tell(without, now);
            for (Claim each : claims) {
                if (each.recording().device() != null) {
                    waiting.incrementAndGet();
                    told.add(CompletableFuture.runAsync(() -> tellDevice(each, now), calls));
                }
            }
        } while (!claims.isEmpty());
        end(now, late);
        return told;
    }

    private void tellDevice(Claim each, Instant now) {
        try {
            tenancy.as(List.of(each.recording().tenant()), () -> {
                tell(List.of(each), now);
                return true;
            });
        } catch (RuntimeException e) {
            LOG.warn("What a device said could not be noted; it is asked again later", e);
        } finally {
            waiting.decrementAndGet();
        }
    }

    private void tell(List<Claim> claims, Instant now) {
        List<Claim> confirmed = new ArrayList<>();
        for (Claim each : claims) {
            try {
                recorder.tell(each.command(), each.recording());
                confirmed.add(each);
            } catch (RuntimeException e) {
                LOG.warnf(
                        "Recording %d of %s: the device was not told to %s: %s",
                        each.recording().number(), each.recording().tenant(), each.command(), e.getMessage());
                recordings.giveBack(each, now.plus(AGAIN));
            }
        }
        if (!confirmed.isEmpty()) {
            recordings.confirm(confirmed, now);
        }
    }

    /** A schedule that follows a link lives as long as the link does, since that may give it other times. */
    private void end(Instant now, Instant late) {
        int ended;
        do {
            ended = QuarkusTransaction.requiringNew().call(() -> {
                List<Row> over = schedules.lockOver(now, late, SCHEDULES);
                if (!over.isEmpty()) {
                    List<RecordKey> keys = over.stream().map(Row::key).toList();
                    schedules.delete(keys, now);
                    planner.cancel(keys);
                    outbox.append(over.stream()
                            .map(schedule -> Outgoing.last(cause(schedule.tenant()), schedule.deleted()))
                            .toList());
                }
                return over.size();
            });
        } while (ended > 0);
    }

    private static Cause cause(String tenant) {
        return new Cause(tenant, UuidCreator.getTimeOrderedEpoch(), null);
    }
}
