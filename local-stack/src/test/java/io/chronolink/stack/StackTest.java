package io.chronolink.stack;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.chronolink.events.Service;
import io.chronolink.events.Topic;
import io.chronolink.events.Topics;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.serialization.StringSerializer;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@NullUnmarked
class StackTest {

    @TempDir
    static Path temporary;

    private static Stack stack;

    @BeforeAll
    static void start() {
        FakeService.packageAs("profile-service", temporary, FakeService.class);
        FakeService.packageAs("schedule-service", temporary, FakeService.class);
        stack = Stack.builder()
                .directory(temporary.resolve("stack"))
                .cache(TestStack.cache())
                .repository(temporary)
                .services(Service.PROFILE, Service.SCHEDULE)
                .freePorts()
                .start();
    }

    @AfterAll
    static void stop() {
        stack.close();
    }

    @Test
    void aServiceIsToldItsDatabaseItsBrokerAndItsKey() throws Exception {
        assertEquals(stack.databases().jdbcUrl("profile"), environment("QUARKUS_DATASOURCE_JDBC_URL"));
        assertEquals("profile", environment("QUARKUS_DATASOURCE_USERNAME"));
        assertEquals(stack.databases().password("profile"), environment("QUARKUS_DATASOURCE_PASSWORD"));
        assertEquals(stack.bootstrapServers(), environment("KAFKA_BOOTSTRAP_SERVERS"));
        assertEquals("file:" + stack.tokens().publicKey(), environment("MP_JWT_VERIFY_PUBLICKEY_LOCATION"));
    }

    @Test
    void aServicesRoleOwnsItsDatabaseAndNothingElse() throws Exception {
        try (var own = login("profile", "profile");
                var statement = own.createStatement()) {
            statement.execute("CREATE TABLE mine (id int, path ltree, during int4range,"
                    + " EXCLUDE USING gist (id WITH =, during WITH &&))");
            var rights = statement.executeQuery(
                    "SELECT rolsuper, rolbypassrls, rolcreatedb, rolcreaterole FROM pg_roles WHERE rolname = user");
            assertTrue(rights.next());
            for (int right = 1; right <= 4; right++) {
                assertFalse(rights.getBoolean(right));
            }
        }
        assertThrows(SQLException.class, () -> login("schedule", "profile").close());
        assertNotEquals(stack.databases().password("profile"), stack.databases().password("schedule"));
    }

    @Test
    void theServerIsTheVersionOfItsArchiveAndDurable() throws Exception {
        assertEquals(PostgreSql.version(), setting("server_version"));
        assertEquals("on", setting("fsync"));
    }

    @Test
    void allTopicsHaveTheirPartitionsAndSettings() throws Exception {
        try (Admin admin = admin()) {
            var names = Topics.all().stream().map(Topic::name).toList();
            var described = admin.describeTopics(names).allTopicNames().get();
            for (Topic topic : Topics.all()) {
                assertEquals(
                        topic.partitions(),
                        described.get(topic.name()).partitions().size());
                assertEquals(topic.config(), settings(admin, topic));
            }
        }
    }

    @Test
    void aTopicThatIsThereAlreadyIsBroughtToItsSettings() throws Exception {
        var name = "topic-" + UUID.randomUUID();
        var topic = topic(name, 3, Map.of("cleanup.policy", "compact", "delete.retention.ms", "5000"));
        try (Admin admin = admin()) {
            admin.createTopics(List.of(new NewTopic(name, 1, (short) 1).configs(Map.of("cleanup.policy", "delete"))))
                    .all()
                    .get();

            stack.create(List.of(topic));

            assertEquals(topic.config(), settings(admin, topic));
            await().until(() -> admin.describeTopics(List.of(name))
                            .allTopicNames()
                            .get()
                            .get(name)
                            .partitions()
                            .size()
                    == 3);
        }
    }

