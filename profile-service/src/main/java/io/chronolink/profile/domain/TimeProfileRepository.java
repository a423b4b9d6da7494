package io.chronolink.profile.domain;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.github.f4b6a3.uuid.UuidCreator;
import de.bytefish.pgbulkinsert.row.SimpleRowWriter;
import io.chronolink.events.Timing;
import io.chronolink.kit.events.EventJson;
import jakarta.inject.Singleton;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.statement.StatementContext;
import org.postgresql.PGConnection;

/** The table of time profiles; each statement names the tenant. */
@Singleton
public class TimeProfileRepository {

    /**
     * What to list.
     *
     * @param orderBy columns of the list in the order in which they sort, each with its direction
     * @param linked whether only profiles that carry a link are wanted
     */
    public record Listing(int limit, int page, List<Order> orderBy, boolean linked) {}

    /** One column that sorts. */
    public record Order(Column column, boolean descending) {}

    /** The columns that sort. */
    public enum Column {
        NAME("name"),
        DATE_FROM("date_from"),
        DATE_TO("date_to");

        private final String sql;

        Column(String sql) {
            this.sql = sql;
        }
    }

    /** A page of a list and how many there are in all. */
    public record Page(List<TimeProfile> profiles, long total) {}

    /**
     * What a bulk changed.
     *
     * @param changed profiles that are another now
     * @param created links that had no profile before
     */
    record Upserted(List<TimeProfile> changed, List<UUID> created) {}

    /** From here on COPY is faster than arrays. */
    private static final int COPY_FROM = 200;

    private static final String COLUMNS =
            "id, uid, link_id, name, all_day, date_from, date_to, repeat_options, timing, version";

    private static final SimpleRowWriter.Table INCOMING = new SimpleRowWriter.Table("incoming_profile", new String[] {
        "place", "id", "link_id", "name", "all_day", "date_from", "date_to", "repeat_options", "timing"
    });

    /** New profiles get the next uids in the order of the request; rows are locked in the order of their links. */
    private static final String UPSERT = """
            with known as materialized (
                select n.*, p.id as old_id, p.uid as old_uid, coalesce(p.deleted, true) as created
                from %s n
                left join time_profile p on p.tenant = :tenant and p.link_id = n.link_id
            ), written as (
                insert into time_profile as p (id, tenant, uid, link_id, name, all_day, date_from, date_to,
                                               repeat_options, timing)
                select coalesce(old_id, id), :tenant,
                       coalesce(old_uid, :lastUid + row_number() over (partition by old_id is null order by place)),
                       link_id, name, all_day, date_from, date_to, repeat_options, timing
                from known order by link_id
                on conflict (tenant, link_id) do update
                set name = excluded.name, all_day = excluded.all_day, date_from = excluded.date_from,
                    date_to = excluded.date_to, repeat_options = excluded.repeat_options, timing = excluded.timing,
                    version = p.version + 1, deleted = false
                where p.deleted
                   or (p.name, p.all_day, p.date_from, p.date_to, p.repeat_options, p.timing)
                      is distinct from (excluded.name, excluded.all_day, excluded.date_from, excluded.date_to,
                                        excluded.repeat_options, excluded.timing)
                returning p.id, p.uid, p.link_id, p.version
            )
            select w.id, w.uid, w.link_id, w.version, k.created from written w join known k using (link_id)
            """;

    private final Jdbi jdbi;
    private final ObjectMapper json;

    TimeProfileRepository(Jdbi jdbi, ObjectMapper json) {
        this.jdbi = jdbi;
        this.json = json;
    }

    /** Locks the tenant's profiles for writing until the transaction ends; returns the last uid that was given. */
    long lock(String tenant) {
        return jdbi.withHandle(handle ->
                handle.createQuery("""
                        insert into profile_counter as c (tenant, last_uid) values (:tenant, 0)
                        on conflict (tenant) do update set last_uid = c.last_uid
                        returning last_uid
                        """).bind("tenant", tenant).mapTo(Long.class).one());
    }

