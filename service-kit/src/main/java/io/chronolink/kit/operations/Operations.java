package io.chronolink.kit.operations;

import com.github.f4b6a3.uuid.UuidCreator;
import io.chronolink.kit.database.Database;
import io.chronolink.kit.events.Cause;
import io.chronolink.kit.events.EventJson;
import io.chronolink.kit.events.Tally;
import io.chronolink.kit.events.Traces;
import io.chronolink.kit.tenancy.Tenancy;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.vertx.ext.web.RoutingContext;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.UUID;
import java.util.function.Function;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;
import org.jdbi.v3.core.Jdbi;

/** Writes that a service accepts: each has an id that every event it causes carries. */
@Singleton
public class Operations {

    static final String HEADER = "Operation-Id";

    private static final Logger LOG = Logger.getLogger(Operations.class);
    private static final int ATTEMPTS = 3;

    private final Jdbi jdbi;
    private final Tally tally;
    private final Tenancy tenancy;
    private final Clock clock;
    private final Traces traces;
    private final RoutingContext request;
    private final Duration retention;

    Operations(
            Jdbi jdbi,
            Tally tally,
            Tenancy tenancy,
            Clock clock,
            Traces traces,
            RoutingContext request,
            @ConfigProperty(name = "chronolink.retention.operations") Duration retention) {
        this.jdbi = jdbi;
        this.tally = tally;
        this.tenancy = tenancy;
        this.clock = clock;
        this.traces = traces;
        this.request = request;
        this.retention = retention;
    }

    /**
     * Does the work of a request in one transaction, as a new operation whose id the answer tells in
     * {@code Operation-Id}. If the work throws, nothing is kept and nothing is told.
     *
     * @param kind what is done, such as {@code time-profile.link.upsert}
     * @param items how many records the caller asked for
     * @param work gets the cause of all events that it publishes; is done anew, as a whole, where its transaction and
     *     another one waited for each other
     */
    public <T> T accept(String kind, int items, Function<Cause, T> work) {
        for (int left = ATTEMPTS - 1; ; left--) {
            try {
                return acceptOnce(kind, items, work);
            } catch (RuntimeException e) {
                if (left == 0 || !Database.isUndecided(e)) {
                    throw e;
                }
                LOG.infof("%s is done again: %s", kind, e.getMessage());
            }
        }
    }

    private <T> T acceptOnce(String kind, int items, Function<Cause, T> work) {
        UUID id = UuidCreator.getTimeOrderedEpoch();
        Cause cause =
                new Cause(tenancy.tenant(), id, traces.current(request.request().getHeader("traceparent")));
        T result = QuarkusTransaction.requiringNew().call(() -> {
            T done = work.apply(cause);
            jdbi.useHandle(handle -> handle.createUpdate("""
                            with forgotten as (
                                delete from operation where tenant = :tenant and accepted_at < :forget
                            )
                            insert into operation (id, tenant, kind, accepted_at, items, published)
                            values (:id, :tenant, :kind, :now, :items, cast(:published as jsonb))
                            """)
                    .bind("id", id)
                    .bind("tenant", cause.tenant())
                    .bind("kind", kind)
                    .bind("now", clock.instant().atOffset(ZoneOffset.UTC))
                    .bind("forget", clock.instant().minus(retention).atOffset(ZoneOffset.UTC))
                    .bind("items", items)
                    .bind("published", EventJson.write(tally.published(id)))
                    .execute());
            return done;
        });
        request.response().putHeader(HEADER, id.toString());
        return result;
    }
}