    @Test
    void noTopicAppearsByAccident() {
        try (var producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", stack.bootstrapServers(), "max.block.ms", 1000),
                new StringSerializer(),
                new StringSerializer())) {
            var sent = producer.send(new ProducerRecord<>("typing-error-" + UUID.randomUUID(), "x"));
            assertThrows(ExecutionException.class, sent::get);
        }
    }

    @Test
    void whatWasCommittedIsThereWhenPostgreSqlComesBackAfterKill() throws Exception {
        try (var connection = login("schedule", "schedule");
                var statement = connection.createStatement()) {
            statement.execute("CREATE TABLE kept AS SELECT 42 AS answer");
        }

        stack.postgreSql().kill();
        assertFalse(stack.postgreSql().isAlive());
        stack.postgreSql().start();

        try (var connection = login("schedule", "schedule");
                var statement = connection.createStatement();
                var found = statement.executeQuery("SELECT answer FROM kept")) {
            assertTrue(found.next());
            assertEquals(42, found.getInt(1));
        }
    }

    @Test
    void whatWasAcknowledgedIsThereWhenKafkaComesBackAfterKill() {
        var topic = topic("kept-" + UUID.randomUUID(), 1, Map.of());
        stack.create(List.of(topic));
        var id = UUID.randomUUID();
        try (var probe = new EventProbe(stack.bootstrapServers())) {
            probe.send(topic, EventProbe.Sent.of("t", "demo", UUID.randomUUID(), id, 1, "{}"));
        }

        stack.kafka().kill();
        stack.kafka().start();

        try (var probe = new EventProbe(stack.bootstrapServers())) {
            assertEquals(1, probe.records(topic, id).size());
        }
    }

    @Test
    void aServiceCanBeStoppedKilledAndStartedAgain() {
        var service = stack.service(Service.SCHEDULE);

        long first = service.pid();
        service.kill();
        assertFalse(service.isAlive());
        service.start();
        long second = service.pid();
        service.stop();
        assertFalse(service.isAlive());
        service.start();

        assertTrue(service.isAlive());
        assertNotEquals(first, second);
        assertNotEquals(second, service.pid());
    }

    @Test
    void aClassArchiveThatAFirstRunWroteIsUsedByTheNext() {
        var service = stack.service(Service.SCHEDULE);
        service.stop();
        service.start();

        var commandLine = String.join(
                " ",
                ProcessHandle.of(service.pid()).orElseThrow().info().arguments().orElseThrow());
        assertTrue(
                commandLine.contains("-XX:SharedArchiveFile=") || commandLine.contains("-XX:AOTCache="), commandLine);
    }

    @Test
    void aServiceThatIsNotInTheStackIsRefused() {
        assertThrows(StackException.class, () -> stack.url(Service.PERIOD));
    }

    @Test
    void aNameThatWouldBeSqlIsRefused() {
        assertThrows(IllegalArgumentException.class, () -> stack.databases().create("x; DROP DATABASE profile"));
    }

    private static Topic topic(String name, int partitions, Map<String, String> config) {
        return new Topic(name, java.util.Set.of(), java.util.Set.of(), partitions, config);
    }

    private static Map<String, String> settings(Admin admin, Topic topic) throws Exception {
        var resource = new ConfigResource(ConfigResource.Type.TOPIC, topic.name());
        var config = admin.describeConfigs(List.of(resource)).all().get().get(resource);
        return topic.config().keySet().stream()
                .collect(Collectors.toMap(key -> key, key -> config.get(key).value()));
    }

    private static String setting(String name) throws SQLException {
        try (var connection = login("profile", "profile");
                var statement = connection.createStatement();
                var found = statement.executeQuery("SHOW " + name)) {
            found.next();
            return found.getString(1);
        }
    }

    private static Connection login(String database, String role) throws SQLException {
        return DriverManager.getConnection(
                stack.databases().jdbcUrl(database), role, stack.databases().password(role));
    }

    private static Admin admin() {
        return Admin.create(Map.of("bootstrap.servers", stack.bootstrapServers()));
    }

    private static String environment(String variable) throws IOException {
        try (var body =
                stack.url(Service.PROFILE).resolve("/env?" + variable).toURL().openStream()) {
            return new String(body.readAllBytes(), UTF_8);
        }
    }
}
