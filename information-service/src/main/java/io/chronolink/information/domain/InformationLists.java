package io.chronolink.information.domain;

import io.chronolink.information.domain.Informations.Page;
import jakarta.inject.Singleton;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.statement.Query;

/** Reads many notices, each with the one above it, by one statement. */
@Singleton
class InformationLists {

    private static final String FILTERED = """
             where i.tenant = :tenant and i.deleted = :deleted
               and (cast(:stateId as integer) is null or i.state_id = :stateId)
               and (cast(:linkId as uuid) is null or i.link_id = :linkId)
               and (cast(:sectionId as uuid) is null or i.details -> 'sections'
                    @> jsonb_build_array(jsonb_build_object('id', cast(:sectionId as uuid))))
               and (cast(:text as text) is null or strpos(lower(i.title), lower(:text)) > 0
                    or strpos(lower(i.text), lower(:text)) > 0)
            """;

    private final Jdbi jdbi;

    InformationLists(Jdbi jdbi) {
        this.jdbi = jdbi;
    }

    /** A page of the notices that pass the filter. */
    Page page(String tenant, Listing listing) {
        String direction = listing.descending() ? " desc" : "";
        return jdbi.withHandle(handle -> new Page(
                filtered(
                                handle.createQuery("""
                                select i.id, i.version, i.link_id, i.state_id, i.title, i.text, i.valid_from, i.details,
                                       i.deleted, i.created_at, i.created_by, i.changed_at, i.changed_by,
                                       p.id as parent_id, p.title as parent_title, p.deleted as parent_deleted
                                from information i
                                left join information p on p.tenant = i.tenant and p.id = i.parent_id
                                <filtered>
                                order by i.<order><direction>, i.id<direction> limit :size offset :skip
                                """)
                                        .define("filtered", FILTERED)
                                        .define("order", listing.order())
                                        .define("direction", direction),
                                tenant,
                                listing)
                        .bind("size", listing.pageSize())
                        .bind("skip", (listing.page() - 1L) * listing.pageSize())
                        .mapTo(Information.class)
                        .list(),
                filtered(handle.createQuery("select count(*) from information i" + FILTERED), tenant, listing)
                        .mapTo(Long.class)
                        .one()));
    }

    private static Query filtered(Query query, String tenant, Listing listing) {
        return query.bind("tenant", tenant).bindMethods(listing);
    }
}
