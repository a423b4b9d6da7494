package io.chronolink.profile.domain;

import io.chronolink.events.TimeProfileEvent.TimeProfileDeleted;
import io.chronolink.events.Timing;
import io.chronolink.kit.events.Cause;
import io.chronolink.kit.events.Outbox;
import io.chronolink.kit.events.Outgoing;
import io.chronolink.kit.links.LinkKey;
import io.chronolink.kit.links.LinkReplica;
import io.chronolink.kit.links.LinkState;
import io.chronolink.kit.links.Timings;
import io.chronolink.kit.operations.Operations;
import io.chronolink.kit.tenancy.Tenancy;
import io.chronolink.kit.tenancy.TenantZones;
import io.chronolink.recurrence.Interval;
import io.chronolink.recurrence.Occurrence;
import io.chronolink.recurrence.Recurrence;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What can be done with time profiles. */
@Singleton
public class TimeProfileService {

    /** What became of one item of a bulk call. */
    public enum Outcome {
        CREATED,
        UPDATED,
        DELETED,
        NOT_FOUND
    }

    /** One line of a bulk call's result. */
    public record Result(UUID linkId, Outcome outcome) {}

    /** Why a profile is active or not. */
    public enum Reason {
        INSIDE_WINDOW,
        OUTSIDE_WINDOW,
        LINK_HELD,
        ENDED
    }

    /**
     * Whether a profile is active at an instant.
     *
     * @param window the window around the instant, or null
     * @param next the next window after the instant, or null
     */
    public record Activity(
            boolean active,
            Reason reason,
            @Nullable Interval window,
            @Nullable Interval next) {}

    private static final int RETIMED_AT_ONCE = 5_000;

    private final TimeProfileRepository profiles;
    private final Operations operations;
    private final Outbox outbox;
    private final Tenancy tenancy;
    private final TenantZones zones;
    private final LinkReplica links;

    TimeProfileService(
            TimeProfileRepository profiles,
            Operations operations,
            Outbox outbox,
            Tenancy tenancy,
            TenantZones zones,
            LinkReplica links) {
        this.profiles = profiles;
        this.operations = operations;
        this.outbox = outbox;
        this.tenancy = tenancy;
        this.zones = zones;
        this.links = links;
    }

    /** Creates or replaces the profiles of links; of several items for one link the last one counts. */
    public List<Result> upsert(List<ProfileItem> items) {
        Map<UUID, ProfileItem> wanted = new LinkedHashMap<>();
        items.forEach(item -> wanted.put(item.linkId(), item));
        return operations.accept("time-profile.link.upsert", items.size(), cause -> {
            // The zone is read under the counter's lock, so that a change of zone retimes what is written here.
            long lastUid = profiles.lock(cause.tenant());
            ZoneId zone = zones.zoneOf(cause.tenant());
            Map<ProfileItem, Timing> timed = new LinkedHashMap<>();
            wanted.values()
                    .forEach(item -> timed.put(item, Timings.of(item.rule().in(zone))));
            TimeProfileRepository.Upserted upserted = profiles.upsert(cause.tenant(), lastUid, timed);
            outbox.append(upserted.changed().stream()
                    .map(profile -> Outgoing.of(cause, profile.saved()))
                    .toList());
            Set<UUID> created = new HashSet<>(upserted.created());
            // The first item of a new link creates it, the ones after it update it.
            return items.stream()
                    .map(item -> new Result(
                            item.linkId(), created.remove(item.linkId()) ? Outcome.CREATED : Outcome.UPDATED))
                    .toList();
        });
    }

    /** Deletes the profiles of links. */
    public List<Result> delete(List<UUID> linkIds) {
        return operations.accept("time-profile.link.delete", linkIds.size(), cause -> {
            profiles.lock(cause.tenant());
            List<TimeProfile> deleted = profiles.delete(cause.tenant(), linkIds);
            outbox.append(deleted.stream()
                    .map(profile -> Outgoing.last(
                            cause,
                            new TimeProfileDeleted(
                                    profile.id(), profile.version(), profile.linkId(), profile.uid(), profile.name())))
                    .toList());
            Set<UUID> gone = new HashSet<>();
            deleted.forEach(profile -> gone.add(profile.linkId()));
            return linkIds.stream()
                    .map(id -> new Result(id, gone.remove(id) ? Outcome.DELETED : Outcome.NOT_FOUND))
                    .toList();
        });
    }

    /** The profile with that uid, or empty. */
    public Optional<TimeProfile> find(long uid) {
        return profiles.find(tenancy.tenant(), uid);
    }

    /** A page of the tenant's profiles. */
    public TimeProfileRepository.Page list(TimeProfileRepository.Listing listing) {
        return profiles.list(tenancy.tenant(), listing);
    }

    /** Whether a profile lets in at an instant. A held link lets nobody in. */
    public Activity activity(TimeProfile profile, Instant at) {
        Recurrence recurrence = Timings.recurrence(profile.timing());
        Interval window = recurrence.occurrenceAt(at).map(Occurrence::interval).orElse(null);
        Interval next = recurrence.next(at).map(Occurrence::interval).orElse(null);
        Reason reason;
        if (profile.linkId() != null
                && links.find(new LinkKey(tenancy.tenant(), profile.linkId()))
                        .filter(LinkState::held)
                        .isPresent()) {
            reason = Reason.LINK_HELD;
        } else if (window != null) {
            reason = Reason.INSIDE_WINDOW;
        } else {
            reason = next == null ? Reason.ENDED : Reason.OUTSIDE_WINDOW;
        }
        return new Activity(reason == Reason.INSIDE_WINDOW, reason, window, next);
    }

    /**
     * Reads the profiles of tenants whose zone changed in their new zone.
     *
     * @return profiles that take place at other times now, by tenant
     */
    public Map<String, Integer> retime(Map<String, Cause> tenants) {
        Map<String, Integer> changed = new HashMap<>();
        tenants.forEach((tenant, cause) -> {
            profiles.lock(tenant);
            ZoneId zone = zones.zoneOf(tenant);
            long after = 0;
            List<TimeProfile> page = profiles.page(tenant, after, RETIMED_AT_ONCE);
            while (!page.isEmpty()) {
                Map<UUID, Timing> timings = new LinkedHashMap<>();
                for (TimeProfile profile : page) {
                    Timing timing = Timings.of(ProfileDialect.rule(profile).in(zone));
                    if (!timing.equals(profile.timing())) {
                        timings.put(profile.id(), timing);
                    }
                }
                List<Outgoing> events = new ArrayList<>();
                profiles.retime(tenant, timings).forEach(profile -> events.add(Outgoing.of(cause, profile.saved())));
                outbox.append(events);
                changed.merge(tenant, events.size(), Integer::sum);
                after = page.get(page.size() - 1).uid();
                page = profiles.page(tenant, after, RETIMED_AT_ONCE);
            }
        });
        return changed;
    }
}