    /** Writes the profiles of links; what is already as it should be is left alone. */
    Upserted upsert(String tenant, long lastUid, Map<ProfileItem, Timing> items) {
        if (items.isEmpty()) {
            return new Upserted(List.of(), List.of());
        }
        return jdbi.withHandle(handle -> {
            Map<UUID, Map.Entry<ProfileItem, Timing>> byLink = new HashMap<>(items.size() * 2);
            items.entrySet().forEach(item -> byLink.put(item.getKey().linkId(), item));
            List<TimeProfile> changed = new ArrayList<>();
            List<UUID> created = new ArrayList<>();
            String source = "incoming_profile";
            if (items.size() < COPY_FROM) {
                source = """
                        unnest(:places, :ids, :links, :names, :allDay, :from, :to, :repeats, :timings)
                          as n (place, id, link_id, name, all_day, date_from, date_to, repeat_options, timing)
                        """;
                source = "(select place, id, link_id, name, all_day, date_from, date_to,"
                        + " repeat_options::jsonb, timing::jsonb from " + source + ")";
            } else {
                copy(handle, items);
            }
            var upsert = handle.createQuery(UPSERT.formatted(source))
                    .bind("tenant", tenant)
                    .bind("lastUid", lastUid);
            if (items.size() < COPY_FROM) {
                bindArrays(upsert, items);
            }
            long highest = upsert.reduceRows(lastUid, (max, row) -> {
                UUID link = row.getColumn("link_id", UUID.class);
                long uid = row.getColumn("uid", Long.class);
                Map.Entry<ProfileItem, Timing> item = byLink.get(link);
                if (item == null) {
                    throw new IllegalStateException("A profile was written that nobody asked for");
                }
                changed.add(profile(
                        row.getColumn("id", UUID.class),
                        uid,
                        item.getKey(),
                        item.getValue(),
                        row.getColumn("version", Long.class)));
                if (row.getColumn("created", Boolean.class)) {
                    created.add(link);
                }
                return Math.max(max, uid);
            });
            if (highest > lastUid) {
                handle.createUpdate("update profile_counter set last_uid = :highest where tenant = :tenant")
                        .bind("highest", highest)
                        .bind("tenant", tenant)
                        .execute();
            }
            return new Upserted(changed, created);
        });
    }

    /** Deletes the profiles of links; those that are not there are skipped. */
    List<TimeProfile> delete(String tenant, Collection<UUID> linkIds) {
        return jdbi.withHandle(handle -> handle.createQuery("""
                        update time_profile set deleted = true, version = version + 1
                        where tenant = :tenant and link_id = any (:links) and not deleted
                        returning\s""" + COLUMNS)
                .bind("tenant", tenant)
                .bindArray("links", UUID.class, List.copyOf(linkIds))
                .map(this::map)
                .list());
    }

    /** The profile with that uid, unless it is deleted. */
    Optional<TimeProfile> find(String tenant, long uid) {
        return jdbi.withHandle(handle -> handle.createQuery("select " + COLUMNS
                        + " from time_profile where tenant = :tenant and uid = :uid and not deleted")
                .bind("tenant", tenant)
                .bind("uid", uid)
                .map(this::map)
                .findOne());
    }

    /** A page of the tenant's profiles that are not deleted. */
    Page list(String tenant, Listing listing) {
        StringBuilder order = new StringBuilder();
        for (Order by : listing.orderBy()) {
            order.append(by.column().sql).append(by.descending() ? " desc, " : ", ");
        }
        String where = " from time_profile where tenant = :tenant and not deleted"
                + (listing.linked() ? " and link_id is not null" : "");
        return jdbi.withHandle(handle -> new Page(
                handle.createQuery(
                                "select " + COLUMNS + where + " order by " + order + "uid limit :limit offset :offset")
                        .bind("tenant", tenant)
                        .bind("limit", listing.limit())
                        .bind("offset", (listing.page() - 1L) * listing.limit())
                        .map(this::map)
                        .list(),
                handle.createQuery("select count(*)" + where)
                        .bind("tenant", tenant)
                        .mapTo(Long.class)
                        .one()));
    }

    /** Profiles by uid, from the one after the given uid on. */
    List<TimeProfile> page(String tenant, long afterUid, int limit) {
        return jdbi.withHandle(handle -> handle.createQuery("select " + COLUMNS
                        + " from time_profile where tenant = :tenant and uid > :after and not deleted"
                        + " order by uid limit :limit")
                .bind("tenant", tenant)
                .bind("after", afterUid)
                .bind("limit", limit)
                .map(this::map)
                .list());
    }

