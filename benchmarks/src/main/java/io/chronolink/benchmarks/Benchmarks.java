package io.chronolink.benchmarks;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.chronolink.events.Headers;
import io.chronolink.events.Service;
import io.chronolink.events.Topics;
import io.chronolink.stack.EventProbe;
import io.chronolink.stack.EventProbe.Seen;
import io.chronolink.stack.Part;
import io.chronolink.stack.Stack;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import org.postgresql.PGConnection;

/** All rows, one after another, on a stack of their own. */
public final class Benchmarks {

    private static final int ITEMS = 10_000;
    private static final int WARM_UPS = 3;
    private static final int REPETITIONS = 9;
    private static final int SINGLES = 300;
    private static final Duration IDLE = Duration.ofSeconds(10);

    private final Stack stack;
    private final PrintStream out;
    private final HttpClient http = HttpClient.newHttpClient();
    private final ObjectMapper json = new ObjectMapper();

    private Benchmarks(Stack stack, PrintStream out) {
        this.stack = stack;
        this.out = out;
    }

    /** Runs all rows; the only argument is the directory of the project. */
    public static void main(String[] arguments) throws Exception {
        PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        Path directory = Files.createTempDirectory("chronolink-benchmarks");
        try (Stack stack = Stack.builder()
                .repository(Path.of(arguments[0]))
                // With the class archives that ./run has made, as users have them
                .cache(Path.of(arguments[0]).resolve(".local"))
                .directory(directory)
                .freePorts()
                .services(Service.values())
                .disposable()
                .start()) {
            Benchmarks benchmarks = new Benchmarks(stack, out);
            out.printf(
                    "Java %s, %d processors; milliseconds, median (least to most) of %d interleaved repetitions%n%n",
                    Runtime.version(), Runtime.getRuntime().availableProcessors(), REPETITIONS);
            benchmarks.memory();
            benchmarks.bulk();
            benchmarks.latency();
        }
    }

    /** Bulk upsert over HTTP against COPY and MERGE of the very same rows. */
    private void bulk() throws Exception {
        Measure insert = new Measure();
        Measure bareInsert = new Measure();
        Measure update = new Measure();
        Measure bareUpdate = new Measure();
        for (int round = 0; round < WARM_UPS + REPETITIONS; round++) {
            boolean counts = round >= WARM_UPS;
            String tenant = "bulk-" + UUID.randomUUID();
            String token = token(tenant);
            byte[] first = profiles(tenant, "first");
            byte[] second = profiles(tenant, "second");
            Measure inserting = counts ? insert : new Measure();
            Measure updating = counts ? update : new Measure();
            inserting.time(() -> post("/api/v1/access/timeprofile/items/link", token, first));
            awaitQuiet();
            try (Connection database = database()) {
                byte[] rows = copyOut(database, tenant);
                (counts ? bareInsert : new Measure()).time(() -> merge(database, rows));
                updating.time(() -> post("/api/v1/access/timeprofile/items/link", token, second));
                awaitQuiet();
                byte[] changed = copyOut(database, tenant);
                (counts ? bareUpdate : new Measure()).time(() -> merge(database, changed));
                database.createStatement().execute("truncate bare_profile");
            }
        }
        out.println("| Work | bare COPY + MERGE | product | ratio | aim |");
        out.println("| --- | --- | --- | --- | --- |");
        Measure.printRatio(out, "bulk insert of 10 000 profiles over HTTP with outbox", bareInsert, insert, "≥ 0.6");
        Measure.printRatio(out, "bulk update of 10 000 profiles over HTTP with outbox", bareUpdate, update, "≥ 0.7");
        out.println();
    }

    /** From the moment an event is written in its transaction to the moment its consumer's receipt is. */
    private void latency() throws Exception {
        String tenant = "single-" + UUID.randomUUID();
        String token = token(tenant);
        for (int i = 0; i < SINGLES; i++) {
            byte[] one = json.writeValueAsBytes(Map.of("list_items", List.of(profile(tenant, 0, "name " + i))));
            HttpResponse<byte[]> answer = post("/api/v1/access/timeprofile/items/link", token, one);
            String operation = answer.headers().firstValue("Operation-Id").orElseThrow();
            get("/operations/" + operation + "?wait=30s", token);
        }
        Map<String, Instant> written = new HashMap<>();
        Map<String, Measure> applied = new HashMap<>();
        try (EventProbe probe = new EventProbe(stack.bootstrapServers())) {
            for (Seen event : probe.all(Topics.TIME_PROFILE)) {
                if (tenant.equals(event.headers().get(Headers.TENANT))) {
                    written.put(operation(event), time(event));
                }
            }
            int seen = 0;
            for (Seen receipt : probe.all(Topics.OPERATION_RECEIPTS)) {
                Instant start = written.get(operation(receipt));
                JsonNode data = json.readTree(String.valueOf(receipt.data()));
                if (start != null && data.path("applied").has(Topics.TIME_PROFILE.name()) && seen++ > SINGLES / 5) {
                    applied.computeIfAbsent(data.path("service").asText(), service -> new Measure())
                            .add(Duration.between(start, time(receipt)).toNanos() / 1e6);
                }
            }
        }
        out.println("| Single change, idle: written to applied in | p50 ms | p99 ms | aim |");
        out.println("| --- | --- | --- | --- |");
        applied.entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .forEach(entry -> out.printf(
                        Locale.ROOT,
                        "| %s | %.1f | %.1f | ≤ 3 / 10 |%n",
                        entry.getKey(),
                        entry.getValue().median(),
                        entry.getValue().quantile(0.99)));
        out.println();
    }

