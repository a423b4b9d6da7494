package io.chronolink.system;

import io.chronolink.demo.Api;
import io.chronolink.events.Service;
import io.chronolink.stack.Stack;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;

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

    /** A service's database as its superuser sees it, behind row security. */
    static Connection database(Service service) throws SQLException {
        return DriverManager.getConnection(STACK.databases().superuserJdbcUrl(Stack.database(service)));
    }

    private static Stack start() {
        try {
            return Stack.builder()
                    .repository(PROJECT)
                    .directory(Files.createTempDirectory("chronolink-system"))
                    .services(Service.values())
                    .freePorts()
                    .disposable()
                    // Tests want an early start more than top speed.
                    .setting("JAVA_TOOL_OPTIONS", "-XX:TieredStopAtLevel=1")
                    .setting("QUARKUS_OTEL_SDK_DISABLED", "false")
                    .setting("QUARKUS_OTEL_EXPORTER_OTLP_ENDPOINT", TRACES.address())
                    .setting("QUARKUS_OTEL_BSP_SCHEDULE_DELAY", "100ms")
                    // Only what a test asks for.
                    .setting("QUARKUS_OTEL_TRACES_SAMPLER", "parentbased_always_off")
                    .setting("CHRONOLINK_MAIL_PORT", Integer.toString(MAIL_PORT))
                    .setting("CHRONOLINK_NOTIFICATION_TIMEOUT", "3S")
                    .start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static int freePort() {
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return free.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
