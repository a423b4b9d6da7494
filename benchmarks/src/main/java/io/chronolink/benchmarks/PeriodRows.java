package io.chronolink.benchmarks;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.chronolink.events.Service;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** The rows of period-service: a tree of four children each with half of the entities, and small ones. */
final class PeriodRows {

    private static final int AT_ONCE = 10_000;
    private static final int CHILDREN = 4;
    private static final int SMALL = 10;
    private static final int VIEWS = 300;

    /** Takes the id, tenant, id, and the tenant three times. */
    static final String RELATIVES = """
            with recursive up (entity_id, level) as (
                select cast(? as text), -1
                union
                select p.parent_id, up.level + 1 from up
                cross join lateral (select e.parent_id from entity_parent e
                                    where e.tenant = ? and e.entity_id = up.entity_id offset 0) p
            ), down (entity_id, level) as (
                select cast(? as text), -1
                union
                select c.entity_id, down.level + 1 from down
                cross join lateral (select e.entity_id from entity_parent e
                                    where e.tenant = ? and e.parent_id = down.entity_id offset 0) c
            )
            select r.level, e.entity_id, e.entity_type, e.entity_name, p.start_at, p.end_at
            from (select * from up union all select * from down) r
            cross join lateral (select * from entity x where x.tenant = ? and x.entity_id = r.entity_id offset 0) e
            cross join lateral (select * from period o where o.tenant = ? and o.entity_id = r.entity_id offset 0) p
            order by r.level, r.entity_id
            """;

    private static final String CHANGE = """
            with recursive down (entity_id) as (
                select cast(? as text)
                union
                select c.entity_id from down
                cross join lateral (select e.entity_id from entity_parent e
                                    where e.tenant = ? and e.parent_id = down.entity_id offset 0) c
            ), changed as (
                update entity e set effective = e.effective * tstzmultirange(tstzrange('2001-01-01Z', null)),
                                    version = version + 1
                from down d where e.tenant = ? and e.entity_id = d.entity_id
                returning e.entity_id, e.entity_name, e.effective, e.version
            )
            insert into outbox (event_id, topic, record_id, type, tenant, operation_id, record_version, occurred_at,
                                payload)
            select gen_random_uuid(), 'bare', gen_random_uuid(), 'bare', ?, gen_random_uuid(), version, now(),
                   jsonb_build_object('id', entity_id, 'name', entity_name, 'effective', effective)::text
            from changed
            """;

    private final Platform platform;
    private final Report report;
    private final int repetitions;
    private final ObjectMapper json = new ObjectMapper();

    PeriodRows(Platform platform, Report report, int repetitions) {
        this.platform = platform;
        this.report = report;
        this.repetitions = repetitions;
    }

    void print() throws Exception {
        report.table("Work", "bare SQL ms", "product ms", "product ÷ bare", "aim");
        for (int entities : new int[] {1_000, 10_000, 100_000}) {
            print(entities);
        }
        report.end();
    }

    private void print(int entities) throws Exception {
        String tenant = "hierarchy-" + UUID.randomUUID();
        String token = platform.token(tenant);
        int tree = entities / 2;
        for (int from = 0; from < entities; from += AT_ONCE) {
            List<Map<String, Object>> some = new ArrayList<>();
            for (int i = from; i < Math.min(entities, from + AT_ONCE); i++) {
                some.add(entity(i, tree));
            }
            platform.put(Service.PERIOD, "/period/entities", token, json.writeValueAsBytes(some));
        }
        platform.awaitQuiet();
        try (Connection database = platform.database(Service.PERIOD)) {
            givePeriods(database, tenant);
            String of = " of " + entities + " entities";
            view(database, tenant, token, "e" + (tree - 1), VIEWS, "view of a leaf" + of + ", p99", "≤ 3", 0.99);
            // The middle of the tree: three levels above the leaves, with some 80 descendants.
            view(database, tenant, token, "e" + tree / 250, VIEWS, "view of a middle node" + of + ", p99", "≤ 3", 0.99);
            view(
                    database,
                    tenant,
                    token,
                    "e0",
                    repetitions,
                    "view of the top of " + (tree - 1) + " descendants" + of,
                    "–",
                    0.5);
            change(database, tenant, token, "change at the top of " + (tree - 1) + " descendants" + of);
        }
    }

    private static Map<String, Object> entity(int number, int tree) {
        int parent = number < tree ? (number - 1) / CHILDREN : tree + (number - tree) / SMALL * SMALL;
        boolean top = number == 0 || number == parent;
        return Map.of(
                "entity_id",
                "e" + number,
                "entity_type",
                "OFFICE",
                "entity_name",
                "Entity " + number,
                "parents",
                top ? List.of() : List.of("e" + parent));
    }

    private static void givePeriods(Connection database, String tenant) throws SQLException {
        for (String sql : List.of(
                "insert into period (tenant, period_id, entity_id, start_at, exclusive)"
                        + " select tenant, 'p' || entity_id, entity_id, '2000-01-01Z', false from entity"
                        + " where tenant = '" + tenant + "'",
                "update entity set own = '{[2000-01-01Z,)}', effective = '{[2000-01-01Z,)}' where tenant = '" + tenant
                        + "'",
                "vacuum analyze entity, entity_parent, period")) {
            database.createStatement().execute(sql);
        }
    }

    private void view(
            Connection database,
            String tenant,
            String token,
            String id,
            int times,
            String work,
            String aim,
            double quantile)
            throws Exception {
        Measure bare = new Measure();
        Measure product = new Measure();
        for (int round = 0; round < times + times / 2; round++) {
            boolean counts = round >= times / 2;
            Measure.timed(counts, bare, () -> relatives(database, tenant, id));
            Measure.timed(counts, product, () -> platform.get(Service.PERIOD, "/period/view/" + id, token));
        }
        report.times(work, bare, product, quantile, aim);
    }

    private void change(Connection database, String tenant, String token, String work) throws Exception {
        Measure bare = new Measure();
        Measure product = new Measure();
        for (int round = 0; round < repetitions + 1; round++) {
            boolean counts = round > 0;
            Measure.timed(counts, bare, () -> changeBare(database, tenant));
            byte[] body = ("{\"periods\":[{\"start_date\":\"2001-01-01 00:00:%02d\"}]}".formatted(round))
                    .getBytes(StandardCharsets.UTF_8);
            Measure.timed(counts, product, () -> platform.put(Service.PERIOD, "/period/update/e0", token, body));
            platform.awaitQuiet();
        }
        report.times(work, bare, product, 0.5, "≤ 5");
    }

    private static void relatives(Connection database, String tenant, String id) throws SQLException {
        try (PreparedStatement select = database.prepareStatement(RELATIVES)) {
            List<String> values = List.of(id, tenant, id, tenant, tenant, tenant);
            for (int i = 0; i < values.size(); i++) {
                select.setString(i + 1, values.get(i));
            }
            ResultSet rows = select.executeQuery();
            while (rows.next()) {
                rows.getString("entity_name");
            }
        }
    }

    /** Taken back, so that the product finds what it left. */
    private static void changeBare(Connection database, String tenant) throws SQLException {
        database.setAutoCommit(false);
        try (PreparedStatement change = database.prepareStatement(CHANGE)) {
            List<String> values = List.of("e0", tenant, tenant, tenant);
            for (int i = 0; i < values.size(); i++) {
                change.setString(i + 1, values.get(i));
            }
            change.executeUpdate();
        } finally {
            database.rollback();
            database.setAutoCommit(true);
        }
    }
}