    private void memory() throws Exception {
        Thread.sleep(IDLE.toMillis());
        out.println("| Idle memory of | RSS MB | aim |");
        out.println("| --- | --- | --- |");
        for (Service service : Service.values()) {
            Part part = stack.service(service);
            out.printf(Locale.ROOT, "| %s | %d | ≤ 200 |%n", part.name(), residentMegabytes(part.pid()));
        }
        out.println();
    }

    private static long residentMegabytes(long pid) throws IOException {
        for (String line : Files.readAllLines(Path.of("/proc", Long.toString(pid), "status"))) {
            if (line.startsWith("VmRSS:")) {
                return Long.parseLong(line.replaceAll("\\D", "")) / 1024;
            }
        }
        return -1;
    }

    private byte[] profiles(String tenant, String name) throws IOException {
        List<Map<String, Object>> items = new ArrayList<>(ITEMS);
        for (int i = 0; i < ITEMS; i++) {
            items.add(profile(tenant, i, name + " " + i));
        }
        return json.writeValueAsBytes(Map.of("list_items", items));
    }

    private static Map<String, Object> profile(String tenant, int number, String name) {
        long from = 1_900_000_000L + number * 60L;
        return Map.of(
                "name",
                name,
                "link_id",
                UUID.nameUUIDFromBytes((tenant + number).getBytes(StandardCharsets.UTF_8)),
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

    /** Between two measurements no service may still be busy with the last one. */
    private void awaitQuiet() throws Exception {
        for (Service service : Service.values()) {
            try (Connection database =
                    DriverManager.getConnection(stack.databases().superuserJdbcUrl(Stack.database(service)))) {
                while (count(database, "select count(*) from outbox") > 0
                        || count(
                                        database,
                                        "select count(*) from pg_stat_activity where datname = current_database()"
                                                + " and state <> 'idle' and pid <> pg_backend_pid()")
                                > 0) {
                    Thread.sleep(50);
                }
            }
        }
        Thread.sleep(300);
    }

    private static long count(Connection database, String sql) throws SQLException {
        try (var result = database.createStatement().executeQuery(sql)) {
            result.next();
            return result.getLong(1);
        }
    }

    private Connection database() throws SQLException {
        Connection database =
                DriverManager.getConnection(stack.databases().superuserJdbcUrl(Stack.database(Service.PROFILE)));
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
                        when matched then update set name = n.name, timing = n.timing,
                          repeat_options = n.repeat_options, version = n.version, date_from = n.date_from,
                          date_to = n.date_to
                        when not matched then insert values (n.*)
                        """);
        database.commit();
        database.setAutoCommit(true);
    }

    private HttpResponse<byte[]> post(String path, String token, byte[] body) throws IOException, InterruptedException {
        return send(path, token, HttpRequest.newBuilder().POST(HttpRequest.BodyPublishers.ofByteArray(body)));
    }

    private HttpResponse<byte[]> get(String path, String token) throws IOException, InterruptedException {
        return send(path, token, HttpRequest.newBuilder().GET());
    }

    private HttpResponse<byte[]> send(String path, String token, HttpRequest.Builder request)
            throws IOException, InterruptedException {
        HttpResponse<byte[]> answer = http.send(
                request.uri(URI.create(stack.url(Service.PROFILE) + path))
                        .header("Authorization", "Bearer " + token)
                        .header("Content-Type", "application/json")
                        .build(),
                HttpResponse.BodyHandlers.ofByteArray());
        if (answer.statusCode() != 200) {
            throw new IOException(path + " answered " + answer.statusCode() + " "
                    + new String(answer.body(), StandardCharsets.UTF_8));
        }
        return answer;
    }

    private String token(String tenant) {
        return stack.tokens()
                .user("benchmark")
                .tenant(tenant)
                .roles("link-manager", "end-user")
                .sign();
    }

    private static String operation(Seen event) {
        return String.valueOf(event.headers().get(Headers.OPERATION_ID));
    }

    private static Instant time(Seen event) {
        return Instant.parse(String.valueOf(event.headers().get(Headers.TIME)));
    }
}
