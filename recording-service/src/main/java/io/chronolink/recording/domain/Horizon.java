package io.chronolink.recording.domain;

import io.chronolink.kit.tenancy.Tenancy;
import io.chronolink.links.LinkKey;
import io.chronolink.links.LinkReplica;
import io.chronolink.links.LinkState;
import io.chronolink.recording.domain.BulkSchedules.Row;
import io.quarkus.narayana.jta.QuarkusTransaction;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;
import org.jdbi.v3.core.Jdbi;

/**
 * Moves the horizon up to which occurrences are planned, each schedule about once a day. Any number of instances may do
 * so at the same time: the row of a schedule says how far it is planned, and is locked while it is planned further.
 */
@Singleton
public class Horizon {

    private static final Logger LOG = Logger.getLogger(Horizon.class);
    private static final int SCHEDULES = 200;
    private static final Duration STEP = Duration.ofDays(1);

    private final Jdbi jdbi;
    private final BulkSchedules schedules;
    private final LinkReplica links;
    private final Planner planner;
    private final Tenancy tenancy;

    Horizon(Jdbi jdbi, BulkSchedules schedules, LinkReplica links, Planner planner, Tenancy tenancy) {
        this.jdbi = jdbi;
        this.schedules = schedules;
        this.links = links;
        this.planner = planner;
        this.tenancy = tenancy;
    }

    /** Plans on for every schedule that is more than a day behind. */
    public void extend() {
        List<String> tenants = jdbi.withHandle(handle -> handle.createQuery(
                        "select tenant from tenant_counter where kind = 'schedule' order by tenant")
                .mapTo(String.class)
                .list());
        for (String tenant : tenants) {
            int done;
            do {
                done = tenancy.as(
                        Set.of(tenant), () -> QuarkusTransaction.requiringNew().call(() -> extend(tenant)));
            } while (done > 0);
        }
    }

    /** Some schedules of a tenant; returns how many. */
    private int extend(String tenant) {
        Instant until = planner.until();
        Instant due = until.minus(STEP);
        List<Row> candidates = schedules.plannedBefore(tenant, due, SCHEDULES);
        Map<LinkKey, LinkState> states = links.lock(
                candidates.stream().map(Row::link).filter(Objects::nonNull).collect(Collectors.toSet()));
        Map<Plan, Instant> plans = new HashMap<>();
        for (Row schedule :
                schedules.lock(tenant, candidates.stream().map(Row::id).toList())) {
            Instant planned = schedule.plannedUntil();
            LinkKey link = schedule.link();
            // Somebody else may have planned it or bound it to another link meanwhile.
            if (planned != null && planned.isBefore(due) && (link == null || states.containsKey(link))) {
                plans.put(schedule.plan(schedule.timing(), link == null ? null : states.get(link)), planned);
            }
        }
        if (!plans.isEmpty()) {
            int left = planner.extend(plans, until);
            schedules.plannedUntil(plans.keySet(), until);
            if (left > 0) {
                LOG.warnf("%d occurrences were not planned, as their exclusive rooms are taken", left);
            }
        }
        return plans.size();
    }
}
