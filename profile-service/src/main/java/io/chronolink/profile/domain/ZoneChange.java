package io.chronolink.profile.domain;

import io.chronolink.events.TimeProfileEvent.TimeProfileSaved;
import io.chronolink.events.Timing;
import io.chronolink.kit.events.Cause;
import io.chronolink.kit.events.EventJson;
import io.chronolink.kit.events.Outbox;
import io.chronolink.kit.events.Outgoing;
import io.chronolink.kit.tenancy.TenantZones;
import io.chronolink.kit.web.Failure;
import jakarta.inject.Singleton;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jboss.logging.Logger;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.statement.StatementContext;
import org.jspecify.annotations.Nullable;

/** What another zone of a tenant does to its profiles. */
@Singleton
public class ZoneChange {

    private static final Logger LOG = Logger.getLogger(ZoneChange.class);

    /** So many profiles are held in memory at a time. */
    private static final int PAGE = 5000;

    private final Jdbi jdbi;
    private final Outbox outbox;
    private final TenantZones zones;
    private final Clock clock;

    ZoneChange(Jdbi jdbi, Outbox outbox, TenantZones zones, Clock clock) {
        this.jdbi = jdbi;
        this.outbox = outbox;
        this.zones = zones;
        this.clock = clock;
    }

    /** Puts a tenant's profiles on the wall clock of its zone and tells of those that changed; returns how many did. */
    public int retime(Cause cause) {
        return jdbi.withHandle(handle -> {
            TenantLock.take(handle, cause.tenant());
            ZoneId zone = zones.zoneOf(cause.tenant());
            int changed = 0;
            long after = 0;
            List<Stored> page;
            do {
                page = page(handle, cause.tenant(), after);
                changed += retime(handle, cause, zone, page);
                after = page.isEmpty() ? after : page.get(page.size() - 1).uid();
            } while (page.size() == PAGE);
            return changed;
        });
    }

    private int retime(Handle handle, Cause cause, ZoneId zone, List<Stored> profiles) {
        List<UUID> ids = new ArrayList<>();
        List<String> timings = new ArrayList<>();
        List<Outgoing> events = new ArrayList<>();
        for (Stored profile : profiles) {
            Timing timing = profile.timingIn(zone);
            if (!timing.equals(profile.timing())) {
                ids.add(profile.id());
                timings.add(EventJson.write(timing));
                events.add(Outgoing.of(cause, profile.saved(timing)));
            }
        }
        if (!ids.isEmpty()) {
            handle.createUpdate("""
                            update time_profile p set timing = n.timing::jsonb, version = p.version + 1,
                                changed_at = :now
                            from unnest(:ids, :timings) as n (id, timing)
                            where p.tenant = :tenant and p.id = n.id
                            """)
                    .bind("tenant", cause.tenant())
                    .bind("now", clock.instant().atOffset(ZoneOffset.UTC))
                    .bindArray("ids", UUID.class, ids)
                    .bindArray("timings", String.class, timings)
                    .execute();
            outbox.append(events);
        }
        return ids.size();
    }

    private static List<Stored> page(Handle handle, String tenant, long after) {
        return handle.createQuery("""
                        select id, version, link_id, uid, name, time_options, repeat_options, timing from time_profile
                        where tenant = :tenant and uid > :after and not deleted order by uid limit :page
                        """)
                .bind("tenant", tenant)
                .bind("after", after)
                .bind("page", PAGE)
                .map(Stored::of)
                .list();
    }

    private record Stored(
            UUID id,
            long version,
            @Nullable UUID linkId,
            long uid,
            String name,
            Map<String, Object> timeOptions,
            Map<String, Object> repeatOptions,
            Timing timing) {

        static Stored of(ResultSet row, StatementContext context) throws SQLException {
            return new Stored(
                    row.getObject("id", UUID.class),
                    row.getLong("version"),
                    row.getObject("link_id", UUID.class),
                    row.getLong("uid"),
                    row.getString("name"),
                    options(row.getString("time_options")),
                    options(row.getString("repeat_options")),
                    EventJson.read(row.getString("timing"), Timing.class));
        }

        /** A rule that does not match anything in the new zone stays as it was: nobody could be told otherwise. */
        Timing timingIn(ZoneId zone) {
            try {
                return ItemFormat.stored(name, timeOptions, repeatOptions).timing(zone);
            } catch (Failure e) {
                LOG.warnf("Profile %s has no time in zone %s", id, zone);
                return timing;
            }
        }

        TimeProfileSaved saved(Timing newTiming) {
            return new TimeProfileSaved(id, version + 1, linkId, uid, name, newTiming, timeOptions, repeatOptions);
        }

        @SuppressWarnings("unchecked")
        private static Map<String, Object> options(String json) {
            return EventJson.read(json, Map.class);
        }
    }
}
