package io.chronolink.benchmarks;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.chronolink.events.Service;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The rows of information-service. */
final class InformationRows {

    private static final String CHANGE = "/api/v1/informations/bulk/change_state";
    private static final int PUBLISHED = 3;

    private final Platform platform;
    private final Report report;
    private final int warmUps;
    private final int repetitions;
    private final ObjectMapper json = new ObjectMapper();

    InformationRows(Platform platform, Report report, int warmUps, int repetitions) {
        this.platform = platform;
        this.report = report;
        this.warmUps = warmUps;
        this.repetitions = repetitions;
    }

    /** Bulk changes of states over HTTP, in JSON and in XML, against the update of the same rows with outbox rows. */
    void print() throws Exception {
        report.table("Work", "bare UPDATE and outbox ms", "product ms", "ratio", "aim");
        for (int size : new int[] {100, 1_000, 10_000}) {
            Measure inJson = new Measure();
            Measure inXml = new Measure();
            Measure bare = new Measure();
            for (int round = 0; round < warmUps + repetitions; round++) {
                boolean counts = round >= warmUps;
                String tenant = "notices-" + UUID.randomUUID();
                String token = platform.token(tenant);
                List<UUID> forJson = ids(size);
                List<UUID> forXml = ids(size);
                List<UUID> forBare = ids(size);
                try (Connection database = platform.database(Service.INFORMATION)) {
                    insert(database, tenant, forJson);
                    insert(database, tenant, forXml);
                    insert(database, tenant, forBare);
                    byte[] body = json.writeValueAsBytes(Map.of("ids", forJson, "state_id", PUBLISHED));
                    byte[] xml = xml(forXml);
                    Measure.timed(counts, inJson, () -> platform.post(Service.INFORMATION, CHANGE, token, body));
                    platform.awaitQuiet();
                    Measure.timed(
                            counts,
                            inXml,
                            () -> platform.post(Service.INFORMATION, CHANGE, token, xml, "application/xml"));
                    platform.awaitQuiet();
                    Measure.timed(counts, bare, () -> update(database, tenant, forBare));
                    database.createStatement().execute("truncate bare_outbox");
                }
            }
            String work = "change_state of " + size + " ids over HTTP in ";
            report.ratio(work + "JSON", bare, inJson, size == 10_000 ? "≥ 0.5" : "–");
            report.ratio(work + "XML", bare, inXml, "–");
        }
        report.end();
    }

    private static List<UUID> ids(int size) {
        return Stream.generate(UUID::randomUUID).limit(size).toList();
    }

    private static byte[] xml(List<UUID> ids) {
        return ids.stream()
                .map(id -> "<d2p1:guid>" + id + "</d2p1:guid>")
                .collect(Collectors.joining(
                        "",
                        "<ChangeState xmlns=\"http://schemas.datacontract.org/2004/07/IO.Swagger.Models\"><ids xmlns:d2p1="
                                + "\"http://schemas.microsoft.com/2003/10/Serialization/Arrays\">",
                        "</ids><state_id>" + PUBLISHED + "</state_id></ChangeState>"))
                .getBytes(StandardCharsets.UTF_8);
    }

    private static void insert(Connection database, String tenant, List<UUID> ids) throws SQLException {
        Sql.makeBareOutbox(database);
        try (PreparedStatement insert = database.prepareStatement("""
                insert into information (tenant, id, version, state_id, title, text, valid_from, details,
                                         created_at, created_by, changed_at)
                select ?, id, 1, 1, 'Title', 'Text of some length, as notices have', now(), '{}', now(), 'ann', now()
                from unnest(?::uuid[]) as n (id)
                """)) {
            insert.setString(1, tenant);
            insert.setArray(2, database.createArrayOf("uuid", ids.toArray()));
            insert.executeUpdate();
        }
    }

    private static void update(Connection database, String tenant, List<UUID> ids) throws SQLException {
        try (PreparedStatement update = database.prepareStatement("""
                with changed as (
                    update information set state_id = 3, version = version + 1, changed_at = now()
                    where tenant = ? and id = any (?::uuid[])
                    returning tenant, id, version, title, text, valid_from
                )
                insert into bare_outbox (id, event_id, topic, record_id, type, tenant, operation_id, record_version,
                                         occurred_at, payload)
                overriding system value
                select 1, gen_random_uuid(), 'information.events.v1', id, 'changed', tenant, id, version, now(),
                       json_build_object('id', id, 'version', version, 'title', title, 'text', text,
                                         'valid_from', valid_from)
                from changed
                """)) {
            update.setString(1, tenant);
            update.setArray(2, database.createArrayOf("uuid", ids.toArray()));
            if (update.executeUpdate() != ids.size()) {
                throw new IllegalStateException("Not all notices were changed");
            }
        }
    }
}
