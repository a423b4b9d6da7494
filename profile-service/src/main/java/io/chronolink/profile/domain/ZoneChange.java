package io.chronolink.profile.domain;

import io.chronolink.events.TimeProfileEvent.TimeProfileSaved;
import io.chronolink.events.Timing;
import io.chronolink.kit.database.Columns;
import io.chronolink.kit.events.Cause;
import io.chronolink.kit.events.EventJson;
import io.chronolink.kit.events.Outbox;
import io.chronolink.kit.events.Outgoing;
import io.chronolink.kit.web.Failure;
import io.chronolink.links.TenantZones;
import io.chronolink.links.ZoneFollower;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jboss.logging.Logger;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;

/** What another zone of a tenant does to its profiles. */
@Singleton
public class ZoneChange implements ZoneFollower {

    private static final Logger LOG = Logger.getLogger(ZoneChange.class);

    /** So many profiles are held in memory at a time. */
    private static final int PAGE = 5000;

    private final Jdbi jdbi;
    private final TenantLock lock;
    private final Outbox outbox;
    private final TenantZones zones;
    private final Clock clock;

    ZoneChange(Jdbi jdbi, TenantLock lock, Outbox outbox, TenantZones zones, Clock clock) {
        this.jdbi = jdbi;
        this.lock = lock;
        this.outbox = outbox;
        this.zones = zones;
        this.clock = clock;
    }

    /** Puts a tenant's profiles on the wall clock of its zone and tells of those that changed; returns how many did. */
    @Override
    public int follow(Cause cause) {
        lock.take(cause.tenant());
        ZoneId zone = zones.zoneOf(cause.tenant());
        int changed = 0;
        long after = 0;
        List<Stored> page;
        do {
            page = page(cause.tenant(), after);
            changed += retime(cause, zone, page);
            after = page.isEmpty() ? after : page.get(page.size() - 1).uid();
        } while (page.size() == PAGE);
        return changed;
    }

    private int retime(Cause cause, ZoneId zone, List<Stored> profiles) {
        record Retimed(Stored profile, Timing timing) {}
        List<Retimed> changed = profiles.stream()
                .map(profile -> new Retimed(profile, profile.timingIn(zone)))
                .filter(each -> !each.timing().equals(each.profile().storedTiming()))
                .toList();
        if (!changed.isEmpty()) {
            jdbi.useHandle(handle -> handle.createUpdate("""
                            update time_profile p set timing = n.timing::jsonb, version = p.version + 1,
                                changed_at = :now
                            from unnest(:ids, :timings) as n (id, timing)
                            where p.tenant = :tenant and p.id = n.id
                            """)
                    .bind("tenant", cause.tenant())
                    .bind("now", clock.instant())
                    .bindNamedArgumentFinder(Columns.of(changed)
                            .uuid("ids", each -> each.profile().id())
                            .text("timings", each -> EventJson.write(each.timing())))
                    .execute());
            outbox.append(changed.stream()
                    .map(each -> Outgoing.of(cause, each.profile().saved(each.timing())))
                    .toList());
        }
        return changed.size();
    }

    private List<Stored> page(String tenant, long after) {
        return jdbi.withHandle(handle -> handle.createQuery("""
                        select id, version, link_id, born, uid, name, time_options, repeat_options, timing from time_profile
                        where tenant = :tenant and uid > :after and not deleted order by uid limit :page
                        """)
                .bind("tenant", tenant)
                .bind("after", after)
                .bind("page", PAGE)
                .mapTo(Stored.class)
                .list());
    }

    private record Stored(
            UUID id,
            long version,
            @Nullable UUID linkId,
            long born,
            long uid,
            String name,
            String timeOptions,
            String repeatOptions,
            String timing) {

        /** A rule that does not match anything in the new zone stays as it was: nobody could be told otherwise. */
        Timing timingIn(ZoneId zone) {
            try {
                return ItemFormat.stored(name, members(timeOptions), members(repeatOptions))
                        .timing(zone);
            } catch (Failure e) {
                LOG.warnf("Profile %s has no time in zone %s", id, zone);
                return storedTiming();
            }
        }

        Timing storedTiming() {
            return EventJson.read(timing, Timing.class);
        }

        TimeProfileSaved saved(Timing newTiming) {
            return new TimeProfileSaved(
                    id, version + 1, linkId, born, uid, name, newTiming, members(timeOptions), members(repeatOptions));
        }

        @SuppressWarnings("unchecked")
        private static Map<String, Object> members(String json) {
            return EventJson.read(json, Map.class);
        }
    }
}
