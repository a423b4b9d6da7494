package io.chronolink.benchmarks;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.chronolink.events.Service;
import io.chronolink.stack.Stack;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;

/** The stack as the rows use it: HTTP calls as somebody of a tenant, and the bare databases. */
final class Platform {

    private static final Duration PATIENCE = Duration.ofMinutes(5);

    private final Stack stack;
    private final ObjectMapper json = new ObjectMapper();
    private final HttpClient http = HttpClient.newHttpClient();

    Platform(Stack stack) {
        this.stack = stack;
    }

    String token(String tenant) {
        return stack.tokens()
                .user("benchmark")
                .tenant(tenant)
                .roles("tenant-admin", "link-manager")
                .sign();
    }

    HttpResponse<byte[]> post(Service service, String path, String token, byte[] body)
            throws IOException, InterruptedException {
        return post(service, path, token, body, "application/json");
    }

    HttpResponse<byte[]> post(Service service, String path, String token, byte[] body, String type)
            throws IOException, InterruptedException {
        return send(
                service,
                path,
                token,
                type,
                HttpRequest.newBuilder().POST(HttpRequest.BodyPublishers.ofByteArray(body)));
    }

    HttpResponse<byte[]> put(Service service, String path, String token, byte[] body)
            throws IOException, InterruptedException {
        return send(
                service,
                path,
                token,
                "application/json",
                HttpRequest.newBuilder().PUT(HttpRequest.BodyPublishers.ofByteArray(body)));
    }

    HttpResponse<byte[]> get(Service service, String path, String token) throws IOException, InterruptedException {
        return send(
                service,
                path,
                token,
                "application/json",
                HttpRequest.newBuilder().GET());
    }

    private HttpResponse<byte[]> send(
            Service service, String path, String token, String type, HttpRequest.Builder request)
            throws IOException, InterruptedException {
        HttpResponse<byte[]> answer = http.send(
                request.uri(URI.create(stack.url(service) + path))
                        .header("Authorization", "Bearer " + token)
                        .header("Content-Type", type)
                        .build(),
                HttpResponse.BodyHandlers.ofByteArray());
        if (answer.statusCode() / 100 != 2) {
            throw new IOException(path + " answered " + answer.statusCode() + " "
                    + new String(answer.body(), StandardCharsets.UTF_8));
        }
        return answer;
    }

    /** The operation that a write was accepted as. */
    static String operation(HttpResponse<?> answer) {
        return answer.headers().firstValue("Operation-Id").orElseThrow();
    }

    /** Waits until the last service is done with what this one has accepted. */
    void awaitDone(Service accepting, String operation, String token) throws IOException, InterruptedException {
        long since = System.nanoTime();
        while (!json.readTree(get(accepting, "/operations/" + operation + "?wait=60s", token)
                        .body())
                .path("status")
                .asText()
                .equals("done")) {
            if (System.nanoTime() - since > PATIENCE.toNanos()) {
                throw new IOException("Operation " + operation + " does not get done");
            }
        }
    }

    Connection database(Service service) throws SQLException {
        return DriverManager.getConnection(stack.databases().superuserJdbcUrl(Stack.database(service)));
    }

    /** Between two measurements no service may still be busy with the last one. */
    void awaitQuiet() throws Exception {
        for (Service service : Service.values()) {
            try (Connection database = database(service)) {
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
}
