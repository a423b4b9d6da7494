package io.chronolink.information.domain;

import com.fasterxml.jackson.databind.JsonNode;
import com.github.f4b6a3.uuid.UuidCreator;
import io.chronolink.events.InformationEvent.Category;
import io.chronolink.events.Timing;
import io.chronolink.information.domain.StateChange.Verdict;
import io.chronolink.kit.events.Cause;
import io.chronolink.kit.events.Outbox;
import io.chronolink.kit.events.Outgoing;
import io.chronolink.kit.web.Failure;
import io.chronolink.links.LinkKey;
import io.chronolink.links.LinkReplica;
import io.chronolink.links.LinkState;
import jakarta.inject.Singleton;
import jakarta.transaction.Transactional;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.LongPredicate;
import org.jspecify.annotations.Nullable;

/** The notices of a tenant. */
@Singleton
public class Informations {

    /**
     * What was made.
     *
     * @param archived whether it went to the archive at once, because its link is deleted
     */
    public record Created(UUID id, boolean archived) {}

    /**
     * A part of a list.
     *
     * @param total how many there are on all pages
     */
    public record Page(List<Information> items, long total) {}

    /**
     * What is to become of a notice that is there.
     *
     * @param rebind whether {@code linkId} counts; if not, the notice stays bound as it is
     * @param unhang whether the notice shall stand under no other one any more
     */
    public record Change(
            String title,
            String text,
            State state,
            @Nullable UUID parentId,
            boolean unhang,
            @Nullable UUID linkId,
            boolean rebind,
            Instant validFrom,
            JsonNode details,
            boolean deleted) {}

    /**
     * What became of a change.
     *
     * @param verdict an error, and nothing was done, or not
     * @param from the state before
     * @param archived whether it went to the archive, because its link is deleted
     */
    public record Changed(Verdict verdict, int from, boolean archived) {}

    private final InformationRepository informations;
    private final InformationLists lists;
    private final States states;
    private final Parents parents;
    private final StateHistory history;
    private final LinkReplica links;
    private final Outbox outbox;
    private final Clock clock;

    Informations(
            InformationRepository informations,
            InformationLists lists,
            States states,
            Parents parents,
            StateHistory history,
            LinkReplica links,
            Outbox outbox,
            Clock clock) {
        this.informations = informations;
        this.lists = lists;
        this.states = states;
        this.parents = parents;
        this.history = history;
        this.links = links;
        this.outbox = outbox;
        this.clock = clock;
    }

    /** A notice, deleted ones included. */
    @Transactional
    public Optional<Information> find(String tenant, UUID id) {
        return informations.find(tenant, id).map(InformationEntity::information);
    }

    /** The published notice with a slug that is valid; of several the one that is valid last. */
    @Transactional
    public Optional<Information> findPublished(String tenant, String slug) {
        return informations
                .find(tenant, slug, states.published().id(), clock.instant())
                .map(InformationEntity::information);
    }

    /** A page of the notices that pass the filter. */
    public Page list(String tenant, Listing listing) {
        return lists.page(tenant, listing);
    }

    /** Whether a notice can be hung under. */
    @Transactional
    boolean canBeParent(String tenant, UUID id) {
        return informations.lives(tenant, id);
    }

    /** Makes a notice; one with a link takes over the link's present state. */
    Created create(Cause cause, String by, NewInformation made) {
        LinkState link = lock(cause.tenant(), made.linkId());
        Instant now = now();
        InformationEntity created = new InformationEntity(
                cause.tenant(),
                UuidCreator.getTimeOrderedEpoch(),
                made,
                lifeOf(link),
                validFrom(made.validFrom() == null ? now : made.validFrom(), link),
                by,
                now);
        informations.persist(created);
        outbox.append(cause, () -> created.told().saved(made.state()));
        return new Created(created.id, archiveIfDeleted(cause, created, link));
    }

