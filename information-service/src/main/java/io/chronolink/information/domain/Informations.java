package io.chronolink.information.domain;

import com.github.f4b6a3.uuid.UuidCreator;
import io.chronolink.events.InformationEvent.InformationSaved;
import io.chronolink.events.Timing;
import io.chronolink.information.domain.StateChange.Wanted;
import io.chronolink.kit.events.Cause;
import io.chronolink.kit.events.Outbox;
import io.chronolink.kit.links.LinkKey;
import io.chronolink.kit.links.LinkReplica;
import io.chronolink.kit.links.LinkState;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
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
    private final Clock clock;

    Informations(Jdbi jdbi, Outbox outbox, LinkReplica links, StateChange stateChange, Clock clock) {
        this.jdbi = jdbi;
        this.outbox = outbox;
        this.links = links;
        this.stateChange = stateChange;
        this.clock = clock;
    }

    /** A notice, deleted ones included. */
    public Optional<Information> find(String tenant, UUID id) {
        return jdbi.withHandle(handle -> handle.createQuery("select " + Information.COLUMNS + """
                         from information i left join information p on p.tenant = i.tenant and p.id = i.parent_id
                         where i.tenant = :tenant and i.id = :id
                        """)
                .bind("tenant", tenant)
                .bind("id", id)
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
        Instant validFrom = validFrom(made, link, now);
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
        boolean archived = link != null
                && link.deleted()
                && stateChange
                        .apply(List.of(new Wanted(cause, id)), stateChange.toArchive(BoundInformations.LINK_DELETED))
                        .stream()
                        .anyMatch(outcome -> outcome.verdict() == StateChange.Verdict.CHANGED);
        return new Created(id, archived);
    }

    private @Nullable LinkState lock(String tenant, @Nullable UUID linkId) {
        if (linkId == null) {
            return null;
        }
        LinkKey key = new LinkKey(tenant, linkId);
        return links.lock(List.of(key)).get(key);
    }

    private static Instant validFrom(NewInformation made, @Nullable LinkState link, Instant now) {
        Timing timing = link != null && link.isLive() ? link.timing() : null;
        Instant start = timing == null ? null : timing.firstStart();
        if (start == null) {
            start = made.validFrom() == null ? now : made.validFrom();
        }
        return start.truncatedTo(ChronoUnit.MICROS);
    }
}
