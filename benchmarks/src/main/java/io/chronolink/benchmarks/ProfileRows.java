package io.chronolink.benchmarks;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.chronolink.events.Service;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.postgresql.PGConnection;

/** The rows of profile-service. */
final class ProfileRows {

    private static final int MANY = 10_000;
    private static final String UPSERT = "/api/v1/access/timeprofile/items/link";
    private static final String DELETE = "/api/v1/access/timeprofile/link/delete";

    private static final String COLUMNS =
            "id, tenant, uid, link_id, name, time_options, repeat_options, date_from, date_to, timing, version,"
                    + " changed_at, deleted";

    private final Platform platform;
    private final Report report;
    private final int warmUps;
    private final int repetitions;
    private final ObjectMapper json = new ObjectMapper();

    ProfileRows(Platform platform, Report report, int warmUps, int repetitions) {
        this.platform = platform;
        this.report = report;
        this.warmUps = warmUps;
        this.repetitions = repetitions;
    }

    /** Bulk upsert over HTTP against COPY and MERGE of the very same rows. */
    void againstCopy() throws Exception {
        Measure insert = new Measure();
        Measure bareInsert = new Measure();
        Measure update = new Measure();
        Measure bareUpdate = new Measure();
        for (int round = 0; round < warmUps + repetitions; round++) {
            boolean counts = round >= warmUps;
            String tenant = "bulk-" + UUID.randomUUID();
            String token = platform.token(tenant);
            byte[] first = profiles(tenant, 0, MANY, "first");
            byte[] second = profiles(tenant, 0, MANY, "second");
            Measure.timed(counts, insert, () -> platform.post(Service.PROFILE, UPSERT, token, first));
            platform.awaitQuiet();
            try (Connection database = database()) {
                byte[] rows = copyOut(database, tenant);
                Measure.timed(counts, bareInsert, () -> merge(database, rows));
                Measure.timed(counts, update, () -> platform.post(Service.PROFILE, UPSERT, token, second));
                platform.awaitQuiet();
                byte[] changed = copyOut(database, tenant);
                Measure.timed(counts, bareUpdate, () -> merge(database, changed));
                database.createStatement().execute("truncate bare_profile");
            }
        }
        report.table("Work", "bare COPY + MERGE ms", "product ms", "ratio", "aim");
        report.ratio("bulk insert of 10 000 profiles over HTTP with outbox", bareInsert, insert, "≥ 0.6");
        report.ratio("bulk update of 10 000 profiles over HTTP with outbox", bareUpdate, update, "≥ 0.7");
        report.end();
    }

    /** Bulk upsert and delete over HTTP against one statement over arrays of the very same rows. */
    void againstUnnest() throws Exception {
        report.table("Work", "bare unnest ms", "product ms", "ratio", "aim");
        for (int size : new int[] {100, 1_000, MANY}) {
            Measure upsert = new Measure();
            Measure bareUpsert = new Measure();
            Measure delete = new Measure();
            Measure bareDelete = new Measure();
            for (int round = 0; round < warmUps + repetitions; round++) {
                boolean counts = round >= warmUps;
                String tenant = "size-" + UUID.randomUUID();
                String token = platform.token(tenant);
                byte[] body = profiles(tenant, 0, size, "first");
                byte[] links = links(tenant, size);
                Measure.timed(counts, upsert, () -> platform.post(Service.PROFILE, UPSERT, token, body));
                platform.awaitQuiet();
                try (Connection database = database()) {
                    List<Array> rows = arrays(database, tenant);
                    Measure.timed(counts, bareUpsert, () -> upsert(database, rows));
                    Measure.timed(counts, delete, () -> platform.post(Service.PROFILE, DELETE, token, links));
                    platform.awaitQuiet();
                    Measure.timed(counts, bareDelete, () -> delete(database, rows.get(3)));
                    database.createStatement().execute("truncate bare_profile");
                }
            }
            report.ratio("bulk upsert of " + size + " profiles over HTTP", bareUpsert, upsert, "–");
            report.ratio("bulk delete of " + size + " profiles over HTTP", bareDelete, delete, "–");
        }
        report.end();
    }

    /** A page of a filtered list over HTTP against the two statements that it needs. */
    void list() throws Exception {
        String tenant = "list-" + UUID.randomUUID();
        String token = platform.token(tenant);
        for (int from = 0; from < 10 * MANY; from += MANY) {
            platform.post(Service.PROFILE, UPSERT, token, profiles(tenant, from, MANY, "profile"));
        }
        platform.awaitQuiet();
        String query = "?limit=50&page_number=3&order_by=date_from&filter="
                + URLEncoder.encode(
                        "date_from ge " + start(40_000) + " and not (name eq 'profile 41000')", StandardCharsets.UTF_8);
        Measure page = new Measure();
        Measure bare = new Measure();
        try (Connection database = database()) {
            database.createStatement().execute("analyze time_profile");
            for (int round = 0; round < warmUps + 5 * repetitions; round++) {
                boolean counts = round >= warmUps;
                Measure.timed(counts, bare, () -> page(database, tenant));
                Measure.timed(
                        counts,
                        page,
                        () -> platform.get(Service.PROFILE, "/api/v1/access/timeprofile/items" + query, token));
            }
        }
        report.table("Work", "bare SQL ms", "product ms", "ratio", "aim");
        report.ratio("a page of 50 of a filtered list over 100 000 profiles", bare, page, "–");
        report.end();
    }