    /**
     * Puts what a client sent in the place of what a notice says. Its state and its place change as in a bulk.
     *
     * @param unchanged whether the notice with that version is the one that the client means
     * @return empty if there is no such notice
     * @throws Failure (precondition failed) if it is another one by now
     */
    Optional<Changed> save(Cause cause, String by, UUID id, Change change, LongPredicate unchanged) {
        String tenant = cause.tenant();
        UUID linkId = change.rebind() ? change.linkId() : informations.linkId(tenant, id);
        LinkState link = lock(tenant, linkId);
        if (change.parentId() != null) {
            parents.queueMoves(tenant);
        }
        InformationEntity stored = informations.lock(tenant, id).orElse(null);
        if (stored == null) {
            return Optional.empty();
        }
        if (!unchanged.test(stored.version)) {
            throw Failure.of(Failure.Kind.PRECONDITION_FAILED, "The information has been changed in the meantime.");
        }
        if (!change.rebind() && !Objects.equals(stored.linkId, linkId)) {
            throw Failure.conflict("The information is being bound to another link at this moment.");
        }
        int from = stored.stateId;
        boolean wasOpen = isOpen(from);
        Verdict verdict = apply(
                cause,
                stored,
                new StateChange(change.state(), change.parentId(), null, null, by, StateChange.Mode.EACH));
        if (verdict.isError()) {
            return Optional.of(new Changed(verdict, from, false));
        }
        // Clients know seconds, and what they send back unchanged is the same.
        Instant given = stored.validFrom.truncatedTo(ChronoUnit.SECONDS).equals(change.validFrom())
                ? stored.validFrom
                : change.validFrom();
        if (stored.replace(
                change.title(),
                change.text(),
                change.details(),
                validFrom(given, link),
                linkId,
                linkVersion(stored, change, link, wasOpen),
                change.unhang() ? null : stored.parentId,
                by,
                now())) {
            outbox.append(cause, () -> stored.told().saved(change.state()));
        }
        boolean archived = archiveIfDeleted(cause, stored, link);
        if (change.deleted()) {
            stored.delete(by, now());
            informations.flush();
            outbox.append(List.of(Outgoing.last(cause, stored.told().deleted())));
        }
        return Optional.of(new Changed(verdict, from, archived));
    }

    /** Changes the state and the place of a notice as far as the rule allows, and tells of it. */
    private Verdict apply(Cause cause, InformationEntity stored, StateChange change) {
        Set<UUID> above = parents.above(cause.tenant(), change.parentId());
        if (change.parentId() != null && above.isEmpty()) {
            return Verdict.CYCLE;
        }
        State before = states.find(stored.stateId).orElseThrow();
        Verdict verdict = change.verdict(stored.id, before, stored.parentId, stored.deleted, above);
        if (verdict.isChange()) {
            stored.move(change, now());
        }
        if (verdict == Verdict.MOVED) {
            outbox.append(cause, () -> stored.told().saved(change.state()));
        } else if (verdict == Verdict.CHANGED) {
            outbox.append(cause, () -> stored.told().stateChanged(change.state(), before, change.message()));
            history.note(cause, stored, before, change);
        }
        return verdict;
    }

    private boolean archiveIfDeleted(Cause cause, InformationEntity stored, @Nullable LinkState link) {
        return link != null
                && link.deleted()
                && apply(cause, stored, StateChange.toArchive(states, StateChange.LINK_DELETED)) == Verdict.CHANGED;
    }

    /**
     * Naming the link that it has already binds a notice to the link's present life, unless it is closed before and after:
     * clients send the link back with every edit, and what the end of a life has archived shall not hold the next one.
     */
    private long linkVersion(InformationEntity stored, Change change, @Nullable LinkState link, boolean wasOpen) {
        if (link == null || !link.linkId().equals(stored.linkId)) {
            return lifeOf(link);
        }
        boolean isBoundAnew = change.rebind()
                && link.isLive()
                && link.hasEnded(stored.linkVersion)
                && (wasOpen || isOpen(change.state().id()));
        return isBoundAnew ? lifeOf(link) : stored.linkVersion;
    }

    private boolean isOpen(int stateId) {
        return states.find(stateId).orElseThrow().category() == Category.open;
    }

    /** The version to bind with. Where the link is deleted a notice belongs to the life that is over, not to the next. */
    private static long lifeOf(@Nullable LinkState link) {
        return link == null ? 0 : link.deleted() ? link.version() - 1 : link.version();
    }

    private @Nullable LinkState lock(String tenant, @Nullable UUID linkId) {
        if (linkId == null) {
            return null;
        }
        LinkKey key = new LinkKey(tenant, linkId);
        return links.lock(List.of(key)).get(key);
    }

    /** From when on a notice is valid: the first start of its link where that is known. */
    private static Instant validFrom(Instant given, @Nullable LinkState link) {
        Timing timing = link != null && link.isLive() ? link.timing() : null;
        Instant start = timing == null ? null : timing.firstStart();
        return (start == null ? given : start).truncatedTo(ChronoUnit.MICROS);
    }

    /** As exact as the table keeps it. */
    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MICROS);
    }
}
