package io.chronolink.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.chronolink.demo.Api;
import io.chronolink.events.Service;
import io.chronolink.stack.Stack;
import io.chronolink.stack.TestStack;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/** The packaged services on real PostgreSQL and Kafka, started once for all system tests; gone with this JVM. */
final class Platform {

    static final Path PROJECT = Path.of("..").toAbsolutePath().normalize();

    /** Where a test may let a mail server be. */
    static final int MAIL_PORT = freePort();

    static final TraceCollector TRACES = TraceCollector.start();

    static final Stack STACK = start();

    private Platform() {}

    /** The five services as an administrator of a tenant sees them. */
    static Api as(String tenant) {
        return new Api(STACK::url, token(tenant));
    }

    /** The token of an administrator of a tenant. */
    static String token(String tenant) {
        return STACK.tokens()
                .user("system-test")
                .tenant(tenant)
                .roles("tenant-admin", "link-manager", "operator")
                .sign();
    }

    /** The last warnings and errors in a service's log. */
    static String warnings(Service service) {
        try (Stream<String> lines = Files.lines(STACK.service(service).log())) {
            List<String> found = lines.filter(line -> line.contains(" WARN ") || line.contains(" ERROR "))
                    .toList();
            return String.join("\n", found.subList(Math.max(0, found.size() - 10), found.size()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A service's database as its superuser sees it, behind row security. */
    static Connection database(Service service) throws SQLException {
        return DriverManager.getConnection(STACK.databases().superuserJdbcUrl(Stack.database(service)));
    }

    /** Lets each service read the topics again for the caller's tenant, and waits until they have. */
    static void rebuild(Api api) {
        // Period-service first: the others take over what it tells.
        for (Service service :
                List.of(Service.PERIOD, Service.PROFILE, Service.SCHEDULE, Service.INFORMATION, Service.RECORDING)) {
            String id = api.call(service, "POST", "/admin/rebuild", null)
                    .body()
                    .path("rebuild_id")
                    .asText();
            JsonNode ended = awaitRebuilt(api, service, "/admin/rebuild/" + id);
            assertThat(ended.path("status").asText()).as("%s", ended).isEqualTo("done");
            assertThat(ended.path("refused").asInt()).isZero();
            assertThat(ended.path("records").asInt()).isPositive();
        }
    }

    static JsonNode awaitRebuilt(Api api, Service service, String path) {
        return await().atMost(Duration.ofSeconds(120))
                .until(
                        () -> api.call(service, "GET", path, null).body(),
                        status -> !status.path("status").asText().equals("running"));
    }

    private static Stack start() {
        Stack.Builder stack = TestStack.builder();
        String collector = "http://" + stack.reach(TRACES.port()) + ":" + TRACES.port();
        return stack.repository(PROJECT)
                .services(Service.values())
                // Tests want an early start more than top speed. Not JAVA_TOOL_OPTIONS, which are the image's own.
                .setting("JDK_JAVA_OPTIONS", "-XX:TieredStopAtLevel=1")
                .setting("QUARKUS_OTEL_SDK_DISABLED", "false")
                .setting("QUARKUS_OTEL_EXPORTER_OTLP_ENDPOINT", collector)
                .setting("QUARKUS_OTEL_BSP_SCHEDULE_DELAY", "100ms")
                // Only what a test asks for.
                .setting("QUARKUS_OTEL_TRACES_SAMPLER_ARG", "0.0")
                .setting("CHRONOLINK_MAIL_HOST", stack.reach(MAIL_PORT))
                .setting("CHRONOLINK_MAIL_PORT", Integer.toString(MAIL_PORT))
                .setting("CHRONOLINK_NOTIFICATION_TIMEOUT", "3S")
                .start();
    }

    private static int freePort() {
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return free.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