    private byte[] profiles(String tenant, int from, int count, String name) throws IOException {
        List<Map<String, Object>> items = new ArrayList<>(count);
        for (int i = from; i < from + count; i++) {
            items.add(profile(tenant, i, name + " " + i));
        }
        return json.writeValueAsBytes(Map.of("list_items", items));
    }

    private byte[] links(String tenant, int count) throws IOException {
        List<UUID> links = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            links.add(link(tenant, i));
        }
        return json.writeValueAsBytes(Map.of("link_ids", links));
    }

    /** A weekly profile of an hour. */
    static Map<String, Object> profile(String tenant, int number, String name) {
        long from = start(number);
        return Map.of(
                "name",
                name,
                "link_id",
                link(tenant, number),
                "time_options",
                Map.of("is_all_day", false, "date_from", from, "date_to", from + 3_600),
                "repeat_options",
                Map.of(
                        "repeat_enable",
                        true,
                        "repeat_format",
                        Map.of(
                                "repeat_type",
                                "week",
                                "repeat_end",
                                Map.of("format", "date", "date", from + 100 * 86_400L))));
    }

    private static UUID link(String tenant, int number) {
        return UUID.nameUUIDFromBytes((tenant + number).getBytes(StandardCharsets.UTF_8));
    }

    private static long start(int number) {
        return 1_900_000_000L + number * 60L;
    }

    private Connection database() throws SQLException {
        Connection database = platform.database(Service.PROFILE);
        database.createStatement().execute("""
                        create table if not exists bare_profile (like time_profile including all);
                        create temporary table bare_incoming (like time_profile) on commit delete rows
                        """);
        return database;
    }

    private static byte[] copyOut(Connection database, String tenant) throws SQLException, IOException {
        ByteArrayOutputStream rows = new ByteArrayOutputStream();
        database.unwrap(PGConnection.class)
                .getCopyAPI()
                .copyOut(
                        "copy (select * from time_profile where tenant = '" + tenant
                                + "') to stdout with (format binary)",
                        rows);
        return rows.toByteArray();
    }

    private static void merge(Connection database, byte[] rows) throws SQLException, IOException {
        database.setAutoCommit(false);
        database.unwrap(PGConnection.class)
                .getCopyAPI()
                .copyIn("copy bare_incoming from stdin with (format binary)", new ByteArrayInputStream(rows));
        database.createStatement().execute("""
                        merge into bare_profile p using bare_incoming n on p.id = n.id
                        when matched then update set name = n.name, timing = n.timing, time_options = n.time_options,
                          repeat_options = n.repeat_options, version = n.version, changed_at = n.changed_at,
                          date_from = n.date_from, date_to = n.date_to
                        when not matched then insert values (n.*)
                        """);
        database.commit();
        database.setAutoCommit(true);
    }

    private static List<Array> arrays(Connection database, String tenant) throws SQLException {
        String aggregates = COLUMNS.replaceAll("(\\w+)", "array_agg($1)");
        try (PreparedStatement select =
                database.prepareStatement("select " + aggregates + " from time_profile where tenant = ?")) {
            select.setString(1, tenant);
            ResultSet result = select.executeQuery();
            result.next();
            List<Array> arrays = new ArrayList<>();
            for (int i = 1; i <= COLUMNS.split(",").length; i++) {
                arrays.add(result.getArray(i));
            }
            return arrays;
        }
    }

    private static void upsert(Connection database, List<Array> rows) throws SQLException {
        try (PreparedStatement insert = database.prepareStatement("""
                insert into bare_profile (%s)
                select * from unnest(?::uuid[], ?::text[], ?::bigint[], ?::uuid[], ?::text[], ?::json[], ?::json[],
                                     ?::bigint[], ?::bigint[], ?::jsonb[], ?::bigint[], ?::timestamptz[], ?::boolean[])
                on conflict (id) do update set name = excluded.name, version = excluded.version
                """.formatted(COLUMNS))) {
            for (int i = 0; i < rows.size(); i++) {
                insert.setArray(i + 1, rows.get(i));
            }
            insert.executeUpdate();
        }
    }

    private static void delete(Connection database, Array links) throws SQLException {
        try (PreparedStatement update = database.prepareStatement(
                "update bare_profile set deleted = true, version = version + 1 where link_id = any (?::uuid[])")) {
            update.setArray(1, links);
            update.executeUpdate();
        }
    }

    private static void page(Connection database, String tenant) throws SQLException {
        String which = " from time_profile where tenant = ? and not deleted"
                + " and date_from >= ? and not (name = 'profile 41000')";
        for (String sql : List.of(
                "select count(*)" + which,
                "select " + COLUMNS + which + " order by date_from, uid limit 50 offset 100")) {
            try (PreparedStatement select = database.prepareStatement(sql)) {
                select.setString(1, tenant);
                select.setLong(2, start(40_000));
                ResultSet rows = select.executeQuery();
                while (rows.next()) {
                    rows.getObject(1);
                }
            }
        }
    }
}
