package io.chronolink.information.domain;

import com.github.f4b6a3.uuid.UuidCreator;
import io.chronolink.events.InformationEvent.InformationSaved;
import io.chronolink.events.Timing;
import io.chronolink.information.domain.StateChange.Order;
import io.chronolink.information.domain.StateChange.Verdict;
import io.chronolink.information.domain.StateChange.Wanted;
import io.chronolink.kit.events.Cause;
import io.chronolink.kit.events.Outbox;
import io.chronolink.kit.links.LinkKey;
import io.chronolink.kit.links.LinkReplica;
import io.chronolink.kit.links.LinkState;
import io.chronolink.kit.web.Failure;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Predicate;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.statement.Query;
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
            String details,
            boolean deleted) {}

    /**
     * What became of a change.
     *
     * @param verdict an error, and nothing was done, or not
     * @param from the state before
     * @param archived whether it went to the archive, because its link is deleted
     */
    public record Changed(Verdict verdict, int from, boolean archived) {}

    private static final String FILTER = """
             where i.tenant = :tenant and i.deleted = :deleted
               and (cast(:state as integer) is null or i.state_id = cast(:state as integer))
               and (cast(:link as uuid) is null or i.link_id = cast(:link as uuid))
               and (cast(:section as uuid) is null or i.details -> 'sections'
                    @> jsonb_build_array(jsonb_build_object('id', cast(:section as uuid))))
               and (cast(:text as text) is null or strpos(lower(i.title), lower(:text)) > 0
                    or strpos(lower(i.text), lower(:text)) > 0)
            """;

    private final Jdbi jdbi;
    private final Outbox outbox;
    private final LinkReplica links;
    private final StateChange stateChange;
    private final Deletion deletion;
    private final Clock clock;

    Informations(Jdbi jdbi, Outbox outbox, LinkReplica links, StateChange stateChange, Deletion deletion, Clock clock) {
        this.jdbi = jdbi;
        this.outbox = outbox;
        this.links = links;
        this.stateChange = stateChange;
        this.deletion = deletion;
        this.clock = clock;
    }

    /** A notice, deleted ones included. */
    public Optional<Information> find(String tenant, UUID id) {
        return jdbi.withHandle(handle -> find(handle, tenant, id, ""));
    }

    private static Optional<Information> find(Handle handle, String tenant, UUID id, String lock) {
        return handle.createQuery("select " + Information.COLUMNS + """
                         from information i left join information p on p.tenant = i.tenant and p.id = i.parent_id
                         where i.tenant = :tenant and i.id = :id
                        """ + lock)
                .bind("tenant", tenant)
                .bind("id", id)
                .map(Information::of)
                .findOne();
    }

    /** The published notice with a slug that is valid; of several the one that is valid last. */
    public Optional<Information> findPublished(String tenant, String slug) {
        return jdbi.withHandle(handle -> handle.createQuery("select " + Information.COLUMNS + """
                         from information i
                         join state s on s.id = i.state_id and s.code = :published
                         left join information p on p.tenant = i.tenant and p.id = i.parent_id
                         where i.tenant = :tenant and i.details ->> 'slug' = :slug and not i.deleted
                           and i.valid_from <= :now
                         order by i.valid_from desc, i.id desc limit 1
                        """)
                .bind("tenant", tenant)
                .bind("slug", slug)
                .bind("published", States.PUBLISHED)
                .bind("now", clock.instant().atOffset(ZoneOffset.UTC))
                .map(Information::of)
                .findOne());
    }

    /** A page of the notices that pass the filter. */
    public Page list(String tenant, Listing listing) {
        String direction = listing.descending() ? " desc" : "";
        String order = " order by i." + listing.order() + direction + ", i.id" + direction;
        return jdbi.withHandle(handle -> new Page(
                filtered(
                                handle.createQuery("select " + Information.COLUMNS + """
                                         from information i
                                         left join information p on p.tenant = i.tenant and p.id = i.parent_id
                                        """ + FILTER + order
                                        + " limit :size offset :skip"),
                                tenant,
                                listing)
                        .bind("size", listing.pageSize())
                        .bind("skip", (listing.page() - 1L) * listing.pageSize())
                        .map(Information::of)
                        .list(),
                filtered(handle.createQuery("select count(*) from information i" + FILTER), tenant, listing)
                        .mapTo(Long.class)
                        .one()));
    }

    private static Query filtered(Query query, String tenant, Listing listing) {
        return query.bind("tenant", tenant)
                .bindByType("state", listing.stateId(), Integer.class)
                .bindByType("link", listing.linkId(), UUID.class)
                .bind("deleted", listing.deleted())
                .bindByType("section", listing.sectionId(), UUID.class)
                .bindByType("text", listing.text(), String.class);
    }

    /** Whether a notice can be hung under. */
    public boolean canBeParent(String tenant, UUID id) {
        return jdbi.withHandle(handle -> handle.createQuery(
                        "select exists (select from information where tenant = :tenant and id = :id and not deleted)")
                .bind("tenant", tenant)
                .bind("id", id)
                .mapTo(Boolean.class)
                .one());
    }

    /** Makes a notice; one with a link takes over the link's present state. */
    public Created create(Cause cause, String by, NewInformation made) {
        LinkState link = lock(cause.tenant(), made.linkId());
        UUID id = UuidCreator.getTimeOrderedEpoch();
        Instant now = clock.instant().truncatedTo(ChronoUnit.MICROS);
        Instant validFrom = validFrom(made.validFrom(), link, now);
        jdbi.useHandle(handle -> handle.createUpdate("""
                        insert into information (tenant, id, version, link_id, parent_id, state_id, title, text,
                                                 valid_from, details, created_at, created_by, changed_at, changed_by)
                        values (:tenant, :id, 1, cast(:link as uuid), cast(:parent as uuid), :state, :title, :text,
                                :validFrom, cast(:details as jsonb), :now, :by, :now, :by)
                        """)
                .bind("tenant", cause.tenant())
                .bind("id", id)
                .bindByType("link", made.linkId(), UUID.class)
                .bindByType("parent", made.parentId(), UUID.class)
                .bind("state", made.state().id())
                .bind("title", made.title())
                .bind("text", made.text())
                .bind("validFrom", validFrom.atOffset(ZoneOffset.UTC))
                .bind("details", made.details())
                .bind("now", now.atOffset(ZoneOffset.UTC))
                .bind("by", by)
                .execute());
        outbox.append(
                cause,
                new InformationSaved(
                        id,
                        1,
                        made.linkId(),
                        new io.chronolink.events.InformationEvent.Information(
                                made.title(),
                                made.text(),
                                made.parentId(),
                                made.state().id(),
                                made.state().code(),
                                made.state().category(),
                                validFrom)));
        return new Created(id, archiveIfDeleted(cause, id, link));
    }

    /**
     * Puts what a client sent in the place of what a notice says. Its state and its place change as in a bulk.
     *
     * @param unchanged whether the notice is still the one that the client means
     * @return empty if there is no such notice
     * @throws Failure (precondition failed) if it is another one by now
     */
    public Optional<Changed> save(Cause cause, String by, UUID id, Change change, Predicate<Information> unchanged) {
        String tenant = cause.tenant();
        UUID linkId = change.rebind() ? change.linkId() : boundTo(tenant, id);
        LinkState link = lock(tenant, linkId);
        if (change.parentId() != null) {
            stateChange.queueMoves(tenant);
        }
        Information before = jdbi.withHandle(handle -> find(handle, tenant, id, " for no key update of i"))
                .orElse(null);
        if (before == null) {
            return Optional.empty();
        }
        if (!unchanged.test(before)) {
            throw Failure.of(Failure.Kind.PRECONDITION_FAILED, "The information has been changed in the meantime.");
        }
        if (!change.rebind() && !Objects.equals(before.linkId(), linkId)) {
            throw Failure.conflict("The information is being bound to another link at this moment.");
        }
        Verdict verdict = stateChange
                .apply(
                        cause,
                        List.of(id),
                        new Order(change.state(), change.parentId(), null, null, by, StateChange.Mode.EACH))
                .map(outcomes -> outcomes.get(0).verdict())
                .orElse(Verdict.CYCLE);
        if (verdict.isError()) {
            return Optional.of(new Changed(verdict, before.stateId(), false));
        }
        write(cause, by, before, change, linkId, link);
        boolean archived = archiveIfDeleted(cause, id, link);
        if (change.deleted()) {
            deletion.apply(cause, List.of(id), true, by);
        }
        return Optional.of(new Changed(verdict, before.stateId(), archived));
    }

    /** Writes and tells what is another one than before, if anything is. */
    private void write(
            Cause cause,
            String by,
            Information before,
            Change change,
            @Nullable UUID linkId,
            @Nullable LinkState link) {
        UUID id = before.id();
        Instant now = clock.instant().truncatedTo(ChronoUnit.MICROS);
        // Clients know seconds, and what they send back unchanged is the same.
        Instant given = before.validFrom().truncatedTo(ChronoUnit.SECONDS).equals(change.validFrom())
                ? before.validFrom()
                : change.validFrom();
        jdbi.useHandle(handle -> handle.createQuery("""
                        update information i
                        set title = n.title, text = n.text, valid_from = n.valid_from, details = n.details,
                            link_id = n.link_id, parent_id = case when n.unhang then null else i.parent_id end,
                            version = i.version + 1, changed_at = :now, changed_by = :by
                        from (values (cast(:title as text), cast(:text as text), cast(:validFrom as timestamptz),
                                      cast(:details as jsonb), cast(:link as uuid), cast(:unhang as boolean)))
                             as n (title, text, valid_from, details, link_id, unhang)
                        where i.tenant = :tenant and i.id = :id
                          and ((i.title, i.text, i.valid_from, i.details, i.link_id) is distinct from
                               (n.title, n.text, n.valid_from, n.details, n.link_id)
                               or n.unhang and i.parent_id is not null)
                        returning i.version, i.parent_id, i.valid_from
                        """)
                .bind("tenant", cause.tenant())
                .bind("id", id)
                .bind("title", change.title())
                .bind("text", change.text())
                .bind("validFrom", validFrom(given, link, now).atOffset(ZoneOffset.UTC))
                .bind("details", change.details())
                .bindByType("link", linkId, UUID.class)
                .bind("unhang", change.unhang())
                .bind("now", now.atOffset(ZoneOffset.UTC))
                .bind("by", by)
                .map((row, context) -> new InformationSaved(
                        id,
                        row.getLong("version"),
                        linkId,
                        new io.chronolink.events.InformationEvent.Information(
                                change.title(),
                                change.text(),
                                row.getObject("parent_id", UUID.class),
                                change.state().id(),
                                change.state().code(),
                                change.state().category(),
                                row.getObject("valid_from", OffsetDateTime.class)
                                        .toInstant())))
                .findOne()
                .ifPresent(saved -> outbox.append(cause, saved)));
    }

    private boolean archiveIfDeleted(Cause cause, UUID id, @Nullable LinkState link) {
        return link != null
                && link.deleted()
                && stateChange
                        .apply(List.of(new Wanted(cause, id)), stateChange.toArchive(BoundInformations.LINK_DELETED))
                        .stream()
                        .anyMatch(outcome -> outcome.verdict() == Verdict.CHANGED);
    }

    private @Nullable UUID boundTo(String tenant, UUID id) {
        return jdbi.withHandle(handle -> handle.createQuery(
                                "select link_id from information where tenant = :tenant and id = :id")
                        .bind("tenant", tenant)
                        .bind("id", id)
                        .map((row, context) -> Optional.ofNullable(row.getObject("link_id", UUID.class)))
                        .findOne())
                .flatMap(link -> link)
                .orElse(null);
    }

    private @Nullable LinkState lock(String tenant, @Nullable UUID linkId) {
        if (linkId == null) {
            return null;
        }
        LinkKey key = new LinkKey(tenant, linkId);
        return links.lock(List.of(key)).get(key);
    }

    private static Instant validFrom(@Nullable Instant given, @Nullable LinkState link, Instant now) {
        Timing timing = link != null && link.isLive() ? link.timing() : null;
        Instant start = timing == null ? null : timing.firstStart();
        if (start == null) {
            start = given == null ? now : given;
        }
        return start.truncatedTo(ChronoUnit.MICROS);
    }
}
