package io.chronolink.profile.domain;

import io.chronolink.events.Timing;
import io.chronolink.kit.events.Outbox;
import io.chronolink.kit.events.Outgoing;
import io.chronolink.kit.operations.Operations;
import io.chronolink.kit.web.Failure;
import io.chronolink.links.LinkKey;
import io.chronolink.links.LinkReplica;
import io.chronolink.links.TenantZones;
import io.chronolink.links.ValidityReplica;
import jakarta.inject.Singleton;
import jakarta.transaction.Transactional;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What can be done with one time profile, and lists of them. */
@Singleton
public class TimeProfiles {

    /** What the entities of profiles with a link are in period-service. */
    public static final String ENTITY_TYPE = "TIME_PROFILE";

    private final TimeProfileRepository profiles;
    private final TenantLock lock;
    private final Operations operations;
    private final Outbox outbox;
    private final TenantZones zones;
    private final LinkReplica links;
    private final ValidityReplica validity;
    private final Clock clock;

    TimeProfiles(
            TimeProfileRepository profiles,
            TenantLock lock,
            Operations operations,
            Outbox outbox,
            TenantZones zones,
            LinkReplica links,
            ValidityReplica validity,
            Clock clock) {
        this.profiles = profiles;
        this.lock = lock;
        this.operations = operations;
        this.outbox = outbox;
        this.zones = zones;
        this.links = links;
        this.validity = validity;
        this.clock = clock;
    }

    /**
     * Creates a profile; with a link it must be the first one to have it, or the first after a deletion.
     *
     * @return its number
     */
    public long create(ProfileItem item, @Nullable UUID link) {
        return operations.accept("time-profile.create", 1, cause -> {
            long lastUid = lock.take(cause.tenant());
            TimeProfileEntity before = link == null
                    ? null
                    : profiles.lockByLink(cause.tenant(), link).orElse(null);
            if (before != null && !before.deleted) {
                throw Failure.invalid("link_id", "Wrong JSON body: the `link_id` belongs to another time profile");
            }
            Timing timing = item.timing(zones.zoneOf(cause.tenant()));
            TimeProfileEntity created;
            if (before != null) {
                created = before;
                created.change(item, timing, clock.instant());
            } else {
                created = new TimeProfileEntity(cause.tenant(), lastUid + 1, link, item, timing, clock.instant());
                profiles.persist(created);
                lock.giveUpTo(cause.tenant(), created.uid);
            }
            outbox.append(cause, created::saved);
            return created.uid;
        });
    }

    /**
     * Replaces the profile of a number. One that is already as asked raises no version and is not told.
     *
     * @param link if given, the one that the profile has
     */
    public void update(long uid, ProfileItem item, @Nullable UUID link) {
        operations.accept("time-profile.update", 1, cause -> {
            lock.take(cause.tenant());
            TimeProfileEntity profile = profiles.lockByUid(cause.tenant(), uid).orElseThrow(TimeProfiles::wrongUid);
            if (link != null && !link.equals(profile.linkId)) {
                throw Failure.invalid("link_id", "Wrong JSON body: the `link_id` of a time profile cannot be changed");
            }
            if (profile.change(item, item.timing(zones.zoneOf(cause.tenant())), clock.instant())) {
                outbox.append(cause, profile::saved);
            }
            return uid;
        });
    }

    /** Deletes the profile of a number. */
    public void delete(long uid) {
        operations.accept("time-profile.delete", 1, cause -> {
            lock.take(cause.tenant());
            TimeProfileEntity profile = profiles.lockByUid(cause.tenant(), uid).orElseThrow(TimeProfiles::wrongUid);
            profile.delete(clock.instant());
            profiles.flush();
            outbox.append(List.of(Outgoing.last(cause, profile.gone())));
            return uid;
        });
    }

    /** That a number is not one of a profile. */
    public static Failure wrongUid() {
        return Failure.of(Failure.Kind.INVALID, "Wrong Time Profile Uid");
    }

    /** The tenant's profile of that number. */
    @Transactional
    public Optional<Profile> find(String tenant, long uid) {
        return profiles.findByUid(tenant, uid).map(TimeProfileEntity::profile);
    }

    /** The identifiers that a profile is attached to, in order. */
    @Transactional
    public List<Long> identifiers(String tenant, UUID profile) {
        return profiles.identifiers(tenant, profile);
    }

    /** Whether the tenant's profile of that number lets in at an instant. */
    @Transactional
    public Optional<Activity> activity(String tenant, long uid, Instant at) {
        return find(tenant, uid)
                .map(profile -> Activity.of(
                        profile, at, isHeld(tenant, profile), instant -> isValid(tenant, profile.linkId(), instant)));
    }

    /** A page of a tenant's profiles. */
    @Transactional
    public Listing.Page list(String tenant, Listing listing) {
        return profiles.page(tenant, listing);
    }

    private boolean isValid(String tenant, @Nullable UUID link, Instant at) {
        return link == null || validity.isValid(tenant, ENTITY_TYPE, link.toString(), at);
    }

    private boolean isHeld(String tenant, Profile profile) {
        UUID link = profile.linkId();
        return link != null && links.isHeld(new LinkKey(tenant, link), profile.born());
    }
}