    /** Gives profiles other times. */
    List<TimeProfile> retime(String tenant, Map<UUID, Timing> timings) {
        if (timings.isEmpty()) {
            return List.of();
        }
        return jdbi.withHandle(handle -> handle.createQuery("""
                        update time_profile p set timing = n.timing::jsonb, version = p.version + 1
                        from unnest(:ids, :timings) as n (profile_id, timing)
                        where p.tenant = :tenant and p.id = n.profile_id
                        returning p.id, p.uid, p.link_id, p.name, p.all_day, p.date_from, p.date_to,
                                  p.repeat_options, p.timing, p.version
                        """)
                .bind("tenant", tenant)
                .bindArray("ids", UUID.class, List.copyOf(timings.keySet()))
                .bindArray(
                        "timings",
                        String.class,
                        timings.values().stream().map(EventJson::write).toList())
                .map(this::map)
                .list());
    }

    private static void copy(Handle handle, Map<ProfileItem, Timing> items) {
        handle.execute("""
                create temporary table if not exists incoming_profile (
                    place integer, id uuid, link_id uuid, name text, all_day boolean, date_from bigint, date_to bigint,
                    repeat_options jsonb, timing jsonb
                ) on commit delete rows
                """);
        try (SimpleRowWriter writer =
                new SimpleRowWriter(INCOMING, handle.getConnection().unwrap(PGConnection.class))) {
            int place = 0;
            for (Map.Entry<ProfileItem, Timing> entry : items.entrySet()) {
                ProfileItem item = entry.getKey();
                int at = place++;
                writer.startRow(row -> {
                    row.setInteger(0, at);
                    row.setUUID(1, UuidCreator.getTimeOrderedEpoch());
                    row.setUUID(2, item.linkId());
                    row.setText(3, item.name());
                    row.setBoolean(4, item.rule().allDay());
                    row.setLong(5, item.rule().from().getEpochSecond());
                    row.setLong(6, item.rule().to().getEpochSecond());
                    row.setJsonb(7, item.repeatOptions().toString());
                    row.setJsonb(8, EventJson.write(entry.getValue()));
                });
            }
        } catch (SQLException e) {
            throw new IllegalStateException("The profiles could not be written", e);
        }
    }

    private static void bindArrays(org.jdbi.v3.core.statement.Query query, Map<ProfileItem, Timing> items) {
        List<ProfileItem> list = List.copyOf(items.keySet());
        query.bindArray(
                        "places",
                        Integer.class,
                        java.util.stream.IntStream.range(0, list.size()).boxed().toList())
                .bindArray(
                        "ids",
                        UUID.class,
                        list.stream()
                                .map(item -> UuidCreator.getTimeOrderedEpoch())
                                .toList())
                .bindArray(
                        "links",
                        UUID.class,
                        list.stream().map(ProfileItem::linkId).toList())
                .bindArray(
                        "names",
                        String.class,
                        list.stream().map(ProfileItem::name).toList())
                .bindArray(
                        "allDay",
                        Boolean.class,
                        list.stream().map(item -> item.rule().allDay()).toList())
                .bindArray(
                        "from",
                        Long.class,
                        list.stream()
                                .map(item -> item.rule().from().getEpochSecond())
                                .toList())
                .bindArray(
                        "to",
                        Long.class,
                        list.stream()
                                .map(item -> item.rule().to().getEpochSecond())
                                .toList())
                .bindArray(
                        "repeats",
                        String.class,
                        list.stream()
                                .map(item -> item.repeatOptions().toString())
                                .toList())
                .bindArray(
                        "timings",
                        String.class,
                        items.values().stream().map(EventJson::write).toList());
    }

    private static TimeProfile profile(UUID id, long uid, ProfileItem item, Timing timing, long version) {
        return new TimeProfile(
                id,
                uid,
                item.linkId(),
                item.name(),
                item.rule().allDay(),
                item.rule().from().getEpochSecond(),
                item.rule().to().getEpochSecond(),
                item.repeatOptions(),
                timing,
                version);
    }

    private TimeProfile map(ResultSet row, StatementContext context) throws SQLException {
        return new TimeProfile(
                row.getObject("id", UUID.class),
                row.getLong("uid"),
                row.getObject("link_id", UUID.class),
                row.getString("name"),
                row.getBoolean("all_day"),
                row.getLong("date_from"),
                row.getLong("date_to"),
                json(row.getString("repeat_options")),
                EventJson.read(row.getString("timing"), Timing.class),
                row.getLong("version"));
    }

    private JsonNode json(String text) {
        try {
            return json.readTree(text);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("A stored profile cannot be read", e);
        }
    }
}
