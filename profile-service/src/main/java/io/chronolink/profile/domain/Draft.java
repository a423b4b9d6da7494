package io.chronolink.profile.domain;

import de.bytefish.pgbulkinsert.row.SimpleRowWriter;
import io.chronolink.events.TimeProfileEvent.TimeProfileSaved;
import io.chronolink.events.Timing;
import io.chronolink.kit.database.Columns;
import io.chronolink.kit.events.EventJson;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.Query;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;

/** A profile that is about to be written. */
record Draft(UUID id, long uid, @Nullable UUID linkId, ProfileItem item, Timing timing) {

    /** From here on COPY is faster than arrays. */
    private static final int COPY_FROM = 200;

    private static final String STAGED = "staged_profile";

    private static final String COLUMNS =
            "id, uid, link_id, name, time_options, repeat_options, date_from, date_to, timing";

    private static final SimpleRowWriter.Table STAGED_TABLE = new SimpleRowWriter.Table(STAGED, COLUMNS.split(", "));

    private static final String STAGE = """
            create temporary table if not exists staged_profile (
                id uuid, uid bigint, link_id uuid, name text, time_options json, repeat_options json,
                date_from bigint, date_to bigint, timing jsonb
            ) on commit delete rows
            """;

    private static final String ARRAYS = """
            (select u.id, u.uid, u.link_id, u.name, u.time_options::json, u.repeat_options::json,
                    u.date_from, u.date_to, u.timing::jsonb
             from unnest(:ids, :uids, :links, :names, :timeOptions, :repeatOptions, :from, :to, :timings)
                  as u (%s))
            """.formatted(COLUMNS);

    private static final String WRITE = """
            insert into time_profile as p (tenant, version, changed_at, %s)
            select :tenant, 1, :now, n.* from %s n
            on conflict (id) do update
            set name = excluded.name, time_options = excluded.time_options, repeat_options = excluded.repeat_options,
                date_from = excluded.date_from, date_to = excluded.date_to, timing = excluded.timing,
                version = p.version + 1, born = case when p.deleted then p.version + 1 else p.born end,
                changed_at = excluded.changed_at, deleted = false
            where p.deleted
               or (p.name, p.time_options::jsonb, p.repeat_options::jsonb, p.timing)
                  is distinct from (excluded.name, excluded.time_options::jsonb, excluded.repeat_options::jsonb,
                                    excluded.timing)
            returning p.id, p.version, p.born
            """;

    /** What a draft became: its version, and that at which its present life began. */
    record Written(UUID id, long version, long born) {}

    /**
     * Writes drafts of different profiles whose tenant is locked.
     *
     * @return those that changed anything, by id
     */
    static Map<UUID, Written> write(Handle handle, String tenant, Instant now, List<Draft> drafts) {
        Query query;
        if (drafts.size() <= COPY_FROM) {
            query = handle.createQuery(WRITE.formatted(COLUMNS, ARRAYS)).bindNamedArgumentFinder(columns(drafts));
        } else {
            copy(handle, drafts);
            query = handle.createQuery(WRITE.formatted(COLUMNS, STAGED));
        }
        return query.bind("tenant", tenant)
                .bind("now", now)
                // By hand, since thousands of rows come.
                .map((row, context) -> new Written(row.getObject(1, UUID.class), row.getLong(2), row.getLong(3)))
                .collect(Collectors.toMap(Written::id, written -> written));
    }

    /** The event that tells of it. */
    TimeProfileSaved saved(Written written) {
        return new TimeProfileSaved(
                id,
                written.version,
                linkId,
                written.born,
                uid,
                item.name(),
                timing,
                item.timeOptions(),
                item.repeatOptions());
    }

    private static Columns<Draft> columns(List<Draft> drafts) {
        return Columns.of(drafts)
                .uuid("ids", Draft::id)
                .bigint("uids", Draft::uid)
                .uuid("links", Draft::linkId)
                .text("names", draft -> draft.item.name())
                .text("timeOptions", Draft::timeOptions)
                .text("repeatOptions", Draft::repeatOptions)
                .bigint("from", draft -> draft.item.dateFrom())
                .bigint("to", draft -> draft.item.dateTo())
                .text("timings", draft -> EventJson.write(draft.timing));
    }

    private static void copy(Handle handle, List<Draft> drafts) {
        handle.execute(STAGE);
        try (SimpleRowWriter writer =
                new SimpleRowWriter(STAGED_TABLE, handle.getConnection().unwrap(PGConnection.class))) {
            for (Draft draft : drafts) {
                writer.startRow(row -> {
                    row.setUUID(0, draft.id);
                    row.setLong(1, draft.uid);
                    row.setUUID(2, draft.linkId);
                    row.setText(3, draft.item.name());
                    row.setText(4, draft.timeOptions());
                    row.setText(5, draft.repeatOptions());
                    row.setLong(6, draft.item.dateFrom());
                    row.setLong(7, draft.item.dateTo());
                    row.setJsonb(8, EventJson.write(draft.timing));
                });
            }
        } catch (SQLException e) {
            throw new IllegalStateException("The profiles could not be staged", e);
        }
    }

    private String timeOptions() {
        return EventJson.write(item.timeOptions());
    }

    private String repeatOptions() {
        return EventJson.write(item.repeatOptions());
    }
}
