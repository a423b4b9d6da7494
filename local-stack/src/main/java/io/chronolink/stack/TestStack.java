package io.chronolink.stack;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;

/** The PostgreSQL and Kafka that the tests of a JVM share; gone when the JVM is gone. */
public final class TestStack {

    // Quarkus loads test classes more than once, so what is started once is remembered in system properties.
    private static final String KAFKA = "chronolink.test-stack.kafka";
    private static final String POSTGRESQL_HOST = "chronolink.test-stack.postgresql.host";
    private static final String POSTGRESQL_PORT = "chronolink.test-stack.postgresql.port";
    private static final String POSTGRESQL_PASSWORD = "chronolink.test-stack.postgresql.password";
    private static final String KEYS = "chronolink.test-stack.keys";

    private TestStack() {}

    /**
     * Whether tests run on containers: {@code -Dchronolink.stack=containers}, which {@code -Pcontainers} sets. Processes
     * unless told.
     */
    public static boolean inContainers() {
        var told = System.getProperty("chronolink.stack", "processes");
        return switch (told) {
            case "containers" -> true;
            case "processes" -> false;
            default -> throw new StackException("chronolink.stack is processes or containers, but not " + told);
        };
    }

    /** A stack for tests in the making: on free ports, fast instead of durable, and gone when this JVM is gone. */
    public static Stack.Builder builder() {
        var builder = Stack.builder().freePorts().disposable();
        if (inContainers()) {
            builder.inContainers();
        }
        return builder.directory(newDirectory());
    }

    /** Where Kafka answers, with all topics of the platform made. */
    public static String bootstrapServers() {
        return property(KAFKA);
    }

    /** Makes tokens that the service under test accepts. */
    public static Tokens tokens() {
        return Tokens.in(Path.of(property(KEYS)), Clock.systemUTC());
    }

    /** The databases: the service's own login, and the superuser for looking behind row security. */
    public static Databases databases() {
        return new Databases(
                property(POSTGRESQL_HOST), Integer.parseInt(property(POSTGRESQL_PORT)), property(POSTGRESQL_PASSWORD));
    }

    /** Starts PostgreSQL and Kafka unless this JVM has done so already, in this or in another class loader. */
    static void startOnce() {
        synchronized (Runtime.getRuntime()) {
            if (System.getProperty(KAFKA) != null) {
                return;
            }
            // Never closed here: its processes and its directory go with this JVM, whatever ends it.
            var stack = builder().cache(cache()).start();
            System.setProperty(KEYS, stack.tokens().directory().toString());
            System.setProperty(POSTGRESQL_HOST, stack.databases().host());
            System.setProperty(
                    POSTGRESQL_PORT, Integer.toString(stack.databases().port()));
            System.setProperty(POSTGRESQL_PASSWORD, stack.databases().superuserPassword());
            System.setProperty(KAFKA, stack.bootstrapServers());
        }
    }

    private static Path newDirectory() {
        try {
            return Files.createTempDirectory("chronolink-test");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** For programs that are unpacked once per user. */
    static Path cache() {
        var user = System.getProperty("user.name");
        var cache = Path.of(System.getProperty("java.io.tmpdir"), "chronolink-" + user);
        try {
            if (!Files.exists(cache)) {
                Files.createDirectories(
                        cache, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwxr-xr-x")));
            }
            if (!Files.getOwner(cache).getName().equals(user)) {
                throw new StackException(cache + " belongs to somebody else; programs in it cannot be trusted.");
            }
            return cache;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String property(String name) {
        var value = System.getProperty(name);
        if (value == null) {
            throw new IllegalStateException("The test has no @QuarkusTestResource(ChronolinkTestResource.class)");
        }
        return value;
    }
}
